import type { RetentionPreview } from '../../../preload/contract/types.ts';

type Previewed = RetentionPreview['snapshots'][number];

/** What becomes of the snapshots of a day. */
export interface PreviewedDay {
  /** `2026-03-01`, in the policy's zone. */
  readonly day: string;
  readonly stay: number;
  readonly go: number;
}

/** A row of the calendar: a month that has snapshots, with each of its days. */
export interface PreviewedMonth {
  /** `2026-03`. */
  readonly month: string;
  readonly days: readonly PreviewedDay[];
}

/** The months from the first snapshot to the last one, those between them without a snapshot too; at most so many, the newest. */
export function monthsOf(snapshots: readonly Previewed[], most = 36): readonly PreviewedMonth[] {
  const byDay = new Map<string, PreviewedDay>();
  for (const { day, kept } of snapshots) {
    const { stay, go } = byDay.get(day) ?? { stay: 0, go: 0 };
    byDay.set(day, { day, stay: stay + (kept ? 1 : 0), go: go + (kept ? 0 : 1) });
  }
  const known = [...byDay.keys()].sort();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const months: PreviewedMonth[] = [];
  for (
    let month = last.slice(0, 7);
    month >= first.slice(0, 7) && months.length < most;
    month = before(month)
  )
    months.push({
      month,
      days: daysOf(month).map((day) => byDay.get(day) ?? { day, stay: 0, go: 0 }),
    });
  return months.reverse();
}

function daysOf(month: string): readonly string[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, n) => `${month}-${String(n + 1).padStart(2, '0')}`);
}

function before(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 2, 1)).toISOString().slice(0, 7);
}
