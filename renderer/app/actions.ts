import type { Words } from '../../preload/contract/words/words.ts';
import { restoreAction } from '../components/sentences.ts';
import { repairSize } from '../features/health/repair-size.ts';
import { isAdmitted, mayWrite } from '../state/session-slice.ts';
import type { Work } from '../state/work.ts';
import { type Actions, action, cancelOnly } from './action.ts';
import { compareActions } from './compare-actions.ts';
import { exportActions, exportSelectionActions } from './export-actions.ts';
import { scheduleActions } from './schedule-actions.ts';
import { snapshotActions } from './snapshot-actions.ts';

export function actionsOf(work: Work, words: Words): Actions {
  switch (work.step) {
    case 'open':
      return openActions(work, words);
    case 'package':
      return packageActions(work, words);
    case 'target':
      return targetActions(work, words);
    case 'selection':
      return selectionActions(work, words);
    case 'preview':
      return previewActions(work, words);
    case 'restore':
      return restoreActions(work, words);
    case 'report':
      return {
        primary: action(words.report.another, () => work.goTo('open')),
        secondary: null,
        hint: '',
      };
    case 'snapshots':
      return snapshotActions(work, words);
    case 'schedules':
      return scheduleActions(work, words);
    case 'compare':
      return compareActions(work, words);
    case 'export':
      return exportActions(work, words);
    case 'export-selection':
      return exportSelectionActions(work, words);
    case 'jobs':
      return { primary: null, secondary: null, hint: '' };
    case 'undo':
      return undoActions(work, words);
    case 'health':
      return healthActions(work, words);
    case 'repair':
      return repairActions(work, words);
  }
}

function openActions(work: Work, words: Words): Actions {
  const { pkg, inspection } = work;
  const primary =
    pkg && inspection
      ? action(words.open.continueWith(pkg.name), () => work.goTo('package'))
      : action(words.open.chooseFile, () => void work.choosePackage('file'));
  return { primary, secondary: null, hint: words.open.readOnly };
}

function packageActions(work: Work, words: Words): Actions {
  if (work.inspecting) return cancelOnly(work.inspecting.cancelling, words, work.cancelInspecting);
  const back = action(words.common.back, () => work.goTo('open'));
  if (!work.inspection || work.inspection.readable === 'no') {
    const another = action(words.report.another, () => work.goTo('open'));
    const { pkg } = work;
    if (pkg === null || work.packageError?.code !== 'CANCELLED')
      return { primary: another, secondary: null, hint: '' };
    const again = action(words.common.tryAgain, () => void work.openPackage(pkg));
    return { primary: again, secondary: another, hint: '' };
  }
  const primary =
    work.inspection.readable === 'partly'
      ? action(words.package.nextPartly, work.goOnWithReadable)
      : action(words.package.next, () => work.goTo('target'));
  return { primary, secondary: back, hint: '' };
}

function targetActions(work: Work, words: Words): Actions {
  if (work.connecting) return cancelOnly(work.connecting.cancelling, words, work.cancelConnecting);
  const back = action(words.common.back, () => work.goTo(work.pkg ? 'package' : 'open'));
  if (work.target && !work.inspection) {
    return { primary: action(words.steps.health, () => work.goTo('health')), secondary: back, hint: '' };
  }
  if (!work.target) {
    const { lead, leadAlone } = words.target;
    return { primary: null, secondary: back, hint: work.inspection ? lead : leadAlone };
  }
  const usable = work.storage === null || work.storage.writable;
  if (work.policy.mode === 'selected') {
    const choose = action(words.selection.next, () => work.goTo('selection'), usable && isAdmitted(work));
    return { primary: choose, secondary: back, hint: usable ? '' : words.target.storageNotWritable };
  }
  return {
    primary: {
      label: words.target.next(work.inspection?.records ?? 0, work.inspection?.files.count ?? 0),
      enabled: usable && isAdmitted(work),
      run: () => void work.preview(),
    },
    secondary: back,
    hint: usable ? '' : words.target.storageNotWritable,
  };
}

