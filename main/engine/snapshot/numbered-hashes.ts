/** Numbers without a gap between them: the first one, and their hashes one after the other in base64. */
export type HashRun = readonly [first: number, hashes: string];

const BYTES = 8;

/** A number (of a group of rows, or the key of a row) and what the database says of it. */
export interface NumberedHash {
  readonly number: number;
  readonly hash: bigint;
}

/** A hash of 64 bits for each of some numbers, in their order. */
export class NumberedHashes {
  readonly #numbers: Float64Array;
  /** Eight bytes a number, the highest first. */
  readonly #hashes: Buffer;
  readonly #view: DataView;

  private constructor(numbers: Float64Array, hashes: Buffer) {
    this.#numbers = numbers;
    this.#hashes = hashes;
    this.#view = new DataView(hashes.buffer, hashes.byteOffset, hashes.length);
  }

  /** Of numbers in any order; of a hash only the lowest 64 bits are kept. */
  static of(numbered: readonly NumberedHash[]): NumberedHashes {
    const sorted = [...numbered].sort((a, b) => a.number - b.number);
    const hashes = Buffer.alloc(sorted.length * BYTES);
    for (const [at, { hash }] of sorted.entries())
      hashes.writeBigUInt64BE(BigInt.asUintN(64, hash), at * BYTES);
    return new NumberedHashes(
      Float64Array.from(sorted, ({ number }) => number),
      hashes,
    );
  }

  /** Of numbers in their order, with eight bytes each. */
  static sorted(numbers: readonly number[], hashes: Buffer): NumberedHashes {
    if (hashes.length !== numbers.length * BYTES) throw new Error('Each number has a hash.');
    return new NumberedHashes(Float64Array.from(numbers), hashes);
  }

  static fromRuns(runs: readonly HashRun[]): NumberedHashes {
    const hashes = runs.map(([, base64]) => wholeHashes(Buffer.from(base64, 'base64')));
    const all = Buffer.concat(hashes);
    const numbers = new Float64Array(all.length / BYTES);
    let at = 0;
    for (const [run, { length }] of hashes.entries()) {
      const end = at + length / BYTES;
      for (let number = runs[run]?.[0] ?? 0; at < end; at += 1, number += 1) numbers[at] = number;
    }
    return new NumberedHashes(numbers, all);
  }

  toRuns(): readonly HashRun[] {
    const starts: number[] = [];
    for (const [at, number] of this.#numbers.entries())
      if (this.#numbers[at - 1] !== number - 1) starts.push(at);
    return starts.map((start, run): HashRun => {
      const hashes = this.#hashes.subarray(start * BYTES, (starts[run + 1] ?? this.size) * BYTES);
      return [this.#numbers[start] ?? 0, hashes.toString('base64')];
    });
  }

  /** All put together under the number 0. */
  asOne(): NumberedHashes {
    let hash = 0n;
    for (let at = 0; at < this.size; at += 1) hash ^= this.#view.getBigUint64(at * BYTES);
    return NumberedHashes.of([{ number: 0, hash }]);
  }

  get size(): number {
    return this.#numbers.length;
  }

  /** Those from one number to another, in order. */
  between(first: number, last: number): readonly NumberedHash[] {
    const found: NumberedHash[] = [];
    for (let at = this.#place(first); at < this.size; at += 1) {
      const number = this.#numbers[at] ?? 0;
      if (number > last) break;
      found.push({ number, hash: this.#view.getBigInt64(at * BYTES) });
    }
    return found;
  }

  /** The numbers that only one of the two has, or that have another hash, in order. */
  differingFrom(other: NumberedHashes): readonly number[] {
    const differing: number[] = [];
    for (let own = 0, its = 0; own < this.size || its < other.size; ) {
      const ownNumber = this.#numbers[own] ?? Number.POSITIVE_INFINITY;
      const itsNumber = other.#numbers[its] ?? Number.POSITIVE_INFINITY;
      if (ownNumber !== itsNumber || !this.#equals(own, other, its))
        differing.push(Math.min(ownNumber, itsNumber));
      if (ownNumber <= itsNumber) own += 1;
      if (itsNumber <= ownNumber) its += 1;
    }
    return differing;
  }

  /** Of the first number that is not below another one. */
  #place(number: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#numbers[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #equals(at: number, other: NumberedHashes, its: number): boolean {
    return this.#view.getBigInt64(at * BYTES) === other.#view.getBigInt64(its * BYTES);
  }
}

function wholeHashes(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length - (bytes.length % BYTES));
}
