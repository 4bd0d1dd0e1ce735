import { z } from 'zod';

/** Numbers without a gap between them: the first one, and their hashes one after the other in base64. */
export type HashRun = readonly [first: number, hashes: string];

const BYTES = 8;

/** What {@link NumberedHashes.toRuns} made, as it is read back: in order, and all numbers such as can be counted up to. */
export const storedRuns = z
  .array(z.tuple([z.int(), z.string()]).readonly())
  .readonly()
  .refine(areInOrder);

/** A number (of a group of rows, or the key of a row) and what the database says of it. */
export interface NumberedHash {
  readonly number: number;
  readonly hash: bigint;
}

/**
 * A hash of 64 bits for each of some numbers, in their order. They are kept and compared as runs of neighbours, of which
 * most tables have few: hashes that are as they were are passed over many at a time.
 */
export class NumberedHashes {
  /** Eight bytes a number, the highest first. */
  readonly #hashes: Buffer;
  /** The first number of each run, and how many numbers lie before it. */
  readonly #firsts: Float64Array;
  readonly #starts: Float64Array;

  private constructor(hashes: Buffer, firsts: readonly number[], starts: readonly number[]) {
    this.#hashes = hashes;
    this.#firsts = Float64Array.from(firsts);
    this.#starts = Float64Array.from(starts);
  }

  /** Of numbers in any order; of a hash only the lowest 64 bits are kept. */
  static of(numbered: readonly NumberedHash[]): NumberedHashes {
    const sorted = [...numbered].sort((a, b) => a.number - b.number);
    const hashes = Buffer.alloc(sorted.length * BYTES);
    for (const [at, { hash }] of sorted.entries())
      hashes.writeBigUInt64BE(BigInt.asUintN(64, hash), at * BYTES);
    return NumberedHashes.sorted(
      sorted.map(({ number }) => number),
      hashes,
    );
  }

  /** Of numbers in their order, with eight bytes each. */
  static sorted(numbers: readonly number[], hashes: Buffer): NumberedHashes {
    if (hashes.length !== numbers.length * BYTES) throw new Error('Each number has a hash.');
    const starts: number[] = [];
    for (const [at, number] of numbers.entries()) if (numbers[at - 1] !== number - 1) starts.push(at);
    const firsts = starts.map((start) => numbers[start] ?? 0);
    return new NumberedHashes(hashes, firsts, starts);
  }

  /** Of neighbours, with eight bytes each. */
  static inOneRun(first: number, hashes: Buffer): NumberedHashes {
    return new NumberedHashes(wholeHashes(hashes), [first], [0]);
  }

  static fromRuns(runs: readonly HashRun[]): NumberedHashes {
    const hashes: Buffer[] = [];
    const [firsts, starts]: [number[], number[]] = [[], []];
    let start = 0;
    for (const [first, base64] of runs) {
      const own = wholeHashes(Buffer.from(base64, 'base64'));
      if (own.length === 0) continue;
      hashes.push(own);
      firsts.push(first);
      starts.push(start);
      start += own.length / BYTES;
    }
    return new NumberedHashes(Buffer.concat(hashes), firsts, starts);
  }

