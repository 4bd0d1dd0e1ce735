import type { WorkOptions } from './engine.ts';
import type { Progress } from './progress.ts';

/** Measures how long each phase takes, out of the progress that is reported anyway. */
export class PhaseClock {
  readonly startedAt = new Date();
  readonly listener: (progress: Progress) => void;
  readonly #durations = new Map<string, number>();
  #phase: string | null = null;
  #since = Date.now();

  constructor(options: WorkOptions) {
    this.listener = (progress) => {
      if (progress.phase !== this.#phase) this.#change(progress.phase);
      options.onProgress?.(progress);
    };
  }

  elapsed(): number {
    return Date.now() - this.startedAt.getTime();
  }

  phases(): { readonly [phase: string]: number } {
    this.#change(null);
    return Object.fromEntries(this.#durations);
  }

  #change(phase: string | null): void {
    const now = Date.now();
    if (this.#phase !== null) {
      this.#durations.set(this.#phase, (this.#durations.get(this.#phase) ?? 0) + now - this.#since);
    }
    this.#phase = phase;
    this.#since = now;
  }
}
