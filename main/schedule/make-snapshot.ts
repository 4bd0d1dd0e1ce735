import type { WorkOptions } from '../engine/engine.ts';
import { EngineError, type PlainError, toPlainError } from '../engine/errors.ts';
import type { SnapshotProof } from '../engine/snapshot/seal.ts';
import type { RepositoryAddress } from '../engine/snapshot/snapshot-summary.ts';
import type { SnapshotWork } from '../engine/snapshot/snapshot-work.ts';
import type { SnapshotReport, SnapshotRequest } from '../engine/snapshot/take-snapshot.ts';
import { scopeOf, thinOut } from './policy-on-snapshots.ts';
import type { BackupAction, Schedule } from './schedule.ts';
import type { ScheduleRun } from './schedule-row.ts';
import { dateText, type Instant, wallOf } from './zone.ts';

/** A snapshot of a schedule, and what was found when it was proven. */
export interface ProvenSnapshot extends SnapshotReport {
  /** Null where none was wanted, or where it came to no end. */
  readonly proof: SnapshotProof | null;
  /** Why the proof came to no end; the snapshot is there all the same. */
  readonly proofError: PlainError | null;
}

/** Takes a snapshot of the open target for a schedule, and proves it as that says. Rejects only when there is no snapshot. */
export async function takeAndProve(
  snapshots: Pick<SnapshotWork, 'take' | 'verify' | 'test'>,
  repository: RepositoryAddress,
  { id, name, action }: Pick<Schedule, 'id' | 'name'> & { readonly action: BackupAction },
  storageRoot: string | null,
  { signWith, ...options }: WorkOptions & Pick<SnapshotRequest, 'signWith'>,
): Promise<ProvenSnapshot> {
  const { backupKind: kind, tags, afterwards } = action;
  const signing = signWith === undefined ? {} : { signWith };
  const request = { kind, tags, storageRoot, schedule: { id, name }, ...signing };
  const report = await snapshots.take(repository, request, options);
  if (afterwards === 'nothing') return { ...report, proof: null, proofError: null };
  try {
    const proof = await snapshots[afterwards](repository, report.id, options);
    return { ...report, proof, proofError: null };
  } catch (error) {
    return { ...report, proof: null, proofError: toPlainError(error) };
  }
}

/** Why a run has failed although its snapshot is there: it could not be proven, or is not what it should be. Null: it has not. */
export function unproven(
  { id, proof, proofError }: ProvenSnapshot,
  { afterwards }: BackupAction,
): EngineError | null {
  if (proofError !== null) return new EngineError(proofError);
  if (afterwards === 'nothing' || (proof !== null && proof.seal !== null)) return null;
  const first = proof?.problems.find(({ severity }) => severity !== 'note')?.message;
  return new EngineError({
    code: 'VERIFICATION_FAILED',
    message: `The snapshot ${id.slice(0, 8)} was made, and its ${afterwards === 'test' ? 'restore test' : 'verification'} failed${first === undefined ? '.' : `: ${first}`}`,
    consequence: 'It is in the repository without a seal, and no snapshot was removed.',
    advice: 'Check the repository: edms-backup snapshot check --read-data.',
  });
}

/** What became of older snapshots after a run. */
export interface Cleared {
  /** Ids of those that were removed. */
  readonly forgotten: readonly string[];
  /** What a prune has put into the trash and deleted from it, in bytes; null when it was not its day. */
  readonly pruned: { readonly trashed: number; readonly deleted: number } | null;
  /** What did not come about, as sentences: the snapshot is there all the same, and the next run does it again. */
  readonly left: readonly string[];
}

const NOTHING: Cleared = { forgotten: [], pruned: null, left: [] };

/**
 * Removes what the schedule's policy does not keep, of the EDMS that the snapshot is of: among the snapshots that the
 * schedule took, or all, where it says so (`scopeOf`). Then takes out of the repository what nothing needs any more, with the
 * first run of a day that finds something to do. Never rejects.
 *
 * @param runs the runs of the schedule before, the newest first
 */
export async function clearAway(
  snapshots: Pick<SnapshotWork, 'list' | 'forget' | 'prune'>,
  repository: RepositoryAddress,
  { schedule, action, source, runs, now, options }: ClearRequest,
): Promise<Cleared> {
  const { retention } = action;
  if (retention === null) return NOTHING;
  const { timeZone } = schedule;
  const left: string[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      left.push(`${what} ${toPlainError(error).message}`);
      return null;
    }
  };
  const forgotten =
    (await attempt('No older snapshot was removed.', async () => {
      const rules = {
        policy: retention,
        zone: timeZone,
        scope: scopeOf({ id: schedule.id, action }, source, runs),
      };
      return (await thinOut(snapshots, repository, rules)).forgotten;
    })) ?? [];
  if (!isPruneDue(runs, forgotten.length, now, timeZone)) return { forgotten, pruned: null, left };
  const pruned = await attempt('The repository was not pruned.', async () => {
    const { bytes, findings } = await snapshots.prune(repository, { dryRun: false }, options);
    for (const { severity, message } of findings) if (severity !== 'note') left.push(message);
    return { trashed: bytes.trashed, deleted: bytes.deleted };
  });
  return { forgotten, pruned, left };
}

export interface ClearRequest {
  readonly schedule: Schedule;
  readonly action: BackupAction;
  /** Label of the EDMS. */
  readonly source: string;
  readonly runs: readonly ScheduleRun[];
  readonly now: Instant;
  readonly options: WorkOptions;
}

/**
 * Whether a run prunes: at most one a day does, and only when something was removed since the last prune, or when that one
 * has put something into the trash, out of which it goes after a day.
 */
export function isPruneDue(
  runs: readonly ScheduleRun[],
  forgotten: number,
  now: Instant,
  zone: string,
): boolean {
  const at = runs.findIndex(({ result }) => prunedOf(result) !== null);
  const last = at === -1 ? undefined : runs[at];
  const since = at === -1 ? runs : runs.slice(0, at);
  const isOwed =
    forgotten > 0 ||
    since.some(({ result }) => forgottenOf(result) > 0) ||
    (prunedOf(last?.result)?.trashed ?? 0) > 0;
  const day = (instant: Instant) => dateText(wallOf(instant, zone));
  return isOwed && (last === undefined || day(Date.parse(last.startedAt)) !== day(now));
}

function prunedOf(result: unknown): Cleared['pruned'] {
  const pruned = partOf(result, 'pruned');
  const trashed = partOf(pruned, 'trashed');
  const deleted = partOf(pruned, 'deleted');
  return typeof trashed === 'number' && typeof deleted === 'number' ? { trashed, deleted } : null;
}

function forgottenOf(result: unknown): number {
  const forgotten = partOf(result, 'forgotten');
  return Array.isArray(forgotten) ? forgotten.length : 0;
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
}
