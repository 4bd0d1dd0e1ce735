import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { kindsAboveSql, targetKinds } from '../database/testing.ts';
import { inspectSource } from '../package/inspect.ts';
import { basics, document, user } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import { snapshotReferences } from './references.ts';
import { readSegment } from './segment.ts';
import { SnapshotPackage } from './snapshot-package.ts';
import { listSnapshots } from './snapshots.ts';
import { testSnapshot } from './test-snapshot.ts';
import { compareAs, snapshotOf, take, withRepository } from './testing.ts';
import { timelineOf } from './timeline.ts';

const stored = (number: string, file: string, content: string) =>
  document(number, {
    file_path: `storage/documents/${file}`,
    file_name: file,
    file_size: content.length,
    file_checksum: createHash('sha256').update(content).digest('hex'),
  });

describe.each(targetKinds)('a snapshot of a %s database', (kind) => {
  it('holds every record and file, and restores to the same', () =>
    withScene(kind, (scene) =>
      withRepository(async (repository) => {
        await scene.restore([
          ...basics(),
          user('other'),
          stored('D-1', 'a.txt', 'a'),
          stored('D-2', 'b.txt', 'b'),
        ]);
        await scene.run(`update documents set created_at = '2026-01-02 03:04:05.123456+00'`);
        const files = { 'documents/a.txt': 'a', 'documents/b.txt': 'b', 'media/ü 1.bin': 'b'.repeat(5e6) };
        const storage = await storageWith(scene, files);
        const report = await take(repository, scene.target, 'full', storage);
        expect(report).toMatchObject({ kind: 'full', parent: null, files: 3, problems: [] });
        const test = await testSnapshot(repository, await snapshotOf(repository, report.id));
        expect(test.problems).toEqual([]);
        expect(test.seal).toMatchObject({ kind: 'restored', records: report.records, files: 3 });
      }),
    ));

  it('adds only what changed, and knows what is gone', () =>
    withScene(kind, (scene) =>
      withRepository(async (repository) => {
        await scene.restore([...basics(), user('other'), document('D-1'), document('D-2'), document('D-3')]);
        const storage = await storageWith(scene, { 'documents/a.txt': 'a', 'documents/b.txt': 'b' });
        const first = await take(repository, scene.target, 'incremental', storage);
        expect(first.kind).toBe('full');
        const same = await take(repository, scene.target, 'incremental', storage);
        expect(same).toMatchObject({ kind: 'incremental', parent: first.id, changed: 0, changes: {} });
        await scene.run(`update documents set title = 'Other' where document_number = 'D-1'`);
        await scene.run(`delete from documents where document_number = 'D-2'`);
        await writeFile(path.join(storage, 'documents/a.txt'), 'changed');
        await rm(path.join(storage, 'documents/b.txt'));
        const third = await take(repository, scene.target, 'incremental', storage);
        expect(third.changes).toEqual({
          'documents.document': { added: 0, changed: 1, removed: 1 },
          files: { added: 0, changed: 1, removed: 1 },
        });
        const compared = await compareAs(repository, null, { before: first.id, now: third.id });
        expect(compared.byModel).toEqual(third.changes);
        expect(compared.differences.map(({ change, name }) => [change, name])).toEqual([
          ['changed', 'D-1'],
          ['removed', 'D-2'],
          ['changed', 'documents/a.txt'],
          ['removed', 'documents/b.txt'],
        ]);
        expect(compared.differences[0]?.fields).toEqual([
          { name: 'title', before: expect.any(String), now: '"Other"', secret: false },
        ]);
        const timeline = await timelineOf(
          repository,
          { model: 'documents.document', record: 'D-1' },
          undefined,
        );
        expect(timeline.entries.map(({ state }) => state)).toEqual(['appeared', 'unchanged', 'changed']);
        // The first one is still what it was.
        const again = await testSnapshot(repository, await snapshotOf(repository, first.id));
        expect(again.seal).toMatchObject({ records: first.records, files: 2 });
        const live = await compareAs(repository, scene.target, { before: first.id, now: null });
        expect(live.byModel).toEqual({ 'documents.document': { added: 0, changed: 1, removed: 1 } });
      }),
    ));

  it('knows what changed under keys of any size, and in gaps between them', () =>
    withScene(kind, (scene) =>
      withRepository(async (repository) => {
        await scene.restore(basics());
        await scene.run('alter table auth_group alter column id type bigint');
        const insert = (ids: string) =>
          scene.run(
            `insert into auth_group (id, name) select id, 'group ' || id from (${ids}) as wanted (id)`,
          );
        const change = (id: string, name: string) =>
          scene.run(`update auth_group set name = '${name}' where id = ${id}`);
        await scene.run('delete from auth_group');
        await insert('select n * 100 + 1000 from generate_series(1, 2000) as n');
        await insert(
          'values (-5000000000), (-1), (2147483647), (2147483648), (5000000000), (9007199254740991)',
        );
        await take(repository, scene.target, 'full');
        for (const id of ['-5000000000', '2147483648', '5000000000', '9007199254740991', '150000'])
          await change(id, `changed ${id}`);
        await take(repository, scene.target);
        // Back to what it was, behind a gap in which something is new.
        await insert('values (1150)');
        await change('150000', 'group 150000');
        const third = await take(repository, scene.target);
        expect(third.changes).toEqual({ 'auth.group': { added: 1, changed: 1, removed: 0 } });
        const live = await compareAs(repository, scene.target, { before: third.id, now: null });
        expect(live.byModel).toEqual({});
        await insert('values (9007199254740993), (1152921504606846977), (1152921504606846993)');
        await take(repository, scene.target);
        await change('9007199254740993', 'far');
        await change('1152921504606846977', 'farther');
        const last = await take(repository, scene.target);
        expect(last.changes).toEqual({ 'auth.group': { added: 0, changed: 2, removed: 0 } });
        expect((await compareAs(repository, scene.target, { before: last.id, now: null })).byModel).toEqual(
          {},
        );
      }),
    ));
});

