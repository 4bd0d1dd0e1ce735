import { describe, expect, it } from 'vitest';
import { dayWhenFull } from './growth.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const came = (day: string, fileBytes: number) => ({ day, documents: 1, auditRows: 0, fileBytes });

describe('the day on which a disk is full', () => {
  it('follows from what came in during the last ninety days', () => {
    const growth = [came('2020-01-01', 1e12), came('2026-10-01', 400), came('2026-11-24', 500)];
    // 900 bytes in ninety days are ten a day.
    expect(dayWhenFull(growth, 300, now)).toBe('2026-12-25');
  });

  it('follows from the days that there are, of a young system', () => {
    expect(dayWhenFull([came('2026-11-15', 105)], 100, now)).toBe('2026-12-05');
    expect(dayWhenFull([came('2026-11-25', 100)], 100, now)).toBe('2026-11-26');
  });

  it('is not in sight where nothing comes in, or little enough for a century', () => {
    expect(dayWhenFull([], 1000, now)).toBeNull();
    expect(dayWhenFull([came('2026-01-01', 500)], 1000, now)).toBeNull();
    expect(dayWhenFull([came('2026-11-24', 1)], 1e12, now)).toBeNull();
  });
});
