import { compareKeys } from './key-order.ts';
import type { Line } from './lines.ts';

/** What became of one record or file between two states. */
export interface Difference {
  readonly change: 'added' | 'changed' | 'removed';
  readonly key: string;
  /** The text before; null for what was added. */
  readonly before: string | null;
  /** The text now; null for what was removed. */
  readonly now: string | null;
}

export interface LineComparerOptions {
  /** When two texts say the same; by default when they are equal. */
  readonly isSame?: (before: string, now: string) => boolean;
}

/**
 * Compares records as they are now, which come one after the other in the order of their keys, with those of an earlier
 * state, and tells what differs, in that order too. Memory holds a group of lines.
 */
export class LineComparer {
  readonly #before: LineReader;
  readonly #onDifference: (difference: Difference) => Promise<void> | void;
  readonly #isSame: (before: string, now: string) => boolean;

  /** `before` gives the earlier lines, sorted by key, without those that are gone. */
  constructor(
    before: AsyncIterable<readonly Line[]>,
    onDifference: (difference: Difference) => Promise<void> | void,
    options: LineComparerOptions = {},
  ) {
    this.#before = new LineReader(before);
    this.#onDifference = onDifference;
    this.#isSame = options.isSame ?? Object.is;
  }

  async record(key: string, now: string): Promise<void> {
    for (;;) {
      const earlier = await this.#before.peek();
      const order = earlier === null ? 1 : compareKeys(earlier.key, key);
      if (earlier === null || order > 0) break;
      this.#before.take();
      const before = earlier.text;
      if (order < 0) await this.#onDifference({ change: 'removed', key: earlier.key, before, now: null });
      else if (before !== null && this.#isSame(before, now)) return;
      else return this.#onDifference({ change: 'changed', key, before, now });
    }
    await this.#onDifference({ change: 'added', key, before: null, now });
  }

  /** After the last record: what is left of the earlier state is gone. */
  async end(): Promise<void> {
    for (let line = await this.#before.peek(); line !== null; line = await this.#before.peek()) {
      this.#before.take();
      await this.#onDifference({ change: 'removed', key: line.key, before: line.text, now: null });
    }
  }
}

/** Lines one after the other out of groups; waits only where a group has to be fetched. */
class LineReader {
  readonly #groups: AsyncIterator<readonly Line[]>;
  #group: readonly Line[] = [];
  #at = 0;

  constructor(groups: AsyncIterable<readonly Line[]>) {
    this.#groups = groups[Symbol.asyncIterator]();
  }

  /** The next line, which stays the next until it is taken; null after the last. */
  peek(): Line | null | Promise<Line | null> {
    return this.#group[this.#at] ?? this.#fetch();
  }

  take(): void {
    this.#at += 1;
  }

  async #fetch(): Promise<Line | null> {
    const next = await this.#groups.next();
    if (next.done === true) return null;
    this.#group = next.value;
    this.#at = 0;
    return this.peek();
  }
}
