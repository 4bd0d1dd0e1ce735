import type { WorkOptions } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { Progress } from '../engine/progress.ts';

/**
 * The pieces of work that the window has asked for and that have not ended: each can be cancelled under the
 * name that the window gave it, and its progress goes back under the same name.
 */
export class Jobs {
  readonly #running = new Map<string, AbortController>();
  readonly #onProgress: (job: string, progress: Progress) => void;
  readonly #onIdle: () => void;

  constructor(onProgress: (job: string, progress: Progress) => void, onIdle: () => void) {
    this.#onProgress = onProgress;
    this.#onIdle = onIdle;
  }

  async run<T>(job: string, work: (options: WorkOptions) => Promise<T>): Promise<T> {
    if (this.#running.has(job)) {
      throw new EngineError({
        code: 'USAGE',
        message: 'The window named two pieces of work alike.',
        consequence: 'Nothing was changed.',
        advice: 'Try again.',
      });
    }
    const controller = new AbortController();
    this.#running.set(job, controller);
    try {
      return await work({
        signal: controller.signal,
        onProgress: (progress) => this.#onProgress(job, progress),
      });
    } finally {
      this.#running.delete(job);
      if (this.#running.size === 0) this.#onIdle();
    }
  }

  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  /** Asks a job to end; it then rejects as cancelled. A job that has ended is left alone. */
  cancel(job: string): void {
    this.#running.get(job)?.abort();
  }
}
