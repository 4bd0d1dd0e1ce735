import type {
  AnswerOf,
  Bridge,
  Channel,
  EventName,
  EventOf,
  RequestOf,
  Result,
} from '../../preload/contract/bridge.ts';

type Answers = { readonly [C in Channel]?: (request: RequestOf<C>) => Promise<Result<AnswerOf<C>>> };

/** A main process as a test plays it: it answers as it is told and keeps what it was asked. */
export class PlayedBridge implements Bridge {
  readonly asked: { readonly channel: Channel; readonly request: unknown }[] = [];
  readonly #answers: Answers;
  readonly #listeners = new Map<EventName, Set<(message: never) => void>>();

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  async ask<C extends Channel>(channel: C, request: RequestOf<C>): Promise<Result<AnswerOf<C>>> {
    this.asked.push({ channel, request });
    const answer = this.#answers[channel];
    if (!answer) {
      return {
        ok: false,
        error: { code: 'INTERNAL', message: `nobody answers ${channel}`, consequence: '', advice: '' },
      };
    }
    return answer(request);
  }

  on<E extends EventName>(event: E, listener: (message: EventOf<E>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(event, listeners);
    return () => listeners.delete(listener);
  }

  /** Tells the window something unasked. */
  tell<E extends EventName>(event: E, message: EventOf<E>): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(message as never);
  }

  /** The requests that went over a channel. */
  requestsOf(channel: Channel): readonly unknown[] {
    return this.asked.filter((entry) => entry.channel === channel).map(({ request }) => request);
  }
}
