import { describe, expect, it } from 'vitest';
import type { Selection } from '../plan/policy.ts';
import type { BuiltRecord } from '../testing/build-package.ts';
import { basics, document, role, sample, user, version } from '../testing/sample-records.ts';
import { START, selectRecords } from './select-records.ts';
import { withRecords } from './testing.ts';

const UUID = '0b0e4f0a-9a51-4d0c-8a6e-1f2e3d4c5b6a';

const selection = (what: Partial<Selection>): Selection => ({ roots: [], span: null, search: '', ...what });
const rooted = (...roots: readonly string[]) => selection({ roots });

/** The numbers of the records that a selection brings. */
const selected = (records: readonly BuiltRecord[], what: Selection) =>
  withRecords(records, async (source) => [...(await selectRecords(what, source)).records]);

describe('a selection by root', () => {
  // author, SOP, Draft, then the document and what else there is
  const records = [...basics(), document('D1'), document('D2'), user('other')];

  it('brings the record and what it refers to, and nothing else', async () => {
    expect(await selected(records, rooted('documents.document:D1'))).toEqual([0, 1, 2, 3]);
    expect(await selected(records, rooted('users.user:other'))).toEqual([5]);
  });

  it('brings along what a record refers to over any number of steps, and ends where references go round', async () => {
    const chain = Array.from({ length: 3000 }, (_, n) =>
      document(`C${n}`, { supersedes: n === 0 ? ['C2999'] : [`C${n - 1}`] }),
    );
    const found = await selected([...basics(), ...chain, document('D1')], rooted('documents.document:C17'));
    expect(found).toEqual(Array.from({ length: 3003 }, (_, n) => n));
  });

  it('does not bring what refers to the record', async () => {
    const found = await selected([...basics(), document('D1'), version('D1')], rooted('users.user:author'));
    expect(found).toEqual([0]);
  });

  it('brings the rows of many-to-many fields, and what those refer to', async () => {
    const found = await selected(
      [
        sample('contenttypes.contenttype', { app_label: 'documents', model: 'document' }),
        sample('auth.permission', {
          codename: 'can_review',
          content_type: ['documents', 'document'],
        }),
        sample('auth.group', { name: 'Reviewers', permissions: [['can_review', 'documents', 'document']] }),
        sample('auth.group', { name: 'Others', permissions: [] }),
        user('a', { groups: [['Reviewers']] }),
      ],
      rooted('users.user:a'),
    );
    expect(found).toEqual([0, 1, 2, 4]);
  });

  it('follows generic references, by the content type’s name or its number', async () => {
    const audit = (content_type: unknown, object_id: string) =>
      sample('audit.audittrail', { content_type, object_id, user: null });
    const found = await selected(
      [
        sample('contenttypes.contenttype', { app_label: 'users', model: 'role' }, 7),
        role('first', {}),
        { ...role('second'), pk: 41 },
        { ...role('third'), pk: 42 },
        { ...audit(['users', 'role'], '41'), pk: 1 },
        { ...audit(7, '42'), pk: 2 },
        { ...audit(7, '43'), pk: 3 },
      ],
      rooted('audit.audittrail:1', 'audit.audittrail:2', 'audit.audittrail:3'),
    );
    expect(found).toEqual([0, 2, 3, 4, 5, 6]);
  });

  it('finds it by natural key, uuid with or without dashes, and primary key', async () => {
    const named = [{ ...role('QA, senior', { uuid: UUID }), pk: 12 }, role('other')];
    for (const key of ['QA, senior', UUID, UUID.toUpperCase(), UUID.replaceAll('-', ''), '12'])
      expect(await selected(named, rooted(`users.role:${key}`))).toEqual([0]);
    expect(await selected(named, rooted('Users.Role:*'))).toEqual([0, 1]);
  });

  it('finds natural keys of several parts, also where a part holds a comma', async () => {
    const found = await selected(
      [
        user('a'),
        role('QA, senior'),
        sample('users.userrole', { user: ['a'], role: ['QA, senior'], assigned_by: null }),
        sample('users.userrole', { user: ['a'], role: ['QA'], assigned_by: null }),
      ],
      rooted('users.userrole:a,QA, senior'),
    );
    expect(found).toEqual([0, 1, 2]);
  });

  it('brings with a record that repeats another one the one whose row it shares', async () => {
    const twice = [role('a', { uuid: UUID }), role('b', { uuid: UUID }), role('c')];
    expect(await selected(twice, rooted('users.role:b'))).toEqual([0, 1]);
  });

  it('keeps backup configurations apart that only share a name: the EDMS allows it', async () => {
    const twice = [1, 2].map((pk) =>
      sample('backup.backupconfiguration', { name: 'nightly', created_by: ['a'] }, pk),
    );
    expect(await selected([user('a'), ...twice], rooted('backup.backupconfiguration:2'))).toEqual([0, 2]);
  });

  it('never brings a record that cannot be read', async () => {
    const broken = { raw: '{"model": "users.role", "fields": {"name": "b\\u0000"}}' };
    expect(await selected([role('a'), broken], rooted('users.role:*'))).toEqual([0]);
  });

  it('says of a root that names nothing that it does, where others name something', () =>
    withRecords(records, async (source) => {
      const unknown = ['documents.document:D9', 'documents.folder:1', 'D1', 'users.role:*'];
      const found = await selectRecords(rooted('users.user:other', ...unknown), source);
      expect([...found.records]).toEqual([5]);
      expect(found.problems.map(({ code, severity }) => [code, severity])).toEqual(
        unknown.map(() => ['SELECTION_ROOT_UNKNOWN', 'warning']),
      );
      expect(found.problems[0]?.message).toContain('documents.document:D9');
    }));

  it.each([
    ['whose roots name nothing', rooted('documents.document:D9'), 'documents.document:D9'],
    ['in whose time nothing was created', selection({ span: { from: '2030-01-01', to: null } }), 'time span'],
    ['whose text nothing holds', selection({ search: 'no such text' }), 'no such text'],
    ['that names nothing at all', selection({}), 'names nothing'],
  ])('is refused: one %s', async (_, what, named) => {
    await expect(selected(records, what)).rejects.toMatchObject({
      code: 'SELECTION_EMPTY',
      message: expect.stringContaining(named),
    });
  });

  it('tells the files that its records name, and only those', () =>
    withRecords(
      [
        ...basics(),
        document('D1', { file_path: 'storage/documents/1.docx' }),
        document('D2', { file_path: 'storage/documents/2.docx' }),
      ],
      async (source) => {
        const { files } = await selectRecords(rooted('documents.document:D1'), source);
        expect(files.size).toBe(1);
        expect(files.has('storage/documents/1.docx')).toBe(true);
        expect(files.has('storage/documents/2.docx')).toBe(false);
      },
    ));

  it('can be cancelled', () =>
    withRecords(records, async (source) => {
      const signal = AbortSignal.abort();
      await expect(selectRecords(rooted('users.user:other'), source, { signal })).rejects.toMatchObject({
        code: 'CANCELLED',
      });
    }));
});

