import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type {
  AnswerOf,
  Channel,
  EventName,
  EventOf,
  RequestOf,
  Result,
} from '../../preload/contract/bridge.ts';
import { EVENTS, REQUESTS } from '../../preload/contract/channels.ts';
import { EngineError, toPlainError } from '../engine/errors.ts';
import { isOwnPage } from './page.ts';

/** One function for each channel of the contract: none can be forgotten, none can be added beside it. */
export type Handlers = { readonly [C in Channel]: (request: RequestOf<C>) => Promise<AnswerOf<C>> };

/** Answers the window's requests: from our own page only, each message parsed, errors as values. */
export function answerRequests(window: () => WebContents | null, handlers: Handlers): void {
  for (const channel of Object.keys(REQUESTS) as Channel[]) {
    ipcMain.handle(channel, (event, message: unknown) => answer(channel, event, message, window, handlers));
  }
}

async function answer<C extends Channel>(
  channel: C,
  event: IpcMainInvokeEvent,
  message: unknown,
  window: () => WebContents | null,
  handlers: Handlers,
): Promise<Result<unknown>> {
  try {
    if (!isTrusted(event, window())) throw refusedError('The sender is not the window of the console.');
    const parsed = REQUESTS[channel].input.safeParse(message);
    if (!parsed.success) throw refusedError(parsed.error.message);
    const value = await handlers[channel](parsed.data as RequestOf<C>);
    return { ok: true, value };
  } catch (error) {
    return { ok: false, error: toPlainError(error) };
  }
}

/** True for a message from the top frame of our own window, while it shows our own page. */
export function isTrusted(event: IpcMainEvent | IpcMainInvokeEvent, window: WebContents | null): boolean {
  const frame = event.senderFrame;
  return window !== null && event.sender === window && frame === window.mainFrame && isOwnPage(frame.url);
}

function refusedError(details: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: 'The program refused a message that does not belong to it.',
    consequence: 'Nothing was changed.',
    advice: 'If you did nothing unusual, send the details to support.',
    details: details.slice(0, 2000),
  });
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
