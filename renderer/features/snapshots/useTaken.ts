import type { SnapshotSummary } from '../../../preload/contract/types.ts';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { takenText } from './taken.ts';

export const NO_SNAPSHOTS: readonly SnapshotSummary[] = [];

/** When a snapshot of the shown repository was taken, in words that tell it from each other one of it. */
export function useTaken(snapshot: Pick<SnapshotSummary, 'id' | 'createdAt'>): string {
  const words = useWords();
  const all = useWork((work) => work.snapshots?.snapshots ?? NO_SNAPSHOTS);
  return takenText(snapshot, all, words);
}