describe('a selection by time', () => {
  const records = [
    user('author', { created_at: '2025-12-02T00:00:00Z' }),
    document('D1', {
      created_at: '2025-12-01T23:59:59.999Z',
      document_type: ['SOP'],
      updated_at: '2025-12-02T12:00:00Z',
    }),
    document('D2', { created_at: '2025-12-02T00:00:00Z' }),
    document('D3', { created_at: '2025-12-03T00:59:59+01:00' }),
    document('D4', { created_at: '2025-12-03T00:00:00Z' }),
  ];
  const between = (from: string | null, to: string | null) =>
    selected(records, selection({ span: { from, to } }));

  it('brings business records created in it, both ends in it, and what they need', async () => {
    expect(await between('2025-12-02', '2025-12-02')).toEqual([0, 2, 3]);
    expect(await between('2025-12-02T00:00:00.001Z', '2025-12-02T23:59:59Z')).toEqual([0, 3]);
  });

  it('may be open at either end', async () => {
    expect(await between('2025-12-03', null)).toEqual([0, 4]);
    expect(await between(null, '2025-12-01')).toEqual([0, 1]);
  });

  it.each([
    ['2025-13-01', null],
    ['yesterday', null],
    ['2025-12-03', '2025-12-02'],
  ])('is refused when it cannot be: %s to %s', async (from, to) => {
    await expect(between(from, to)).rejects.toMatchObject({ code: 'POLICY_INVALID' });
  });
});

describe('a selection by text', () => {
  it('brings the records that hold it, letter case aside, and what they need', async () => {
    const records = [...basics(), document('D1', { title: 'Über die Reinigung' }), document('D2')];
    expect(await selected(records, selection({ search: 'ÜBER DIE' }))).toEqual([0, 1, 2, 3]);
  });

  it('adds to what is selected otherwise, and says of each beginning why it is one', () =>
    withRecords([...basics(), document('D1', { title: 'Alpha' }), document('D2')], async (source) => {
      const found = await selectRecords(
        selection({ roots: ['documents.document:D1'], search: 'alpha' }),
        source,
      );
      expect([...found.starts]).toEqual([0, 0, 0, START.root | START.search, 0]);
    }));
});
