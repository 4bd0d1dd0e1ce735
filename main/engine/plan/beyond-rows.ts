import { NumberColumn } from '../fixture/growing-columns.ts';
import { KeyIndex } from '../fixture/key-index.ts';
import type { BoundModel } from './binding.ts';
import { exactKey } from './exact-key.ts';

/** Rows of a table that may be removed. Nothing is kept of a row but its key and why it stays, if it does. */
export class BeyondRows {
  readonly bound: BoundModel;
  readonly #numbers = new NumberColumn();
  readonly #texts = new Map<number, string>();
  readonly #places = new KeyIndex();
  readonly #reasons = new NumberColumn();
  readonly #reasonTexts: string[] = [];
  #kept = 0;

  constructor(bound: BoundModel) {
    this.bound = bound;
  }

  get count(): number {
    return this.#reasons.length;
  }

  get kept(): number {
    return this.#kept;
  }

  /** @param key the primary key, as text. */
  add(key: string): void {
    this.#places.add(key, this.count);
    const exact = this.#hasNumbers ? exactKey(key) : key;
    if (typeof exact === 'string') this.#texts.set(this.count, exact);
    if (this.#hasNumbers) this.#numbers.push(Number(key));
    this.#reasons.push(0);
  }

  /** The place of the row with this primary key, or -1. */
  placeOf(key: string): number {
    return this.#places.get(key);
  }

  keyAt(place: number): string | number {
    return this.#texts.get(place) ?? this.#numbers.at(place);
  }

  /** Keeps a row; false when it was kept already, for the reason that was told first. */
  keep(place: number, because: string): boolean {
    if (this.keptBecause(place) !== null) return false;
    const known = this.#reasonTexts.indexOf(because);
    this.#reasons.set(place, known >= 0 ? known + 1 : this.#reasonTexts.push(because));
    this.#kept += 1;
    return true;
  }

  keepAll(because: string): void {
    for (let place = 0; place < this.count; place += 1) this.keep(place, because);
  }

  /** Why the row stays, or null when it is removed. */
  keptBecause(place: number): string | null {
    return this.#reasonTexts[this.#reasons.at(place) - 1] ?? null;
  }

  /** The places of the rows that are not kept, in batches. */
  *removedPlaces(size: number): Generator<readonly number[]> {
    let batch: number[] = [];
    for (let place = 0; place < this.count; place += 1) {
      if (this.keptBecause(place) !== null) continue;
      batch.push(place);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  get #hasNumbers(): boolean {
    return /^(smallint|integer|bigint)$/.test(this.bound.key.live.type);
  }
}
