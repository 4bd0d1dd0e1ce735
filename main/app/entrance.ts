import { OneAtATime } from '../engine/one-at-a-time.ts';

/**
 * The way to the open target. What works on it is inside, side by side; what opens another one, or lets somebody sign
 * in, goes in alone: it waits until everybody is out, and whoever comes meanwhile waits for it. So nothing that was let
 * in to one target is carried out in another.
 */
export class Entrance {
  readonly #alone = new OneAtATime();
  readonly #inside = new Set<Promise<unknown>>();
  #last: Promise<unknown> = Promise.resolve();

  /** Works on the open target. Must not open another one itself. */
  async beside<T>(work: () => Promise<T>): Promise<T> {
    for (let seen: Promise<unknown> | null = null; seen !== this.#last; ) {
      seen = this.#last;
      await seen;
    }
    const running = work();
    const settled = running.catch(() => undefined).finally(() => this.#inside.delete(settled));
    this.#inside.add(settled);
    return running;
  }

  /** Opens a target, or lets somebody sign in to it. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const running = this.#alone.run(async () => {
      await Promise.all(this.#inside);
      return work();
    });
    this.#last = running.catch(() => undefined);
    return running;
  }
}
