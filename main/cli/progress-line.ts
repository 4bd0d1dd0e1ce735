import type { Progress, ProgressListener } from '../engine/progress.ts';

/** Shows progress on a stream: one line that redraws on a terminal, one line every ten seconds elsewhere. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #toldAt = Date.now();
  #shown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  readonly listener: ProgressListener = (progress) => {
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\x1b[2K${describeProgress(progress)}`);
      this.#shown = true;
      return;
    }
    if (Date.now() - this.#toldAt < 10_000) return;
    this.#toldAt = Date.now();
    this.#stream.write(`${describeProgress(progress)}\n`);
  };

  /** Takes the redrawn line away, so that what follows stands on a clean one. */
  end(): void {
    if (this.#shown) this.#stream.write('\r\x1b[2K');
    this.#shown = false;
  }
}

/** `waiting for gunicorn, process 4711, as edms`, or `business data: 12,000 of 60,000 records (20 %), 9,500 a second, 5 s left` */
export function describeProgress(progress: Progress): string {
  if (progress.phase === 'waiting') return `waiting for ${progress.waitingFor || 'others'}`;
  const number = (value: number) => value.toLocaleString('en-US');
  const share = progress.total > 0 ? ` of ${number(progress.total)}` : '';
  const percent = progress.total > 0 ? ` (${Math.floor((100 * progress.done) / progress.total)} %)` : '';
  const rate = progress.rate > 0 ? `, ${number(progress.rate)} a second` : '';
  const left = progress.secondsLeft !== null ? `, ${number(progress.secondsLeft)} s left` : '';
  return `${progress.phase}: ${number(progress.done)}${share} ${progress.unit}${percent}${rate}${left}`;
}
