import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import JSZip from 'jszip';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { openTarget } from '../database/open-target.ts';
import { freshServerUrl, withFreshTarget } from '../database/testing.ts';
import { RecordIndex } from '../fixture/record-index.ts';
import { inspectPackage } from '../package/inspect.ts';
import { createRepository } from '../repository/open-repository.ts';
import { snapshotOf, take } from '../snapshot/testing.ts';
import { writeOutSnapshot } from '../snapshot/write-out.ts';
import { withPlan } from '../testing/restore-once.ts';
import { basics, document, sample, user } from '../testing/sample-records.ts';
import { sceneOver } from '../testing/scene.ts';
import { type ExportOptions, exportTarget } from './export-target.ts';
import { findPgDump } from './find-pg-dump.ts';
import { parseCsv } from './testing-csv.ts';
import { startWriters } from './testing-writers.ts';

/** What {@link startWriters} keeps true at any moment, out of one export. */
interface Moment {
  readonly documents: readonly { readonly title: unknown }[];
  readonly types: readonly { readonly description: unknown }[];
  readonly groups: readonly { readonly name: unknown }[];
  readonly workflows: number;
  readonly transitions: number;
  /** Groups of users, one after the other. */
  readonly memberships: number;
}

function expectOneMoment({ documents, types, groups, workflows, transitions, memberships }: Moment): void {
  expect(new Set(documents.map(({ title }) => title))).toEqual(
    new Set(types.map(({ description }) => description)),
  );
  expect(workflows).toBe(documents.length);
  expect(transitions).toBe(2 * documents.length);
  expect(groups.map(({ name }) => String(name).slice(1))).toEqual(groups.map(() => String(documents.length)));
  expect(memberships).toBe(2);
}

const records = () => [
  sample('auth.group', { name: 'A0', permissions: [] }),
  sample('auth.group', { name: 'B0', permissions: [] }),
  user('author', { groups: [['A0']] }),
  user('other', { groups: [['B0']] }),
  ...basics().slice(1),
  sample('workflows.documentstate', { name: 'Draft', description: 'Initial draft state' }, 'DRAFT'),
  document('D-0', { file_path: '', file_name: '' }),
  sample('workflows.documentworkflow', {
    ...{ document: ['D-0'], current_state: ['DRAFT'], initiated_by: ['author'], workflow_type: 'REVIEW' },
  }),
  ...[1, 2].map((pk) =>
    sample(
      'workflows.documenttransition',
      {
        ...{ workflow: ['D-0', 'REVIEW'], from_state: ['DRAFT'], to_state: ['DRAFT'] },
        transitioned_by: ['author'],
      },
      pk,
    ),
  ),
];

describe('exports and snapshots of an EDMS that is written to all the time', () => {
  it(
    'are whole, and each of one moment',
    ({ skip }) =>
      withFreshTarget('server', async (target, { address, home }) => {
        const scene = sceneOver(target, home);
        expect(await scene.restore(records())).toMatchObject({ failed: 0, skipped: 0 });
        await scene.run(`update documents set title = 'T'`);
        await scene.run(`update document_types set description = 'T'`);
        await scene.run(`update auth_group set name = left(name, 1) || '1'`);
        const folder = await scene.folder();
        const pgDump = await findPgDump(Math.floor(target.schema.serverVersion / 10_000)).catch(() => null);
        if (address.kind !== 'server') return skip();
        const { repository } = await createRepository(path.join(folder, 'repository'), {});
        const writers = await startWriters(address.url);
        const seen = new Set<unknown>();
        try {
          for (let round = 0; round < 2; round += 1) {
            for (const [name, format] of NAMES) {
              if (format === 'pgdump' && (pgDump === null || round > 0)) continue;
              const before = writers.committed();
              const report = await exportTarget(target, {
                ...{
                  path: path.join(folder, `${round}-${name}`),
                  format,
                  keys: round === 1 ? 'primary' : 'natural',
                },
                ...{ canonical: round === 1 && format !== 'pgdump', select: [], storageRoot: null },
              });
              expect(report.problems).toEqual([]);
              const moment = await READ[format](report.path);
              expectOneMoment(moment);
              expect(report.byModel['documents.document']).toBe(moment.documents.length);
              seen.add(moment.documents[0]?.title);
              expect(writers.committed(), 'nobody wrote meanwhile').toBeGreaterThan(before);
            }
            // Of what the second snapshot is compared with, much has changed.
            const taken = await take(repository, target);
            const out = path.join(folder, `${round}-snapshot.ndjson`);
            const snapshot = await snapshotOf(repository, taken.id);
            await writeOutSnapshot(repository, snapshot, { path: out, format: 'ndjson' });
            expectOneMoment(await READ.ndjson(out));
          }
        } finally {
          await writers.stop();
          await repository.close();
        }
        expect(seen.size).toBeGreaterThan(3);
      }),
    300_000,
  );
});

