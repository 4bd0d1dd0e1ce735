import { setTimeout } from 'node:timers/promises';
import { openRepository } from '../main/engine/repository/open-repository.ts';
import type { ObjectId, Repository, RepositoryKeys } from '../main/engine/repository/repository.ts';
import { references, seeded, type Things, writeSnapshot } from '../main/engine/repository/testing.ts';

/** What a process does to a repository, over and over, until it is killed or told to end. */
export interface RepositoryWork {
  readonly place: string;
  readonly keys: RepositoryKeys;
  readonly seed: number;
  /** `writes`: snapshots only; `all`: removes, prunes and repairs too. */
  readonly does: 'writes' | 'all';
  /** Rounds, where it ends by itself. */
  readonly rounds: number;
}

const KEPT = 5;
/** How long others may be at work, in milliseconds: on a busy machine that is long. */
const PATIENCE = 10 * 60_000;

async function work({ place, keys, seed, does, rounds }: RepositoryWork): Promise<void> {
  const repository = await openRepository(place, keys);
  const random = seeded(seed);
  say('begin', '');
  for (let round = 0; round < rounds; round += 1) {
    const chance = random();
    if (does === 'writes' || chance < 0.5) await snapshot(repository, random);
    else if (chance < 0.85) await forgetAndPrune(repository, random);
    else await inTurn(() => repository.repair({ references }));
  }
  await repository.close();
  say('end', '');
}

/** Does it again while somebody else's claim stands against it: two at a time, and one of them has to stand back. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + PATIENCE; ; ) {
    try {
      return await work();
    } catch (error) {
      const isLocked = error instanceof Error && 'code' in error && error.code === 'REPOSITORY_LOCKED';
      if (!isLocked || Date.now() >= until) throw error;
      say('locked', '');
      await setTimeout(10);
    }
  }
}

async function snapshot(repository: Repository, random: () => number): Promise<void> {
  const some = (thing: string) =>
    Array.from({ length: 1 + Math.floor(random() * 6) }, () => `${thing}${Math.floor(random() * 40)}`);
  const things: Things = { users: some('u'), documents: some('d'), files: some('f') };
  const bytes = 30_000 + Math.floor(random() * 3) * 40_000;
  say('snapshot', await inTurn(() => writeSnapshot(repository, things, bytes)));
}

async function forgetAndPrune(repository: Repository, random: () => number): Promise<void> {
  const snapshots: readonly ObjectId[] = await repository.listObjects('snapshots');
  for (const id of snapshots.slice(KEPT)) {
    say('remove', id);
    await repository.removeObject('snapshots', id);
  }
  const repackBelow = 0.5 + random() / 2;
  await inTurn(() => repository.prune({ references, graceMs: 0, repackBelow }));
  say('pruned', '');
}

function say(kind: string, value: string): void {
  process.stdout.write(`${JSON.stringify({ kind, value })}\n`);
}

work(JSON.parse(process.argv[2] ?? '') as RepositoryWork).catch((error: unknown) => {
  say('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
