import { describe, expect, it } from 'vitest';
import { monthsOf } from './retention-days.ts';
import { zonesWith, zoneTime } from './zone-time.ts';

const one = (day: string, kept: boolean) => ({
  ...{ id: day, time: `${day}T02:30:00Z`, source: 'embedded:demo', day, kept, why: [] },
});

describe('the calendar of what is kept', () => {
  it('has a row for each month, those without a snapshot too', () => {
    const months = monthsOf([one('2026-03-01', true), one('2026-01-31', false), one('2026-01-31', true)]);
    expect(months.map(({ month, days }) => [month, days.length])).toEqual([
      ['2026-01', 31],
      ['2026-02', 28],
      ['2026-03', 31],
    ]);
    expect(months[0]?.days[30]).toEqual({ day: '2026-01-31', stay: 1, go: 1 });
    expect(monthsOf([])).toEqual([]);
    expect(monthsOf([one('2020-01-01', true), one('2026-03-01', true)], 12)).toHaveLength(12);
  });

  it('shows moments on the clocks of a zone, and names its time', () => {
    expect(zoneTime('2026-03-29T01:00:00Z', 'Europe/Berlin', 'en')).toMatch(/03:00.*(GMT\+2|CEST)/);
    expect(zoneTime('never', 'Europe/Berlin', 'en')).toBe('never');
    expect(zonesWith('UTC')).toContain('Europe/Berlin');
  });
});
