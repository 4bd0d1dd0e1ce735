import { isIP } from 'node:net';
import { LosslessNumber, stringify } from 'lossless-json';
import type { JsonValue } from '../fixture/record.ts';
import type { BoundColumn } from './binding.ts';

/**
 * A value of a fixture as JSON text for `json_to_recordset`, or why the column cannot take it. Checked here
 * is what PostgreSQL would refuse: one refused value would end the whole restore.
 */
export type EncodedValue =
  | { readonly ok: true; readonly json: string }
  | { readonly ok: false; readonly because: string };

/** Encodes a value that is no reference. `null` has been dealt with before. */
export function encodeValue(value: JsonValue, column: BoundColumn): EncodedValue {
  return encoderFor(column)(value);
}

type Encoder = (value: JsonValue) => EncodedValue;

/** Millions of values pass through here: what there is to know of a column is found out once. */
const encoders = new WeakMap<BoundColumn, Encoder>();

function encoderFor(column: BoundColumn): Encoder {
  const known = encoders.get(column);
  if (known) return known;
  const encoder = makeEncoder(column);
  encoders.set(column, encoder);
  return encoder;
}

function makeEncoder(column: BoundColumn): Encoder {
  const { type } = column.live;
  if (column.kind === 'json') return (value) => accept(jsonText(value));
  if (/^(smallint|integer|bigint)$/.test(type)) return (value) => encodeInteger(value, type);
  if (type === 'boolean') {
    return (value) => (typeof value === 'boolean' ? accept(String(value)) : refuse(value, 'true or false'));
  }
  if (type === 'double precision' || type === 'real' || type.startsWith('numeric')) return encodeNumber;
  const encodeText = textEncoder(type);
  return (value) => (typeof value === 'string' ? encodeText(value) : refuse(value, 'a text'));
}

/** The JSON text of any value, numbers exactly as the fixture writes them. */
export function jsonText(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return stringify(value) ?? 'null';
}

const INTEGER_RANGES: { readonly [type: string]: bigint } = {
  smallint: 2n ** 15n,
  integer: 2n ** 31n,
  bigint: 2n ** 63n,
};

function encodeInteger(value: JsonValue, type: string): EncodedValue {
  const text =
    typeof value === 'boolean' || (typeof value === 'object' && !(value instanceof LosslessNumber))
      ? ''
      : String(value);
  if (!/^-?\d{1,19}$/.test(text)) return refuse(value, 'a whole number');
  const limit = INTEGER_RANGES[type] ?? 2n ** 63n;
  const number = BigInt(text);
  return number >= -limit && number < limit ? accept(text) : refuse(value, `a number that fits ${type}`);
}

function encodeNumber(value: JsonValue): EncodedValue {
  if (typeof value === 'number' || value instanceof LosslessNumber) return accept(String(value));
  const isNumber = typeof value === 'string' && /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|NaN|-?Infinity)$/.test(value);
  return isNumber ? accept(JSON.stringify(value)) : refuse(value, 'a number');
}

const TEXT_RULES: readonly (readonly [type: RegExp, valid: (text: string) => boolean, wanted: string])[] = [
  [/^uuid$/, (text) => /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text), 'a uuid'],
  [/^timestamp/, isTimestamp, 'a date and time (ISO 8601)'],
  [/^date$/, isDate, 'a date (ISO 8601)'],
  [/^time/, (text) => /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(text), 'a time of day'],
  [/^interval/, (text) => DURATION.test(text), 'a duration'],
  [/^(inet|cidr)$/, (text) => isIP(text.split('/')[0] ?? '') !== 0, 'an IP address'],
];

/** Django's `duration_string` (`1 02:03:04.5`) and its ISO form (`P1DT02H03M04.5S`). */
const DURATION =
  /^(-?\d+ )?-?\d{1,}:\d{2}:\d{2}(\.\d{1,6})?$|^P(-?\d+D)?(T(-?\d+H)?(-?\d+M)?(-?\d+(\.\d{1,6})?S)?)?$/;

function textEncoder(type: string): (value: string) => EncodedValue {
  const rule = TEXT_RULES.find(([pattern]) => pattern.test(type));
  if (rule) {
    const [, valid, wanted] = rule;
    return (value) => (valid(value) ? accept(JSON.stringify(value)) : refuse(value, wanted));
  }
  const limit = Number(/^character(?: varying)?\((\d+)\)$/.exec(type)?.[1] ?? Number.POSITIVE_INFINITY);
  return (value) => {
    // PostgreSQL counts characters, JavaScript UTF-16 units: the exact count is only needed near the limit.
    if (value.length > limit && [...value].length > limit) {
      return { ok: false, because: `is ${[...value].length} characters long, the target takes ${limit}` };
    }
    return value.includes('\0')
      ? refuse(value, 'a text without the NUL character')
      : accept(JSON.stringify(value));
  };
}

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isTimestamp(text: string): boolean {
  const match =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (!match?.[1]) return false;
  return isDate(match[1]) && Number(match[2]) < 24 && Number(match[3]) < 60 && Number(match[4] ?? 0) < 60;
}

function accept(json: string): EncodedValue {
  return { ok: true, json };
}

function refuse(value: JsonValue, wanted: string): EncodedValue {
  const shown = typeof value === 'object' ? (Array.isArray(value) ? 'a list' : 'an object') : typeof value;
  return { ok: false, because: `is not ${wanted} (it is ${shown === 'string' ? 'another text' : shown})` };
}
