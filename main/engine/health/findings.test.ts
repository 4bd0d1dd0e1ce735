import { describe, expect, it } from 'vitest';
import {
  backupFinding,
  bloatFinding,
  connectionFinding,
  edmsChecksFinding,
  notToldFinding,
  storageSpaceFinding,
} from './findings.ts';

const now = Date.parse('2026-11-25T12:00:00Z');

describe('space for files', () => {
  const storage = { root: '/s', files: 3, bytes: 2_000_000, freeBytes: 400_000_000, fullOn: null };
  it.each([
    ['enough', storage, 1_000_000_000, 'ok'],
    ['less than a tenth', { ...storage, freeBytes: 90_000_000 }, 1_000_000_000, 'warn'],
    ['less than a hundredth', { ...storage, freeBytes: 9_000_000 }, 1_000_000_000, 'stop'],
    ['full within a month', { ...storage, fullOn: '2026-12-20' }, 1_000_000_000, 'warn'],
    ['full some day', { ...storage, fullOn: '2027-12-20' }, 1_000_000_000, 'ok'],
    ['not known', { ...storage, freeBytes: null }, null, 'ok'],
  ])('that is %s', (_, figures, total, level) => {
    expect(storageSpaceFinding(figures, total, now).level).toBe(level);
  });

  it('is told with its figures', () => {
    const { message } = storageSpaceFinding({ ...storage, fullOn: '2027-12-20' }, 1_000_000_000, now);
    expect(message).toBe(
      'The storage holds 3 files (2 MB), and 400 MB of 1 GB are free, full on 2027-12-20 if it grows on as it does.',
    );
  });
});

describe('the last backup', () => {
  const last = (days: number) => ({
    at: new Date(now - days * 86_400_000).toISOString(),
    kind: 'FULL',
    by: 'edms' as const,
  });
  it('is a concern when it is older than a week, or was never made of anything', () => {
    expect(backupFinding(last(6), 5, now).level).toBe('ok');
    expect(backupFinding(last(8), 5, now)).toMatchObject({
      level: 'warn',
      message: 'The last completed backup (FULL, by the EDMS) is 8 days old.',
    });
    expect(backupFinding(null, 5, now).level).toBe('warn');
    expect(backupFinding(null, 0, now).level).toBe('ok');
  });
});

describe("the EDMS's own checks", () => {
  const check = (name: string, status: 'HEALTHY' | 'WARNING' | 'CRITICAL', hours: number) => ({
    name,
    status,
    message: `${name} says so`,
    checkedAt: new Date(now - hours * 3_600_000).toISOString(),
  });
  it('count as long as they are not older than a day', () => {
    expect(edmsChecksFinding([check('a', 'CRITICAL', 25)], now).level).toBe('ok');
    expect(edmsChecksFinding([check('a', 'WARNING', 1), check('b', 'HEALTHY', 1)], now)).toMatchObject({
      level: 'warn',
      count: 1,
      examples: ['a: WARNING. a says so'],
    });
    expect(edmsChecksFinding([check('a', 'WARNING', 1), check('b', 'CRITICAL', 1)], now).level).toBe('stop');
  });
});

it('a slow answer, dead rows and what was not told are concerns; never more than ten examples are shown', () => {
  expect(connectionFinding(3).level).toBe('ok');
  expect(connectionFinding(400).level).toBe('warn');
  const table = (rows: number, deadRows: number) => ({ table: 't', rows, deadRows, bytes: 1 });
  expect(bloatFinding([table(100, 9000), table(1_000_000, 20_000)]).level).toBe('ok');
  expect(bloatFinding([table(30_000, 12_000)])).toMatchObject({ level: 'warn', count: 1, repair: null });
  const many = notToldFinding(Array.from({ length: 12 }, (_, n) => `part ${n}`));
  expect(many.examples).toHaveLength(10);
  expect(many.count).toBe(12);
});
