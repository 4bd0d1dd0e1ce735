import { WEEKDAYS, type Weekday } from './schedule.ts';
import { DAY, HOUR, type Instant, MINUTE, type Wall, wallOf } from './zone.ts';

/**
 * When runs are due, found by looking at the clock each minute of a year: slowly, and by nothing that the program
 * itself does.
 */
export interface Named {
  /** Whether a time on the wall is named. */
  readonly isNamed: (wall: Wall) => boolean;
  /** Hours that pass instead of times on the wall. */
  readonly elapsed: boolean;
  /** No run begins while the wall shows such a time. */
  readonly isDark?: (wall: Wall) => boolean;
}

export const YEAR = { begin: Date.UTC(2026, 0, 1), end: Date.UTC(2027, 0, 1) };

const walls = new Map<string, Float64Array>();

/** What the clock shows at each minute of the year: asked once, for many schedules. */
function wallsOf(zone: string): Float64Array {
  const known =
    walls.get(zone) ??
    Float64Array.from({ length: (YEAR.end - YEAR.begin) / MINUTE + 1 }, (_, n) =>
      wallOf(YEAR.begin + n * MINUTE, zone),
    );
  walls.set(zone, known);
  return known;
}

export function watchedDues({ isNamed, elapsed, isDark }: Named, zone: string): readonly Instant[] {
  const shows = wallsOf(zone);
  const dues = new Set<Instant>();
  const shown = new Map<Wall, Instant>();
  let waits = false;
  let before = wallOf(YEAR.begin, zone);
  // What the year begins with counts as shown.
  for (let wall = before - 3 * HOUR; wall <= before; wall += MINUTE) shown.set(wall, YEAR.begin - HOUR);
  for (let now = YEAR.begin + MINUTE; now <= YEAR.end; now += MINUTE) {
    const wall = shows[(now - YEAR.begin) / MINUTE] ?? 0;
    const jump = wall - before - MINUTE;
    let due = false;
    if (jump > 0 && (!elapsed || jump < HOUR))
      for (let left = before + MINUTE; left < wall; left += MINUTE) due ||= isNamed(left);
    if (isNamed(wall)) {
      const last = shown.get(wall);
      if (last === undefined || (elapsed && now - last >= HOUR)) due = true;
      shown.set(wall, now);
    }
    before = wall;
    waits ||= due;
    if (waits && !isDark?.(wall)) {
      dues.add(now);
      waits = false;
    }
  }
  return [...dues];
}

/** `02:30` of a wall time. */
export const clock = (wall: Wall) => `${two(hour(wall))}:${two(minute(wall))}`;
const two = (value: number) => (value < 10 ? `0${value}` : `${value}`);
export const minute = (wall: Wall) => Math.floor(wall / MINUTE) % 60;
export const hour = (wall: Wall) => Math.floor(wall / HOUR) % 24;
export const weekday = (wall: Wall): Weekday => WEEKDAYS[(new Date(wall).getUTCDay() + 6) % 7] ?? 'mon';
export const date = (wall: Wall) => new Date(wall).getUTCDate();
export const isLastOfMonth = (wall: Wall) => new Date(wall + DAY).getUTCDate() === 1;
