import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { calendarOf, type RetainedSnapshot, retain } from './retention.ts';
import { type RetentionPolicy, retentionSchema } from './retention-policy.ts';
import { DAY, dateText, HOUR, instantOf } from './zone.ts';

const policy = (rules: Partial<RetentionPolicy>): RetentionPolicy => retentionSchema.parse(rules);
let count = 0;
const snapshot = (time: string, more: Partial<RetainedSnapshot> = {}): RetainedSnapshot => {
  count += 1;
  return {
    id: count.toString(16).padStart(64, '0'),
    time,
    target: 'embedded:demo',
    tags: [],
    proven: null,
    ...more,
  };
};
const kept = (snapshots: readonly RetainedSnapshot[], rules: Partial<RetentionPolicy>, zone = 'UTC') =>
  retain(snapshots, policy(rules), zone)
    .filter((one) => one.kept)
    .map((one) => [one.snapshot.time, one.reasons]);

/** A snapshot each night at 02:30 on the clocks of Berlin, the whole of 2026; that of the 17th of August is proven. */
const BERLIN = 'Europe/Berlin';
const year: readonly RetainedSnapshot[] = Array.from({ length: 365 }, (_, day) => {
  const wall = Date.UTC(2026, 0, 1) + day * DAY + 2.5 * HOUR;
  return snapshot(new Date(instantOf(wall, BERLIN)).toISOString(), {
    tags: dateText(wall) === '2026-06-30' ? ['audit'] : [],
    proven: ['2026-03-02', '2026-08-17'].includes(dateText(wall)) ? '2026-12-30T00:00:00Z' : null,
  });
});

describe('a year of nightly snapshots', () => {
  const rules = { last: 3, daily: 7, weekly: 4, monthly: 12, yearly: 2, tags: ['audit'] };
  const retained = retain(year, policy(rules), BERLIN);

  it('leaves what docs/retention.md says, for the reasons that it says', () => {
    const text = readFileSync(path.join(import.meta.dirname, '../../docs/retention.md'), 'utf8');
    const [, section = ''] = text.split('## A year of nightly backups');
    const [table = ''] = section.split('## A year with power cuts');
    const documented = [...table.matchAll(/^\| (\d{4}-\d\d-\d\d) \| (.+) \|$/gm)].map(([, day, why]) => [
      day,
      why,
    ]);
    expect(retained.filter((one) => one.kept).map((one) => [one.day, one.reasons.join(', ')])).toEqual(
      documented,
    );
  });

  it('says of each that goes why no rule keeps it', () => {
    const gone = retained.filter((one) => !one.kept);
    expect(gone.length + retained.filter((one) => one.kept).length).toBe(365);
    const winter = gone.find((one) => one.day === '2026-12-24');
    const newest = retained.find((one) => one.day === '2026-12-31')?.snapshot.id.slice(0, 8);
    const week = retained.find((one) => one.day === '2026-12-27')?.snapshot.id.slice(0, 8);
    expect(winter?.reasons).toEqual([
      'last: there are 3 newer ones',
      'daily: 2026-12-24 is beyond the last 7',
      `weekly: 2026-W52 is kept by ${week}`,
      `monthly: 2026-12 is kept by ${newest}`,
      `yearly: 2026 is kept by ${newest}`,
      'tag: it has none that is kept',
    ]);
  });

  it('is laid out by days for a calendar', () => {
    const days = calendarOf(retained);
    expect(days).toHaveLength(365);
    expect(days[0]).toMatchObject({ day: '2026-01-01', kept: [], removed: [{ kept: false }] });
    expect(days.at(-1)).toMatchObject({ day: '2026-12-31', removed: [] });
  });

  it('keeps the same when it is thinned each night as when it is thinned once', () => {
    let left: readonly RetainedSnapshot[] = [];
    const unproven = year.map((one) => ({ ...one, proven: null }));
    for (const one of unproven)
      left = retain([...left, one], policy(rules), BERLIN).flatMap(({ snapshot, kept }) =>
        kept ? [snapshot] : [],
      );
    const once = retain(unproven, policy(rules), BERLIN).filter((one) => one.kept);
    expect(left.map(({ id }) => id)).toEqual(once.map((one) => one.snapshot.id));
  });
});

describe('the rules', () => {
  it('keep everything when there is none', () => {
    expect(kept(year, {})).toHaveLength(365);
    expect(kept(year.slice(0, 1), {})[0]?.[1]).toEqual(['the policy has no rule']);
  });

  it('keep the newest of each hour that has one', () => {
    const times = [
      '2026-01-01T10:00:00Z',
      '2026-01-01T10:59:00Z',
      '2026-01-01T12:00:00Z',
      '2026-01-01T15:30:00Z',
    ];
    expect(
      kept(
        times.map((time) => snapshot(time)),
        { hourly: 3 },
      ).map(([time]) => time),
    ).toEqual([times[3], times[2], times[1]]);
  });

  it('count days in the time zone of the policy', () => {
    const late = snapshot('2026-03-01T23:30:00Z');
    const early = snapshot('2026-03-01T20:00:00Z');
    expect(kept([late, early], { daily: 5 }, 'UTC')).toEqual([[late.time, ['daily 2026-03-01']]]);
    expect(kept([late, early], { daily: 5 }, BERLIN)).toEqual([
      [late.time, ['daily 2026-03-02']],
      [early.time, ['daily 2026-03-01']],
    ]);
  });

  it.each([
    ['30d', '2026-03-01T12:00:00.000Z'],
    ['1m', '2026-02-28T12:00:00.000Z'],
    ['1y1m1d1h', '2025-02-27T11:00:00.000Z'],
  ])('keep what lies within %s before the newest', (within, since) => {
    const newest = snapshot('2026-03-31T12:00:00Z');
    const edge = snapshot(since);
    const out = snapshot(new Date(Date.parse(since) - 1000).toISOString());
    expect(kept([out, edge, newest], { within }).map(([time]) => time)).toEqual([newest.time, edge.time]);
  });

  it('keep the newest up to the minimum, and only those that nothing else keeps say so', () => {
    const nights = year.slice(0, 5).map((one) => ({ ...one, proven: null }));
    expect(kept(nights, { tags: ['none'], minimum: 2 }).map(([, why]) => why)).toEqual([
      ['one of the last 2'],
      ['one of the last 2'],
    ]);
    expect(kept(nights, { tags: ['none'], minimum: 0 })).toEqual([]);
  });

  it('never remove the last proven one, whatever its age, and let go of those proven before it', () => {
    const nights = year
      .slice(0, 100)
      .map((one, n) => ({ ...one, proven: n === 3 || n === 5 ? one.time : null }));
    expect(kept(nights, { last: 1 }).map(([, why]) => why)).toEqual([['last 1 of 1'], ['last proven']]);
    expect(kept(nights, { last: 1 })[1]?.[0]).toBe(nights[5]?.time);
  });

  it('look at each target by itself', () => {
    const other = year.slice(0, 3).map((one) => ({ ...one, target: 'embedded:other' }));
    expect(kept([...year.slice(50, 60), ...other], { last: 1 }).map(([time]) => time)).toEqual([
      year[59]?.time,
      other[2]?.time,
    ]);
  });

  it('refuse a duration that is none', () => {
    expect(() => policy({ within: '3 weeks' })).toThrow();
    expect(() => policy({ within: '' })).toThrow();
  });
});
