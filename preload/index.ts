import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { z } from 'zod';
import type { AnswerOf, Bridge, Channel, EventName, EventOf, RequestOf, Result } from './contract/bridge.ts';
import { answerSchema, DROPPED_CHANNEL, EVENTS, REQUESTS } from './contract/channels.ts';
import type { PlainError } from './contract/types.ts';

// The page's policy forbids code made from text, which zod would otherwise try for speed.
z.config({ jitless: true });

/** Of the session at the open target. It goes with every request and is not to be had from the page. */
let token: string | null = null;

const bridge: Bridge = {
  async ask<C extends Channel>(channel: C, request: RequestOf<C>): Promise<Result<AnswerOf<C>>> {
    if (!Object.hasOwn(REQUESTS, channel)) return refused('The window asked for something unknown.');
    try {
      const answer = answerSchema.parse(await ipcRenderer.invoke(channel, { token, request }));
      token = answer.token ?? token;
      if (!answer.ok) return { ok: false, error: answer.error };
      return { ok: true, value: parseAnswer(channel, answer.value) };
    } catch (error) {
      return refused(error instanceof Error ? error.message.slice(0, 2000) : String(error));
    }
  },
  on<E extends EventName>(event: E, listener: (message: EventOf<E>) => void): () => void {
    if (!Object.hasOwn(EVENTS, event)) throw new Error('unknown event');
    const receive = (_event: unknown, message: unknown): void => listener(parseEvent(event, message));
    ipcRenderer.on(event, receive);
    return () => ipcRenderer.removeListener(event, receive);
  },
};

function parseAnswer<C extends Channel>(channel: C, value: unknown): AnswerOf<C> {
  return REQUESTS[channel].output.parse(value) as AnswerOf<C>;
}

function parseEvent<E extends EventName>(event: E, message: unknown): EventOf<E> {
  return EVENTS[event].parse(message) as EventOf<E>;
}

function refused(details: string): { ok: false; error: PlainError } {
  return {
    ok: false,
    error: {
      code: 'INTERNAL',
      message: 'The window and the program did not understand each other.',
      consequence: 'Nothing was changed by this.',
      advice: 'Try again. If it happens again, send the details to support.',
      details,
    },
  };
}

/** The path of a dropped file; pages cannot make such a file up. Electron before 32 has it on the file. */
function pathOf(file: File): string {
  if (webUtils?.getPathForFile) return webUtils.getPathForFile(file);
  return 'path' in file && typeof file.path === 'string' ? file.path : '';
}

window.addEventListener('dragover', (event) => event.preventDefault());
window.addEventListener('drop', (event) => {
  event.preventDefault();
  const file = event.dataTransfer?.files[0];
  const path = file ? pathOf(file) : '';
  if (path) ipcRenderer.send(DROPPED_CHANNEL, { path });
});

contextBridge.exposeInMainWorld('edms', bridge);
