import { Notification } from 'electron';
import type { Words } from '../../preload/contract/words/words.ts';
import type { Notice } from '../schedule/notify/notice.ts';
import type { LongWork, LongWorkEnd } from './long-work.ts';

/** Tells through the system that long work has ended; a click leads to the window. */
export function notifyEnd(
  work: LongWork,
  end: LongWorkEnd,
  target: string | null,
  words: Words,
  open: () => void,
) {
  if (!Notification.isSupported()) return;
  const notification = new Notification({
    title: words.notification[work.kind][end],
    body: target === null ? '' : words.notification.target(target),
  });
  notification.on('click', open);
  notification.show();
}

/** Tells through the system what became of a schedule; a click leads to the window. Null where the system shows none. */
export function noticeShower(words: Words, open: () => void): ((notice: Notice) => void) | null {
  if (!Notification.isSupported()) return null;
  return ({ kind, schedule, target, error, findings = [] }) => {
    const needsLook = error ?? findings[0] ?? null;
    const notification = new Notification({
      title: words.schedules.notices[kind](schedule.name),
      body: needsLook?.message ?? (target === '' ? '' : words.notification.target(target)),
    });
    notification.on('click', open);
    notification.show();
  };
}

/** Says once that the console is still there: its window was closed, and schedules need it. */
export function notifyPutAway(words: Words, open: () => void): void {
  if (!Notification.isSupported()) return;
  const { awayTitle, awayHint } = words.schedules;
  const notification = new Notification({ title: awayTitle, body: awayHint });
  notification.on('click', open);
  notification.show();
}
