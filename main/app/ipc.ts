import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type { Channel, EventName, EventOf } from '../../preload/contract/bridge.ts';
import { EVENTS, REQUESTS } from '../../preload/contract/channels.ts';
import { toPlainError } from '../engine/errors.ts';
import { type AnswerParts, answerMessage, refusedError } from './answer.ts';
import { isOwnPage } from './page.ts';

/** Answers the window's requests, and nobody else's. */
export function answerRequests(window: () => WebContents | null, parts: AnswerParts): void {
  for (const channel of Object.keys(REQUESTS) as Channel[]) {
    ipcMain.handle(channel, async (event, message: unknown) => {
      if (isTrusted(event, window())) return answerMessage(channel, message, parts);
      return { ok: false, error: toPlainError(refusedError('The sender is not the window of the console.')) };
    });
  }
}

/** True for a message from the top frame of our own window, while it shows our own page. */
export function isTrusted(event: IpcMainEvent | IpcMainInvokeEvent, window: WebContents | null): boolean {
  const frame = event.senderFrame;
  return window !== null && event.sender === window && frame === window.mainFrame && isOwnPage(frame.url);
}

/** Tells the window something; what does not fit the contract is a bug of ours and throws. */
export function tellWindow<E extends EventName>(
  window: WebContents | null,
  event: E,
  message: EventOf<E>,
): void {
  if (!window || window.isDestroyed()) return;
  window.send(event, EVENTS[event].parse(message));
}
