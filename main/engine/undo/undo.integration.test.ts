import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { kindsAboveSql, realPackages, targetKinds, withFreshTarget } from '../database/testing.ts';
import type { Progress } from '../progress.ts';
import { sha256 } from '../testing/build-package.ts';
import { hashTables, readDatabase } from '../testing/database-rows.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import { basics, document, sample, user } from '../testing/sample-records.ts';
import { type Scene, sceneOver, withScene } from '../testing/scene.ts';
import { planUndo, undoRestore } from './undo.ts';

const NEW = 'from the package';
const records = (title = 'Title') => [
  ...basics(),
  sample('auth.group', { name: 'g', permissions: [['add_document', 'documents', 'document']] }),
  user('member', { groups: [['g']] }),
  document('D1', {
    title,
    uuid: '00000000-0000-4000-8000-000000000001',
    file_path: 'storage/documents/a.docx',
    file_size: NEW.length,
    file_checksum: sha256(NEW),
  }),
];
const files = [{ path: 'documents/a.docx', content: NEW }];

/** Everything of a target that undoing has to bring back. */
async function stateOf(scene: Scene, storage: string) {
  return { rows: hashTables(await readDatabase(scene.target)), files: await tree(storage) };
}

async function tree(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return Promise.all(
    entries.map(async (entry) => {
      const place = path.join(entry.path, entry.name);
      const content = entry.isFile() ? sha256(await readFile(place, 'utf8')) : 'folder';
      return `${path.relative(folder, place)} ${content}`;
    }),
  ).then((lines) => lines.sort());
}

async function jobIn(scene: Scene, id: string) {
  return { id, folder: path.join(await scene.folder(), id) };
}

it('takes back a restore that had to wait for others', () =>
  withFreshTarget('server', async (target, { address, home }) => {
    if (address.kind !== 'server') throw new Error('Only a server has others.');
    const scene = sceneOver(target, home);
    const storage = await scene.folder();
    const before = await stateOf(scene, storage);
    const other = new pg.Client(address.url);
    await other.connect();
    await other.query('begin; lock table documents in row exclusive mode');
    const job = await jobIn(scene, 'waited');
    const waits: (string | undefined)[] = [];
    // Twice asked, and refused: it waits a second each time.
    const onProgress = async ({ waitingFor }: Progress) => {
      if (waitingFor !== undefined && waits.push(waitingFor) === 2) await other.query('rollback');
    };
    await scene.restore(records(), { storage, files, job, onProgress });
    expect(waits.length).toBeGreaterThanOrEqual(2);
    await other.end();
    const report = await undoRestore({
      ...{ target, of: job, storageRoot: storage },
      ...{ job: await jobIn(scene, 'undo'), shown: 0 },
    });
    expect(report.removed).toBeGreaterThan(records().length - 1);
    expect(await stateOf(scene, storage)).toEqual(before);
  }));

it.each(targetKinds)('brings a JSON null back that a row held before, changed or removed (%s)', (kind) =>
  withScene(kind, async (scene) => {
    const storage = await scene.folder();
    await scene.restore([...records(), document('D2')]);
    await scene.run(`update documents set metadata = 'null', encryption_metadata = '"null"'`);
    const before = await stateOf(scene, storage);
    const job = await jobIn(scene, 'mirrored');
    const policy = { mode: 'mirror', removeBeyond: ['documents.document'] } as const;
    expect(await scene.restore(records(), { job, policy })).toMatchObject({ updated: 1, removed: 1 });
    const work = { of: job, storageRoot: null, job: await jobIn(scene, 'undo'), shown: 0 };
    const report = await undoRestore({ target: scene.target, ...work });
    expect(report).toMatchObject({ reverted: 1, reinserted: 1, verified: true });
    expect(await stateOf(scene, storage)).toEqual(before);
  }),
);

it('refuses a record that lacks the rows which the restore says it has created, as earlier versions kept it', () =>
  withScene('embedded', async (scene) => {
    const job = await jobIn(scene, 'waited');
    const { created } = await scene.restore(records(), { job });
    const file = path.join(job.folder, 'undo.ndjson.gz');
    const lines = gunzipSync(await readFile(file))
      .toString()
      .split('\n');
    const kept = lines.filter((line) => !line.includes('"after"'));
    expect(kept.length).toBeLessThan(lines.length);
    await writeFile(file, gzipSync(kept.join('\n')));
    const before = await readDatabase(scene.target);
    const input = { target: scene.target, of: { ...job, created }, storageRoot: null };
    const refused = {
      plain: {
        code: 'UNDO_NOT_POSSIBLE',
        message: expect.stringContaining(`created ${created} records`),
        consequence: expect.stringContaining('Nothing was changed'),
      },
    };
    await expect(planUndo(input)).rejects.toMatchObject(refused);
    const undo = { ...input, job: await jobIn(scene, 'undo'), shown: null };
    await expect(undoRestore(undo)).rejects.toMatchObject(refused);
    expect(hashTables(await readDatabase(scene.target))).toEqual(hashTables(before));
    // A restore that created nothing has such a record rightly.
    await expect(planUndo({ ...input, of: { ...job, created: 0 } })).resolves.toMatchObject({
      conflictCount: 0,
    });
  }));

