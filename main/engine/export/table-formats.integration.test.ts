import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import JSZip from 'jszip';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { kindsAboveSql, targetKinds } from '../database/testing.ts';
import { basics, document, role, sample, user } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import type { ExportReport, ExportRequest } from './export-report.ts';
import { exportTarget } from './export-target.ts';
import { parseCsv } from './testing-csv.ts';

const group = sample('auth.group', { name: 'Reviewers', permissions: [] });

/** Records with everything that formats write in different ways. */
const odd = () => [
  group,
  user('author', { groups: [['Reviewers']], first_name: '', last_name: 'Ünï "code", 漢\r\nline' }),
  ...basics().slice(1),
  role('Reader'),
  document('D-1', { title: '=1+1', description: ' padded ', keywords: '', supersedes: null }),
  document('D-2', { title: 'needs D-1', supersedes: ['D-1'] }),
];

async function exported(
  scene: Scene,
  name: string,
  more: Partial<ExportRequest> = {},
): Promise<ExportReport> {
  const format = name.endsWith('.csv.zip') ? 'csv' : name.endsWith('.dump') ? 'pgdump' : 'sqlite';
  return exportTarget(scene.target, {
    path: path.join(await scene.folder(), name),
    format,
    ...{ keys: 'natural', canonical: false, select: [], storageRoot: null },
    ...more,
  });
}

interface Schema {
  readonly tables: readonly {
    readonly file: string;
    readonly table: string;
    readonly model: string;
    readonly kind: string;
    readonly rows: number;
    readonly primary_key: readonly string[];
    readonly natural_key: readonly string[] | null;
    readonly columns: readonly {
      readonly name: string;
      readonly type: string;
      readonly references: unknown;
    }[];
  }[];
}

async function readCsv(file: string) {
  const zip = await JSZip.loadAsync(await readFile(file));
  const text = (name: string) => zip.file(name)?.async('string') ?? Promise.resolve('');
  const schema: Schema = JSON.parse(await text('schema.json'));
  return {
    schema,
    names: Object.keys(zip.files),
    rows: async (table: string) => parseCsv(await text(`tables/${table}.csv`)),
  };
}

function withSqlite<T>(file: string, work: (all: (query: string) => readonly unknown[]) => T): T {
  const database = new Database(file, { readonly: true });
  try {
    return work((query) => database.prepare(query).all());
  } finally {
    database.close();
  }
}

