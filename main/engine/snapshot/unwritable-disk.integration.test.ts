import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { inspectSource } from '../package/inspect.ts';
import { createRepository } from '../repository/open-repository.ts';
import type { Repository } from '../repository/repository.ts';
import { basics, document } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import { canMount, withTinyDisk, writeProtect } from '../testing/tiny-disk.ts';
import { EngineSnapshots } from './engine-snapshots.ts';
import { readSeals } from './seal.ts';
import { testSnapshot } from './test-snapshot.ts';
import { compareAs, snapshotOf, take } from './testing.ts';
import { timelineOf } from './timeline.ts';
import { verifySnapshot } from './verify-snapshot.ts';
import { writeOutSnapshot } from './write-out.ts';

describe.skipIf(!canMount)('a snapshot on a disk that takes nothing', () => {
  const withSnapshot = (
    work: (scene: Scene, repository: Repository, id: string, disk: string) => Promise<void>,
  ) =>
    withTinyDisk(4, (disk) =>
      withScene('server', async (scene) => {
        await scene.restore([...basics(), document('D-1')]);
        const { repository } = await createRepository(path.join(disk, 'r'), {});
        const { id } = await take(repository, scene.target, 'full');
        await work(scene, repository, id, disk);
        await repository.close();
      }),
    );

  /** Everything that one does with a snapshot when the EDMS is gone. */
  const readAll = async (scene: Scene, repository: Repository, id: string) => {
    const snapshot = await snapshotOf(repository, id);
    for (const prove of [verifySnapshot, testSnapshot]) {
      const { seal, problems } = await prove(repository, snapshot);
      expect(seal).toMatchObject({ snapshot: id });
      expect(problems.at(-1)).toMatchObject({ code: 'SEAL_NOT_WRITTEN', severity: 'warning' });
    }
    expect(await compareAs(repository, scene.target, { before: id, now: null })).toMatchObject({
      total: { added: 0, changed: 0, removed: 0 },
    });
    const followed = { model: 'documents.document', record: 'D-1' };
    expect((await timelineOf(repository, followed, undefined)).entries).toHaveLength(1);
    const out = path.join(await scene.folder(), 'out.zip');
    expect(await writeOutSnapshot(repository, snapshot, { path: out, format: 'package' })).toMatchObject({
      files: 0,
    });
    const spoolFolder = await scene.folder();
    const engine = new EngineSnapshots({
      ...{ target: none, package: none, folder: none },
      open: async (source) => {
        const opened = await source();
        const { inspection, spool } = await inspectSource(opened, edmsCatalogue(), { spoolFolder });
        await spool?.close();
        await opened.close();
        return inspection;
      },
    });
    expect(await engine.open({ path: repository.path, keys: {} }, id)).toMatchObject({ readable: 'whole' });
  };

  it('can be read, and proven, where the disk is write-protected', () =>
    withSnapshot(async (scene, repository, id, disk) => {
      writeProtect(disk, true);
      await readAll(scene, repository, id);
      writeProtect(disk, false);
      expect(await readSeals(repository)).toEqual(new Map());
    }));

  it('can be read, and proven, where the disk is full', () =>
    withSnapshot(async (scene, repository, id, disk) => {
      await expect(writeFile(path.join(disk, 'filling'), randomBytes(5_000_000))).rejects.toMatchObject({
        code: 'ENOSPC',
      });
      await readAll(scene, repository, id);
    }));

  it('is not read while somebody prunes the repository', () =>
    withSnapshot(async (_scene, repository, id, disk) => {
      const lock = await repository.lock('exclusive', 'prune');
      writeProtect(disk, true);
      await expect(verifySnapshot(repository, await snapshotOf(repository, id))).rejects.toMatchObject({
        code: 'REPOSITORY_LOCKED',
      });
      writeProtect(disk, false);
      await lock.release();
    }));
});

function none(): never {
  throw new Error('There is none.');
}
