import { describe, expect, it } from 'vitest';
import { growthBars } from './growth-bars.ts';

const came = (day: string, documents: number) => ({ day, documents, auditRows: 1, fileBytes: 10 });

describe('growth as bars', () => {
  it('has a bar for each day, also for one on which nothing came in', () => {
    const { daysPerBar, bars } = growthBars([came('2026-02-27', 2), came('2026-03-02', 3)]);
    expect(daysPerBar).toBe(1);
    expect(bars.map(({ from, documents }) => [from, documents])).toEqual([
      ['2026-02-27', 2],
      ['2026-02-28', 0],
      ['2026-03-01', 0],
      ['2026-03-02', 3],
    ]);
  });

  it('puts the days of a long time together, and loses none', () => {
    const days = ['2024-01-01', '2024-01-02', '2025-06-30', '2026-11-25'];
    const { daysPerBar, bars } = growthBars(days.map((day) => came(day, 1)));
    expect(bars.length).toBeLessThanOrEqual(60);
    expect(daysPerBar).toBe(18);
    expect(bars[0]).toEqual({ from: '2024-01-01', documents: 2, auditRows: 2, fileBytes: 20 });
    expect(bars.reduce((sum, { documents }) => sum + documents, 0)).toBe(days.length);
    expect(bars.at(-1)?.documents).toBe(1);
  });

  it('is empty where nothing came in', () => {
    expect(growthBars([])).toEqual({ daysPerBar: 1, bars: [] });
  });
});
