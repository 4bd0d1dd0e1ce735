import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ScheduleRunner } from './runner.ts';
import { type ScheduleDraft, USUAL } from './schedule.ts';
import { ScheduleStore } from './schedule-store.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-hanging-'));
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(home, { recursive: true, force: true });
});

const draft = (name: string): ScheduleDraft => ({
  ...USUAL,
  name,
  when: { kind: 'daily', time: '02:00' },
  timeZone: 'UTC',
  action: { kind: 'export', target: 'embedded:x', storage: null, folder: home, pattern: '{date}{time}.zip' },
  tell: {
    ...USUAL.tell,
    channels: [{ kind: 'command', command: ['/bin/true'], timeLimitSeconds: 10 }],
  },
});

describe('a run that hangs', () => {
  it('is overdue like one that never began, and so is what waits behind it: their process tells it', async () => {
    vi.setSystemTime(Date.UTC(2026, 0, 1));
    const store = ScheduleStore.open(home);
    const { schedule } = store.add(draft('hangs'), Date.now());
    const { schedule: behind } = store.add(draft('later'), Date.now());
    const told = (id: string) => store.outbox.list(id, 10).map(({ event }) => event.split(' ')[0]);
    let deliveries = 0;
    let finish = (): void => undefined;
    const runner = new ScheduleRunner({
      store,
      now: Date.now,
      machine: { onBattery: async () => false, isReachable: async () => true },
      backup: ({ name }) =>
        name === 'later'
          ? Promise.resolve({ result: null })
          : new Promise((resolve) => {
              finish = () => resolve({ result: null });
            }),
      onLook: async () => {
        deliveries += 1;
      },
    });
    vi.setSystemTime(Date.UTC(2026, 0, 1, 2, 1));
    const round = runner.runDue(new AbortController().signal);
    await vi.advanceTimersByTimeAsync(5 * 3_600_000);
    expect(told(schedule.id)).toEqual([]);
    await vi.advanceTimersByTimeAsync(2 * 3_600_000);
    expect(told(schedule.id)).toEqual(['overdue']);
    expect(told(behind.id)).toEqual(['overdue']);
    expect(deliveries).toBeGreaterThan(1);

    const before = deliveries;
    finish();
    expect((await round).done).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(deliveries, 'nobody looks when nothing is at work').toBe(before);
    expect(told(schedule.id)).toEqual(['recovered', 'overdue']);
    store.close();
  });

  it('and does not end when its time is over is given up, and nothing else begins beside it', async () => {
    vi.setSystemTime(Date.UTC(2026, 0, 1));
    const store = ScheduleStore.open(home);
    store.add({ ...draft('hangs'), timeLimitMinutes: 30 }, Date.now());
    const { schedule: behind } = store.add(draft('later'), Date.now());
    let isCancelled = false;
    const runner = new ScheduleRunner({
      store,
      now: Date.now,
      machine: { onBattery: async () => false, isReachable: async () => true },
      backup: (_, signal) => {
        signal.addEventListener('abort', () => {
          isCancelled = true;
        });
        return new Promise(() => undefined);
      },
    });
    vi.setSystemTime(Date.UTC(2026, 0, 1, 2, 1));
    const round = runner.runDue(new AbortController().signal);
    await vi.advanceTimersByTimeAsync(31 * 60_000);
    expect(isCancelled).toBe(true);
    expect(runner.isStuck).toBe(false);
    await vi.advanceTimersByTimeAsync(2 * 60_000);
    expect(runner.isStuck).toBe(true);
    const [only, ...others] = (await round).done;
    expect(others).toEqual([]);
    expect(only?.end).toMatchObject({
      outcome: 'failed',
      error: { code: 'SCHEDULE_TIME_LIMIT', message: expect.stringContaining('did not end') },
    });
    expect(store.require(behind.name).state.lastRun).toBeNull();
    store.close();
  });
});
