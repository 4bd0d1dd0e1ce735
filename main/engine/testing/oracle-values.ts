import { isLosslessNumber, type LosslessNumber, parse } from 'lossless-json';

/** A value of a fixture with every number as it is written. */
export type Written =
  | string
  | boolean
  | null
  | LosslessNumber
  | readonly Written[]
  | { readonly [key: string]: Written };

/** Parses JSON so that no number is changed. */
export function parseExactly(text: string): unknown {
  return parse(text);
}

/** Whether a stored text is what the fixture says, told by the column's type. */
export function sameValue(stored: string | null, written: Written, type: string, notNull: boolean): boolean {
  if (written === null) {
    if (stored === null) return true;
    if (!notNull) return false;
    return type === 'jsonb' ? stored === 'null' : isText(type) && stored === '';
  }
  if (stored === null) return false;
  if (type === 'jsonb') return sameJson(parse(stored), written);
  const text = typeof written === 'object' ? String(written) : String(written);
  if (typeof written === 'object' && !isLosslessNumber(written)) return false;
  const normal = NORMAL_FORMS.find(([pattern]) => pattern.test(type))?.[1];
  return normal ? normal(stored) === normal(text) : stored === text;
}

const NORMAL_FORMS: readonly (readonly [type: RegExp, normal: (text: string) => string])[] = [
  [/^timestamp/, (text) => String(milliseconds(text))],
  [/^time /, (text) => String(dayTime(text) / 1000n)],
  [/^interval/, (text) => String(interval(text))],
  [/^uuid/, (text) => text.toLowerCase().replaceAll('-', '')],
  [/^inet/, (text) => new URL(`http://${hostOf(text.replace(/\/(32|128)$/, ''))}/`).hostname],
  [/^numeric/, decimal],
  [/^double/, (text) => String(Number(text))],
];

/** Milliseconds since 1970 of an ISO time or of PostgreSQL's text; what is finer is cut off, as Django does. */
export function milliseconds(text: string): number {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(text);
  if (!match) throw new Error(`no time: ${text}`);
  const [, day, time, fraction = '', zone = 'Z'] = match;
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone;
  return Date.parse(`${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`);
}

/** Microseconds of `HH:MM:SS.ffffff`. */
function dayTime(text: string): bigint {
  const match = /^(\d+):(\d\d)(?::(\d\d)(?:\.(\d+))?)?$/.exec(text);
  if (!match) throw new Error(`no time of day: ${text}`);
  const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const whole = (BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  return whole * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
}

/** Microseconds of Django's `1 02:03:04.5` and of PostgreSQL's `1 day 02:03:04.5`. */
function interval(text: string): bigint {
  const match = /^(?:(-?\d+) ?(?:days?)?(?: |$))?(?:([+-])?(\d+:.+))?$/.exec(text);
  if (!match) throw new Error(`no interval: ${text}`);
  const time = match[3] === undefined ? 0n : dayTime(match[3]);
  return BigInt(match[1] ?? 0) * 86_400_000_000n + (match[2] === '-' ? -time : time);
}

function hostOf(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** A decimal without its idle zeros: `1.50` and `15e-1` are `15e-1`. */
function decimal(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  if (trimmed === '') return '0';
  return `${sign}${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`;
}

function sameJson(a: unknown, b: unknown): boolean {
  if (isLosslessNumber(a) && isLosslessNumber(b)) return decimal(a.value) === decimal(b.value);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  }
  if (isRecord(a) && isRecord(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
    );
  }
  return a === b;
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

function isText(type: string): boolean {
  return type.startsWith('character') || type === 'text';
}
