import { Notification } from 'electron';
import type { Words } from '../../preload/contract/words/words.ts';
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
