import type { RepositoryAddress } from '../engine/snapshot/snapshot-summary.ts';
import type { SnapshotWork } from '../engine/snapshot/snapshot-work.ts';

/**
 * The repository with its own key in place of what holds that: a passphrase takes a second to be tried, and is tried
 * once for all the work that follows. Errors: `ENCRYPTION_…`, `REPOSITORY_…`.
 */
export async function unlocked(
  snapshots: Pick<SnapshotWork, 'identity'>,
  repository: RepositoryAddress,
): Promise<RepositoryAddress> {
  const identity = await snapshots.identity(repository);
  return identity === null ? repository : { ...repository, keys: { identities: [identity] } };
}
