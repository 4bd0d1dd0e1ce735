import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRepository } from '../main/engine/repository/open-repository.ts';
import { references, unreadableOf } from '../main/engine/repository/testing.ts';
import { bundleRepositoryVictim, runRepositoryCampaign, runRepositoryVictim } from './repository-campaign.ts';
import { toldOnFailure } from './told-on-failure.ts';

/** A short form of `npm run crash -- --kind repository`. */
const KILLS = 10;

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-crash-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('a repository', () => {
  it(
    'keeps every snapshot whole whenever who works on it is killed',
    () =>
      withFolder(async (folder) => {
        const { seed, say } = toldOnFailure('crash-repository', KILLS, ' --kind repository');
        const outcomes = await runRepositoryCampaign({ folder, kills: KILLS, seed, say });
        expect(outcomes.filter(({ damaged }) => damaged !== null)).toEqual([]);
        expect(outcomes).toHaveLength(KILLS);
      }),
    1_800_000,
  );

  it(
    'takes snapshots of two processes at a time, while a third prunes when it may',
    () =>
      withFolder(async (folder) => {
        const bundle = await bundleRepositoryVictim(folder);
        const place = path.join(folder, 'r');
        const { repository } = await createRepository(place, {});
        const work = (seed: number, does: 'writes' | 'all') => ({ place, keys: {}, seed, does, rounds: 12 });
        const ends = await Promise.all([
          runRepositoryVictim(bundle, work(1, 'writes'), null),
          runRepositoryVictim(bundle, work(2, 'writes'), null),
          runRepositoryVictim(bundle, work(3, 'all'), null),
        ]);
        expect(ends.map(({ error }) => error)).toEqual([null, null, null]);
        expect(ends[2]?.told).toMatch(/ [1-9]\d* pruned/);
        const removed = new Set(ends.flatMap((end) => end.removed));
        const expected = ends.flatMap(({ snapshots }) => snapshots).filter((id) => !removed.has(id));
        expect(expected.length).toBeGreaterThan(4);
        for (const id of expected) expect(await unreadableOf(repository, id)).toEqual([]);
        const { findings } = await repository.check({ references, readData: true });
        expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
      }),
    1_800_000,
  );
});
