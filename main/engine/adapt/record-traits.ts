import type { RecordNumber } from '../fixture/record.ts';

/**
 * What planning had to do to one field of a record:
 * - `filled`: it got `value`, which is not the package's. - `value-missing`: it needs a value that nobody knows.
 * - `emptied`: null became the empty text.
 * - `no-column`: the target has no column for its value. - `no-place`: what it refers to has no place in the target.
 */
export interface Trait {
  readonly kind: 'filled' | 'value-missing' | 'emptied' | 'no-column' | 'no-place';
  readonly label: string;
  readonly field: string;
  readonly value: string | null;
}

/**
 * The traits of records, four bytes a record: records of a model mostly have the same ones, and each combination is
 * kept once.
 */
export class RecordTraits {
  readonly #sets: Uint32Array;
  readonly #combinations: (readonly Trait[])[] = [[]];
  readonly #numbers = new Map<string, number>();

  constructor(count: number) {
    this.#sets = new Uint32Array(count);
  }

  of(record: RecordNumber): readonly Trait[] {
    return this.#combinations[this.#sets[record] ?? 0] ?? [];
  }

  /** Puts these in the place of what the record had before. */
  set(record: RecordNumber, traits: readonly Trait[]): void {
    if (traits.length === 0) {
      this.#sets[record] = 0;
      return;
    }
    const signature = traits
      .map(({ kind, label, field, value }) => `${kind}\0${label}\0${field}\0${value}`)
      .join('\n');
    let number = this.#numbers.get(signature);
    if (number === undefined) {
      number = this.#combinations.push(traits) - 1;
      this.#numbers.set(signature, number);
    }
    this.#sets[record] = number;
  }
}
