import type { Words } from '../../../preload/contract/words/words.ts';
import { LIVE, PACKAGE } from '../../state/difference-pages.ts';
import type { Work } from '../../state/work.ts';
import { shortId } from '../snapshots/proofs.ts';
import { takenText } from '../snapshots/taken.ts';

/** When a snapshot was taken, in words that tell it from each other one. */
export function timeOf({ snapshots }: Pick<Work, 'snapshots'>, snapshot: string, words: Words): string {
  const all = snapshots?.snapshots ?? [];
  const found = all.find(({ id }) => id === snapshot);
  return found ? takenText(found, all, words) : shortId(snapshot);
}

/** How a state is called above its values: when it was, the package, or now. */
export function columnOf(work: Work, state: string | null, words: Words): string {
  if (state === LIVE) return words.compare.liveNow;
  if (state === PACKAGE) return words.compare.inPackage;
  return words.compare.before(timeOf(work, state ?? '', words));
}

/** Of which EDMS a state is; null where that is not known. */
export function edmsOf({ snapshots, target }: Pick<Work, 'snapshots' | 'target'>, state: string | null) {
  if (state === LIVE) return target?.summary.label ?? null;
  return snapshots?.snapshots.find(({ id }) => id === state)?.source ?? null;
}
