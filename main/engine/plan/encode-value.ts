import { LosslessNumber, stringify } from 'lossless-json';
import type { JsonValue } from '../fixture/record.ts';
import { textRule } from '../fixture/text-rules.ts';
import { type BoundColumn, elementOf } from './binding.ts';
import { arrayEncoder } from './encode-array.ts';

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

/** What makes the values of one column. */
export type Encoder = (value: JsonValue) => EncodedValue;

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
  const { type, labels } = column.live;
  if (type.endsWith('[]')) {
    const element = elementOf(column);
    return arrayEncoder(makeEncoder(element), element.kind === 'json');
  }
  if (labels !== undefined) return labelEncoder(labels);
  if (column.kind === 'json') return encodeJson;
  if (/^(smallint|integer|bigint)$/.test(type)) {
    // Django gives the columns of its positive fields a CHECK (>= 0).
    const positive = column.field.type.startsWith('Positive');
    return (value) =>
      positive && /^-0*[1-9]/.test(String(value))
        ? { ok: false, because: 'is negative' }
        : encodeInteger(value, type);
  }
  if (type === 'boolean') {
    return (value) => (typeof value === 'boolean' ? accept(String(value)) : refuse(value, 'true or false'));
  }
  if (type === 'bytea') return encodeBytes;
  if (type === 'double precision' || type === 'real' || type.startsWith('numeric')) {
    return (value) => encodeNumber(value, type);
  }
  const encodeText = textEncoder(type);
  return (value) => (typeof value === 'string' ? encodeText(value) : refuse(value, 'a text'));
}

/** A value of an enum type. */
function labelEncoder(labels: readonly string[]): Encoder {
  return (value) =>
    typeof value === 'string' && labels.includes(value)
      ? accept(JSON.stringify(value))
      : { ok: false, because: `is not one of ${labels.join(', ')}` };
}

/** Bytes are base64 in a fixture (Django's BinaryField); PostgreSQL takes hexadecimal digits behind `\\x`. */
function encodeBytes(value: JsonValue): EncodedValue {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : null;
  // Node passes over what is no base64.
  if (bytes === null || bytes.toString('base64') !== value) return refuse(value, 'bytes in base64');
  return accept(JSON.stringify(`\\x${bytes.toString('hex')}`));
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

/** `12.50`, `-3`, `1.5e-3`: sign, whole part, fraction, exponent. */
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,9}))?$/;

function encodeNumber(value: JsonValue, type: string): EncodedValue {
  const isNumber = typeof value === 'number' || value instanceof LosslessNumber;
  if (!isNumber && typeof value !== 'string') return refuse(value, 'a number');
  const text = String(value);
  const json = isNumber ? text : JSON.stringify(text);
  if (!type.startsWith('numeric')) {
    if (/^(NaN|-?Infinity)$/.test(text) && !isNumber) return accept(json);
    if (!NUMBER.test(text)) return refuse(value, 'a number');
    return fitsFloat(text, type) ? accept(json) : refuse(value, `a number that fits ${type}`);
  }
  if (text === 'NaN') return accept(json);
  const parts = NUMBER.exec(text);
  if (!parts) return refuse(value, 'a number');
  return fitsNumeric(parts, type) ? accept(json) : refuse(value, `a number that fits ${type}`);
}

/** PostgreSQL refuses what would become infinite, or zero although it is not. */
function fitsFloat(text: string, type: string): boolean {
  const number = type === 'real' ? Math.fround(Number(text)) : Number(text);
  return Number.isFinite(number) && (number !== 0 || !/[1-9]/.test(text.replace(/[eE].*/, '')));
}

/** Whether a number keeps all its digits in `numeric(precision,scale)`; without those, what PostgreSQL can hold. */
function fitsNumeric(parts: RegExpExecArray, type: string): boolean {
  const [, , whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/0+$/, '');
  const significant = digits.replace(/^0+/, '').length;
  if (significant === 0) return true;
  const point = whole.length + Number(exponent);
  const before = point - (digits.length - significant);
  const after = digits.length - point;
  const bounds = /^numeric\((\d+),(\d+)\)$/.exec(type);
  // Beyond its point PostgreSQL keeps 16,383 digits, before it 131,072 (documentation, numeric types).
  const [precision, scale] = bounds ? [Number(bounds[1]), Number(bounds[2])] : [131_072 + 16_383, 16_383];
  return before <= precision - scale && after <= scale;
}

/** jsonb keeps numbers as `numeric`: one with too many digits would be refused. */
function encodeJson(value: JsonValue): EncodedValue {
  const text = jsonText(value);
  const suspicious = /\d[eE][+-]?\d{4}/.test(text) || text.length > 16_000;
  return suspicious && hasHugeNumber(value)
    ? { ok: false, because: 'holds a number that is too large' }
    : { ok: true, json: text };
}

function hasHugeNumber(value: JsonValue): boolean {
  if (value instanceof LosslessNumber) {
    const parts = NUMBER.exec(value.value);
    return !parts || !fitsNumeric(parts, 'numeric');
  }
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasHugeNumber);
}

function textEncoder(type: string): (value: string) => EncodedValue {
  const rule = textRule(type);
  if (rule) {
    const { isValid, wanted } = rule;
    return (value) => (isValid(value) ? accept(JSON.stringify(value)) : refuse(value, wanted));
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

function accept(json: string): EncodedValue {
  return { ok: true, json };
}

function refuse(value: JsonValue, wanted: string): EncodedValue {
  return { ok: false, because: `is not ${wanted} (it is ${kindOf(value)})` };
}

/** What a value is, never the value itself: it may be a secret. */
function kindOf(value: JsonValue): string {
  if (typeof value === 'string') return 'another text';
  if (typeof value === 'boolean') return 'true or false';
  if (typeof value === 'number' || value instanceof LosslessNumber) return 'a number';
  return Array.isArray(value) ? 'a list' : 'an object';
}
