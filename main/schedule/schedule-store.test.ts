import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelledError, EngineError } from '../engine/errors.ts';
import { linuxOnBattery, type Machine } from './conditions.ts';
import { type Backup, ScheduleRunner } from './runner.ts';
import { type ScheduleDraft, USUAL, WEEKDAYS } from './schedule.ts';
import { ScheduleStore } from './schedule-store.ts';

let home = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-schedules-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

const draft = (name: string, more: Partial<ScheduleDraft> = {}): ScheduleDraft => ({
  ...USUAL,
  name,
  when: { kind: 'daily', time: '02:00' },
  timeZone: 'UTC',
  action: { kind: 'export', target: 'embedded:x', storage: null, folder: home, pattern: '{date}{time}.zip' },
  ...more,
});
const ALWAYS: ScheduleDraft['blackouts'] = [
  { days: WEEKDAYS, from: '00:00', to: '12:00' },
  { days: WEEKDAYS, from: '12:00', to: '00:00' },
];
const at = (day: number, hours = 2, minutes = 1) => Date.UTC(2026, 0, day, hours, minutes);
const REFUSED = new EngineError({
  code: 'TARGET_UNREACHABLE',
  message: 'No.',
  consequence: 'Nothing.',
  advice: 'Look.',
});
const CALM: Machine = { onBattery: async () => false, isReachable: async () => true };
const { signal } = new AbortController();

/** A runner whose clock is set by the test. */
function runnerAt(store: ScheduleStore, backup: Backup, machine = CALM) {
  let now = 0;
  const runner = new ScheduleRunner({ store, backup, machine, now: () => now });
  return async (time: number) => {
    now = time;
    const { done, waiting } = await runner.runDue(signal);
    return [
      ...done.map(({ trigger, attempt, end }) => `${trigger} ${attempt} ${end.outcome}`),
      ...waiting.map(({ waitingFor }) => waitingFor),
    ];
  };
}

describe('schedules', () => {
  it('are kept, found by name whatever its case, and forgotten', () => {
    const store = ScheduleStore.open(home);
    const { schedule } = store.add(draft('Nightly'), at(1));
    expect(store.require('nightly').schedule).toEqual(schedule);
    expect(() => store.add(draft('NIGHTLY'), at(1))).toThrow(
      expect.objectContaining({ code: 'SCHEDULE_INVALID' }),
    );
    store.close();
    const again = ScheduleStore.open(home);
    expect(again.list().map((kept) => kept.schedule)).toEqual([schedule]);
    again.remove('Nightly');
    expect(again.list()).toEqual([]);
    expect(() => again.require('Nightly')).toThrow(expect.objectContaining({ code: 'SCHEDULE_UNKNOWN' }));
    again.close();
  });

  it.each<[string, Partial<ScheduleDraft>]>([
    ['a time that is none', { when: { kind: 'daily', time: '25:00' } }],
    ['a cron expression that names no day', { when: { kind: 'cron', expression: '0 0 30 2 *' } }],
    ['a cron expression with seconds', { when: { kind: 'cron', expression: '0 0 2 * * *' } }],
    ['a zone that is none', { timeZone: 'Europe/Nowhere' }],
    [
      'a file that would lie elsewhere',
      { action: { ...draft('x').action, pattern: '../{date}{time}.zip' } as ScheduleDraft['action'] },
    ],
    ['blackouts that leave nothing', { blackouts: ALWAYS }],
  ])('are refused with %s', (_, more) => {
    const store = ScheduleStore.open(home);
    expect(() => store.add(draft('x', more), at(1))).toThrow(
      expect.objectContaining({ code: 'SCHEDULE_INVALID' }),
    );
    expect(store.list()).toEqual([]);
    store.close();
  });

  it('that are paused do nothing, and make up for nothing of the pause', async () => {
    const store = ScheduleStore.open(home);
    const { schedule } = store.add(draft('x'), at(1));
    const look = runnerAt(store, async () => ({ result: null }));
    store.change({ ...schedule, paused: true }, at(1, 3));
    expect(await look(at(5))).toEqual([]);
    store.change({ ...schedule, paused: false }, at(5, 3));
    expect(await look(at(5, 4))).toEqual([]);
    expect(await look(at(6))).toEqual(['due 1 succeeded']);
    store.close();
  });
});

