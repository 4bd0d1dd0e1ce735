import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canMount, resizeDisk, withTinyDisk } from '../testing/tiny-disk.ts';
import { createRepository } from './open-repository.ts';
import { filesBelow, references, unreadableOf, writeSnapshot } from './testing.ts';

describe.skipIf(!canMount)('a repository whose disk is full', () => {
  it('refuses what does not fit, and keeps what it has', () =>
    withTinyDisk(8, async (disk) => {
      const place = path.join(disk, 'r');
      const { repository } = await createRepository(place, {});
      const snapshot = await writeSnapshot(repository, { users: ['a', 'b'], files: ['c'] });
      const store = await repository.openBlobs();
      const filling = async () => {
        for (let number = 0; number < 20; number += 1) await store.write(randomBytes(2_000_000), 'data');
        await store.flush();
      };
      await expect(filling()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
      // What failed once is not silently forgotten.
      await expect(store.flush()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
      expect(await readdir(path.join(place, 'tmp'))).toEqual([]);
      expect(await unreadableOf(repository, snapshot)).toEqual([]);
      const { findings } = await repository.check({ references, readData: true });
      expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
      resizeDisk(disk, 64);
      const next = await writeSnapshot(repository, { users: ['a', 'x'], files: ['y'] }, 900_000);
      expect(await unreadableOf(repository, next)).toEqual([]);
    }));

  it('loses nothing when a prune or a repair has no room', () =>
    withTinyDisk(12, async (disk) => {
      const place = path.join(disk, 'r');
      const { repository } = await createRepository(place, {});
      const names = Array.from({ length: 16 }, (_, at) => `n${at}`);
      const first = await writeSnapshot(repository, { users: names }, 400_000);
      const second = await writeSnapshot(repository, { users: names.slice(0, 7) }, 400_000);
      await repository.removeObject('snapshots', first);
      const store = await repository.openBlobs();
      const filling = async () => {
        for (let number = 0; number < 400; number += 1) {
          await store.write(randomBytes(30_000), 'data');
          await store.flush();
        }
      };
      // Room for a lock, and not for what is written anew.
      const spare = path.join(disk, 'spare');
      await writeFile(spare, Buffer.alloc(300_000));
      await expect(filling()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
      await rm(spare);
      const before = await filesBelow(path.join(place, 'packs'));
      await expect(repository.prune({ references })).rejects.toMatchObject({ code: 'STORAGE_FULL' });
      expect(await filesBelow(path.join(place, 'packs'))).toEqual(before);
      expect(await unreadableOf(repository, second)).toEqual([]);
      const pack = await largestOf(path.join(place, 'packs'), before);
      const bytes = await readFile(pack);
      await writeFile(pack, bytes.fill(0, bytes.length - 4));
      await expect(repository.repair({ references })).rejects.toMatchObject({ code: 'STORAGE_FULL' });
      expect(await filesBelow(path.join(place, 'packs'))).toEqual(before);
      expect(await unreadableOf(repository, second)).toEqual([]);
      resizeDisk(disk, 64);
      expect(await repository.repair({ references })).toMatchObject({ packs: { damaged: 1 }, affected: [] });
      expect((await repository.prune({ references })).packs.trashed).toBeGreaterThan(0);
      expect(await unreadableOf(repository, second)).toEqual([]);
      expect((await repository.check({ references, readData: true })).findings).toEqual([]);
    }));
});

async function largestOf(folder: string, names: readonly string[]): Promise<string> {
  let largest = { file: '', size: -1 };
  for (const name of names) {
    const file = path.join(folder, name);
    const { size } = await stat(file);
    if (size > largest.size) largest = { file, size };
  }
  return largest.file;
}
