import type { Words } from '../../preload/contract/words/words.ts';
import { EXPORT_FORM } from '../features/export/ExportForm.tsx';
import { ABILITIES, missingOf } from '../state/export-draft.ts';
import { nameOfTarget } from '../state/production.ts';
import { isAdmitted } from '../state/session-slice.ts';
import type { Work } from '../state/work.ts';
import { type Actions, action, cancelOnly } from './action.ts';

/** What can be done in the place for exports. */
export function exportActions(work: Work, words: Words): Actions {
  const { exports } = words;
  if (work.exporting) {
    const cancel = cancelOnly(work.exporting.task.cancelling, words, work.cancelExport);
    return { ...cancel, hint: exports.workingHint };
  }
  if (work.exportMade) {
    const opens = ABILITIES[work.exportMade.format].opens;
    const again = action(exports.again, work.anotherExport);
    const look = action(exports.look, () => void work.lookIntoExport());
    return opens
      ? { primary: look, secondary: again, hint: '' }
      : { primary: again, secondary: null, hint: '' };
  }
  const { target } = work;
  if (!target) return { primary: null, secondary: null, hint: exports.targetNone };
  const missing = missingOf(work.exportDraft, target.summary.kind, work.storage !== null);
  return {
    // The form has the passphrase, which belongs to the page alone.
    primary: action(
      exports.start(nameOfTarget(target)),
      () => document.querySelector<HTMLFormElement>(`#${EXPORT_FORM}`)?.requestSubmit(),
      isAdmitted(work) && missing === null,
    ),
    secondary: null,
    hint: missing === null ? exports.startHint : exports.missing[missing],
  };
}

/** Choosing the records of an export. */
export function exportSelectionActions(work: Work, words: Words): Actions {
  const { readingRecords, exportChooser } = work;
  if (readingRecords) return cancelOnly(readingRecords.cancelling, words, work.cancelReadingRecords);
  const back = action(words.common.back, () => work.goTo('export'));
  if (work.recordsError) {
    const again = action(words.common.tryAgain, () => void work.chooseExported());
    return { primary: again, secondary: back, hint: '' };
  }
  const count = exportChooser.tree?.records ?? 0;
  const ready = count > 0 && exportChooser.selecting === null;
  return {
    primary: action(words.exports.chosen(count), () => work.goTo('export'), ready),
    secondary: back,
    hint: count > 0 ? '' : words.selection.nothing,
  };
}
