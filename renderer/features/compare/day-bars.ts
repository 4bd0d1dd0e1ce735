const MOST_BARS = 60;
const DAY_MS = 86_400_000;

export interface DayBar {
  /** ISO 8601. */
  readonly day: string;
  readonly count: number;
}

/**
 * The last days, one bar each, days without a difference among them: where bars are far apart, so were the changes. Days
 * that lie so far back that they have no bar are in the table.
 */
export function dayBars(days: readonly (readonly [day: string, count: number])[]): readonly DayBar[] {
  const counts = new Map(days);
  const times = days.map(([day]) => Date.parse(day)).filter((time) => !Number.isNaN(time));
  if (times.length === 0) return [];
  const last = times.reduce((a, b) => Math.max(a, b));
  const first = Math.max(
    times.reduce((a, b) => Math.min(a, b)),
    last - (MOST_BARS - 1) * DAY_MS,
  );
  return Array.from({ length: Math.round((last - first) / DAY_MS) + 1 }, (_, at) => {
    const day = new Date(first + at * DAY_MS).toISOString().slice(0, 10);
    return { day, count: counts.get(day) ?? 0 };
  });
}
