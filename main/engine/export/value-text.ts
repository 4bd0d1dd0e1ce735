/**
 * What a PostgreSQL value is in a Django fixture. Values come as PostgreSQL writes them as text (in UTC, ISO dates,
 * interval style `postgres`) and leave as JSON text, as Django's serializer with `DjangoJSONEncoder` has it.
 */

/** How a column's values are written. */
export type ValueKind =
  | 'verbatim'
  | 'float'
  | 'json'
  | 'moment'
  | 'moment without zone'
  | 'time'
  | 'interval'
  | 'inet'
  | 'bytes'
  | 'text';

export interface ValueOptions {
  /**
   * Writes a moment whose milliseconds are 0 without them. Django writes `.000Z` where only microseconds were lost;
   * restored and exported again that would be another text.
   */
  readonly canonical: boolean;
  /** Keeps microseconds, which Django's serializer cuts off (its deserializer takes them), and what PostgreSQL knows of an interval. */
  readonly precise?: boolean;
}

/** The kind of a column by its type, as `format_type` writes it. */
export function valueKindOf(type: string): ValueKind {
  if (type.endsWith('[]')) return 'json';
  const base = type.replace(/\(.*?\)/, '');
  switch (base) {
    case 'boolean':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return 'verbatim';
    case 'real':
    case 'double precision':
      return 'float';
    case 'json':
    case 'jsonb':
      return 'json';
    case 'timestamp with time zone':
      return 'moment';
    case 'timestamp without time zone':
      return 'moment without zone';
    case 'time without time zone':
      return 'time';
    case 'interval':
    case 'interval day to second':
      return 'interval';
    case 'inet':
      return 'inet';
    case 'bytea':
      return 'bytes';
    default:
      return 'text';
  }
}

const OTHER_BINARY = ['text', 'character varying', 'character', 'uuid', 'numeric', 'date'];

/** Whether PostgreSQL has a binary form for a type, in which other values are always other bytes. */
export function hasBinaryForm(type: string): boolean {
  const element = type.replace(/(\[\])+$/, '');
  return valueKindOf(element) !== 'text' || OTHER_BINARY.includes(element.replace(/\(.*?\)/, ''));
}

/** SQL for a value as text that {@link valueText} takes. */
export function textSql(expression: string, type: string): string {
  if (type === 'bytea') return `encode(${expression}, 'base64')`;
  return type.endsWith('[]') ? arraySql(expression, type) : `${expression}::text`;
}

/** Types whose values JSON has as they are, or as PostgreSQL writes them. */
const LISTED =
  /^(boolean|smallint|integer|bigint|real|double precision|numeric|text|character varying|character|uuid|date|timestamp|time|interval|inet)\b/;

/**
 * An array as a list of JSON; as PostgreSQL's own text, in a text of JSON, where a list would not tell it: bounds that do not
 * begin with 1 are lost in it, lists in an array of JSON look like dimensions, and bytes and rows are written otherwise.
 */
function arraySql(expression: string, type: string): string {
  const own = `to_json(${expression}::text)::text`;
  if (!LISTED.test(type)) return own;
  return `case when array_dims(${expression}) ~ '\\[(?!1:)' then ${own} else to_json(${expression})::text end`;
}

/** The JSON of a value that is not null. */
export function valueText(text: string, kind: ValueKind, options: ValueOptions): string {
  switch (kind) {
    case 'verbatim':
      return text;
    case 'float':
      return floatText(text);
    case 'json':
      // The type json keeps the line ends that stood between its parts; inside strings they are always escaped.
      return text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]+/g, ' ') : text;
    case 'moment':
      return `"${momentText(text, 'Z', options)}"`;
    case 'moment without zone':
      return `"${momentText(text, '', options)}"`;
    case 'time':
      return JSON.stringify(withMilliseconds(text, options));
    case 'interval':
      return JSON.stringify(options.precise === true && isOfPostgres(text) ? text : durationText(text));
    case 'inet':
      return JSON.stringify(addressText(text));
    case 'bytes':
      return JSON.stringify(text.replaceAll('\n', ''));
    case 'text':
      return JSON.stringify(text);
  }
}

/** An address of one host without the length of its network. */
export function addressText(text: string): string {
  return text.includes(':') ? text.replace(/\/128$/, '') : text.replace(/\/32$/, '');
}