describe.each(targetKinds)('undoing a restore into a %s target', (kind) => {
  it('brings back rows, relations and files, and says beforehand what it will do', () =>
    withScene(kind, async (scene) => {
      const storage = await scene.folder();
      const before = await stateOf(scene, storage);
      const job = await jobIn(scene, 'first');
      await scene.restore(records(), { storage, files, job });
      const input = { target: scene.target, of: job, storageRoot: storage };
      const plan = await planUndo(input);
      expect(plan).toMatchObject({
        job: 'first',
        conflictCount: 0,
        files: { remove: 1, replace: 0, kept: 0 },
      });
      expect(plan.tables.find(({ table }) => table === 'documents')).toMatchObject({ remove: 1, kept: 0 });
      const report = await undoRestore({ ...input, job: await jobIn(scene, 'undo'), shown: 0 });
      expect(report).toMatchObject({ of: 'first', kept: 0, files: { remove: 1 } });
      expect(await stateOf(scene, storage)).toEqual(before);
    }));

  it('gives changed rows their old values back, and replaced files their old content', () =>
    withScene(kind, async (scene) => {
      const storage = await scene.folder();
      await scene.restore(records('Before'), { storage, files });
      await scene.run(
        `update documents set metadata = '{"n": 1.50}', created_at = '2020-01-01 00:00:00.123456+00'`,
      );
      await scene.run(`delete from users_groups`);
      await writeFile(path.join(storage, 'documents', 'a.docx'), 'older');
      const before = await stateOf(scene, storage);
      const job = await jobIn(scene, 'second');
      const policy = { classes: { 'file-differs': 'take', 'key-other-uuid': 'take' } } as const;
      const report = await scene.restore(records('After'), { storage, files, job, policy });
      expect(report).toMatchObject({ updated: 5, files: { copied: 1 } });
      const undone = await undoRestore({
        target: scene.target,
        of: job,
        storageRoot: storage,
        job: await jobIn(scene, 'undo'),
        shown: 0,
      });
      expect(undone).toMatchObject({ reverted: 5, removed: 1, kept: 0, files: { replace: 1 } });
      expect(await stateOf(scene, storage)).toEqual(before);
    }));

  it('keeps what people have changed since, and all that it needs', () =>
    withScene(kind, async (scene) => {
      const storage = await scene.folder();
      const job = await jobIn(scene, 'third');
      await scene.restore(records(), { storage, files, job });
      await scene.run(`update documents set title = 'Edited by a person'`);
      await writeFile(path.join(storage, 'documents', 'a.docx'), 'edited too');
      const input = { target: scene.target, of: job, storageRoot: storage };
      const plan = await planUndo(input);
      expect(plan.conflicts).toContainEqual({
        table: 'documents',
        key: expect.stringContaining('"id"'),
        name: 'D1',
        what: 'changed since',
      });
      expect(plan.conflicts).toContainEqual(
        expect.objectContaining({ table: 'document_types', what: 'referred to since' }),
      );
      expect(plan.conflicts).toContainEqual(
        expect.objectContaining({ table: 'storage', key: 'documents/a.docx', what: 'changed since' }),
      );
      await expect(undoRestore({ ...input, job: await jobIn(scene, 'u1'), shown: 0 })).rejects.toMatchObject({
        code: 'TARGET_CHANGED',
      });
      await undoRestore({ ...input, job: await jobIn(scene, 'u2'), shown: plan.conflictCount });
      expect(await scene.rows('select title from documents')).toEqual([{ title: 'Edited by a person' }]);
      expect(await scene.rows(`select username from users where username = 'member'`)).toEqual([]);
      expect(await readFile(path.join(storage, 'documents', 'a.docx'), 'utf8')).toBe('edited too');
      // No reference is broken: PostgreSQL itself checks them all.
      await scene.run(`update documents set author_id = author_id, document_type_id = document_type_id`);
    }));
});

describe.each(kindsAboveSql)('undoing a restore into a %s target', (kind) => {
  it('is refused when the record is incomplete or gone, and changes nothing', () =>
    withScene(kind, async (scene) => {
      const storage = await scene.folder();
      const job = await jobIn(scene, 'fourth');
      await scene.restore(records(), { storage, files, job });
      const after = await stateOf(scene, storage);
      const record = path.join(job.folder, 'undo.ndjson.gz');
      const whole = await readFile(record);
      const undo = async () =>
        undoRestore({
          target: scene.target,
          of: job,
          storageRoot: storage,
          job: await jobIn(scene, 'u'),
          shown: null,
        });
      await writeFile(record, whole.subarray(0, whole.length - 20));
      await expect(undo()).rejects.toMatchObject({ code: 'UNDO_NOT_POSSIBLE' });
      await rm(record);
      await expect(undo()).rejects.toMatchObject({ code: 'UNDO_NOT_POSSIBLE' });
      expect(await stateOf(scene, storage)).toEqual(after);
    }));
});

const packages = realPackages();

describe.skipIf(packages === null).each(targetKinds)('undoing a real package in a %s target', (kind) => {
  it('brings the database back to the last byte', () =>
    withFreshTarget(kind, async (target, { home }) => {
      const storage = path.join(home, 'storage');
      await mkdir(storage);
      const before = hashTables(await readDatabase(target));
      const job = { id: 'real', folder: path.join(home, 'jobs', 'real') };
      const file = path.join(packages ?? '', 'edms_migration_package_20251212_164044.zip');
      await restoreOnce(file, target, { storage, job });
      expect(hashTables(await readDatabase(target))).not.toEqual(before);
      const undone = await undoRestore({
        target,
        of: job,
        storageRoot: storage,
        job: { id: 'undo', folder: path.join(home, 'jobs', 'undo') },
        shown: 0,
      });
      expect(undone.kept).toBe(0);
      expect(hashTables(await readDatabase(target))).toEqual(before);
      expect(await readdir(storage)).toEqual([]);
    }));
});