describe.each(kindsAboveSql)('a snapshot of a %s database', (kind) => {
  it('proves what it holds, also where the EDMS itself is not in order', () =>
    withScene(kind, (scene) =>
      withRepository(async (repository) => {
        await scene.restore([...basics(), stored('D-1', 'a.txt', 'a'), stored('D-2', 'gone.txt', 'b')]);
        const storage = await storageWith(scene, { 'documents/a.txt': 'not what its record says' });
        const report = await take(repository, scene.target, 'full', storage);
        expect(report.problems.map(({ code, where }) => [code, where?.entry])).toEqual([
          ['FILE_MISSING', 'documents/gone.txt'],
        ]);
        const test = await testSnapshot(repository, await snapshotOf(repository, report.id));
        expect(test.seal).not.toBeNull();
        expect(test.problems.map(({ severity }) => severity)).not.toContain('error');
        expect(test.problems.map(({ where }) => where?.entry)).toContain('storage/documents/a.txt');
      }),
    ));

  it('is the same whatever way it was come by', () =>
    withScene(kind, (scene) =>
      withRepository(async (repository) => {
        await scene.restore([...basics(), ...Array.from({ length: 300 }, (_, n) => document(`D-${n}`))]);
        await take(repository, scene.target, 'full');
        for (let round = 0; round < 10; round += 1) {
          await scene.run(`update documents set title = 'Round ${round}' where id % 7 = ${round % 7}`);
          await scene.run(`delete from documents where document_number = 'D-${round * 3}'`);
          await take(repository, scene.target, 'incremental');
        }
        const differential = await take(repository, scene.target, 'differential');
        const full = await take(repository, scene.target, 'full');
        const { snapshots } = await listSnapshots(repository);
        const last = snapshots.at(-3) ?? fail();
        for (const before of [last.id, differential.id]) {
          const compared = await compareAs(repository, null, { before, now: full.id });
          expect(compared.byModel).toEqual({});
        }
        expect(last.manifest.tables.every(({ segments }) => segments.length <= 8)).toBe(true);
      }),
    ));
});

function fail(): never {
  throw new Error('there is none');
}

async function storageWith(scene: Scene, files: { readonly [name: string]: string }): Promise<string> {
  const root = await scene.folder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
  return root;
}