/** Python's `repr`. JSON has no NaN and no infinity; Django reads them from a text. */
function floatText(text: string): string {
  const value = Number(text);
  if (!Number.isFinite(value)) return JSON.stringify(text);
  // Both have the shortest digits that mean this number; they differ in where an exponent begins.
  const [, digit = '0', rest = '', exponent = '0'] =
    /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(Math.abs(value).toExponential()) ?? [];
  const sign = text.startsWith('-') ? '-' : '';
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    const size = String(Math.abs(power)).padStart(2, '0');
    return `${sign}${digit}${rest === '' ? '' : `.${rest}`}e${power < 0 ? '-' : '+'}${size}`;
  }
  const digits = `${digit}${rest}`;
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, '0');
  return `${sign}${whole}.${digits.slice(power + 1) || '0'}`;
}

const ZONE = '+00';
/** `2025-12-12 16:36:50`, in its parts. */
const DATE_LENGTH = 10;
const SECONDS_LENGTH = 19;

/** `2025-12-12 16:36:50.604059+00` as `2025-12-12T16:36:50.604Z`. What Python has no date for stays as it is. */
function momentText(text: string, zone: string, options: ValueOptions): string {
  // By places, since most values of an EDMS are moments: years of more digits and other eras have others.
  const end = text.endsWith(ZONE) ? text.length - ZONE.length : text.length;
  const isDate = text[4] === '-' && text[DATE_LENGTH] === ' ' && !text.endsWith('BC');
  if (!isDate || end < SECONDS_LENGTH) return text;
  const time = text.slice(DATE_LENGTH + 1, end);
  return `${text.slice(0, DATE_LENGTH)}T${withMilliseconds(time, options)}${zone}`;
}

/** `02:00:00.5` as `02:00:00.500`: cut off, never rounded, and left out where there are no microseconds. */
function withMilliseconds(time: string, { canonical, precise }: ValueOptions): string {
  const point = time.indexOf('.');
  if (point < 0) return time;
  const whole = time.slice(0, point);
  if (precise === true && time.length > point + 4) return `${whole}.${time.slice(point + 1).padEnd(6, '0')}`;
  const milliseconds = time.slice(point + 1, point + 4).padEnd(3, '0');
  return canonical && milliseconds === '000' ? whole : `${whole}.${milliseconds}`;
}

const MICROSECONDS = { second: 1_000_000n, minute: 60_000_000n, hour: 3_600_000_000n, day: 86_400_000_000n };

/** Whether Python would make something else of an interval: days of months and of 24 hours, and back from a negative time. */
export function isOfPostgres(text: string): boolean {
  return /year|mon|-\d+:/.test(text) || /(?:2[4-9]|[3-9]\d|\d{3,}):\d\d:/.test(text);
}

/** `1 day 02:03:04.5` as Django's `duration_string` has it: `1 02:03:04.500000`; days alone can be negative. */
export function durationText(text: string): string {
  if (/^\d\d:\d\d:\d\d$/.test(text) && text < '24') return text;
  const total = durationMicroseconds(text);
  if (total === null) return text;
  const within = ((total % MICROSECONDS.day) + MICROSECONDS.day) % MICROSECONDS.day;
  const day = (total - within) / MICROSECONDS.day;
  const two = (value: bigint) => String(value).padStart(2, '0');
  const time = [
    within / MICROSECONDS.hour,
    (within % MICROSECONDS.hour) / MICROSECONDS.minute,
    (within % MICROSECONDS.minute) / MICROSECONDS.second,
  ].map(two);
  const fraction = within % MICROSECONDS.second;
  return `${day === 0n ? '' : `${day} `}${time.join(':')}${fraction === 0n ? '' : `.${String(fraction).padStart(6, '0')}`}`;
}

/** An interval in microseconds; null for what is none (`infinity`). */
export function durationMicroseconds(text: string): bigint | null {
  const parts =
    /^(?:(-?\d+) years? ?)?(?:([+-]?\d+) mons? ?)?(?:([+-]?\d+) days? ?)?(?:([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d+))?)?$/.exec(
      text,
    );
  if (parts === null) return null;
  const [
    ,
    years = '0',
    months = '0',
    days = '0',
    sign,
    hours = '0',
    minutes = '0',
    seconds = '0',
    rest = '',
  ] = parts;
  const clock =
    BigInt(hours) * MICROSECONDS.hour +
    BigInt(minutes) * MICROSECONDS.minute +
    BigInt(seconds) * MICROSECONDS.second +
    BigInt(rest.padEnd(6, '0').slice(0, 6));
  // A year is 365 days and a month 30, as Python's database driver has it.
  const wholeDays = BigInt(years) * 365n + BigInt(months) * 30n + BigInt(days);
  return wholeDays * MICROSECONDS.day + (sign === '-' ? -clock : clock);
}