function selectionActions(work: Work, words: Words): Actions {
  const back = action(words.common.back, () => work.goTo('target'));
  const count = work.tree?.records ?? 0;
  const ready = count > 0 && work.selecting === null;
  return {
    primary: action(words.selection.preview(count), () => void work.preview(), ready),
    secondary: back,
    hint: count > 0 ? '' : words.selection.nothing,
  };
}

function previewActions(work: Work, words: Words): Actions {
  const { plan, planning } = work;
  if (planning && !plan) return cancelOnly(planning.cancelling, words, work.cancelPlanning);
  const before = work.policy.mode === 'selected' ? 'selection' : 'target';
  const back = action(words.common.back, () => work.goTo(before));
  if (!plan && work.inspection?.readable === 'partly' && !work.acceptDamaged) {
    return { primary: action(words.package.nextPartly, work.goOnWithReadable), secondary: back, hint: '' };
  }
  if (!plan) {
    return {
      primary: action(words.common.tryAgain, () => void work.preview()),
      secondary: back,
      hint: '',
    };
  }
  const safe = plan.outcomes.conflict;
  return {
    primary: {
      label: restoreAction(plan, words),
      enabled: planning === null && plan.records + plan.files.total > 0 && mayWrite(work),
      run: () => void work.askToRestore(),
    },
    secondary: back,
    hint: mayWrite(work) ? (safe > 0 ? words.confirm.safe(safe) : '') : words.session.mayLook,
  };
}

function restoreActions(work: Work, words: Words): Actions {
  if (work.restoring) {
    return {
      primary: null,
      secondary: action(
        work.restoring.cancelling ? words.common.cancelling : words.restore.cancel,
        () => work.show('confirm-cancel'),
        !work.restoring.cancelling,
      ),
      hint: words.restore.promise,
    };
  }
  const canPreview = work.target !== null && work.inspection !== null;
  return {
    primary: canPreview
      ? action(words.restore.again, () => void work.preview())
      : action(words.steps.open, () => work.goTo(work.inspection ? 'target' : 'open')),
    secondary: null,
    hint: '',
  };
}

function undoActions(work: Work, words: Words): Actions {
  const { undoing } = work;
  if (undoing?.task) return cancelOnly(undoing.task.cancelling, words, work.cancelUndo);
  const jobs = action(words.undo.toJobs, () => work.goTo('jobs'));
  if (undoing?.report) return { primary: jobs, secondary: null, hint: '' };
  if (!undoing?.plan) return { primary: null, secondary: jobs, hint: '' };
  const { tables, files } = undoing.plan;
  const rows = tables.reduce((sum, { remove, revert, reinsert }) => sum + remove + revert + reinsert, 0);
  return {
    primary: action(words.undo.start(rows, files.remove + files.replace), work.askToUndo, mayWrite(work)),
    secondary: jobs,
    hint: mayWrite(work) ? words.undo.promise : words.session.mayLook,
  };
}

function healthActions(work: Work, words: Words): Actions {
  const { checking, health, noted } = work;
  if (checking) return cancelOnly(checking.cancelling, words, work.cancelChecking);
  const canNote = health !== null && noted === null && mayWrite(work);
  return {
    primary: action(health ? words.health.checkAgain : words.common.tryAgain, () => void work.checkHealth()),
    secondary: canNote ? action(words.health.note, () => void work.noteHealth()) : null,
    hint: canNote ? words.health.noteHint : '',
  };
}

function repairActions(work: Work, words: Words): Actions {
  const { repairing } = work;
  if (repairing?.task) return cancelOnly(repairing.task.cancelling, words, work.cancelRepair);
  const health = action(words.repair.toHealth, () => work.goTo('health'));
  if (repairing?.report) {
    const again = action(words.health.checkAgain, () => void work.checkHealth());
    return { primary: again, secondary: null, hint: '' };
  }
  const plan = repairing?.plan ?? null;
  const count = plan ? repairSize(plan) : 0;
  if (!plan || count === 0) return { primary: health, secondary: null, hint: '' };
  return {
    primary: action(words.repair.start[plan.kind](count), work.askToRepair, mayWrite(work)),
    secondary: health,
    hint: mayWrite(work) ? words.repair.promise[plan.kind] : words.session.mayLook,
  };
}
