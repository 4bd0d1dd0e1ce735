import { LosslessNumber } from 'lossless-json';
import type { Field } from '../catalogue/catalogue.ts';
import { addressText, durationMicroseconds } from '../export/value-text.ts';
import type { JsonValue } from '../fixture/record.ts';

/**
 * Whether a value of a package and one of a snapshot mean the same in a field that is no reference. A snapshot has values
 * as the database has them, a package as Django's serializer wrote them: with milliseconds instead of microseconds, with
 * other zeros behind a point, members of JSON in another order.
 */
export function isSameValue(field: Field | undefined, a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  return plain(field, a) === plain(field, b);
}

/** What a value comes to, as a text that is the same for all ways to write it. */
export function plain(field: Field | undefined, value: JsonValue): string {
  // A column that takes no null holds an empty text in its place: so a restore writes it.
  if (value === null) return field && !field.nullable && isText(field) ? '""' : 'null';
  switch (field?.type) {
    case 'DateTimeField':
      return typeof value === 'string' ? momentOf(value) : jsonOf(value);
    case 'TimeField':
      return typeof value === 'string' ? toMilliseconds(value) : jsonOf(value);
    case 'DurationField':
      return typeof value === 'string' ? durationOf(value) : jsonOf(value);
    case 'DecimalField':
      return isNumeric(value) ? decimalOf(String(value)) : jsonOf(value);
    case 'FloatField':
      return isNumeric(value) ? String(Number(value)) : jsonOf(value);
    case 'UUIDField':
      return typeof value === 'string' ? value.toLowerCase().replaceAll('-', '') : jsonOf(value);
    case 'GenericIPAddressField':
      return typeof value === 'string' ? addressText(value.toLowerCase()) : jsonOf(value);
    default:
      return jsonOf(value);
  }
}

const TEXTS = new Set(['CharField', 'TextField', 'EmailField', 'SlugField', 'URLField']);

function isText({ type }: Field): boolean {
  return TEXTS.has(type);
}

function isNumeric(value: JsonValue): value is string | number | LosslessNumber {
  return typeof value === 'string' || typeof value === 'number' || value instanceof LosslessNumber;
}

/** To the millisecond, in UTC: Django's serializer cuts the rest off. */
function momentOf(text: string): string {
  const cut = toMilliseconds(text.replace(' ', 'T'));
  const zoned = /(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(cut) ? cut : `${cut}Z`;
  const time = Date.parse(zoned.replace(/([+-]\d\d)$/, '$1:00'));
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

/** Digits behind the milliseconds cut off; milliseconds that are all 0 left out. */
function toMilliseconds(text: string): string {
  return text.replace(/\.(\d{1,3})\d*/, (_all, digits: string) => {
    const milliseconds = digits.padEnd(3, '0');
    return milliseconds === '000' ? '' : `.${milliseconds}`;
  });
}

const DJANGO_DURATION = /^(?:(-?\d+) )?(-?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/;
const ISO_DURATION = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?$/;

/** In microseconds, of `1 02:03:04.5`, of `P1DT02H03M04.5S` and of PostgreSQL's `1 mon`; other texts as they are. */
function durationOf(text: string): string {
  const django = DJANGO_DURATION.exec(text);
  if (django !== null) {
    const [, days = '0', sign, hours = '0', minutes = '0', seconds = '0', rest = ''] = django;
    const clock = microseconds('0', hours, minutes, seconds, rest);
    return String(microseconds(days, '0', '0', '0', '') + (sign === '-' ? -clock : clock));
  }
  const iso = ISO_DURATION.exec(text);
  if (iso === null) return String(durationMicroseconds(text) ?? text);
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', rest = ''] = iso;
  const all = microseconds(days, hours, minutes, seconds, rest);
  return String(sign === '-' ? -all : all);
}

function microseconds(days: string, hours: string, minutes: string, seconds: string, rest: string): bigint {
  const whole = ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  return whole * 1_000_000n + BigInt(rest.padEnd(6, '0'));
}

/** `12.50`, `12.5` and `1.25e1` are one number. */
function decimalOf(text: string): string {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (parts === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = whole + fraction;
  const significant = digits.replace(/^0+/, '').replace(/0+$/, '');
  if (significant === '') return '0';
  const trailing = digits.length - digits.replace(/0+$/, '').length;
  const power = Number(exponent) - fraction.length + trailing;
  return `${sign === '-' ? '-' : ''}${significant}e${power}`;
}

/** JSON with sorted members and numbers in one form, as `jsonb` would find two values equal. */
function jsonOf(value: JsonValue): string {
  if (value instanceof LosslessNumber || typeof value === 'number') return decimalOf(String(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${jsonOf(member)}`).join(',')}}`;
}
