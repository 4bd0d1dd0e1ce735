import { toPlainError } from '../engine/errors.ts';

/**
 * Work that a window is not closed over by a slip, and whose end is told: what writes into a target, takes a snapshot of
 * it or exports it, and what works on a repository alone.
 */
export interface LongWork {
  readonly kind: 'restore' | 'undo' | 'repair' | 'snapshot' | 'export' | 'repository' | 'schedule';
  /** The name under which the window can cancel it. */
  readonly job: string;
}

export type LongWorkEnd = 'completed' | 'cancelled' | 'failed';

interface Listener {
  readonly onBegin: (work: LongWork) => void;
  readonly onEnd: (work: LongWork, end: LongWorkEnd) => void;
}

/** The long work that is under way: one at a target at most, and beside it such on repositories. */
export class LongWorks {
  readonly #listener: Listener;
  readonly #running: LongWork[] = [];
  #whenIdle: (() => void)[] = [];

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** What a person is told of: work at the target before all else, then what began last. */
  get current(): LongWork | null {
    return this.atTarget ?? this.#running.at(-1) ?? null;
  }

  /** The work that needs the open target to stay as it is. */
  get atTarget(): LongWork | null {
    return this.#running.find(({ kind }) => kind !== 'repository' && kind !== 'schedule') ?? null;
  }

  get all(): readonly LongWork[] {
    return [...this.#running];
  }

  async run<T>(work: LongWork, does: () => Promise<T>): Promise<T> {
    this.#running.push(work);
    this.#listener.onBegin(work);
    let end: LongWorkEnd = 'completed';
    try {
      return await does();
    } catch (error) {
      end = toPlainError(error).code === 'CANCELLED' ? 'cancelled' : 'failed';
      throw error;
    } finally {
      this.#running.splice(this.#running.indexOf(work), 1);
      this.#listener.onEnd(work, end);
      if (this.#running.length === 0) {
        const waiting = this.#whenIdle;
        this.#whenIdle = [];
        for (const then of waiting) then();
      }
    }
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    if (this.#running.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }
}
