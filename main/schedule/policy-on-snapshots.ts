import type { SnapshotSummary } from '../engine/snapshot/snapshot-summary.ts';
import { type Retained, type RetainedSnapshot, retain } from './retention.ts';
import type { RetentionPolicy } from './retention-policy.ts';

/** Which snapshots of a repository a policy is about. */
export interface Scope {
  /** The label of one EDMS, or null for all of them, each by itself. */
  readonly source: string | null;
  /** Only snapshots with all of these tags; empty for all. */
  readonly tags: readonly string[];
}

/** What a policy says of the snapshots of a repository, EDMS by EDMS, the newest first. Those out of its scope are left out. */
export function policyOn(
  snapshots: readonly SnapshotSummary[],
  policy: RetentionPolicy,
  zone: string,
  { source, tags }: Scope,
): readonly Retained[] {
  const meant = snapshots.filter(
    (one) => (source === null || one.source === source) && tags.every((tag) => one.tags.includes(tag)),
  );
  return retain(meant.map(retained), policy, zone);
}

/** The ids of those that go. */
export function goingOf(all: readonly Retained[]): readonly string[] {
  return all.filter(({ kept }) => !kept).map(({ snapshot }) => snapshot.id);
}

/** The newest seal of a restore test is what counts as proven: a snapshot that was only read back is not. */
function retained({ id, createdAt, source, tags, seals }: SnapshotSummary): RetainedSnapshot {
  const proven = seals.find(({ kind }) => kind === 'restored')?.at ?? null;
  return { id, time: createdAt, target: source, tags, proven };
}
