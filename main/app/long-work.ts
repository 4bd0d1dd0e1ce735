import { toPlainError } from '../engine/errors.ts';

/** Work that writes into a target: the window is not closed over it by a slip, and its end is told. */
export interface LongWork {
  readonly kind: 'restore' | 'undo' | 'repair';
  /** The name under which the window can cancel it. */
  readonly job: string;
}

export type LongWorkEnd = 'completed' | 'cancelled' | 'failed';

interface Listener {
  readonly onBegin: (work: LongWork) => void;
  readonly onEnd: (work: LongWork, end: LongWorkEnd) => void;
}

/** The one piece of long work that is under way, or none. */
export class LongWorks {
  readonly #listener: Listener;
  #current: LongWork | null = null;
  #whenIdle: (() => void)[] = [];

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  get current(): LongWork | null {
    return this.#current;
  }

  async run<T>(work: LongWork, does: () => Promise<T>): Promise<T> {
    this.#current = work;
    this.#listener.onBegin(work);
    let end: LongWorkEnd = 'completed';
    try {
      return await does();
    } catch (error) {
      end = toPlainError(error).code === 'CANCELLED' ? 'cancelled' : 'failed';
      throw error;
    } finally {
      this.#current = null;
      this.#listener.onEnd(work, end);
      const waiting = this.#whenIdle;
      this.#whenIdle = [];
      for (const then of waiting) then();
    }
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    if (this.#current === null) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }
}