const NAMES: readonly (readonly [name: string, format: ExportOptions['format']])[] = [
  ['all.tar.gz', 'package'],
  ['all.json.gz', 'fixture'],
  ['all.ndjson', 'ndjson'],
  ['all.csv.zip', 'csv'],
  ['all.sqlite', 'sqlite'],
  ['all.dump', 'pgdump'],
];

const READ: { readonly [format in ExportOptions['format']]: (file: string) => Promise<Moment> } = {
  package: ofRecords,
  fixture: ofRecords,
  ndjson: ofRecords,
  csv: async (file) => {
    const zip = await JSZip.loadAsync(await readFile(file));
    const text = async (name: string) => (await zip.file(name)?.async('string')) ?? '';
    const { tables } = JSON.parse(await text('schema.json'));
    const rows = new Map<string, ReturnType<typeof parseCsv>>();
    for (const { file: name, table } of tables) rows.set(table, parseCsv(await text(name)));
    const of = (table: string) => rows.get(table) ?? [];
    for (const { table, columns } of tables) {
      for (const { name, references } of columns) {
        if (references === null) continue;
        const keys = new Set(of(references.table).map((row) => row[references.column]));
        const dangling = of(table).filter((row) => row[name] !== null && !keys.has(row[name]));
        expect(dangling, `${table}.${name}`).toEqual([]);
      }
    }
    return momentOf(async (table) => of(table).map((row) => ({ ...row })));
  },
  sqlite: (file) => {
    const database = new Database(file, { readonly: true });
    expect(database.prepare('pragma foreign_key_check').all()).toEqual([]);
    return momentOf(async (table) =>
      database
        .prepare(`select * from ${table}`)
        .all()
        .map((row) => ({ ...Object(row) })),
    ).finally(() => database.close());
  },
  pgdump: async (file) => {
    const { url, remove } = await freshServerUrl();
    try {
      const { program } = await findPgDump(0);
      await promisify(execFile)(path.join(path.dirname(program), 'pg_restore'), [
        '--exit-on-error',
        `--dbname=${url}`,
        file,
      ]);
      const restored = await openTarget({ kind: 'server', url });
      const read = (table: string) =>
        restored.read((sql) => sql.query<{ r: string }>(`select to_json(t)::text as r from ${table} t`));
      return await momentOf(async (table) => (await read(table)).map(({ r }) => JSON.parse(r))).finally(() =>
        restored.close(),
      );
    } finally {
      await remove();
    }
  },
};

type Row = { readonly [column: string]: unknown };

async function momentOf(rows: (table: string) => Promise<readonly Row[]>): Promise<Moment> {
  return {
    documents: (await rows('documents')).map(({ title }) => ({ title })),
    types: (await rows('document_types')).map(({ description }) => ({ description })),
    groups: (await rows('auth_group')).map(({ name }) => ({ name })),
    workflows: (await rows('document_workflows')).length,
    transitions: (await rows('document_transitions')).length,
    memberships: (await rows('users_groups')).length,
  };
}

/** Read and planned by our own reader into an empty EDMS: whatever hangs in the air is told there. */
async function ofRecords(file: string): Promise<Moment> {
  await withFreshTarget('server', (empty) =>
    withPlan(file, empty, {}, async ({ inspected, records: planned }) => {
      expect(inspected.inspection.problems).toEqual([]);
      expect(planned.filter(({ outcome }) => outcome !== 'create' && outcome !== 'unchanged')).toEqual([]);
    }),
  );
  const index = new RecordIndex(edmsCatalogue());
  const opened = await inspectPackage(file, edmsCatalogue(), { spoolFolder: path.dirname(file), index });
  const found = new Map<string, Row[]>();
  try {
    const spool = opened.spool ?? expect.unreachable('no fixture');
    for (let number = 0; number < spool.count; number += 1) {
      const { model, fields } = JSON.parse(await spool.text(number));
      found.set(model, [...(found.get(model) ?? []), fields]);
    }
  } finally {
    await opened.spool?.close();
    await opened.source.close();
  }
  const of = (model: string) => found.get(model) ?? [];
  return {
    documents: of('documents.document').map(({ title }) => ({ title })),
    types: of('documents.documenttype').map(({ description }) => ({ description })),
    groups: of('auth.group').map(({ name }) => ({ name })),
    workflows: of('workflows.documentworkflow').length,
    transitions: of('workflows.documenttransition').length,
    memberships: of('users.user').flatMap(({ groups }) => groups).length,
  };
}