describe.each(targetKinds)('tables of a %s database', (kind) => {
  it('are CSV files with a schema that tells what they are', () =>
    withScene(kind, async (scene) => {
      await scene.restore(odd());
      await scene.run(`update documents set created_at = '2025-12-12 16:36:50.604059+00'`);
      await scene.run("insert into django_session values ('key', 'data', now())");
      const report = await exported(scene, 'all.csv.zip');
      expect(report).toMatchObject({ format: 'csv', problems: [], files: 0 });
      expect(report.byModel).toMatchObject({ 'documents.document': 2, 'users.user': 1 });
      const { schema, rows, names } = await readCsv(report.path);
      expect(names).not.toContain('tables/django_session.csv');
      expect(schema.tables.map(({ file }) => file).every((file) => names.includes(file))).toBe(true);
      expect(schema.tables.find(({ table }) => table === 'documents')).toMatchObject({
        model: 'documents.document',
        kind: 'model',
        rows: 2,
        primary_key: ['id'],
        natural_key: ['document_number'],
      });
      expect(schema.tables.find(({ table }) => table === 'users_groups')).toMatchObject({
        kind: 'many-to-many',
        rows: 1,
      });
      const [first, second] = await rows('documents');
      expect(first).toMatchObject({
        document_number: 'D-1',
        title: '=1+1',
        description: ' padded ',
        keywords: '',
        supersedes_id: null,
        created_at: '2025-12-12T16:36:50.604059Z',
      });
      expect(second?.supersedes_id).toBe(first?.id);
      const [author] = await rows('users');
      expect(author).toMatchObject({
        first_name: '',
        last_name: 'Ünï "code", 漢\r\nline',
        is_active: 'false',
      });
      const [link] = await rows('users_groups');
      expect(link).toMatchObject({ user_id: author?.id });
    }));

  it('are a SQLite database that is sound, typed and indexed', () =>
    withScene(kind, async (scene) => {
      await scene.restore(odd());
      await scene.run(
        `update documents set created_at = '2025-12-12 16:36:50.604059+00', uuid = '8d27aa87-b22a-41ab-9876-aad732f1270d' where document_number = 'D-1'`,
      );
      const report = await exported(scene, 'all.sqlite3');
      expect(report).toMatchObject({ format: 'sqlite', problems: [] });
      withSqlite(report.path, (rows) => {
        expect(rows('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
        expect(rows('pragma foreign_key_check')).toEqual([]);
        expect(rows('select count(*) as n from users_groups')).toEqual([{ n: 1 }]);
        expect(
          rows(`select d.uuid, d.created_at, d.supersedes_id, typeof(d.id) as id, u.last_name, typeof(u.is_active) as active
                  from documents d join users u on u.id = d.author_id where d.document_number = 'D-1'`),
        ).toEqual([
          {
            uuid: '8d27aa87b22a41ab9876aad732f1270d',
            created_at: '2025-12-12 16:36:50.604059',
            supersedes_id: null,
            id: 'integer',
            last_name: 'Ünï "code", 漢\r\nline',
            active: 'integer',
          },
        ]);
        expect(
          rows(`select type from pragma_table_info('documents') where name in ('id', 'created_at', 'uuid')`),
        ).toEqual(expect.arrayContaining([{ type: 'INTEGER' }, { type: 'datetime' }, { type: 'char(32)' }]));
        const keys = rows(`select "from", "table" from pragma_foreign_key_list('documents')`);
        expect(keys).toContainEqual({ from: 'author_id', table: 'users' });
        const plan = JSON.stringify(
          rows(`explain query plan select * from documents where document_number = 'x'`),
        );
        expect(plan).toContain('USING INDEX');
        expect(
          JSON.stringify(rows(`explain query plan select * from documents where author_id = 1`)),
        ).toContain('USING INDEX');
        expect(rows(`select name from sqlite_master where name = 'django_session'`)).toEqual([]);
      });
    }));
});

describe.each(kindsAboveSql)('tables of a %s database', (kind) => {
  it('hold a selection with all that it needs and the links between', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...odd(), user('other', { groups: [['Reviewers']] })]);
      const select = ['documents.document:D-2'];
      const csv = await exported(scene, 'part.csv.zip', { select });
      expect(csv.byModel).toMatchObject({ 'documents.document': 2, 'users.user': 1, 'auth.group': 1 });
      const { rows } = await readCsv(csv.path);
      expect(await rows('users_groups')).toHaveLength(1);
      expect(await rows('roles')).toHaveLength(0);
      const sqlite = await exported(scene, 'part.db', { select });
      expect(sqlite.byModel).toEqual(csv.byModel);
      withSqlite(sqlite.path, (query) => {
        expect(query('pragma foreign_key_check')).toEqual([]);
        expect(query('select count(*) as n from users_groups')).toEqual([{ n: 1 }]);
      });
      await expect(exported(scene, 'none.db', { select: ['documents.document:D-9'] })).rejects.toMatchObject({
        plain: { code: 'SELECTION_EMPTY' },
      });
    }));

  it('are the same bytes again in a canonical export, and leave nothing behind when cancelled', () =>
    withScene(kind, async (scene) => {
      await scene.restore(odd());
      for (const name of ['all.csv.zip', 'all.sqlite']) {
        const one = await exported(scene, name, { canonical: true });
        const two = await exported(scene, name, { canonical: true });
        expect(two.sha256, name).toBe(one.sha256);
        const abort = new AbortController();
        const folder = await scene.folder();
        const work = exportTarget(scene.target, {
          ...{
            path: path.join(folder, name),
            format: one.format,
            keys: 'natural',
            canonical: false,
            select: [],
          },
          storageRoot: null,
          signal: abort.signal,
          onProgress: () => abort.abort(),
        });
        await expect(work, name).rejects.toMatchObject({ plain: { code: 'CANCELLED' } });
        expect(await readdir(folder), name).toEqual([]);
      }
    }));
});
