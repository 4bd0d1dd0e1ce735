import type { SnapshotSummary } from '../../../preload/contract/types.ts';

export interface ChangeTotal {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** What one snapshot added to its repository, and what differed from the one before. */
export interface GrowthPoint {
  readonly id: string;
  readonly createdAt: string;
  readonly bytes: number;
  /** With all that came before it. */
  readonly sum: number;
  /** Null for a full snapshot, which was compared with none. */
  readonly changes: ChangeTotal | null;
}

/** Of all snapshots, the oldest first. What was forgotten since is in no sum. */
export function growthPoints(
  snapshots: readonly Pick<SnapshotSummary, 'id' | 'createdAt' | 'bytesAdded' | 'changes'>[],
): readonly GrowthPoint[] {
  let sum = 0;
  return snapshots.map(({ id, createdAt, bytesAdded: bytes, changes }) => {
    sum += bytes;
    return { id, createdAt, bytes, sum, changes: changes && totalOf(changes) };
  });
}

export function changeCount(changes: ChangeTotal | null): number {
  return changes === null ? 0 : changes.added + changes.changed + changes.removed;
}

/** Of all models, and of the files. */
export function totalOf(changes: NonNullable<SnapshotSummary['changes']>): ChangeTotal {
  const total = { added: 0, changed: 0, removed: 0 };
  for (const { added, changed, removed } of Object.values(changes)) {
    total.added += added;
    total.changed += changed;
    total.removed += removed;
  }
  return total;
}
