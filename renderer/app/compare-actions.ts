import type { Words } from '../../preload/contract/words/words.ts';
import { timeOf } from '../features/compare/states.ts';
import { canCompare } from '../state/compare-slice.ts';
import { differenceAt, PACKAGE } from '../state/difference-pages.ts';
import { isWriting, type Work } from '../state/work.ts';
import { type Actions, action, cancelOnly } from './action.ts';

/** What can be done where snapshots are compared: comparing, and bringing the chosen record back. */
export function compareActions(work: Work, words: Words): Actions {
  const { comparing, following, compareTab } = work;
  const back = action(words.common.back, () => work.goTo('snapshots'));
  if (compareTab === 'timeline') {
    if (following) return cancelOnly(following.cancelling, words, work.cancelFollowing);
    return { primary: null, secondary: back, hint: '' };
  }
  if (comparing) return cancelOnly(comparing.cancelling, words, work.cancelComparing);
  const { comparison, shownDifference, comparedBefore } = work;
  const root = shownDifference === null ? null : (differenceAt(work, shownDifference)?.root ?? null);
  if (root !== null && comparedBefore !== null) {
    const isPackage = comparedBefore === PACKAGE;
    const time = timeOf(work, comparedBefore, words);
    const name = words.snapshots.chip(time);
    return {
      primary: action(
        isPackage ? words.compare.takeFromPackage : words.compare.bringBack(time),
        () => void work.bringBack(comparedBefore, root, name),
        !isWriting(work),
      ),
      secondary: back,
      hint: isPackage ? words.compare.takeFromPackageHint : words.compare.bringBackHint,
    };
  }
  const label = comparison ? words.compare.again : words.compare.start;
  return {
    primary: action(label, () => void work.compare(), canCompare(work) && !isWriting(work)),
    secondary: back,
    hint: '',
  };
}
