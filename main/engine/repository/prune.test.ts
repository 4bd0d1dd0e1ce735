import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRepository, openRepository } from './open-repository.ts';
import type { Repository } from './repository.ts';
import { processTag } from './repository-files.ts';
import { filesBelow, references, unreadableOf, withFolder, writeSnapshot } from './testing.ts';

async function withRepository(work: (repository: Repository, place: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const place = path.join(folder, 'r');
    await work((await createRepository(place, {})).repository, place);
  });
}

const filesIn = async (place: string, folder: string) =>
  (await filesBelow(place)).filter((file) => file.startsWith(`${folder}/`));

describe('a prune', () => {
  it('takes away what no snapshot needs, first into the trash', () =>
    withRepository(async (repository, place) => {
      const first = await writeSnapshot(repository, { users: ['a', 'b', 'c', 'd'], files: ['e'] });
      const second = await writeSnapshot(repository, { users: ['a', 'x'], files: ['e'] });
      await repository.writeObject('seals', { snapshot: first, kind: 'verified' });
      await repository.writeObject('seals', { snapshot: second, kind: 'verified' });
      expect((await repository.prune({ references })).packs).toMatchObject({ kept: 4, trashed: 0 });
      await repository.removeObject('snapshots', first);
      const before = await filesBelow(place);

      const dry = await repository.prune({ references, dryRun: true });
      expect(await filesBelow(place)).toEqual(before);
      const done = await repository.prune({ references });
      expect(done).toMatchObject({ ...dry, dryRun: false, bytes: { trashed: dry.bytes.trashed } });
      expect(done.blobs).toEqual({ needed: 5, unneeded: 4 });
      expect(done.packs.repacked).toBe(2);
      expect(done.removed.seals).toBe(1);
      expect(await unreadableOf(repository, second)).toEqual([]);
      expect(await filesIn(place, 'trash')).toHaveLength(2);
      expect((await repository.check({ references, readData: true })).findings).toEqual([]);

      expect((await repository.prune({ references })).packs.deleted).toBe(0);
      expect((await repository.prune({ references, graceMs: 0 })).packs.deleted).toBe(2);
      expect(await filesIn(place, 'trash')).toEqual([]);
    }));

  it('puts the packs of many small snapshots together', () =>
    withRepository(async (repository, place) => {
      const snapshots = [];
      for (let at = 0; at < 20; at += 1)
        snapshots.push(await writeSnapshot(repository, { users: [`a${at}`] }, 2000));
      expect(await filesIn(place, 'packs')).toHaveLength(40);
      await repository.prune({ references });
      expect(await filesIn(place, 'packs')).toHaveLength(2);
      expect(await filesIn(place, 'index')).toHaveLength(1);
      for (const snapshot of snapshots) expect(await unreadableOf(repository, snapshot)).toEqual([]);
    }));

  it('takes away packs that work left behind which ended early, and what it had begun', () =>
    withRepository(async (repository, place) => {
      await writeSnapshot(repository, { users: ['a'] });
      const index = (await filesIn(place, 'index'))[0] ?? '';
      const bytes = await readFile(path.join(place, index));
      await writeSnapshot(repository, { users: ['b'] });
      await repository.removeObject('snapshots', (await repository.listObjects('snapshots'))[1] ?? '');
      await writeFile(path.join(place, index), bytes);
      // The number of no process.
      await writeFile(path.join(place, 'tmp', `${processTag(2 ** 22 + 1)}-0123456789abcdef`), 'half');
      await writeFile(path.join(place, 'tmp', `${processTag()}-0123456789abcdef`), 'at work');
      await writeFile(path.join(place, 'tmp', 'mine.txt'), 'not of the console');
      const report = await repository.prune({ references });
      expect(report.removed.leftovers).toBe(1);
      expect(report.packs.trashed).toBe(2);
      expect(await filesIn(place, 'tmp')).toHaveLength(2);
    }));

  it('loses nothing where an earlier one ended after it had written the same packs', () =>
    withRepository(async (repository, place) => {
      const first = await writeSnapshot(repository, { users: ['a', 'b', 'c', 'd'] });
      const second = await writeSnapshot(repository, { users: ['a'] });
      await repository.removeObject('snapshots', first);
      const copy = `${place}-copy`;
      await cp(place, copy, { recursive: true });
      const before = await filesIn(place, 'packs');
      await repository.prune({ references });
      for (const file of await filesIn(place, 'packs')) {
        if (before.includes(file)) continue;
        await mkdir(path.dirname(path.join(copy, file)), { recursive: true });
        await cp(path.join(place, file), path.join(copy, file));
      }
      const other = await openRepository(copy, {});
      await other.prune({ references });
      expect(await unreadableOf(other, second)).toEqual([]);
      expect((await other.check({ references, readData: true })).findings).toEqual([]);
    }));

  it('takes nothing away while it cannot know what is needed', () =>
    withRepository(async (repository, place) => {
      const first = await writeSnapshot(repository, { users: ['a'] });
      await writeSnapshot(repository, { users: ['b'] });
      await mkdir(path.join(place, 'trash', '20200101T000000000Z'), { recursive: true });
      await writeFile(path.join(place, 'trash', '20200101T000000000Z', 'a'.repeat(64)), 'x');
      await writeFile(path.join(place, 'snapshots', first), 'damaged');
      const packs = await filesIn(place, 'packs');
      const report = await repository.prune({ references });
      expect(report).toMatchObject({ blocked: true, packs: { trashed: 0, deleted: 0 } });
      expect(report.findings[0]).toMatchObject({
        code: 'PRUNE_BLOCKED',
        where: { entry: `snapshots/${first}` },
      });
      expect(await filesIn(place, 'packs')).toEqual(packs);
      expect(await filesIn(place, 'trash')).toHaveLength(1);
      await repository.removeObject('snapshots', first);
      expect(await repository.prune({ references })).toMatchObject({
        blocked: false,
        packs: { trashed: 2, deleted: 1 },
      });
    }));
});
