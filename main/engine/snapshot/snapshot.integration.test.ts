import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Target } from '../database/target.ts';
import { targetKinds } from '../database/testing.ts';
import { createRepository } from '../repository/open-repository.ts';
import type { Repository } from '../repository/repository.ts';
import { basics, document, user } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import type { ComparisonRequest } from './comparison.ts';
import { EngineSnapshots } from './engine-snapshots.ts';
import type { SnapshotKind } from './manifest.ts';
import type { RepositoryAddress } from './snapshot-summary.ts';
import { listSnapshots, readManifest } from './snapshots.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { testSnapshot } from './test-snapshot.ts';

async function withRepository<T>(work: (repository: Repository) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-repository-'));
  const { repository } = await createRepository(path.join(folder, 'repository'), {});
  try {
    return await work(repository);
  } finally {
    await repository.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const take = (
  repository: Repository,
  target: Target,
  kind: SnapshotKind = 'incremental',
  storageRoot: string | null = null,
) => takeSnapshot(repository, target, { kind, storageRoot, tags: [] });

const stored = (number: string, file: string, content: string) =>
  document(number, {
    file_path: `storage/documents/${file}`,
    file_name: file,
    file_size: content.length,
    file_checksum: createHash('sha256').update(content).digest('hex'),
  });

const whole = { model: null, offset: 0, limit: 100 };

/** Compares as the engine does with this target open. */
const compareInRepository = (address: RepositoryAddress, request: ComparisonRequest, target: Target | null) =>
  new EngineSnapshots({ target: () => target ?? fail(), open: () => fail() }).compare(address, request);

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
        const { id, manifest } = (await listSnapshots(repository)).snapshots[0] ?? fail();
        expect(id).toBe(report.id);
        const test = await testSnapshot(repository, { id, manifest });
        expect(test.problems).toEqual([]);
        expect(test.seal).toMatchObject({ kind: 'restored', records: report.records, files: 3 });
      }),
    ));

  it('proves what it holds, also where the EDMS itself is not in order', () =>
    withScene(kind, (scene) =>
      withRepository(async (repository) => {
        await scene.restore([...basics(), stored('D-1', 'a.txt', 'a'), stored('D-2', 'gone.txt', 'b')]);
        const storage = await storageWith(scene, { 'documents/a.txt': 'not what its record says' });
        const report = await take(repository, scene.target, 'full', storage);
        expect(report.problems.map(({ code, where }) => [code, where?.entry])).toEqual([
          ['FILE_MISSING', 'documents/gone.txt'],
        ]);
        const snapshot = { id: report.id, manifest: await readManifest(repository, report.id) };
        const test = await testSnapshot(repository, snapshot);
        expect(test.seal).not.toBeNull();
        expect(test.problems.map(({ severity }) => severity)).not.toContain('error');
        expect(test.problems.map(({ where }) => where?.entry)).toContain('storage/documents/a.txt');
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
        const address = { path: repository.path, keys: {} };
        const request = { ...whole, before: first.id, now: third.id };
        const compared = await compareInRepository(address, request, null);
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
        // The first one is still what it was.
        const firstAgain = { id: first.id, manifest: await readManifest(repository, first.id) };
        expect(await testSnapshot(repository, firstAgain)).toMatchObject({ problems: [] });
        const live = await compareInRepository(
          address,
          { ...whole, before: first.id, now: null },
          scene.target,
        );
        expect(live.byModel).toEqual({ 'documents.document': { added: 0, changed: 1, removed: 1 } });
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
        const address = { path: repository.path, keys: {} };
        for (const before of [last.id, differential.id]) {
          const compared = await compareInRepository(address, { ...whole, before, now: full.id }, null);
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