describe('a due run', () => {
  it('that fails is tried again, later and later, and then given up until the next is due', async () => {
    const store = ScheduleStore.open(home);
    store.add(draft('x'), at(1, 3));
    const look = runnerAt(store, async () => {
      throw REFUSED;
    });
    expect(await look(at(2, 2, 0))).toEqual(['due 1 failed']);
    expect(await look(at(2, 2, 4))).toEqual([]);
    expect(await look(at(2, 2, 5))).toEqual(['retry 2 failed']);
    expect(await look(at(2, 2, 19))).toEqual([]);
    expect(await look(at(2, 2, 20))).toEqual(['retry 3 failed']);
    expect(await look(at(2, 23))).toEqual([]);
    expect(store.require('x').state).toMatchObject({
      failures: 0,
      nextDue: at(3, 2, 0),
      lastOutcome: 'failed',
    });
    expect(await look(at(3, 2, 0))).toEqual(['due 1 failed']);
    // Its retry was missed, and stands for the next due run too.
    expect(await look(at(4, 9))).toEqual(['caught-up 1 failed']);
    store.close();
  });

  it('that is cancelled is done again, and one that takes too long has failed', async () => {
    const store = ScheduleStore.open(home);
    store.add(draft('x', { retry: { ...USUAL.retry, attempts: 1 } }), at(1, 3));
    let cancels = true;
    const look = runnerAt(store, async () => {
      if (cancels) throw cancelledError();
      return { result: null };
    });
    expect(await look(at(2))).toEqual(['due 1 cancelled']);
    expect(await look(at(2, 2, 5))).toEqual([]);
    cancels = false;
    expect(await look(at(2, 2, 10))).toEqual(['due 1 succeeded']);
    store.close();
  });

  it('waits until its conditions hold, and says for what', async () => {
    const store = ScheduleStore.open(home);
    store.add(draft('x', { conditions: { mainsPower: true, reachable: ['/mnt/share'] } }), at(1, 3));
    const machine = { battery: true, there: false };
    const look = runnerAt(store, async () => ({ result: null }), {
      onBattery: async () => machine.battery,
      isReachable: async () => machine.there,
    });
    expect(await look(at(2))).toEqual(['It waits for mains power.']);
    machine.battery = false;
    expect(await look(at(2, 3))).toEqual(['It waits for /mnt/share, which cannot be reached.']);
    expect(store.require('x').state.waitingFor).toContain('/mnt/share');
    machine.there = true;
    expect(await look(at(2, 4))).toEqual(['caught-up 1 succeeded']);
    expect(store.require('x').state.waitingFor).toBeNull();
    store.close();
  });

  it('is done when a person has done it, and what a person’s run fails in stays due', async () => {
    const store = ScheduleStore.open(home);
    const { schedule } = store.add(draft('x'), at(1, 3));
    const failing = store.claimByPerson('X', at(2));
    expect(() => store.claimByPerson('x', at(2))).toThrow(
      expect.objectContaining({ code: 'SCHEDULE_RUNNING' }),
    );
    expect(() => store.remove('x')).toThrow(expect.objectContaining({ code: 'SCHEDULE_RUNNING' }));
    expect(store.claimDue(schedule.id, at(2))).toBeNull();
    store.finish(failing, { outcome: 'failed', error: REFUSED.plain }, null, at(2));
    expect(store.due(at(2))).toHaveLength(1);
    store.finish(store.claimByPerson('x', at(2)), { outcome: 'succeeded' }, { name: 'a.zip' }, at(2));
    expect(store.due(at(2))).toEqual([]);
    expect(store.runs('x', 1)[0]).toMatchObject({ trigger: 'person', result: { name: 'a.zip' } });
    store.close();
  });

  it('whose process is gone is interrupted, and done again at once', async () => {
    const gone = ScheduleStore.open(home, { pid: 2 ** 22 - 1, started: 'never' });
    const { schedule } = gone.add(draft('x'), at(1, 3));
    expect(gone.claimDue(schedule.id, at(2))).not.toBeNull();
    gone.close();
    const store = ScheduleStore.open(home);
    const look = runnerAt(store, async () => ({ result: null }));
    expect(await look(at(2, 2, 6))).toEqual(['retry 2 succeeded']);
    expect(store.runs('x', 5).map(({ outcome }) => outcome)).toEqual(['succeeded', 'interrupted']);
    store.close();
  });

  it('is done once by several processes, and by another when one is killed', {
    timeout: 120_000,
  }, async () => {
    const names = Array.from({ length: 20 }, (_, n) => `schedule ${n}`);
    const store = ScheduleStore.open(home);
    for (const name of names) store.add(draft(name), at(1, 3));
    const file = path.join(home, 'ran');
    writeFileSync(file, '');
    const four = await Promise.all([1, 2, 3, 4].map(() => ended(process_(file, '30'))));
    expect(four.reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(ran(file)).toEqual([...names].sort());
    // A day later, one that is killed in the middle of its first run.
    const killed = process_(file, '600000', at(3));
    while (ran(file).length < 21) await new Promise((resolve) => setTimeout(resolve, 50));
    killed.kill('SIGKILL');
    await new Promise((resolve) => killed.once('close', resolve));
    expect(await ended(process_(file, '0', at(3)))).toBe(20);
    expect(ran(file)).toHaveLength(41);
    store.close();
  });

  const ran = (file: string) => readFileSync(file, 'utf8').split('\n').filter(Boolean).sort();
  const process_ = (file: string, lasts: string, now = at(2)) => {
    const script = path.join(import.meta.dirname, 'testing-runner.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, home, String(now), file, lasts]);
    children.push(child);
    return child;
  };
  const ended = (child: ChildProcess): Promise<number> =>
    new Promise((resolve, reject) => {
      let [out, err] = ['', ''];
      child.stdout?.on('data', (text) => {
        out += text;
      });
      child.stderr?.on('data', (text) => {
        err += text;
      });
      child.once('close', (status) =>
        status === 0 ? resolve(Number(out.trim().split('\n').at(-1))) : reject(new Error(err)),
      );
    });
});

it('a machine is on its battery when that discharges and no mains are on', async () => {
  const supply = (name: string, facts: { readonly [fact: string]: string }) => {
    for (const [fact, value] of Object.entries(facts)) {
      const folder = path.join(home, name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, fact), `${value}\n`);
    }
  };
  supply('hid', { type: 'Battery', status: 'Discharging', scope: 'Device' });
  expect(await linuxOnBattery(home)).toBe(false);
  supply('BAT0', { type: 'Battery', status: 'Discharging' });
  expect(await linuxOnBattery(home)).toBe(true);
  supply('AC', { type: 'Mains', online: '1' });
  expect(await linuxOnBattery(home)).toBe(false);
});
