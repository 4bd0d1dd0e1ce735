import type { RecordNumber } from '../fixture/record.ts';
import { RecordSet } from '../select/record-set.ts';
import type { ConflictClass, Decision } from './policy.ts';
import { OUTCOMES, type Outcome } from './summary.ts';

const UNDECIDED = 0;

/** A conflict of one record and what will be done with it. */
export interface RecordConflict {
  readonly class: ConflictClass;
  readonly decision: Decision;
  /** False while only the safe decision stands. */
  readonly decided: boolean;
  readonly possible: readonly Decision[];
}

/**
 * What the plan says of every record, in columns: some forty bytes a record, whatever the package holds.
 * Reasons are kept once each.
 */
export class PlanTable {
  readonly count: number;
  readonly #outcomes: Uint8Array;
  readonly #reasons: Uint32Array;
  readonly #keys: Float64Array;
  readonly #matched: Uint8Array;
  readonly #shapes: Uint32Array;
  readonly #leftOut: RecordSet;
  readonly #textKeys = new Map<RecordNumber, string>();
  readonly #conflicts = new Map<RecordNumber, RecordConflict>();
  readonly #reasonTexts: string[] = [''];
  readonly #reasonNumbers = new Map<string, number>([['', 0]]);

  constructor(count: number) {
    this.count = count;
    this.#outcomes = new Uint8Array(count);
    this.#reasons = new Uint32Array(count);
    this.#keys = new Float64Array(count).fill(Number.NaN);
    this.#matched = new Uint8Array(count);
    this.#shapes = new Uint32Array(count);
    this.#leftOut = new RecordSet(count);
  }

  /** The outcome, or null while the record is still to be planned. */
  outcome(record: RecordNumber): Outcome | null {
    return OUTCOMES[(this.#outcomes[record] ?? UNDECIDED) - 1] ?? null;
  }

  reason(record: RecordNumber): string {
    return this.#reasonTexts[this.#reasons[record] ?? 0] ?? '';
  }

  settle(record: RecordNumber, outcome: Outcome, reason: string): void {
    this.#outcomes[record] = OUTCOMES.indexOf(outcome) + 1;
    let number = this.#reasonNumbers.get(reason);
    if (number === undefined) {
      number = this.#reasonTexts.push(reason) - 1;
      this.#reasonNumbers.set(reason, number);
    }
    this.#reasons[record] = number;
  }

  /** Settles a record that the mode or the selection is not about: it is skipped on purpose, which is no finding. */
  leaveOut(record: RecordNumber, reason: string): void {
    this.settle(record, 'skip', reason);
    this.#leftOut.add(record);
  }

  isLeftOut(record: RecordNumber): boolean {
    return this.#leftOut.has(record);
  }

  /** The number of records that were left out on purpose. */
  get leftOut(): number {
    return this.#leftOut.size;
  }

  /** Forgets the outcome, so that the record is planned again. */
  reopen(record: RecordNumber): void {
    this.#outcomes[record] = UNDECIDED;
  }

  /** The primary key that the record's row has or will have; null when it has no row. */
  key(record: RecordNumber): string | number | null {
    const key = this.#keys[record] ?? Number.NaN;
    return Number.isNaN(key) ? (this.#textKeys.get(record) ?? null) : key;
  }

  setKey(record: RecordNumber, key: string | number): void {
    if (typeof key === 'number') this.#keys[record] = key;
    else this.#textKeys.set(record, key);
  }

  /** Takes the row away from a record that will not be restored. */
  dropKey(record: RecordNumber): void {
    this.#keys[record] = Number.NaN;
    this.#textKeys.delete(record);
  }

  /** True when the row is in the target already. */
  isMatched(record: RecordNumber): boolean {
    return this.#matched[record] === 1;
  }

  setMatched(record: RecordNumber): void {
    this.#matched[record] = 1;
  }

  /** Number of the `RowShape` in which the record's row is spooled. */
  shape(record: RecordNumber): number {
    return this.#shapes[record] ?? 0;
  }

  setShape(record: RecordNumber, shape: number): void {
    this.#shapes[record] = shape;
  }

  conflict(record: RecordNumber): RecordConflict | null {
    return this.#conflicts.get(record) ?? null;
  }

  setConflict(record: RecordNumber, conflict: RecordConflict): void {
    this.#conflicts.set(record, conflict);
  }

  clearConflict(record: RecordNumber): void {
    this.#conflicts.delete(record);
  }

  get conflicts(): ReadonlyMap<RecordNumber, RecordConflict> {
    return this.#conflicts;
  }
}
