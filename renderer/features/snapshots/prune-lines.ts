import type { PruneReport } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';

/** What a prune would do, or has done, line by line; none where there is nothing to do. */
export function pruneLines({ dryRun, packs, bytes, removed }: PruneReport, words: Words): readonly string[] {
  const { upkeep } = words.snapshots;
  const size = words.formats.bytes;
  const tidied = removed.seals + removed.leftovers + removed.locks;
  return [
    packs.trashed > 0
      ? (dryRun ? upkeep.pruneWould : upkeep.pruned)(packs.trashed, size(bytes.trashed))
      : null,
    packs.repacked > 0 ? upkeep.pruneRewritten(packs.repacked) : null,
    packs.deleted > 0
      ? (dryRun ? upkeep.pruneWouldDelete : upkeep.prunedDeleted)(packs.deleted, size(bytes.deleted))
      : null,
    tidied > 0 ? (dryRun ? upkeep.pruneWouldTidy : upkeep.prunedTidy)(tidied) : null,
  ].filter((line) => line !== null);
}
