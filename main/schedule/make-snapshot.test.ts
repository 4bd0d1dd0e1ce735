import { describe, expect, it } from 'vitest';
import type { SnapshotProof } from '../engine/snapshot/seal.ts';
import type { SnapshotSummary } from '../engine/snapshot/snapshot-summary.ts';
import type { SnapshotReport } from '../engine/snapshot/take-snapshot.ts';
import { clearAway, isPruneDue, type ProvenSnapshot, unproven } from './make-snapshot.ts';
import { retentionSchema } from './retention-policy.ts';
import { type BackupAction, checkedSchedule, USUAL } from './schedule.ts';
import type { ScheduleRun } from './schedule-row.ts';

const ZONE = 'Europe/Berlin';
const action: BackupAction = {
  kind: 'backup',
  target: 'embedded:demo',
  storage: null,
  repository: '/safe',
  backupKind: 'incremental',
  tags: [],
  retention: retentionSchema.parse({ last: 2 }),
  afterwards: 'test',
};
const schedule = checkedSchedule({
  ...USUAL,
  id: 'schedule-0123456789abcdef',
  name: 'Nightly',
  when: { kind: 'daily', time: '02:30' },
  timeZone: ZONE,
  action,
});

const run = (startedAt: string, forgotten: number, trashed: number | null): ScheduleRun => ({
  id: 1,
  trigger: 'due',
  due: startedAt,
  covers: 1,
  attempt: 1,
  startedAt,
  endedAt: startedAt,
  outcome: 'succeeded',
  error: null,
  result: {
    forgotten: Array.from({ length: forgotten }, (_, n) => `id-${n}`),
    pruned: trashed === null ? null : { trashed, deleted: 0 },
    left: [],
  },
});

describe('pruning', () => {
  const now = Date.parse('2026-03-02T12:00:00Z');
  const due = (runs: readonly ScheduleRun[], forgotten = 0) => isPruneDue(runs, forgotten, now, ZONE);

  it('follows what was removed, once a day', () => {
    expect(due([])).toBe(false);
    expect(due([], 1)).toBe(true);
    expect(due([run('2026-03-02T08:00:00Z', 1, 10)], 1)).toBe(false);
    // 00:30 in Berlin, on the day before by UTC.
    expect(due([run('2026-03-01T23:30:00Z', 1, 10)], 1)).toBe(false);
    expect(due([run('2026-03-01T22:30:00Z', 1, 10)], 1)).toBe(true);
  });

  it('makes up for what a run before has removed, and empties the trash', () => {
    const pruned = run('2026-03-01T08:00:00Z', 1, 0);
    expect(due([pruned])).toBe(false);
    expect(due([run('2026-03-01T09:00:00Z', 2, null), pruned])).toBe(true);
    expect(due([run('2026-03-01T09:00:00Z', 0, null), run('2026-03-01T08:00:00Z', 1, 10)])).toBe(true);
  });
});

describe('what a run removes', () => {
  const summary = (id: string, createdAt: string, more: Partial<SnapshotSummary> = {}): SnapshotSummary => ({
    ...{ id, createdAt, kind: 'full', parent: null, source: 'embedded:demo', host: 'h', user: 'u', tags: [] },
    ...{ records: 1, byModel: {}, files: 0, fileBytes: 0, bytesAdded: 1, durationMs: 1, changes: null },
    ...{ problems: [], seals: [], schedule: null, signature: { kind: 'unsigned' } },
    ...more,
  });
  const OWN = { id: schedule.id, name: 'as it was called before' };
  const OTHER = { id: 'schedule-fedcba9876543210', name: schedule.name };
  const all = [
    summary('other', '2026-01-01T00:00:00Z', { source: 'embedded:other' }),
    ...[1, 2, 3, 4, 5, 6].map((day) =>
      summary(`day-${day}`, `2026-01-0${day}T00:00:00Z`, {
        schedule: day % 2 === 0 && day < 6 ? OTHER : OWN,
      }),
    ),
    summary('kept', '2025-01-01T00:00:00Z', { tags: ['year'] }),
  ];
  const cleared = async (more: Partial<BackupAction>, fails = false, runs: readonly ScheduleRun[] = []) => {
    const asked: string[] = [];
    const repository = {
      list: async () => ({
        repository: { id: 'r', path: '/safe', isEncrypted: false },
        snapshots: all,
        unreadable: [],
      }),
      forget: async (_: unknown, ids: readonly string[]) => {
        if (fails) throw new Error('no');
        asked.push(...ids);
        return ids;
      },
      prune: async () => {
        throw new Error('the disk is gone');
      },
    };
    const request = { schedule, action: { ...action, ...more }, source: 'embedded:demo', runs };
    const place = { path: '/safe', keys: {} };
    return {
      asked,
      result: await clearAway(repository, place, { ...request, now: Date.now(), options: {} }),
    };
  };

  it('is what the schedule took itself, of its own EDMS', async () => {
    expect((await cleared({})).asked).toEqual(['day-3', 'day-1']);
    // Its tags are words and no scope.
    expect((await cleared({ tags: ['year'] })).asked).toEqual(['day-3', 'day-1']);
    expect((await cleared({ retention: null })).asked).toEqual([]);
  });

  it('is also what its runs made before snapshots named their schedule', async () => {
    const made = { ...run('2025-01-01T00:00:00Z', 0, null), result: { name: 'kept' } };
    const other = { ...made, result: { name: 'day-2' } };
    // One that names another schedule is that one's, whatever a list of runs says.
    expect((await cleared({}, false, [made, other])).asked).toEqual(['day-3', 'day-1', 'kept']);
  });

  it('is of everybody where the schedule says so, and of its tags alone then', async () => {
    const thins = 'all';
    expect((await cleared({ thins })).asked).toEqual(['day-4', 'day-3', 'day-2', 'day-1', 'kept']);
    expect((await cleared({ thins, tags: ['year'] })).asked).toEqual([]);
  });

  it('is told where it could not be removed, and the run has not failed', async () => {
    expect((await cleared({}, true)).result).toMatchObject({ forgotten: [], pruned: null });
    expect((await cleared({}, true)).result.left).toEqual([
      expect.stringContaining('No older snapshot was removed.'),
    ]);
    expect((await cleared({})).result.left).toEqual([expect.stringContaining('not pruned')]);
  });
});

describe('a snapshot that is not proven', () => {
  const report: SnapshotReport = {
    ...{ id: 'ab'.repeat(32), kind: 'full', parent: null, createdAt: '2026-01-01T00:00:00Z' },
    ...{
      target: 'embedded:demo',
      records: 1,
      files: 0,
      changed: 1,
      changes: null,
      bytesAdded: 1,
      signedBy: null,
    },
    ...{ durationMs: 1, problems: [] },
  };
  const proof: SnapshotProof = {
    ...{ snapshot: report.id, seal: null, records: 1, files: 0, durationMs: 1 },
    problems: [{ code: 'VALUE_DIFFERS', severity: 'error', message: 'It is another.' }],
  };
  const made = (more: Partial<ProvenSnapshot>): ProvenSnapshot => ({
    ...report,
    proof: null,
    proofError: null,
    ...more,
  });

  it('fails its run, and says what differs', () => {
    expect(unproven(made({ proof }), action)?.plain).toMatchObject({
      code: 'VERIFICATION_FAILED',
      message: expect.stringContaining('It is another.'),
    });
    expect(unproven(made({ proof: null }), action)).not.toBeNull();
    expect(unproven(made({}), { ...action, afterwards: 'nothing' })).toBeNull();
  });
});
