import { describe, expect, it, vi } from 'vitest';
import { isJobId, newJobId } from './job-id.ts';

describe('the id of a job', () => {
  it('holds the time of its making, as a ULID does', async () => {
    // The ids of other tests were made later, and each is greater than the one before.
    vi.resetModules();
    const { newJobId: firstJobId } = await import('./job-id.ts');
    // From the ULID specification: 01ARYZ6S41 is 1469918176385.
    expect(firstJobId(1_469_918_176_385)).toMatch(/^job_01ARYZ6S41[0-9A-Z]{16}$/);
  });

  it('is greater than every one before, also within a millisecond and when the clock is set back', () => {
    const now = Date.now();
    const times = [...Array.from({ length: 1000 }, () => now), now + 5, now - 3_600_000, now + 6];
    const ids = times.map(newJobId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(isJobId)).toBe(true);
  });

  it.each([
    '',
    'job_',
    '01ARYZ6S410000000000000000',
    'job_81ARYZ6S410000000000000000',
    'job_01ARYZ6S41000000000000000',
    'job_01ARYZ6S41000000000000000I',
    'job_01aryz6s410000000000000000',
    'job_../../../../../../../../etc',
    'job_01ARYZ6S410000000000000000\n',
  ])('is told from other texts: %j', (text) => {
    expect(isJobId(text)).toBe(false);
  });
});
