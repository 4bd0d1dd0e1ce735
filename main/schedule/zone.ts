/**
 * Time zones by what the system knows of them. A `Wall` is what a clock on the wall shows, as the milliseconds that the
 * same figures would be in UTC: it can be compared and counted with, and says nothing of when that is.
 */
export type Wall = number;

/** Milliseconds since 1970, as `Date.now()` has it. */
export type Instant = number;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();
/** Offsets by zone and quarter of an hour: since 1990 no clocks were changed between two quarters. */
const offsets = new Map<string, Map<number, number>>();
const QUARTER = 15 * MINUTE;
const SINCE = Date.UTC(1990, 0, 1);
const MOST_OFFSETS = 20_000;

/** Whether the system knows a time zone of this name (`Europe/Berlin`, `UTC`). */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The time zone that this machine is set to. */
export function localTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** What a clock in the zone shows at this moment, to the second. */
export function wallOf(instant: Instant, zone: string): Wall {
  return Math.floor(instant / 1000) * 1000 + offsetOf(instant, zone);
}

/** How far the zone's clocks are ahead of UTC at this moment. */
function offsetOf(instant: Instant, zone: string): number {
  if (instant < SINCE) return asked(instant, zone);
  let known = offsets.get(zone);
  if (known === undefined || known.size > MOST_OFFSETS) {
    known = new Map();
    offsets.set(zone, known);
  }
  const quarter = Math.floor(instant / QUARTER);
  const offset = known.get(quarter) ?? asked(quarter * QUARTER, zone);
  known.set(quarter, offset);
  return offset;
}

function asked(instant: Instant, zone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

/** When a clock shows `wall`: once, twice (the earlier first), or never. */
export type Moments =
  | { readonly kind: 'once'; readonly at: Instant }
  | { readonly kind: 'twice'; readonly first: Instant; readonly second: Instant }
  /** The clocks were put forward past it; `end` is the first moment after that, `length` how far they were put. */
  | { readonly kind: 'never'; readonly end: Instant; readonly length: number };

/** Further than the clocks of any zone are from UTC, and nearer than two changes ever were. */
const AROUND = 36 * HOUR;

export function momentsOf(wall: Wall, zone: string): Moments {
  const before = offsetOf(wall - AROUND, zone);
  const after = offsetOf(wall + AROUND, zone);
  const early = wall - before;
  const late = wall - after;
  if (before === after) return { kind: 'once', at: early };
  const isEarly = offsetOf(early, zone) === before;
  const isLate = offsetOf(late, zone) === after;
  if (isEarly && isLate) return { kind: 'twice', first: early, second: late };
  if (isEarly || isLate) return { kind: 'once', at: isEarly ? early : late };
  return { kind: 'never', end: changeBetween(wall - AROUND, wall + AROUND, zone), length: after - before };
}

/**
 * The one moment at which a clock shows `wall`: the first of two, and the first moment after a gap in which it never
 * does.
 */
export function instantOf(wall: Wall, zone: string): Instant {
  const moments = momentsOf(wall, zone);
  switch (moments.kind) {
    case 'once':
      return moments.at;
    case 'twice':
      return moments.first;
    case 'never':
      return moments.end;
  }
}

/** The first moment at which the zone's clocks go differently than at `from`, which they do at `to`. */
function changeBetween(from: Instant, to: Instant, zone: string): Instant {
  const before = offsetOf(from, zone);
  let [low, high] = [Math.floor(from / 1000), Math.floor(to / 1000)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetOf(middle * 1000, zone) === before) low = middle;
    else high = middle;
  }
  return high * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

/** The beginning of the day that a wall time is in. */
export function dayOf(wall: Wall): Wall {
  return Math.floor(wall / DAY) * DAY;
}

/** `2026-03-29`. */
export function dateText(wall: Wall): string {
  return new Date(wall).toISOString().slice(0, 10);
}

/** Monday is 0. */
export function weekdayOf(wall: Wall): number {
  return (new Date(wall).getUTCDay() + 6) % 7;
}

/** `02:30` as milliseconds since midnight. */
export function timeOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * HOUR + minutes * MINUTE;
}
