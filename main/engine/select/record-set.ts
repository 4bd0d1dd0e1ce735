import type { RecordNumber } from '../fixture/record.ts';

/** A set of record numbers: one bit for each record of the package. */
export class RecordSet {
  /** The number of records that could be in it. */
  readonly count: number;
  readonly #bits: Uint8Array;
  #size = 0;

  constructor(count: number) {
    this.count = count;
    this.#bits = new Uint8Array((count + 7) >> 3);
  }

  get size(): number {
    return this.#size;
  }

  has(record: RecordNumber): boolean {
    return ((this.#bits[record >> 3] ?? 0) & (1 << (record & 7))) !== 0;
  }

  /** Takes a record in; false when it was in already. */
  add(record: RecordNumber): boolean {
    if (this.has(record)) return false;
    this.#bits[record >> 3] = (this.#bits[record >> 3] ?? 0) | (1 << (record & 7));
    this.#size += 1;
    return true;
  }

  /** The records in it, ascending. */
  *[Symbol.iterator](): Generator<RecordNumber> {
    for (let record = 0; record < this.count; record += 1) if (this.has(record)) yield record;
  }
}
