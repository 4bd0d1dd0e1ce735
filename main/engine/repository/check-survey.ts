import type { Report } from './check-folder.ts';
import type { ObjectId } from './repository.ts';
import type { Survey } from './survey.ts';

/** Says what snapshots lose: one finding for each manifest, and one for each thing that is lost. */
export function reportSurvey({ unclear, unreadable, losses, slowed }: Survey, report: Report): void {
  for (const { snapshot, error } of unclear) {
    const isUnreadable = unreadable.includes(snapshot);
    report({
      code: isUnreadable ? 'SNAPSHOT_DAMAGED' : 'SNAPSHOT_INCOMPLETE',
      severity: 'error',
      message: isUnreadable ? error : `Not everything that snapshot ${snapshot} needs is known: ${error}`,
      advice: isUnreadable
        ? 'Copy this file back from a copy of the repository. Without one the snapshot is lost: remove it.'
        : 'Repair the repository. What stays lost of this snapshot is said then; other snapshots may have it.',
      where: { entry: `snapshots/${snapshot}` },
    });
  }
  for (const [what, snapshots] of losses)
    report({
      code: 'CONTENT_LOST',
      severity: 'error',
      message: `${what}: lost or damaged in ${someOf(snapshots)}.`,
      advice: 'Repair the repository; take a new snapshot while the EDMS still has it.',
      where: { key: what },
    });
  for (const [what, snapshots] of slowed)
    report({
      code: 'TIME_SAVER_LOST',
      severity: 'note',
      message: `${what}: lost or damaged in ${someOf(snapshots)}. Nothing else of them is missing.`,
      advice: 'Nothing has to be done: the next snapshot takes longer.',
      where: { key: what },
    });
}

function someOf(snapshots: ReadonlySet<ObjectId>): string {
  return `${snapshots.size === 1 ? 'one snapshot' : `${snapshots.size} snapshots`} (${firstOf(snapshots)})`;
}

function firstOf(snapshots: ReadonlySet<ObjectId>): string {
  const names = [...snapshots].slice(0, 5).map((id) => id.slice(0, 8));
  return snapshots.size > names.length ? `${names.join(', ')}, …` : names.join(', ');
}
