import type { Words } from '../../preload/contract/words/words.ts';
import { missingOf } from '../state/schedules-slice.ts';
import type { Work } from '../state/work.ts';
import { type Actions, action } from './action.ts';

/** What can be done in the place for schedules. */
export function scheduleActions(work: Work, words: Words): Actions {
  const { schedules } = words;
  const form = work.scheduleForm;
  if (form) {
    const missing = missingOf(form.draft) ?? (work.passwordTyped ? 'password' : null);
    return {
      primary: action(
        form.id === null ? schedules.saveNew : schedules.save,
        () => void work.saveSchedule(),
        missing === null && !form.saving,
      ),
      secondary: action(words.common.back, work.leaveScheduleForm),
      hint: missing === null ? '' : schedules.form.incomplete[missing],
    };
  }
  if (work.scheduleList === null) return { primary: null, secondary: null, hint: '' };
  return { primary: action(schedules.new, () => void work.draftSchedule()), secondary: null, hint: '' };
}
