import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SnapshotSummary } from '../engine/snapshot/snapshot-summary.ts';
import type { SnapshotRequest } from '../engine/snapshot/take-snapshot.ts';
import { clearAway, takeAndProve } from './make-snapshot.ts';
import { policyOn } from './policy-on-snapshots.ts';
import { type RetentionPolicy, retentionSchema } from './retention-policy.ts';
import { ScheduleRunner } from './runner.ts';
import { type BackupAction, USUAL, type When } from './schedule.ts';
import { ScheduleStore } from './schedule-store.ts';
import { HOUR, type Instant, instantOf, MINUTE } from './zone.ts';

/** Two schedules without tags, of one EDMS and into one repository, and a snapshot that a person took. */
const ZONE = 'Europe/Berlin';
const HOURLY = retentionSchema.parse({ hourly: 12, daily: 2 });
const NIGHTLY = retentionSchema.parse({ daily: 7, weekly: 3 });
const DAYS = 25;

let home = '';
beforeAll(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-shared-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A repository in memory, and the clock. */
class World {
  now: Instant = instantOf(Date.UTC(2026, 0, 1), ZONE);
  there: readonly SnapshotSummary[] = [];
  taken: readonly SnapshotSummary[] = [];
  #count = 0;

  readonly snapshots = {
    take: async (_: unknown, { schedule = null, tags }: SnapshotRequest) => {
      this.now += MINUTE;
      this.#count += 1;
      const id = this.#count.toString(16).padStart(64, '0');
      const createdAt = new Date(this.now).toISOString();
      const made: SnapshotSummary = {
        ...{ id, createdAt, kind: 'full', parent: null, source: 'embedded:demo', host: 'h', user: 'u', tags },
        ...{ records: 1, byModel: {}, files: 0, fileBytes: 0, bytesAdded: 1, durationMs: 1, schedule },
        ...{ changes: null, problems: [], seals: [], signature: { kind: 'unsigned' } },
      };
      this.there = [...this.there, made];
      this.taken = [...this.taken, made];
      return { ...made, target: made.source, changed: 1, signedBy: null };
    },
    list: async () => ({
      repository: { id: 'r', path: '/safe', isEncrypted: false },
      snapshots: this.there,
      unreadable: [],
    }),
    forget: async (_: unknown, ids: readonly string[]) => {
      this.there = this.there.filter(({ id }) => !ids.includes(id));
      return ids;
    },
    test: () => Promise.reject(new Error('not asked for')),
    verify: () => Promise.reject(new Error('not asked for')),
    prune: () => Promise.reject(new Error('the repository is in use')),
  };
}

const action = (retention: RetentionPolicy, more: Partial<BackupAction>): BackupAction => ({
  ...{
    kind: 'backup',
    target: 'embedded:demo',
    storage: null,
    repository: '/safe',
    backupKind: 'incremental',
  },
  ...{ tags: [], afterwards: 'nothing', retention },
  ...more,
});

/** Lets both schedules run for some weeks. */
async function live(world: World, place: string, more: Partial<BackupAction>): Promise<readonly string[]> {
  const store = ScheduleStore.open(path.join(home, place));
  const add = (name: string, when: When, does: BackupAction) =>
    store.add({ ...USUAL, name, when, timeZone: ZONE, action: does }, world.now).schedule.id;
  const ids = [
    add('Hourly', { kind: 'hourly', minute: 0 }, action(HOURLY, {})),
    add('Nightly', { kind: 'daily', time: '02:30' }, action(NIGHTLY, more)),
  ];
  const repository = { path: '/safe', keys: {} };
  const runner = new ScheduleRunner({
    store,
    now: () => world.now,
    machine: { onBattery: async () => false, isReachable: async () => true },
    backup: async (schedule) => {
      if (schedule.action.kind !== 'backup') throw new Error('Both make snapshots.');
      const of = { ...schedule, action: schedule.action };
      const made = await takeAndProve(world.snapshots, repository, of, null, {});
      const runs = store.runs(schedule.id, 100);
      const request = { schedule, action: schedule.action, source: made.target, runs, options: {} };
      const cleared = await clearAway(world.snapshots, repository, { ...request, now: world.now });
      return { result: { name: made.id, ...cleared } };
    },
  });
  const end = world.now + DAYS * 24 * HOUR;
  for (let tick = world.now; tick <= end; tick += 30 * MINUTE) {
    world.now = Math.max(world.now, tick);
    await runner.runDue(new AbortController().signal);
  }
  store.close();
  return ids;
}

const idsOf = (snapshots: readonly { readonly id: string }[]) => snapshots.map(({ id }) => id).sort();

describe('two schedules that share an EDMS and a repository', () => {
  it('leave each other what they took, and what a person took', { timeout: 120_000 }, async () => {
    const world = new World();
    const byHand = await world.snapshots.take(null, { kind: 'full', storageRoot: null, tags: [] });
    const ids = await live(world, 'own', {});
    for (const [n, policy] of [HOURLY, NIGHTLY].entries()) {
      const of = (all: readonly SnapshotSummary[]) => all.filter(({ schedule }) => schedule?.id === ids[n]);
      const alone = { policy, zone: ZONE, scope: { source: null, tags: [] } };
      // The same as if the other one were not there.
      const kept = policyOn(of(world.taken), alone).filter((one) => one.kept);
      expect(idsOf(of(world.there))).toEqual(idsOf(kept.map(({ snapshot }) => snapshot)));
    }
    const counts = ids.map((id) => world.there.filter(({ schedule }) => schedule?.id === id).length);
    expect(counts).toEqual([12, 9]);
    expect(world.there.map(({ id }) => id)).toContain(byHand.id);
    expect(world.there).toHaveLength(12 + 9 + 1);
  });

  it('thin out everybody’s where one says so', { timeout: 120_000 }, async () => {
    const world = new World();
    const byHand = await world.snapshots.take(null, { kind: 'full', storageRoot: null, tags: [] });
    const tagged = await world.snapshots.take(null, { kind: 'full', storageRoot: null, tags: ['other'] });
    const [hourly] = await live(world, 'all', { thins: 'all' });
    const left = world.there.map(({ id }) => id);
    expect(left).not.toContain(byHand.id);
    expect(left).not.toContain(tagged.id);
    // After a night only the newest of each day are there, whoever took them.
    const early = world.there.filter(({ schedule }) => schedule?.id === hourly);
    expect(early.length).toBeLessThan(13 + 24);
    const days = world.there.map(({ createdAt }) => createdAt.slice(0, 10));
    expect(new Set(days).size).toBeLessThanOrEqual(7 + 3 + 1);
  });
});
