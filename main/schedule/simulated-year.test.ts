import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineError } from '../engine/errors.ts';
import { nextDue } from './next-run.ts';
import { type DoneRun, ScheduleRunner } from './runner.ts';
import { type Schedule, type ScheduleDraft, USUAL, type When } from './schedule.ts';
import { ScheduleStore } from './schedule-store.ts';
import {
  clock,
  date,
  hour,
  isLastOfMonth,
  minute,
  type Named,
  watchedDues,
  weekday,
  YEAR,
} from './testing-year.ts';
import { DAY, HOUR, type Instant, MINUTE, wallOf } from './zone.ts';

const OFTEN = ['hourly', 'hourly late', 'dark'];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'] as const;

interface Kind extends Named {
  readonly name: string;
  readonly more: Pick<ScheduleDraft, 'when'> & Partial<ScheduleDraft>;
}

const named = (name: string, when: When, isNamed: Named['isNamed'], elapsed = false): Kind => ({
  name,
  more: { when },
  isNamed,
  elapsed,
});

/** Every kind of schedule; with what a person would say of it while looking at a clock. */
const KINDS: readonly Kind[] = [
  named('hourly', { kind: 'hourly', minute: 15 }, (wall) => minute(wall) === 15, true),
  named('hourly late', { kind: 'hourly', minute: 45 }, (wall) => minute(wall) === 45, true),
  named('daily in the gap', { kind: 'daily', time: '02:20' }, (wall) => clock(wall) === '02:20'),
  named('daily twice', { kind: 'daily', time: '01:45' }, (wall) => clock(wall) === '01:45'),
  named(
    'weekly',
    { kind: 'weekly', days: ['sun', 'wed'], time: '02:00' },
    (wall) => clock(wall) === '02:00' && ['sun', 'wed'].includes(weekday(wall)),
  ),
  named(
    'monthly',
    { kind: 'monthly', day: 30, time: '23:30' },
    (wall) => clock(wall) === '23:30' && (date(wall) === 30 || (date(wall) < 30 && isLastOfMonth(wall))),
  ),
  named(
    'monthly last',
    { kind: 'monthly', day: 'last', time: '00:00' },
    (wall) => clock(wall) === '00:00' && isLastOfMonth(wall),
  ),
  named(
    'cron',
    { kind: 'cron', expression: '*/20 1-3 * * 0,6' },
    (wall) =>
      minute(wall) % 20 === 0 && [1, 2, 3].includes(hour(wall)) && ['sat', 'sun'].includes(weekday(wall)),
  ),
  named(
    'cron of every hour',
    { kind: 'cron', expression: '50 * 1 * *' },
    (wall) => minute(wall) === 50 && date(wall) === 1,
    true,
  ),
  {
    ...named('dark', { kind: 'hourly', minute: 0 }, (wall) => minute(wall) === 0, true),
    more: {
      when: { kind: 'hourly', minute: 0 },
      blackouts: [
        { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:30' },
        { days: ['sat'], from: '20:00', to: '06:10' },
      ],
    },
    isDark: (wall) =>
      (!['sat', 'sun'].includes(weekday(wall)) && clock(wall) >= '08:00' && clock(wall) < '18:30') ||
      (weekday(wall) === 'sat' && clock(wall) >= '20:00') ||
      (weekday(wall) === 'sun' && clock(wall) < '06:10'),
  },
];

/** What is due in each zone in 2026: looked up in a calendar, and counted by hand. */
const DUE: { readonly [kind: string]: readonly [number, number, number] } = {
  // 8760 hours pass; on Lord Howe 2 half hours more or less: one minute left out is due after the gap.
  hourly: [8760, 8760, 8760],
  'hourly late': [8760, 8760, 8760],
  'daily in the gap': [365, 365, 365],
  'daily twice': [365, 365, 365],
  weekly: [104, 104, 104],
  monthly: [12, 12, 12],
  'monthly last': [12, 12, 12],
  // 104 weekend days with 9 times; in the gaps of Berlin and New York 3 of them are one run, with 03:00 after it, and on
  // Lord Howe 02:00 and 02:20 are one.
  cron: [933, 933, 935],
  // In New York an hour more on the 1st of November.
  'cron of every hour': [288, 289, 288],
  // 261 weekdays with 8 before, 1 that waited and 5 after; Saturdays with 20, Sundays with 1 that waited and 17.
  dark: [5630, 5630, 5630],
};

const draft = (name: string, timeZone: string, more: Kind['more']): ScheduleDraft => ({
  ...USUAL,
  tell: { ...USUAL.tell, channels: [{ kind: 'system' }] },
  name,
  timeZone,
  action: {
    kind: 'export',
    target: 'embedded:demo',
    storage: null,
    folder: path.join(os.tmpdir(), 'never-written'),
    pattern: '{name}-{date}-{time}.zip',
  },
  ...more,
});

interface World {
  now: Instant;
  readonly store: ScheduleStore;
  /** When the runner looked, and found nothing of the schedule at work. */
  readonly looks: Instant[];
  readonly done: DoneRun[];
}

let home = '';
beforeAll(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-year-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

type Fails = (schedule: Schedule, attempt: number, now: Instant) => boolean;

interface Span {
  readonly begin: Instant;
  readonly end: Instant;
}

/** The weeks in which the clocks of some zone change. */
const SPRING: Span = { begin: Date.UTC(2026, 2, 1), end: Date.UTC(2026, 3, 10) };
const AUTUMN: Span = { begin: Date.UTC(2026, 8, 28), end: Date.UTC(2026, 10, 6) };

/** Lets time pass: a timer looks every so often, unless the machine is off. */
async function live(
  name: string,
  drafts: readonly ScheduleDraft[],
  isOff: (now: Instant) => boolean,
  {
    fails = () => false,
    lasts = 0,
    span = YEAR,
    every = 30 * MINUTE,
  }: {
    readonly fails?: Fails;
    readonly lasts?: number;
    readonly span?: Span;
    readonly every?: number;
  } = {},
): Promise<World> {
  const store = ScheduleStore.open(path.join(home, name));
  const world: World = { now: span.begin, store, looks: [], done: [] };
  for (const one of drafts) store.add(one, world.now);
  let attempts = 0;
  const runner = new ScheduleRunner({
    store,
    now: () => world.now,
    machine: { onBattery: async () => false, isReachable: async () => true },
    backup: async (schedule) => {
      attempts += 1;
      world.now += lasts;
      if (fails(schedule, attempts, world.now)) throw new EngineError(REFUSED);
      return { result: { at: world.now } };
    },
  });
  const { signal } = new AbortController();
  for (let tick = span.begin + 7 * MINUTE; tick <= span.end; tick += every) {
    if (tick < world.now || isOff(tick)) continue;
    world.now = tick;
    world.looks.push(tick);
    world.done.push(...(await runner.runDue(signal)).done);
  }
  return world;
}

const REFUSED = {
  code: 'TARGET_UNREACHABLE',
  message: 'The server does not answer.',
  consequence: 'Nothing was read.',
  advice: 'Look at the server.',
} as const;

/** Off each weekend night, asleep over lunch, and away for two weeks in March and in October, over the changes. */
const isOff = (now: Instant): boolean => {
  const at = new Date(now);
  const [month, day, hours] = [at.getUTCMonth(), at.getUTCDate(), at.getUTCHours()];
  if (
    (month === 2 && day >= 5 && day <= 29) ||
    (month === 9 && day >= 20) ||
    (month === 3 && day >= 3 && day <= 6)
  )
    return true;
  return (at.getUTCDay() === 6 && hours < 14) || hours === 11;
};

/** What has to be run when: at each look one run for all that became due since the one before. */
function expectedRuns(dues: readonly Instant[], looks: readonly Instant[]): string[] {
  const expected: string[] = [];
  let next = 0;
  for (const look of looks) {
    const first = next;
    while ((dues[next] ?? Number.POSITIVE_INFINITY) <= look) next += 1;
    if (next > first)
      expected.push(`${iso(look)} for ${iso(dues[next - 1] ?? 0)} and ${next - first - 1} more`);
  }
  return expected;
}

const iso = (instant: Instant) => new Date(instant).toISOString().slice(0, 16);
const toldRun = ({ due, covers, result }: DoneRun) =>
  `${iso((result as { readonly at: Instant }).at)} for ${due?.slice(0, 16)} and ${covers - 1} more`;

describe('a year', () => {
  const watched = new Map<string, readonly Instant[]>();
  beforeAll(() => {
    for (const zone of ZONES)
      for (const kind of KINDS) watched.set(`${kind.name} ${zone}`, watchedDues(kind, zone));
  }, 300_000);
  const duesOf = (kind: Kind, zone: string) => watched.get(`${kind.name} ${zone}`) ?? [];

  it('has as many due runs as the table says', () => {
    const counted = Object.fromEntries(
      KINDS.map((kind) => [kind.name, ZONES.map((zone) => duesOf(kind, zone).length)]),
    );
    expect(counted).toEqual(DUE);
  });

  it.each(ZONES)('in %s: runs are due when somebody who looks at the clock says so', (zone) => {
    for (const kind of KINDS) {
      const timing = { blackouts: [], ...kind.more, timeZone: zone };
      const found: Instant[] = [];
      for (let due = nextDue(timing, YEAR.begin); due !== null && due <= YEAR.end; due = nextDue(timing, due))
        found.push(due);
      expect(found.map(iso), kind.name).toEqual(duesOf(kind, zone).map(iso));
    }
  });

  it.each<[string, Span, number, (kind: Kind) => boolean]>([
    ['all year', YEAR, 2 * HOUR, ({ name }) => !OFTEN.includes(name)],
    ['in spring, each hour', SPRING, 30 * MINUTE, ({ name }) => OFTEN.includes(name)],
    ['in autumn, each hour', AUTUMN, 30 * MINUTE, ({ name }) => OFTEN.includes(name)],
  ])(
    '%s, with power cuts, sleep and absences: every due run is done or caught up exactly once',
    async (when, span, every, isMeant) => {
      const kinds = KINDS.filter(isMeant);
      const drafts = ZONES.flatMap((zone) => kinds.map((kind) => draft(nameOf(kind, zone), zone, kind.more)));
      const { store, looks, done } = await live(`off ${when}`, drafts, isOff, { span, every });
      for (const zone of ZONES) {
        for (const kind of kinds) {
          const runs = done.filter(({ schedule }) => schedule.name === nameOf(kind, zone));
          const lit = looks.filter((look) => !kind.isDark?.(wallOf(look, zone)));
          const dues = duesOf(kind, zone).filter((due) => due > span.begin && due <= (lit.at(-1) ?? 0));
          expect(runs.map(toldRun), `${kind.name} ${zone}`).toEqual(expectedRuns(dues, lit));
          expect(runs.reduce((sum, { covers }) => sum + covers, 0)).toBe(dues.length);
        }
      }
      store.close();
    },
    300_000,
  );

  it('with runs that last for hours and failures: each due run succeeds once, or is given up and told once', async () => {
    const zone = 'Europe/Berlin';
    const kinds = KINDS.filter(({ name }) => ['daily in the gap', 'weekly', 'cron'].includes(name));
    const drafts = kinds.map((kind) => draft(nameOf(kind, zone), zone, kind.more));
    const down = (now: Instant) => new Date(now).getUTCDate() === 13;
    const { store, done } = await live('failing', drafts, isOff, {
      lasts: 20 * MINUTE,
      fails: (_, attempt, now) => down(now) || attempt % 7 === 0,
    });
    for (const kind of kinds) {
      const runs = done.filter(({ schedule }) => schedule.name === nameOf(kind, zone));
      // What a success stands for reaches from the end of the success before to its own beginning.
      let covered = YEAR.begin;
      for (const run of runs.filter(({ end }) => end.outcome === 'succeeded')) {
        const began = (run.result as { readonly at: Instant }).at - 20 * MINUTE;
        const due = Date.parse(run.due ?? '');
        const owed = duesOf(kind, zone).filter((one) => one > covered && one <= began);
        expect(owed.at(-1)).toBe(due);
        covered = began;
      }
      const last = duesOf(kind, zone).filter((one) => one > covered && one < YEAR.end - 2 * HOUR);
      expect(last).toEqual([]);
      const letters = store.outbox.list(store.require(nameOf(kind, zone)).schedule.id, 10_000);
      expect(new Set(letters.map(({ event }) => event)).size).toBe(letters.length);
      const told = letters.map(({ event }) => event.split(' ')[0]).reverse();
      // Trouble and its end take turns.
      expect(told.filter((kind) => kind === 'recovered').length).toBeGreaterThan(5);
      const turns = told.map((kind) => kind === 'recovered');
      expect(turns.some((is, n) => is && turns[n + 1] === true)).toBe(false);
    }
    store.close();
  }, 300_000);

  it('with jitter: each run begins within it, and none is lost', async () => {
    const daily: When = { kind: 'daily', time: '23:50' };
    const { store, done } = await live(
      'jitter',
      [draft('spread', 'America/New_York', { when: daily, jitterSeconds: 3 * 3600 })],
      () => false,
      { span: AUTUMN },
    );
    expect(done).toHaveLength(39);
    const delays = done.map(
      ({ due, result }) => (result as { readonly at: Instant }).at - Date.parse(due ?? ''),
    );
    expect(Math.max(...delays)).toBeLessThan(3 * HOUR + 30 * MINUTE);
    expect(Math.max(...delays)).toBeGreaterThan(2 * HOUR);
    expect(new Set(done.map(({ due }) => due)).size).toBe(39);
    store.close();
  }, 120_000);

  it('in which what is missed is let go of: late runs are skipped, and overdue ones told', async () => {
    const daily: When = { kind: 'daily', time: '12:00' };
    const { store, done } = await live(
      'skip',
      [draft('skips', 'UTC', { when: daily, missed: 'skip' })],
      isOff,
      { span: SPRING },
    );
    const off = Array.from({ length: 40 }, (_, day) => SPRING.begin + day * DAY + 12 * HOUR).filter((noon) =>
      isOff(noon + 7 * MINUTE),
    );
    expect(done).toHaveLength(40 - off.length);
    expect(done.every(({ trigger, covers }) => trigger === 'due' && covers === 1)).toBe(true);
    const { schedule } = store.require('skips');
    const events = store.outbox.list(schedule.id, 1000).map(({ event }) => event.split(' ')[0]);
    expect(events.filter((kind) => kind === 'overdue').length).toBeGreaterThan(0);
    expect(events.filter((kind) => kind === 'overdue').length).toBeGreaterThanOrEqual(
      events.filter((kind) => kind === 'recovered').length,
    );
    store.close();
  }, 120_000);
});

function nameOf(kind: Kind, zone: string): string {
  return `${kind.name} ${zone.replace('/', ' ')}`;
}
