import { type Blackout, WEEKDAYS } from './schedule.ts';
import { DAY, dayOf, type Instant, instantOf, timeOf, wallOf, weekdayOf } from './zone.ts';

/** A blackout as it is on one day: from its beginning, up to but without its end. */
export interface DarkSpan {
  readonly begin: Instant;
  readonly end: Instant;
}

/** The blackout that covers a moment; of several the one that ends last. Null for none. */
export function blackoutAt(blackouts: readonly Blackout[], instant: Instant, zone: string): DarkSpan | null {
  if (blackouts.length === 0) return null;
  const today = dayOf(wallOf(instant, zone));
  const spans = blackouts.flatMap(({ days, from, to }) =>
    // One that began yesterday may last into today.
    [today - DAY, today]
      .filter((day) => days.some((one) => WEEKDAYS.indexOf(one) === weekdayOf(day)))
      .map((day) => ({
        begin: instantOf(day + timeOf(from), zone),
        end: instantOf(day + timeOf(to) + (timeOf(to) <= timeOf(from) ? DAY : 0), zone),
      })),
  );
  return spans
    .filter(({ begin, end }) => begin <= instant && instant < end)
    .reduce<DarkSpan | null>((last, span) => (last === null || span.end > last.end ? span : last), null);
}
