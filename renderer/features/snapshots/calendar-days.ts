import type { SnapshotSummary } from '../../../preload/contract/types.ts';
import { proofOf } from './proofs.ts';

/** A day of the person's own calendar. */
export interface CalendarDay {
  /** `2026-11-26`. */
  readonly day: string;
  readonly snapshots: number;
  /** How many of them were restored and compared. */
  readonly tested: number;
}

export const CALENDAR_WEEKS = 26;

/** The days of the last weeks up to today, in whole weeks that begin on a Monday; the oldest first. */
export function calendarDays(
  snapshots: readonly Pick<SnapshotSummary, 'createdAt' | 'seals'>[],
  now = new Date(),
  weeks = CALENDAR_WEEKS,
): readonly CalendarDay[] {
  const byDay = new Map<string, { snapshots: number; tested: number }>();
  for (const one of snapshots) {
    const day = dayOf(new Date(one.createdAt));
    const count = byDay.get(day) ?? { snapshots: 0, tested: 0 };
    count.snapshots += 1;
    if (proofOf(one) === 'restored') count.tested += 1;
    byDay.set(day, count);
  }
  const sinceMonday = (now.getDay() + 6) % 7;
  return Array.from({ length: (weeks - 1) * 7 + sinceMonday + 1 }, (_, index) => {
    const back = (weeks - 1) * 7 + sinceMonday - index;
    // By the parts of the date, so that no change of the clocks leaves a day out.
    const day = dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - back, 12));
    return { day, ...(byDay.get(day) ?? { snapshots: 0, tested: 0 }) };
  });
}

function dayOf(date: Date): string {
  const part = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
}
