import { LosslessNumber } from 'lossless-json';
import type { FixtureRecord } from '../../main/engine/fixture/record.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * A point in time as Django's JSON encoder writes it: UTC, cut to the millisecond, and without a fraction
 * when the second is full.
 */
export function moment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

/** A date, `2025-03-14`. */
export function day(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** A point in time as Python's `isoformat()` writes it in the package's metadata: microseconds and offset. */
export function pythonMoment(milliseconds: number, micros = 0): string {
  return new Date(milliseconds).toISOString().replace('Z', `${String(micros).padStart(3, '0')}+00:00`);
}

/** A length of time as Django writes a DurationField: `[days ]hh:mm:ss[.ffffff]`. */
export function duration(milliseconds: number): string {
  const days = Math.floor(milliseconds / DAY);
  const clock = new Date(milliseconds % DAY).toISOString().slice(11, 19);
  const micros = (milliseconds % SECOND) * 1000;
  return `${days > 0 ? `${days} ` : ''}${clock}${micros > 0 ? `.${String(micros).padStart(6, '0')}` : ''}`;
}

/** A number that stands in the fixture exactly as written here: `1.0`, or more digits than JavaScript has. */
export function exactly(text: string): LosslessNumber {
  return new ExactNumber(text);
}

/** Python's way to write a float: a whole number keeps its `.0`. */
export function float(value: number): LosslessNumber {
  return exactly(Number.isInteger(value) ? `${value}.0` : String(value));
}

class ExactNumber extends LosslessNumber {
  toJSON(): string {
    return `${MARK}${this.value}${MARK}`;
  }
}

/** Two characters of the private use area, which no invented text holds. */
const MARK = '\uE000\uE001';
const MARKED = new RegExp(`"${MARK}([^"]*)${MARK}"`, 'g');

/** JSON as Python writes it with `indent=2` and `ensure_ascii=False`. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return text.includes(MARK) ? text.replace(MARKED, '$1') : text;
}

/** One record of a fixture as `dumpdata --indent 2` writes it. */
export function recordText(record: FixtureRecord): string {
  return toJson(record);
}