  toRuns(): readonly HashRun[] {
    return Array.from(this.#firsts, (first, run): HashRun => {
      const [start, end] = [this.#start(run) * BYTES, this.#start(run + 1) * BYTES];
      return [first, this.#hashes.toString('base64', start, end)];
    });
  }

  /** All put together under the number 0. */
  asOne(): NumberedHashes {
    let hash = 0n;
    for (let at = 0; at < this.#hashes.length; at += BYTES) hash ^= this.#hashes.readBigUInt64BE(at);
    return NumberedHashes.of([{ number: 0, hash }]);
  }

  get size(): number {
    return this.#hashes.length / BYTES;
  }

  /** Whether all numbers lie from `least` on and below `end`. */
  areWithin(least: number, end: number): boolean {
    const last = this.#firsts.length - 1;
    const first = this.#firsts[0];
    if (first === undefined) return true;
    return first >= least && (this.#firsts[last] ?? 0) + (this.size - this.#start(last)) <= end;
  }

  /** Those from one number to another, in order. */
  between(first: number, last: number): readonly NumberedHash[] {
    const found: NumberedHash[] = [];
    for (let run = this.#runOf(first); run < this.#firsts.length; run += 1) {
      const [start, end] = [this.#start(run), this.#start(run + 1)];
      const runFirst = this.#firsts[run] ?? 0;
      for (let at = start + Math.max(0, first - runFirst); at < end; at += 1) {
        const number = runFirst + (at - start);
        if (number > last) return found;
        found.push({ number, hash: this.#hashes.readBigInt64BE(at * BYTES) });
      }
    }
    return found;
  }

  /** The numbers that only one of the two has, or that have another hash, in order. */
  differingFrom(other: NumberedHashes): readonly number[] {
    const differing: number[] = [];
    const tell = (first: number, count: number): void => {
      for (let number = first; number < first + count; number += 1) differing.push(number);
    };
    let [own, its] = [this.#stretch(0, 0), other.#stretch(0, 0)];
    while (own.count > 0 || its.count > 0) {
      let [passedOwn, passedIts] = [0, 0];
      if (own.first === its.first) {
        passedOwn = passedIts = Math.min(own.count, its.count);
        for (const at of this.#unlike(other, own.at, its.at, passedOwn)) tell(own.first + at, 1);
      } else if (own.first < its.first) {
        passedOwn = Math.min(own.count, its.first - own.first);
        tell(own.first, passedOwn);
      } else {
        passedIts = Math.min(its.count, own.first - its.first);
        tell(its.first, passedIts);
      }
      own = this.#stretch(own.run, own.at + passedOwn);
      its = other.#stretch(its.run, its.at + passedIts);
    }
    return differing;
  }

  /** Of the first run that does not end before a number. */
  #runOf(number: number): number {
    let low = 0;
    let high = this.#firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const size = this.#start(middle + 1) - this.#start(middle);
      if ((this.#firsts[middle] ?? 0) + size <= number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #start(run: number): number {
    return this.#starts[run] ?? this.size;
  }

  /** What is left of a run from one of its hashes on; the next run where that is nothing. */
  #stretch(run: number, at: number): Stretch {
    if (run >= this.#firsts.length) return { run, at, first: Number.POSITIVE_INFINITY, count: 0 };
    const [start, end] = [this.#start(run), this.#start(run + 1)];
    if (at >= end) return this.#stretch(run + 1, end);
    return { run, at, first: (this.#firsts[run] ?? 0) + (at - start), count: end - at };
  }

  /**
   * Which of some hashes differ from as many of another one, counted from the first. What differs is halved until it is one:
   * most of it is the same, and many bytes are compared as fast as eight.
   */
  #unlike(other: NumberedHashes, at: number, its: number, count: number): readonly number[] {
    const unlike: number[] = [];
    const halve = (from: number, to: number): void => {
      const own = this.#hashes.subarray((at + from) * BYTES, (at + to) * BYTES);
      if (own.equals(other.#hashes.subarray((its + from) * BYTES, (its + to) * BYTES))) return;
      const middle = (from + to) >> 1;
      if (middle === from) unlike.push(from);
      else {
        halve(from, middle);
        halve(middle, to);
      }
    };
    halve(0, count);
    return unlike;
  }
}

/** Neighbours of a run: the first one, how many there are, and how many of all hashes lie before them. */
interface Stretch {
  readonly run: number;
  readonly at: number;
  readonly first: number;
  readonly count: number;
}

function areInOrder(runs: readonly HashRun[]): boolean {
  let end = Number.MIN_SAFE_INTEGER;
  return runs.every(([first, hashes]) => {
    const count = Math.floor(Buffer.byteLength(hashes, 'base64') / BYTES);
    const follows = first >= end;
    end = first + count;
    return follows && first <= Number.MAX_SAFE_INTEGER + 1 - count;
  });
}

function wholeHashes(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length - (bytes.length % BYTES));
}
