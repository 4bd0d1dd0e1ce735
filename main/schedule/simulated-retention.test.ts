import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SnapshotSummary } from '../engine/snapshot/snapshot-summary.ts';
import type { SnapshotRequest } from '../engine/snapshot/take-snapshot.ts';
import { clearAway, takeAndProve, unproven } from './make-snapshot.ts';
import { policyOn } from './policy-on-snapshots.ts';
import { retentionSchema } from './retention-policy.ts';
import { ScheduleRunner } from './runner.ts';
import { type BackupAction, USUAL } from './schedule.ts';
import { ScheduleStore } from './schedule-store.ts';
import { DAY, dateText, HOUR, type Instant, instantOf, MINUTE, wallOf, weekdayOf } from './zone.ts';

/**
 * A year of a schedule and of what is kept of its snapshots, together: the table of docs/retention.md is what is in the
 * repository at its end.
 */
const ZONE = 'Europe/Berlin';
const action: BackupAction = {
  kind: 'backup',
  target: 'embedded:demo',
  storage: null,
  repository: '/safe',
  backupKind: 'incremental',
  tags: [],
  retention: retentionSchema.parse({ last: 3, daily: 7, weekly: 4, monthly: 12, yearly: 2 }),
  afterwards: 'test',
};

const on = (month: number, day: number, hour = 0) => Date.UTC(2026, month - 1, day) + hour * HOUR;
/** By the clock on the wall: off from Friday 18:00 to Monday 07:00, for three weeks of August, and from the 24th of December to noon of the 29th. */
function isOff(now: Instant): boolean {
  const wall = wallOf(now, ZONE);
  const weekday = weekdayOf(wall);
  const hour = new Date(wall).getUTCHours();
  if (wall >= on(8, 3) && wall < on(8, 24, 7)) return true;
  if (wall >= on(12, 24) && wall < on(12, 29, 12)) return true;
  return weekday === 5 || weekday === 6 || (weekday === 4 && hour >= 18) || (weekday === 0 && hour < 7);
}
/** From the 12th of October on a restore test finds that the snapshot is another, until somebody has repaired that on the 21st. */
const isBroken = (now: Instant) => {
  const wall = wallOf(now, ZONE);
  return wall >= on(10, 12) && wall < on(10, 21);
};

let home = '';
beforeAll(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-year-kept-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('a year of snapshots on a machine that is often off', () => {
  let now = instantOf(Date.UTC(2026, 0, 1), ZONE);
  let there: SnapshotSummary[] = [];
  let taken: SnapshotSummary[] = [];
  const sizes: number[] = [];
  const prunes: string[] = [];
  /** A repository in memory. */
  const snapshots = {
    take: async (_: unknown, { schedule = null }: SnapshotRequest) => {
      now += 5 * MINUTE;
      const createdAt = new Date(now).toISOString();
      const id = taken.length.toString(16).padStart(64, '0');
      const made: SnapshotSummary = {
        ...{ id, createdAt, kind: 'full', parent: null, source: 'embedded:demo', host: 'h', user: 'u' },
        ...{ tags: [], records: 1, byModel: {}, files: 0, fileBytes: 0, bytesAdded: 1, durationMs: 1 },
        ...{ changes: null, problems: [], seals: [], schedule, signature: { kind: 'unsigned' } },
      };
      there = [...there, made];
      taken = [...taken, made];
      return { ...made, target: made.source, changed: 1, signedBy: null };
    },
    test: async (_: unknown, id: string) => {
      const seal = { snapshot: id, kind: 'restored', at: new Date(now).toISOString() } as const;
      const whole = { ...seal, records: 1, files: 0, host: 'h', user: 'u' };
      const isGood = !isBroken(now);
      const add = (one: SnapshotSummary) => (one.id === id && isGood ? { ...one, seals: [whole] } : one);
      there = there.map(add);
      taken = taken.map(add);
      const counts = { snapshot: id, records: 1, files: 0, durationMs: 1, problems: [] };
      return { ...counts, seal: isGood ? whole : null };
    },
    verify: async () => {
      throw new Error('not asked for');
    },
    list: async () => ({
      repository: { id: 'r', path: '/safe', isEncrypted: false },
      snapshots: there,
      unreadable: [],
    }),
    forget: async (_: unknown, ids: readonly string[]) => {
      there = there.filter(({ id }) => !ids.includes(id));
      return ids;
    },
    prune: async () => {
      prunes.push(dateText(wallOf(now, ZONE)));
      return PRUNED;
    },
  };

  it('leaves what docs/retention.md says', { timeout: 120_000 }, async () => {
    const store = ScheduleStore.open(home);
    const when = { kind: 'daily', time: '02:30' } as const;
    store.add({ ...USUAL, name: 'Nightly', when, timeZone: ZONE, action }, now);
    const repository = { path: '/safe', keys: {} };
    const runner = new ScheduleRunner({
      store,
      now: () => now,
      machine: { onBattery: async () => false, isReachable: async () => true },
      backup: async (schedule) => {
        const made = await takeAndProve(snapshots, repository, { ...schedule, action }, null, {});
        const failure = unproven(made, action);
        if (failure !== null) throw failure;
        const before = store.runs(schedule.id, 100);
        const request = { schedule, action, source: made.target, runs: before, now, options: {} };
        return { result: await clearAway(snapshots, repository, request) };
      },
    });
    const { signal } = new AbortController();
    // A timer looks twice an hour in the night, and each hour otherwise.
    for (let tick = now; tick <= instantOf(Date.UTC(2026, 11, 31, 12), ZONE); tick += 30 * MINUTE) {
      const hour = new Date(wallOf(tick, ZONE)).getUTCHours();
      if (tick < now || isOff(tick) || (hour > 8 && hour % 6 !== 0)) continue;
      now = tick;
      await runner.runDue(signal);
      sizes.push(there.length);
    }
    store.close();

    const text = readFileSync(path.join(import.meta.dirname, '../../docs/retention.md'), 'utf8');
    const [, section = ''] = text.split('## A year with power cuts');
    const documented = [...section.matchAll(/^\| (\d{4}-\d\d-\d\d) \| (.+) \|$/gm)].map(([, day, why]) => [
      day,
      why,
    ]);
    const { retention } = action;
    if (retention === null) throw new Error('There is a policy.');
    const left = policyOn(there, { policy: retention, zone: ZONE, scope: { source: null, tags: [] } });
    expect(left.map(({ day, reasons }) => [day, reasons.join(', ')])).toEqual(documented);
    // Nothing was lost on the way: once at the end leaves the same, but for what was not proven in time.
    const once = policyOn(taken, { policy: retention, zone: ZONE, scope: { source: null, tags: [] } });
    expect(left.map(({ snapshot }) => snapshot.id)).toEqual(
      once.filter(({ kept }) => kept).map(({ snapshot }) => snapshot.id),
    );
    expect(left.every(({ kept }) => kept)).toBe(true);
    // Between two tests that succeed nothing goes.
    expect(Math.max(...sizes)).toBeLessThan(60);
    expect(new Set(prunes).size).toBe(prunes.length);
    expect(prunes.length).toBeGreaterThan(100);
  });
});

const PRUNED = {
  dryRun: false,
  findings: [],
  blocked: false,
  blobs: { needed: 1, unneeded: 1 },
  packs: { kept: 1, repacked: 0, trashed: 1, deleted: 1 },
  bytes: { rewritten: 0, trashed: DAY, deleted: 1 },
  removed: { seals: 0, signatures: 0, leftovers: 0, locks: 0 },
};
