/** The phases of all long work, in the order in which a person meets them. */
export type Phase =
  | 'opening'
  | 'reading'
  | 'checking'
  | 'connecting'
  | 'selecting'
  | 'matching'
  | 'comparing'
  | 'waiting'
  | 'staging files'
  | 'infrastructure'
  | 'business data'
  | 'relations'
  | 'removing'
  | 'verifying'
  | 'keeping'
  | 'undoing'
  | 'committing'
  | 'placing files';

/** One report of progress. `total` is 0 while it is not known. */
export interface Progress {
  readonly phase: Phase;
  readonly done: number;
  readonly total: number;
  readonly unit: 'records' | 'files' | 'bytes' | 'steps';
  /** Units a second in this phase, 0 until it is known. */
  readonly rate: number;
  /** Seconds left in this phase, or null while it cannot be told. */
  readonly secondsLeft: number | null;
  /** In the phase `waiting`: for whom ("process 4711, as edms, application gunicorn, since 02:14:05 UTC"). */
  readonly waitingFor?: string;
}

export type ProgressListener = (progress: Progress) => void;

/** Reports at most ten times a second, so that a listener may be a window; a phase's end is always told. */
export class ProgressMeter {
  readonly #listener: ProgressListener | undefined;
  readonly #now: () => number;
  #phase: Phase = 'opening';
  #unit: Progress['unit'] = 'records';
  #done = 0;
  #total = 0;
  #startedAt = 0;
  #toldAt = 0;

  constructor(listener?: ProgressListener, now: () => number = Date.now) {
    this.#listener = listener;
    this.#now = now;
  }

  start(phase: Phase, total: number, unit: Progress['unit']): void {
    this.#phase = phase;
    this.#unit = unit;
    this.#done = 0;
    this.#total = total;
    this.#startedAt = this.#now();
    this.#tell();
  }

  advance(by: number): void {
    this.#done += by;
    if (this.#now() - this.#toldAt >= 100) this.#tell();
  }

  finish(): void {
    if (this.#total > 0) this.#done = Math.max(this.#done, this.#total);
    this.#tell();
  }

  /** Tells that the work waits for somebody else; the phase that follows is started anew. */
  wait(waitingFor: string): void {
    this.#listener?.({
      phase: 'waiting',
      done: 0,
      total: 0,
      unit: 'steps',
      rate: 0,
      secondsLeft: null,
      waitingFor,
    });
  }

  #tell(): void {
    if (!this.#listener) return;
    this.#toldAt = this.#now();
    const seconds = (this.#toldAt - this.#startedAt) / 1000;
    const rate = seconds > 0 ? this.#done / seconds : 0;
    const left = this.#total - this.#done;
    this.#listener({
      phase: this.#phase,
      done: this.#done,
      total: this.#total,
      unit: this.#unit,
      rate: Math.round(rate),
      secondsLeft: rate > 0 && this.#total > 0 ? Math.max(0, Math.round(left / rate)) : null,
    });
  }
}
