import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../create-engine.ts';
import { realPackages } from '../database/testing.ts';
import { type BuiltFile, type BuiltRecord, buildPackage } from '../testing/build-package.ts';
import { basics, document, documentType, sample, source, user } from '../testing/sample-records.ts';
import type { Comparison } from './comparison.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-two-packages-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Contents {
  readonly records: readonly BuiltRecord[];
  readonly files?: readonly BuiltFile[];
}

let built = 0;
const packageOf = ({ records, files = [] }: Contents) => {
  built += 1;
  return buildPackage(path.join(folder, `${built}.zip`), records, files);
};

async function compare(before: string, now: string, model: string | null = null): Promise<Comparison> {
  const engine = createEngine();
  try {
    await engine.openPackage(now);
    return await engine.comparePackage(before, { model, offset: 0, limit: 1000 });
  } finally {
    await engine.close();
  }
}

const between = async (before: Contents, now: Contents, model: string | null = null) =>
  compare(await packageOf(before), await packageOf(now), model);

const told = ({ differences }: Comparison) =>
  differences.map(({ change, model, name, fields }) => [
    change,
    model,
    name,
    change === 'changed' ? fields.map((one) => one.name) : '',
  ]);

describe('two packages', () => {
  const uuid = '5a1f0e0a-3b4c-4d5e-8f60-718293a4b5c6';
  const author = user('author', { uuid: 'aaaaaaaa-3b4c-4d5e-8f60-718293a4b5c6' });
  const type = documentType('SOP', { uuid: 'bbbbbbbb-3b4c-4d5e-8f60-718293a4b5c6' });
  const draft = source('Draft', { uuid: 'cccccccc-3b4c-4d5e-8f60-718293a4b5c6' });
  const named = [author, type, draft, document('D-1', { uuid })];

  it('say nothing of numbers and natural keys where only the way of writing differs, from either side', async () => {
    const numbered = [
      { ...author, pk: 90 },
      { ...type, pk: 91, fields: { ...type.fields, created_by: 90 } },
      { ...draft, pk: 92 },
      { ...document('D-1', { uuid, author: 90, document_type: 91, document_source: 92 }), pk: 93 },
    ];
    const renumbered = [
      { ...author, pk: 93 },
      { ...type, pk: 92, fields: { ...type.fields, created_by: 93 } },
      { ...draft, pk: 91 },
      { ...document('D-1', { uuid, author: 93, document_type: 92, document_source: 91 }), pk: 90 },
    ];
    for (const [before, now] of [
      [named, numbered],
      [numbered, named],
      [numbered, renumbered],
    ] as const) {
      const compared = await between({ records: before }, { records: now });
      expect(told(compared)).toEqual([]);
      expect(compared.notCompared).toEqual({ files: 'not in before', records: 0, problems: [] });
    }
  });

  it('say what was changed, added and removed, records and files', async () => {
    const before = {
      records: [
        ...named,
        document('D-2'),
        document('D-3', { uuid: uuid.replace('5a', '5b'), author: 7 }),
        { ...user('seven'), pk: 7 },
      ],
      files: [
        { path: 'a.txt', content: 'a' },
        { path: 'b.txt', content: 'b' },
        { path: 'c.txt', content: 'c' },
      ],
    };
    const [, , , first] = named;
    if (first === undefined) throw new Error('no document');
    const now = {
      records: [
        { ...author, fields: { ...author.fields, username: 'writer' } },
        { ...type, fields: { ...type.fields, created_by: ['writer'] } },
        draft,
        { ...first, fields: { ...first.fields, author: ['writer'], title: 'Other' } },
        document('D-4', { author: ['writer'] }),
        document('D-3', { uuid: uuid.replace('5a', '5b'), author: ['writer'] }),
        { ...user('seven', { uuid: before.records.at(-1)?.fields.uuid }), pk: 7 },
      ],
      files: [
        { path: 'a.txt', content: 'a' },
        { path: 'b.txt', content: 'B' },
        { path: 'd.txt', content: 'd' },
      ],
    };
    const compared = await between(before, now);
    expect(told(compared)).toEqual([
      ['changed', 'documents.document', 'D-1', ['title']],
      ['removed', 'documents.document', 'D-2', ''],
      ['changed', 'documents.document', 'D-3', ['author']],
      ['changed', 'users.user', 'writer', ['username']],
      ['added', 'documents.document', 'D-4', ''],
      ['changed', 'files', 'b.txt', ['sha256']],
      ['removed', 'files', 'c.txt', ''],
      ['added', 'files', 'd.txt', ''],
    ]);
    // By name on both sides, though the earlier package has a number.
    const changed = compared.differences.find(({ name }) => name === 'D-3');
    expect(changed?.fields).toEqual([
      { name: 'author', before: '["seven"]', now: '["writer"]', secret: false },
    ]);
    expect((await between(before, now, 'users.user')).total).toEqual({ added: 0, changed: 1, removed: 0 });
    const back = await between(now, before);
    expect(back.total).toEqual({ added: 2, changed: 4, removed: 2 });
  });

  it('say what they cannot tell: fields of one of the two, unknown models, records without any key', async () => {
    const [, , , first] = named;
    if (first === undefined) throw new Error('no document');
    const log = (text: string) => ({ model: 'acme.log', fields: { text } });
    const widget = (pk: number) => ({ model: 'acme.widget', pk, fields: { colour: 'red' } });
    const compared = await between(
      { records: [...named, log('a'), log('a'), log('b'), widget(1), document('D-1')] },
      {
        records: [
          ...named.slice(0, 3),
          { ...first, fields: { ...first.fields, sensitivity_label: 'SECRET' } },
          ...[log('a'), log('a'), log('c'), widget(1)],
        ],
      },
    );
    expect(told(compared)).toEqual([
      ['removed', 'acme.log', '', ''],
      ['added', 'acme.log', '', ''],
    ]);
    expect(compared.notCompared.records).toBe(1);
    expect(compared.notCompared.problems.map(({ code, message }) => [code, message.slice(0, 60)])).toEqual([
      ['FIELDS_NOT_COMPARED', expect.stringContaining('The later package alone')],
      ['MODEL_UNKNOWN', expect.stringContaining('acme.log')],
      ['MODEL_UNKNOWN', expect.stringContaining('acme.widget')],
      ['RECORDS_NOT_MATCHED', expect.stringContaining('1 records of acme.log')],
    ]);
  });

  it("say nothing of Django's own that one of them leaves to Django", async () => {
    const permission = (codename: string, pk: number) =>
      sample('auth.permission', { codename, name: codename, content_type: 901 }, pk);
    const contentType = sample(
      'contenttypes.contenttype',
      { app_label: 'documents', model: 'document' },
      901,
    );
    const records = [...basics()];
    const carried = [
      ...records,
      contentType,
      permission('view_document', 902),
      permission('approve_all', 903),
    ];
    expect((await between({ records }, { records: carried })).total.added).toBe(0);
    expect((await between({ records: carried }, { records: carried })).differences).toEqual([]);
    const some = [...records, contentType, permission('view_document', 4)];
    expect(told(await between({ records: some }, { records: carried }))).toEqual([
      ['added', 'auth.permission', 'approve_all', ''],
    ]);
    expect(told(await between({ records: carried }, { records: some }))).toEqual([
      ['removed', 'auth.permission', 'approve_all', ''],
    ]);
  });
});

const packages = realPackages();

describe.skipIf(packages === null)('real packages', () => {
  const at = (name: string) => path.join(packages ?? '', `edms_migration_package_${name}`);

  it.each(['20251208_082241', '20251212_164044'])('%s is the same in both containers', async (stamp) => {
    const compared = await compare(at(`${stamp}.tar.gz`), at(`${stamp}.zip`));
    expect(told(compared)).toEqual([]);
    expect(compared.notCompared).toMatchObject({ files: null, problems: [] });
  });

  it('differ, and the other way round as well', async () => {
    const names = [at('20251208_082241.tar.gz'), at('20251212_164044.tar.gz')] as const;
    const there = await compare(...names);
    const back = await compare(names[1], names[0]);
    expect(there.total.added).toBeGreaterThan(0);
    expect(back.total).toEqual({
      added: there.total.removed,
      changed: there.total.changed,
      removed: there.total.added,
    });
  });
});
