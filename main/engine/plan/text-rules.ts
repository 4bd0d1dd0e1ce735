import { isIP } from 'node:net';

/** Which texts a type takes. */
export interface TextRule {
  readonly isValid: (text: string) => boolean;
  /** What is wanted, in words: `a date (ISO 8601)`. */
  readonly wanted: string;
}

/**
 * The rule for values of a type (as `format_type` writes it) that are written as texts; undefined where there is none. Beside
 * Django's ways to write them PostgreSQL's own are taken, in which exports and snapshots keep what Python has no value for:
 * infinity, years before Christ and of more than four digits, months in a duration.
 */
export function textRule(type: string): TextRule | undefined {
  return RULES.find(([pattern]) => pattern.test(type))?.[1];
}

const CLOCK = String.raw`(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?|24:00(?::00(?:\.0{1,6})?)?)`;
const TIME = new RegExp(`^${CLOCK}$`);
/** PostgreSQL takes zones up to 15:59. */
const ZONED_TIME = new RegExp(String.raw`^${CLOCK}(?:Z|[+-](?:0\d|1[0-5])(?::[0-5]\d){0,2})?$`);

const RULES: readonly (readonly [type: RegExp, rule: TextRule])[] = [
  [
    /^uuid$/,
    {
      isValid: (text) => /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text),
      wanted: 'a uuid',
    },
  ],
  [/^timestamp/, { isValid: isTimestamp, wanted: 'a date and time (ISO 8601)' }],
  [/^date$/, { isValid: isDate, wanted: 'a date (ISO 8601)' }],
  [/^time(\(\d\))? with time zone/, { isValid: (text) => ZONED_TIME.test(text), wanted: 'a time of day' }],
  [/^time/, { isValid: (text) => TIME.test(text), wanted: 'a time of day' }],
  [/^interval/, { isValid: isDuration, wanted: 'a duration' }],
  [/^(inet|cidr)$/, { isValid: isAddress, wanted: 'an IP address' }],
];

/** Django's `duration_string` (`1 02:03:04.5`) and its ISO form (`P1DT02H03M04.5S`). */
const DURATION =
  /^(-?\d{1,9} )?-?\d{1,9}:[0-5]\d:[0-5]\d(\.\d{1,6})?$|^P(?=.)(-?\d{1,9}D)?(T(-?\d{1,9}H)?(-?\d{1,9}M)?(-?\d{1,9}(\.\d{1,6})?S)?)?$/;
/** PostgreSQL's own: `1 year 2 mons -3 days +04:05:06.7`. */
const INTERVAL =
  /^(?=.)(-?\d{1,8} years?( |$))?([+-]?\d{1,2} mons?( |$))?([+-]?\d{1,9} days?( |$))?([+-]?\d{1,9}:[0-5]\d:[0-5]\d(\.\d{1,6})?)?$/;

function isDuration(text: string): boolean {
  return DURATION.test(text) || INTERVAL.test(text);
}

/** The years of PostgreSQL (documentation, date/time types). */
const LAST_YEAR = { date: 5_874_897, timestamp: 294_276, 'before Christ': 4713 };

function isDate(text: string): boolean {
  if (/^-?infinity$/.test(text)) return true;
  const [, date = '', era] = /^(.*?)( BC)?$/.exec(text) ?? [];
  return isDay(date, era !== undefined, LAST_YEAR.date);
}

function isDay(text: string, isBeforeChrist: boolean, last: number): boolean {
  const match = /^(\d{4,7})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year === 0 || year > (isBeforeChrist ? LAST_YEAR['before Christ'] : last)) return false;
  // The calendar is the same again every 400 years; JavaScript's own dates do not reach as far.
  const alike = (isBeforeChrist ? 1 - year : year) % 400;
  const date = new Date(Date.UTC(2000 + (alike < 0 ? alike + 400 : alike), month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isTimestamp(text: string): boolean {
  if (/^-?infinity$/.test(text)) return true;
  const match =
    /^(\d{4,6}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(?:Z|[+-](\d{2})(?::?([0-5]\d))?)?( BC)?$/.exec(
      text,
    );
  if (!match?.[1]) return false;
  const [hour, minute, second, zone] = [2, 3, 4, 5].map((group) => Number(match[group] ?? 0));
  return (
    isDay(match[1], match[7] !== undefined, LAST_YEAR.timestamp) &&
    (hour ?? 0) < 24 &&
    (minute ?? 0) < 60 &&
    (second ?? 0) < 60 &&
    (zone ?? 0) < 16
  );
}

/** An address as PostgreSQL's `inet` takes it: with a netmask, never with a zone (`%eth0`). */
function isAddress(text: string): boolean {
  const [address = '', mask, ...more] = text.split('/');
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0 || more.length > 0) return false;
  return mask === undefined || (/^\d{1,3}$/.test(mask) && Number(mask) <= (version === 4 ? 32 : 128));
}