describe('a snapshot in a damaged repository', () => {
  it('stores again what is gone of an earlier state, also where nothing changed', () =>
    withScene('server', (scene) =>
      withRepository(async (repository) => {
        await scene.restore([...basics(), document('D-1'), document('D-2')]);
        const storage = await storageWith(scene, { 'documents/a.txt': 'a' });
        const first = await take(repository, scene.target, 'full', storage);
        await rm(path.join(repository.path, 'packs'), { recursive: true });
        const second = await take(repository, scene.target, 'incremental', storage);
        expect(second).toMatchObject({ kind: 'incremental', records: first.records, files: 1 });
        const lost = second.problems
          .filter(({ code, severity }) => code === 'REPOSITORY_DAMAGED' && severity === 'warning')
          .map(({ message }) => / of (\S+) are lost/.exec(message)?.[1]);
        expect(lost).toEqual(expect.arrayContaining(['documents.document', 'users.user', 'files']));
        const proof = await testSnapshot(repository, await snapshotOf(repository, second.id));
        expect(proof.seal).toMatchObject({ kind: 'restored', records: first.records, files: 1 });
        const third = await take(repository, scene.target, 'incremental', storage);
        expect(third).toMatchObject({ changed: 0, changes: {}, problems: [{ code: 'FILE_MISSING' }] });
      }),
    ));

  it('gives what does not lie in the damaged part, names what does, and is made whole by a full one', () =>
    withScene('server', (scene) =>
      withRepository(async (repository) => {
        await scene.restore([...basics(), ...Array.from({ length: 300 }, (_, n) => document(`D-${n}`))]);
        const report = await take(repository, scene.target, 'full');
        const snapshot = await snapshotOf(repository, report.id);
        const documents =
          snapshot.manifest.tables.find(({ model }) => model === 'documents.document') ?? fail();
        const blobs = await repository.openBlobs();
        const [segment] = documents.segments;
        const block = (await readSegment(blobs, segment ?? fail())).blocks[1] ?? fail();
        await flipByteOf(repository.path, block.id);
        const source = new SnapshotPackage(
          repository.path,
          snapshot,
          await repository.openBlobs(),
          async () => {},
        );
        const spoolFolder = await scene.folder();
        const { inspection, spool } = await inspectSource(source, edmsCatalogue(), { spoolFolder });
        await spool?.close();
        expect(inspection.readable).toBe('partly');
        expect(inspection.records).toBe(report.records - block.lines);
        const damage = inspection.problems.filter(({ code }) => code === 'REPOSITORY_DAMAGED');
        expect(damage.map(({ where, message }) => [where?.model, message])).toEqual([
          [
            'documents.document',
            expect.stringContaining(`${block.lines} records of documents.document with keys`),
          ],
        ]);
        expect(await testSnapshot(repository, snapshot)).toMatchObject({ seal: null });
        const checked = await repository.check({ references: snapshotReferences });
        expect(checked.affected).toEqual([]);
        const read = await repository.check({ references: snapshotReferences, readData: true });
        expect(read.affected).toEqual([{ snapshot: report.id, lost: ['records of documents.document'] }]);

        const again = await take(repository, scene.target, 'full');
        expect(again.problems.map(({ code, message }) => [code, message])).toEqual([
          ['REPOSITORY_DAMAGED', expect.stringContaining('held one block of this snapshot already, damaged')],
        ]);
        for (const { id } of [report, again])
          expect(await testSnapshot(repository, await snapshotOf(repository, id))).toMatchObject({
            seal: { kind: 'restored', records: report.records },
          });
      }),
    ));
});

/** Changes one byte of a blob where it lies in its pack. */
async function flipByteOf(repository: string, blob: string): Promise<void> {
  for (const folder of await readdir(path.join(repository, 'packs')))
    for (const pack of await readdir(path.join(repository, 'packs', folder))) {
      const file = path.join(repository, 'packs', folder, pack);
      const bytes = await readFile(file);
      const length = bytes.readUInt32BE(bytes.length - 12);
      const directory: { readonly blobs: readonly { readonly id: string; readonly offset: number }[] } =
        JSON.parse(
          gunzipSync(bytes.subarray(bytes.length - 12 - length, bytes.length - 12)).toString('utf8'),
        );
      const entry = directory.blobs.find(({ id }) => id === blob);
      if (entry === undefined) continue;
      const at = entry.offset + 30;
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      await chmod(file, 0o600);
      await writeFile(file, bytes);
      return;
    }
  fail();
}
