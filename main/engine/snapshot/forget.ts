import { EngineError } from '../errors.ts';
import type { ObjectId, Repository } from '../repository/repository.ts';
import { readSeals } from './seal.ts';
import { findSnapshotId, listSnapshots, shortId } from './snapshots.ts';

/**
 * Removes the manifests of snapshots; what only they needed stays in the repository until it is pruned. The last
 * snapshot of an EDMS that was restored and compared is never removed; one that cannot be read can be. `restsOn`: ids of
 * snapshots without which others would have been chosen: a day's one goes because another of that day stays. Errors:
 * `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_NEEDED`, `SNAPSHOTS_CHANGED`, `REPOSITORY_LOCKED`; nothing is removed then.
 */
export async function forgetSnapshots(
  repository: Repository,
  named: readonly string[],
  restsOn: readonly ObjectId[] = [],
): Promise<readonly ObjectId[]> {
  const lock = await repository.lock('shared', 'forgetting snapshots');
  try {
    const there = new Set(await repository.listObjects('snapshots'));
    if (restsOn.some((id) => !there.has(id))) throw changedSnapshots();
    const ids = new Set<ObjectId>();
    for (const name of named) ids.add(await findSnapshotId(repository, name));
    await refuseLastProven(repository, ids);
    for (const id of ids) await repository.removeObject('snapshots', id);
    return [...ids];
  } finally {
    await lock.release();
  }
}

async function refuseLastProven(repository: Repository, ids: ReadonlySet<ObjectId>): Promise<void> {
  const { snapshots } = await listSnapshots(repository);
  const seals = await readSeals(repository);
  const isProven = (id: ObjectId) => seals.get(id)?.some(({ kind }) => kind === 'restored') ?? false;
  const lastProven = new Map<string, ObjectId>();
  for (const { id, manifest } of snapshots) if (isProven(id)) lastProven.set(manifest.source.label, id);
  for (const id of lastProven.values())
    if (ids.has(id))
      throw new EngineError({
        code: 'SNAPSHOT_NEEDED',
        message: `${shortId(id)} is the last snapshot of its EDMS that was restored and compared.`,
        consequence: 'No snapshot was removed.',
        advice: 'Test a newer one first: snapshot test latest.',
      });
}

/** What was chosen rests on snapshots that are others now. */
export function changedSnapshots(): EngineError {
  return new EngineError({
    code: 'SNAPSHOTS_CHANGED',
    message: 'The snapshots of this repository are no longer those by which it was chosen what goes.',
    consequence: 'No snapshot was removed.',
    advice: 'Look at what would go now, and decide again.',
  });
}
