import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScheduleDraft, USUAL } from '../schedule/schedule.ts';
import { ScheduleStore } from '../schedule/schedule-store.ts';
import { ScheduleRuns, untilNextLook } from './schedule-runs.ts';

let home = '';
let store: ScheduleStore;
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-window-runs-'));
  store = ScheduleStore.open(home);
});
afterEach(() => {
  store.close();
  rmSync(home, { recursive: true, force: true });
});

const draft = (target: string): ScheduleDraft => ({
  ...USUAL,
  tell: { ...USUAL.tell, channels: [{ kind: 'system' }] },
  name: 'Nightly',
  when: { kind: 'daily', time: '02:30' },
  timeZone: 'UTC',
  action: { kind: 'export', target, storage: null, folder: home, pattern: '{name}-{date}-{time}.zip' },
});

/** A window, and a command line that only writes down with which words it was called. */
function window_({ isOurs = false, isAway = true, isIdle = true } = {}) {
  const file = path.join(home, 'calls');
  const script = path.join(home, 'called.cjs');
  writeFileSync(file, '');
  writeFileSync(
    script,
    `require('node:fs').appendFileSync(${JSON.stringify(file)}, process.argv.slice(2).join(' ') + '\\n')`,
  );
  const events: string[] = [];
  const runs = new ScheduleRuns({
    store: () => store,
    call: { command: [process.execPath, script], environment: {} },
    lent: {
      isOurs: () => isOurs,
      isAway: () => isAway,
      isIdle: () => isIdle,
      release: async () => void events.push('released'),
      reopen: async () => void events.push('reopened'),
    },
    during: async (work) => {
      events.push('begun');
      await work(new AbortController().signal);
      events.push('ended');
    },
    show: ({ kind }) => void events.push(kind),
    onChange: () => undefined,
  });
  return { runs, events, calls: () => readFileSync(file, 'utf8') };
}

const overdue = (target = 'server') => store.add(draft(target), Date.now() - 3 * 24 * 3_600_000).schedule.id;

describe('when is looked', () => {
  it('is three times a minute, and just after a minute has begun', () => {
    expect(untilNextLook(Date.UTC(2026, 0, 1, 2, 30, 1))).toBe(20_000);
    expect(untilNextLook(Date.UTC(2026, 0, 1, 2, 29, 45))).toBe(15_200);
    expect(untilNextLook(Date.UTC(2026, 0, 1, 2, 30))).toBe(20_000);
  });
});

describe('the runs that the window does', () => {
  it('are called when they are due, and what is overdue is shown', async () => {
    const { runs, events, calls } = window_();
    await runs.look();
    expect(calls()).toBe('');
    overdue();
    await runs.look();
    expect(calls()).toBe('schedule run --due --quiet --json\n');
    expect(events).toEqual(['begun', 'ended', 'overdue']);
  });

  it('have the embedded target of the window for themselves, while that is put away', async () => {
    overdue();
    const away = window_({ isOurs: true });
    await away.runs.look();
    expect(away.events).toEqual(['released', 'begun', 'ended', 'reopened', 'overdue']);
    const seen = window_({ isOurs: true, isAway: false });
    await seen.runs.look();
    expect(seen.calls()).toBe('');
    expect(store.require('Nightly').state.waitingFor).toContain('It waits for server');
  });

  it('begin at once when somebody asks, unless the window works on the target', async () => {
    const id = overdue();
    const busy = window_({ isOurs: true, isIdle: false });
    expect(() => busy.runs.runNow(id)).toThrow('works on server');
    const idle = window_({ isOurs: true, isAway: false });
    await idle.runs.runNow(id).ended;
    expect(idle.calls()).toBe(`schedule run ${id} --quiet --json\n`);
    expect(idle.events.slice(0, 4)).toEqual(['released', 'begun', 'ended', 'reopened']);
  });
});
