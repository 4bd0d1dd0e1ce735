import { spawn } from 'node:child_process';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createRepository, openRepository } from './open-repository.ts';
import type { Repository } from './repository.ts';
import { openSealed, sealText } from './self-checked.ts';
import { contentOf, references, withFolder, writeSnapshot } from './testing.ts';

async function withTwo(
  work: (one: Repository, other: Repository, place: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const place = path.join(folder, 'r');
    const { repository } = await createRepository(place, {});
    await work(repository, await openRepository(place, {}), place);
  });
}

async function onlyLock(place: string): Promise<string> {
  const [name = ''] = await readdir(path.join(place, 'locks'));
  return path.join(place, 'locks', name);
}

/** Makes a lock look as if another machine or process had written it. */
async function changeLock(file: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
  await writeFile(file, sealText({ ...openSealed(await readFile(file)), ...changes }));
}

describe('the lock of a repository', () => {
  it('is shared by writers, and kept from them by who is alone', () =>
    withTwo(async (one, other) => {
      const first = await one.lock('shared', 'nightly snapshot');
      const second = await other.lock('shared', 'another');
      await expect(other.lock('exclusive', 'prune')).rejects.toMatchObject({ code: 'REPOSITORY_LOCKED' });
      await second.release();
      const refused = await other.prune({ references }).catch((error: unknown) => error);
      expect(String(refused)).toContain('nightly snapshot');
      expect(String(refused)).toContain(`${os.hostname()} (process ${process.pid})`);
      await first.release();
      const alone = await other.lock('exclusive', 'prune');
      await expect(one.lock('shared', 'snapshot')).rejects.toMatchObject({ code: 'REPOSITORY_LOCKED' });
      await expect(one.check({ references })).rejects.toMatchObject({ code: 'REPOSITORY_LOCKED' });
      await alone.release();
      expect(await one.locks()).toEqual([]);
    }));

  it('goes to one at most of many who want to be alone', () =>
    withTwo(async (one, other, place) => {
      for (let round = 0; round < 20; round += 1) {
        const takes = [one, other, one, other].map((repository) => repository.lock('exclusive', 'race'));
        const taken = (await Promise.allSettled(takes)).filter((take) => take.status === 'fulfilled');
        expect(taken.length).toBeLessThanOrEqual(1);
        for (const take of taken) await take.value.release();
        expect(await readdir(path.join(place, 'locks'))).toEqual([]);
      }
      await (await one.lock('exclusive', 'nobody is left in the way')).release();
    }));

  it('does not count once its process is gone', () =>
    withTwo(async (one, other, place) => {
      const lock = await one.lock('exclusive', 'prune');
      const child = spawn(process.execPath, ['-e', '']);
      await new Promise((resolve) => child.once('close', resolve));
      await changeLock(await onlyLock(place), { pid: child.pid });
      expect(await other.locks()).toMatchObject([{ leftBehind: true, purpose: 'prune' }]);
      expect((await other.check({ references })).findings).toMatchObject([
        { code: 'LOCK_LEFT_BEHIND', severity: 'note' },
      ]);
      await (await other.lock('shared', 'snapshot')).release();
      expect(await other.unlock()).toHaveLength(1);
      expect(await other.locks()).toEqual([]);
      await lock.release();
    }));

  it('of another machine counts until nobody renewed it for thirty minutes', () =>
    withTwo(async (one, other, place) => {
      const lock = await one.lock('exclusive', 'prune');
      const file = await onlyLock(place);
      await changeLock(file, { machine: 'elsewhere', host: 'elsewhere', pid: 1 });
      const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
      await utimes(file, minutesAgo(29), minutesAgo(29));
      await expect(other.lock('shared', 'snapshot')).rejects.toThrow('elsewhere');
      expect(await other.unlock()).toEqual([]);
      await utimes(file, minutesAgo(31), minutesAgo(31));
      const alone = await other.lock('exclusive', 'prune');
      expect(await readdir(path.join(place, 'locks'))).toHaveLength(1);
      // Who comes back after so long has lost it, and is told before it harms anybody.
      await expect(one.writeObject('seals', {})).rejects.toMatchObject({ code: 'REPOSITORY_LOCKED' });
      const store = await one.openBlobs();
      await store.write(contentOf('a'), 'data');
      await expect(store.flush()).rejects.toMatchObject({ code: 'REPOSITORY_LOCKED' });
      await alone.release();
      await lock.release();
    }));

  it('is renewed while it is held, and given up by a process that slept', () =>
    withTwo(async (one, _other, place) => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
      try {
        const lock = await one.lock('shared', 'snapshot');
        const file = await onlyLock(place);
        const before = await readFile(file, 'utf8');
        vi.advanceTimersByTime(5 * 60_000 + 1);
        await vi.waitFor(async () => expect(await readFile(file, 'utf8')).not.toBe(before));
        await one.writeObject('seals', { at: 1 });
        vi.setSystemTime(Date.now() + 26 * 60_000);
        await expect(one.writeObject('seals', { at: 2 })).rejects.toMatchObject({
          code: 'REPOSITORY_LOCKED',
        });
        await lock.release();
      } finally {
        vi.useRealTimers();
      }
    }));

  it('that was taken away is missed by who held it', () =>
    withTwo(async (one, _other, place) => {
      await one.lock('shared', 'snapshot');
      await rm(await onlyLock(place));
      await expect(one.writeObject('seals', {})).rejects.toMatchObject({ code: 'REPOSITORY_LOCKED' });
      await one.close();
      await writeSnapshot(one, { users: ['a'] });
    }));
});
