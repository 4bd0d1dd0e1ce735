import { Cron } from 'croner';
import { describe, expect, it } from 'vitest';
import { beginOf, countDue, lastDue, nextDue, type Timing } from './next-run.ts';
import type { Blackout, When } from './schedule.ts';
import { wallOf } from './zone.ts';

const timing = (when: When, timeZone: string, blackouts: readonly Blackout[] = []): Timing => ({
  when,
  timeZone,
  blackouts,
});

function dues(when: When, zone: string, after: string, count: number, blackouts: readonly Blackout[] = []) {
  const found: string[] = [];
  let at: number | null = Date.parse(after);
  while (found.length < count && at !== null) {
    at = nextDue(timing(when, zone, blackouts), at);
    if (at !== null) found.push(new Date(at).toISOString().replace(':00.000Z', 'Z'));
  }
  return found;
}

const cron = (expression: string): When => ({ kind: 'cron', expression });
const daily = (time: string): When => ({ kind: 'daily', time });
const hourly = (minute: number): When => ({ kind: 'hourly', minute });

describe('runs are due', () => {
  it.each<[string, When, string, string[]]>([
    ['each hour', hourly(15), '2026-01-01T00:15Z', ['2026-01-01T01:15Z', '2026-01-01T02:15Z']],
    ['each day', daily('02:30'), '2026-01-01T02:29Z', ['2026-01-01T02:30Z', '2026-01-02T02:30Z']],
    [
      'on days of the week',
      { kind: 'weekly', days: ['fri', 'mon'], time: '12:00' },
      '2026-01-01T00:00Z',
      ['2026-01-02T12:00Z', '2026-01-05T12:00Z', '2026-01-09T12:00Z'],
    ],
    [
      'on a day of the month, which is the last where the month is shorter',
      { kind: 'monthly', day: 31, time: '01:00' },
      '2028-01-01T00:00Z',
      ['2028-01-31T01:00Z', '2028-02-29T01:00Z', '2028-03-31T01:00Z', '2028-04-30T01:00Z'],
    ],
    [
      'on the last day of the month',
      { kind: 'monthly', day: 'last', time: '23:59' },
      '2026-11-30T23:59Z',
      ['2026-12-31T23:59Z', '2027-01-31T23:59Z', '2027-02-28T23:59Z'],
    ],
    [
      'by a cron expression',
      cron('0 4 L * *'),
      '2026-02-01T00:00Z',
      ['2026-02-28T04:00Z', '2026-03-31T04:00Z'],
    ],
    ['never by themselves on demand', { kind: 'on-demand' }, '2026-01-01T00:00Z', []],
  ])('%s', (_, when, after, expected) => {
    expect(dues(when, 'UTC', after, Math.max(1, expected.length))).toEqual(expected);
  });

  it.each<[string, When, string, string, string[]]>([
    [
      'Berlin, a time in the gap',
      daily('02:30'),
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      ['2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ],
    [
      'Berlin, a time that occurs twice',
      daily('02:30'),
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      ['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ],
    [
      'New York, the gap',
      daily('02:15'),
      'America/New_York',
      '2026-03-07T12:00Z',
      ['2026-03-08T07:00Z', '2026-03-09T06:15Z'],
    ],
    [
      'New York, twice',
      daily('01:15'),
      'America/New_York',
      '2026-10-31T12:00Z',
      ['2026-11-01T05:15Z', '2026-11-02T06:15Z'],
    ],
    [
      'Lord Howe, a gap of half an hour',
      daily('02:15'),
      'Australia/Lord_Howe',
      '2026-10-03T00:00Z',
      ['2026-10-03T15:30Z', '2026-10-04T15:15Z'],
    ],
    [
      'Lord Howe, twice within half an hour',
      daily('01:45'),
      'Australia/Lord_Howe',
      '2026-04-04T00:00Z',
      ['2026-04-04T14:45Z', '2026-04-05T15:15Z'],
    ],
    [
      'Apia, a whole day that never was',
      daily('12:00'),
      'Pacific/Apia',
      '2011-12-29T00:00Z',
      ['2011-12-29T22:00Z', '2011-12-30T10:00Z', '2011-12-30T22:00Z'],
    ],
    [
      'Berlin, hours that pass in spring',
      hourly(15),
      'Europe/Berlin',
      '2026-03-29T00:00Z',
      ['2026-03-29T00:15Z', '2026-03-29T01:15Z', '2026-03-29T02:15Z'],
    ],
    [
      'Berlin, hours that pass in autumn',
      hourly(15),
      'Europe/Berlin',
      '2026-10-25T00:00Z',
      ['2026-10-25T00:15Z', '2026-10-25T01:15Z', '2026-10-25T02:15Z'],
    ],
    [
      'Lord Howe, hours, a minute left out',
      hourly(15),
      'Australia/Lord_Howe',
      '2026-10-03T14:00Z',
      ['2026-10-03T14:45Z', '2026-10-03T15:30Z', '2026-10-03T16:15Z'],
    ],
    [
      'Lord Howe, hours, a minute again at once',
      hourly(45),
      'Australia/Lord_Howe',
      '2026-04-04T14:00Z',
      ['2026-04-04T14:45Z', '2026-04-04T16:15Z'],
    ],
    [
      'cron in the gap, all of it one run',
      cron('*/30 2 * * *'),
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      ['2026-03-29T01:00Z', '2026-03-30T00:00Z', '2026-03-30T00:30Z'],
    ],
    [
      'cron, an hour that occurs twice',
      cron('*/30 2,3 * * *'),
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      ['2026-10-25T00:00Z', '2026-10-25T00:30Z', '2026-10-25T02:00Z', '2026-10-25T02:30Z'],
    ],
    [
      'cron of every hour',
      cron('0 * * * *'),
      'Europe/Berlin',
      '2026-10-24T23:30Z',
      ['2026-10-25T00:00Z', '2026-10-25T01:00Z', '2026-10-25T02:00Z'],
    ],
  ])('with the clocks of %s', (_, when, zone, after, expected) => {
    expect(dues(when, zone, after, expected.length)).toEqual(expected);
  });

  it('unlike croner alone says, which loses runs in the gap and repeats others', () => {
    const alone = (expression: string, after: string) =>
      new Cron(expression, { timezone: 'Europe/Berlin', mode: '5-part', paused: true })
        .nextRuns(3, new Date(after))
        .map((date) => date.toISOString().slice(0, 16));
    expect(alone('*/30 2 * * *', '2026-03-28T12:00Z')[0]).toBe('2026-03-30T00:00');
    expect(alone('30 2,3 * * *', '2026-10-24T12:00Z')).toEqual([
      '2026-10-25T00:30',
      '2026-10-25T01:30',
      '2026-10-25T02:30',
    ]);
  });
});

describe('a blackout', () => {
  const office: Blackout = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' };
  const night: Blackout = { days: ['sat'], from: '22:00', to: '06:00' };

  it('makes what is due in it wait for its end, all as one run', () => {
    expect(dues(hourly(0), 'UTC', '2026-01-05T06:30Z', 4, [office])).toEqual([
      '2026-01-05T07:00Z',
      '2026-01-05T18:00Z',
      '2026-01-05T19:00Z',
      '2026-01-05T20:00Z',
    ]);
    expect(dues(daily('12:00'), 'UTC', '2026-01-05T15:00Z', 2, [office])).toEqual([
      '2026-01-05T18:00Z',
      '2026-01-06T18:00Z',
    ]);
  });

  it('can last over midnight and run into another', () => {
    const more: Blackout = { days: ['sun'], from: '06:00', to: '09:00' };
    expect(dues(daily('23:00'), 'UTC', '2026-01-03T12:00Z', 2, [night, more])).toEqual([
      '2026-01-04T09:00Z',
      '2026-01-04T23:00Z',
    ]);
  });

  it('that leaves no moment lets nothing be due', () => {
    const all: Blackout = {
      days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
      from: '00:00',
      to: '23:59',
    };
    const rest: Blackout = { ...all, from: '23:59', to: '00:00' };
    expect(nextDue(timing(daily('12:00'), 'UTC', [all, rest]), 0)).toBeNull();
    expect(dues(daily('12:00'), 'UTC', '2026-01-05T00:00Z', 1, [all])).toEqual(['2026-01-05T23:59Z']);
  });
});

describe('looking back', () => {
  it('finds the last run that was due, and how many', () => {
    const nightly = timing(daily('02:00'), 'Europe/Berlin');
    const [from, to] = [Date.parse('2026-03-01T12:00Z'), Date.parse('2026-04-01T12:00Z')];
    expect(new Date(lastDue(nightly, from, to) ?? 0).toISOString()).toBe('2026-04-01T00:00:00.000Z');
    expect(countDue(nightly, from, to)).toBe(31);
    expect(lastDue(nightly, to, to + 1000)).toBeNull();
    expect(lastDue(timing({ kind: 'on-demand' }, 'UTC'), 0, to)).toBeNull();
  });

  it('agrees with looking ahead, over a year and in each zone', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe']) {
      const every = timing(cron('20 1,2,14 * * 1-6'), zone);
      let before: number | null = null;
      let at = nextDue(every, Date.UTC(2026, 0, 1));
      while (at !== null && at < Date.UTC(2027, 0, 1)) {
        if (before !== null) expect(lastDue(every, 0, at - 1)).toBe(before);
        expect([1, 2, 14, 3]).toContain(new Date(wallOf(at, zone)).getUTCHours());
        before = at;
        at = nextDue(every, at);
      }
    }
  });
});

describe('jitter', () => {
  it('is the same for the same run, within its limit, and ends no run in a blackout', () => {
    const schedule = {
      ...timing(daily('02:00'), 'UTC'),
      id: 'schedule-0123456789abcdef',
      jitterSeconds: 600,
    };
    const due = Date.parse('2026-01-01T02:00Z');
    const delays = Array.from(
      { length: 100 },
      (_, day) => beginOf(schedule, due + day * 86_400_000) - due - day * 86_400_000,
    );
    expect(delays).toEqual(
      Array.from(
        { length: 100 },
        (_, day) => beginOf(schedule, due + day * 86_400_000) - due - day * 86_400_000,
      ),
    );
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(600_000);
    expect(new Set(delays).size).toBeGreaterThan(50);
    const dark: Blackout = { days: ['thu'], from: '02:00', to: '04:00' };
    expect(beginOf({ ...schedule, blackouts: [{ ...dark, from: '02:01' }] }, due)).toBe(
      Date.parse('2026-01-01T04:00Z'),
    );
  });
});
