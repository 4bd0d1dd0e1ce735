import type { Words } from '../../preload/contract/words/words.ts';
import { pruneLines } from '../features/snapshots/prune-lines.ts';
import { nameOfTarget } from '../state/production.ts';
import { isLocked, shownRepository } from '../state/repositories-slice.ts';
import { isAdmitted } from '../state/session-slice.ts';
import { tagsOf } from '../state/snapshots-slice.ts';
import { goingOf } from '../state/thinning-slice.ts';
import type { Work } from '../state/work.ts';
import { type Actions, action, cancelOnly } from './action.ts';

const NOTHING: Actions = { primary: null, secondary: null, hint: '' };

/** What can be done in the place for snapshots. */
export function snapshotActions(work: Work, words: Words): Actions {
  const { snapshotWork, repositories } = work;
  if (snapshotWork) return cancelOnly(snapshotWork.task.cancelling, words, work.cancelSnapshotWork);
  if (work.created) {
    const { key } = words.repositories;
    return {
      primary: action(key.go, work.leaveRecoveryKey, work.keyWritten),
      secondary: null,
      hint: key.goHint,
    };
  }
  if (work.chosenFolder) {
    return { ...NOTHING, secondary: action(words.common.back, work.leaveRepositoryFolder) };
  }
  if (repositories === null) return NOTHING;
  if (shownRepository(work) === null) {
    const choose = action(words.repositories.choose, () => void work.pickRepositoryFolder());
    return { primary: choose, secondary: null, hint: '' };
  }
  if (isLocked(work)) return NOTHING;
  if (work.snapshots === null) {
    const isOver = work.snapshotsError !== null;
    return isOver
      ? { ...NOTHING, primary: action(words.common.tryAgain, () => void work.loadSnapshots()) }
      : NOTHING;
  }
  switch (work.snapshotTab) {
    case 'list':
      return {
        ...NOTHING,
        secondary:
          work.snapshots.snapshots.length === 0
            ? null
            : action(words.compare.follow, () => {
                work.showCompareTab('timeline');
                work.goTo('compare');
              }),
        primary: action(words.snapshots.newOne, () => {
          work.anotherSnapshot();
          work.showSnapshotTab('new');
        }),
      };
    case 'new':
      return newActions(work, words);
    case 'upkeep':
      return upkeepActions(work, words);
  }
}

function newActions(work: Work, words: Words): Actions {
  const { make } = words.snapshots;
  if (work.taken) {
    return {
      primary: action(make.toList, () => work.showSnapshotTab('list')),
      secondary: action(make.again, work.anotherSnapshot),
      hint: '',
    };
  }
  const { target } = work;
  if (!target) return { ...NOTHING, hint: make.targetNone };
  return {
    primary: action(
      make.start(nameOfTarget(target)),
      () => void work.takeSnapshot(),
      isAdmitted(work) && tagsOf(work.snapshotDraft) !== null,
    ),
    secondary: null,
    hint: make.into(shownRepository(work)?.name ?? ''),
  };
}

function upkeepActions(work: Work, words: Words): Actions {
  const { upkeep } = words.snapshots;
  const going = goingOf(work);
  if (going > 0) {
    const start = action(
      words.retention.forget.start(going),
      () => work.show('confirm-thinning'),
      !work.thinning.removing,
    );
    return { ...NOTHING, primary: start };
  }
  const prune = work.upkeep.prune;
  if (prune?.dryRun && !prune.blocked && pruneLines(prune, words).length > 0) {
    const bytes = prune.bytes.trashed + prune.bytes.deleted;
    const label = bytes > 0 ? upkeep.pruneStart(words.formats.bytes(bytes)) : upkeep.tidyStart;
    return { ...NOTHING, primary: action(label, () => work.show('confirm-prune')) };
  }
  return NOTHING;
}
