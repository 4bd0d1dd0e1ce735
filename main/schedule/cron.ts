import { Cron } from 'croner';
import type { Wall } from './zone.ts';

/**
 * Cron expressions on a wall clock. croner reads the expression and finds the next time that it names, but is asked in
 * UTC, where every time is there once: what is done when the clocks change is decided in `next-run.ts`, for all
 * schedules alike. Left to itself croner passes over a night's runs whose times fall into a gap when minutes or hours are
 * lists, ranges or steps, and runs those of an hour that occurs twice twice.
 */
const known = new Map<string, Cron>();

function cronOf(expression: string): Cron {
  const cron =
    known.get(expression) ?? new Cron(expression, { timezone: 'UTC', mode: '5-part', paused: true });
  known.set(expression, cron);
  return cron;
}

/** croner takes nicknames, and `?` for the present minute, which would be another one at every start. */
export function hasFiveFields(expression: string): boolean {
  return expression.trim().split(/\s+/).length === 5 && !expression.includes('?');
}

/** Whether an expression can be read and names a time that comes. */
export function isCron(expression: string): boolean {
  try {
    return nextCron(expression, Date.UTC(2024, 0, 1)) !== null;
  } catch {
    return false;
  }
}

/** The next time after `wall` that the expression names; null when there is none. */
export function nextCron(expression: string, wall: Wall): Wall | null {
  return cronOf(expression).nextRun(new Date(wall))?.getTime() ?? null;
}

/** Whether it names times in every hour of the day: then hours that pass are meant, not hours on the clock. */
export function isEveryHour(expression: string): boolean {
  const [, hour] = expression.trim().split(/\s+/);
  return hour === '*' || hour === '*/1' || hour === '0-23';
}
