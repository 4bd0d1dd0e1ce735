import { afterEach, describe, expect, it } from 'vitest';
import { formatsOf } from './formats.ts';

const { TZ } = process.env;

describe('The formats of a language', () => {
  afterEach(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });

  it.each(['America/New_York', 'UTC', 'Pacific/Kiritimati'])('write a day as that day in %s', (zone) => {
    process.env.TZ = zone;
    expect(formatsOf('en').date('2025-12-08')).toBe('Dec 8, 2025');
    expect(formatsOf('de').date('2025-12-08')).toBe('08.12.2025');
  });

  it('write a moment as the day that it is where the person is', () => {
    process.env.TZ = 'America/New_York';
    expect(formatsOf('en').date('2025-12-08T03:00:00Z')).toBe('Dec 7, 2025');
  });

  it.each(['America/New_York', 'Pacific/Kiritimati'])('name a month as that month in %s', (zone) => {
    process.env.TZ = zone;
    expect(formatsOf('en').month('2026-11')).toBe('November 2026');
    expect(formatsOf('de').month('2026-03')).toBe('März 2026');
  });

  it('go on to the larger unit where rounding reaches it', () => {
    expect(formatsOf('en').bytes(999_949)).toBe('999.9 kB');
    expect(formatsOf('en').bytes(999_960)).toBe('1 MB');
    expect(formatsOf('de').bytes(12_400_000)).toBe('12,4 MB');
    expect(formatsOf('en').bytes(999)).toBe('999 B');
  });

  it('give back what is no time as it is', () => {
    expect(formatsOf('en').date('soon')).toBe('soon');
    expect(formatsOf('en').time('soon')).toBe('soon');
  });
});
