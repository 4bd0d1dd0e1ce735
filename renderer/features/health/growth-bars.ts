import type { Health } from '../../../preload/contract/types.ts';

type GrowthPoint = Health['growth'][number];
export type Measure = Exclude<keyof GrowthPoint, 'day'>;

/** What came in during some days on end. */
export interface GrowthBar extends Readonly<Record<Measure, number>> {
  /** The first of the days, `2026-11-25`. */
  readonly from: string;
}

export interface GrowthBars {
  readonly daysPerBar: number;
  /** Also for days on which nothing came in: the picture is true to time. */
  readonly bars: readonly GrowthBar[];
}

const DAY = 86_400_000;
const MOST_BARS = 60;

/** Puts days together into at most sixty bars of the same length, from the first day to the last. */
export function growthBars(growth: readonly GrowthPoint[]): GrowthBars {
  const first = growth[0];
  const last = growth.at(-1);
  if (!first || !last) return { daysPerBar: 1, bars: [] };
  const start = Date.parse(first.day);
  const days = Math.round((Date.parse(last.day) - start) / DAY) + 1;
  const daysPerBar = Math.ceil(days / MOST_BARS);
  const bars = Array.from({ length: Math.ceil(days / daysPerBar) }, (_, index) => ({
    from: new Date(start + index * daysPerBar * DAY).toISOString().slice(0, 10),
    documents: 0,
    auditRows: 0,
    fileBytes: 0,
  }));
  for (const point of growth) {
    const bar = bars[Math.floor(Math.round((Date.parse(point.day) - start) / DAY) / daysPerBar)];
    if (!bar) continue;
    bar.documents += point.documents;
    bar.auditRows += point.auditRows;
    bar.fileBytes += point.fileBytes;
  }
  return { daysPerBar, bars };
}
