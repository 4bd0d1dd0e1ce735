import { createHash } from 'node:crypto';
import { blackoutAt } from './blackout.ts';
import { isEveryHour, nextCron } from './cron.ts';
import { type Blackout, type Schedule, WEEKDAYS, type When } from './schedule.ts';
import {
  DAY,
  dayOf,
  HOUR,
  type Instant,
  instantOf,
  MINUTE,
  momentsOf,
  timeOf,
  type Wall,
  wallOf,
  weekdayOf,
} from './zone.ts';

/**
 * When runs are due.
 *
 * Most schedules name times on the wall: each such time is one run. A time that does not exist because the clocks are
 * put forward is due at the first moment after that; one that occurs twice is due the first time. Times that come to the
 * same moment are one run.
 *
 * `hourly`, and cron expressions that name every hour, mean hours that pass: both of an hour that occurs twice, none for
 * an hour that is left out. Where the clocks change by less than an hour (Lord Howe), a minute that is left out is due
 * right after the change, and one that occurs again within the hour is not due again.
 */
export type Timing = Pick<Schedule, 'when' | 'timeZone' | 'blackouts'>;

/** The first moment after `after` at which a run is due, blackouts minded; null for none ever. */
export function nextDue({ when, timeZone, blackouts }: Timing, after: Instant): Instant | null {
  // What was due since a blackout began is due at its end.
  let from = beginOfBlackout(blackouts, after, timeZone) ?? after;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const named = nextNamed(when, timeZone, from);
    if (named === null) return null;
    const due = afterBlackouts(blackouts, named, timeZone);
    if (due === null) return null;
    if (due > after) return due;
    from = named;
  }
  return null;
}

/** The last moment at which a run was due, later than `after` and not later than `until`; null for none. */
export function lastDue(timing: Timing, after: Instant, until: Instant): Instant | null {
  let last: Instant | null = null;
  // From further and further back, so that a year of every minute is not walked through.
  for (let back = 10 * MINUTE; last === null; back *= 8) {
    const start = Math.max(after, until - back);
    for (let due = nextDue(timing, start); due !== null && due <= until; due = nextDue(timing, due))
      last = due;
    if (start === after) break;
  }
  return last;
}

/** How many runs were due later than `after` and not later than `until`; counted up to `most`. */
export function countDue(timing: Timing, after: Instant, until: Instant, most = 10_000): number {
  let count = 0;
  for (let due = nextDue(timing, after); due !== null && due <= until && count < most; count += 1)
    due = nextDue(timing, due);
  return count;
}

/**
 * When a run that is due may begin: up to the schedule's jitter later, the same for the same run whoever asks, and not
 * in a blackout.
 */
export function beginOf(schedule: Timing & Pick<Schedule, 'id' | 'jitterSeconds'>, due: Instant): Instant {
  const begin = due + jitterOf(schedule, due);
  return afterBlackouts(schedule.blackouts, begin, schedule.timeZone) ?? begin;
}

function jitterOf({ id, jitterSeconds }: Pick<Schedule, 'id' | 'jitterSeconds'>, due: Instant): number {
  if (jitterSeconds === 0) return 0;
  const hash = createHash('sha256').update(`${id} ${due}`).digest().readUInt32BE(0);
  return Math.floor((hash / 2 ** 32) * (jitterSeconds + 1)) * 1000;
}

/** The first moment from `instant` on that no blackout covers; null when they leave none. */
export function afterBlackouts(
  blackouts: readonly Blackout[],
  instant: Instant,
  zone: string,
): Instant | null {
  let at = instant;
  // One that ends may lead into the next; a week of them leads nowhere.
  for (
    let end = blackoutAt(blackouts, at, zone)?.end;
    end !== undefined;
    end = blackoutAt(blackouts, at, zone)?.end
  ) {
    if (end <= at || end - instant > 8 * DAY) return null;
    at = end;
  }
  return at;
}

/** A moment before the beginning of the blackouts that lead to `instant`; null outside of them. */
function beginOfBlackout(blackouts: readonly Blackout[], instant: Instant, zone: string): Instant | null {
  let before: Instant | null = null;
  for (
    let found = blackoutAt(blackouts, instant, zone);
    found !== null;
    found = blackoutAt(blackouts, found.begin - 1, zone)
  ) {
    before = found.begin - 1;
    if (instant - before > 8 * DAY) break;
  }
  return before;
}

/** More than minutes in a week. */
const MOST_STEPS = 20_000;

/** The next moment that `when` names, whatever the blackouts. */
function nextNamed(when: When, zone: string, after: Instant): Instant | null {
  if (when.kind === 'on-demand') return null;
  const isElapsed = when.kind === 'hourly' || (when.kind === 'cron' && isEveryHour(when.expression));
  return isElapsed ? nextElapsed(when, zone, after) : nextOnWall(when, zone, after);
}

function nextOnWall(when: When, zone: string, after: Instant): Instant | null {
  for (let wall = nextWall(when, wallOf(after, zone)); wall !== null; wall = nextWall(when, wall)) {
    const instant = instantOf(wall, zone);
    if (instant > after) return instant;
  }
  return null;
}

function nextElapsed(when: When, zone: string, after: Instant): Instant | null {
  const now = wallOf(after, zone);
  let next: Instant | null = null;
  // Times that the clock has shown already may come again.
  for (let wall = nextWall(when, now - 2 * HOUR); wall !== null; wall = nextWall(when, wall)) {
    if (next !== null && wall > wallOf(next, zone) + 2 * HOUR) break;
    for (const instant of elapsedMoments(wall, zone)) {
      if (instant > after && (next === null || instant < next)) next = instant;
    }
  }
  return next;
}

function elapsedMoments(wall: Wall, zone: string): readonly Instant[] {
  const moments = momentsOf(wall, zone);
  switch (moments.kind) {
    case 'once':
      return [moments.at];
    case 'twice':
      return moments.second - moments.first < HOUR ? [moments.first] : [moments.first, moments.second];
    case 'never':
      return moments.length < HOUR ? [moments.end] : [];
  }
}

/** The next time on the wall that `when` names. */
function nextWall(when: When, wall: Wall): Wall | null {
  switch (when.kind) {
    case 'on-demand':
      return null;
    case 'hourly': {
      const named = Math.floor(wall / HOUR) * HOUR + when.minute * MINUTE;
      return named > wall ? named : named + HOUR;
    }
    case 'daily': {
      const named = dayOf(wall) + timeOf(when.time);
      return named > wall ? named : named + DAY;
    }
    case 'weekly':
      for (let day = dayOf(wall); ; day += DAY) {
        const named = day + timeOf(when.time);
        if (named > wall && when.days.some((one) => WEEKDAYS.indexOf(one) === weekdayOf(day))) return named;
      }
    case 'monthly': {
      const date = new Date(wall);
      for (let month = date.getUTCMonth(); ; month += 1) {
        const last = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
        const day = when.day === 'last' ? last : Math.min(when.day, last);
        const named = Date.UTC(date.getUTCFullYear(), month, day) + timeOf(when.time);
        if (named > wall) return named;
      }
    }
    case 'cron':
      return nextCron(when.expression, wall);
  }
}
