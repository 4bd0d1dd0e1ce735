import { describe, expect, it } from 'vitest';
import { dayBars } from './day-bars.ts';

describe('bars by day', () => {
  it('have a place for days on which nothing changed', () =>
    expect(
      dayBars([
        ['2026-02-27', 3],
        ['2026-03-01', 1],
      ]),
    ).toEqual([
      { day: '2026-02-27', count: 3 },
      { day: '2026-02-28', count: 0 },
      { day: '2026-03-01', count: 1 },
    ]));

  it('are the last sixty days at most', () => {
    const bars = dayBars([
      ['2020-01-01', 3],
      ['2026-03-01', 1],
    ]);
    expect(bars).toHaveLength(60);
    expect(bars.at(-1)).toEqual({ day: '2026-03-01', count: 1 });
  });

  it('are none without a day', () => expect(dayBars([])).toEqual([]));
});
