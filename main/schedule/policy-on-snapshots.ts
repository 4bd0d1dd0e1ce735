import { changedSnapshots } from '../engine/snapshot/forget.ts';
import type {
  RepositoryAddress,
  SnapshotList,
  SnapshotSummary,
} from '../engine/snapshot/snapshot-summary.ts';
import type { SnapshotWork } from '../engine/snapshot/snapshot-work.ts';
import { type Retained, type RetainedSnapshot, retain } from './retention.ts';
import type { RetentionPolicy } from './retention-policy.ts';
import type { BackupAction } from './schedule.ts';

/** Which snapshots of a repository a policy is about. */
export interface Scope {
  /** The label of one EDMS, or null for all of them, each by itself. */
  readonly source: string | null;
  /** Only snapshots with all of these tags; empty for all. */
  readonly tags: readonly string[];
  /** Only those that one schedule took. */
  readonly takenBy?: ScheduleTakes | null;
}

/** What tells that a schedule took a snapshot. */
export interface ScheduleTakes {
  /** Id of the schedule, which its snapshots name. */
  readonly schedule: string;
  /** Ids of what its runs made: snapshots of consoles that did not write the schedule into them name none. */
  readonly made: ReadonlySet<string>;
}

/** The scope of a schedule's rules: what it took itself, or all of its EDMS with its tags. */
export function scopeOf(
  { id, action }: { readonly id: string; readonly action: Pick<BackupAction, 'tags' | 'thins'> },
  source: string | null,
  runs: readonly { readonly result: unknown }[],
): Scope {
  if (action.thins === 'all') return { source, tags: action.tags };
  return { source, tags: [], takenBy: takenByOf(id, runs) };
}

/** What tells that a schedule took a snapshot; `runs` are its own, the newest first. */
export function takenByOf(schedule: string, runs: readonly { readonly result: unknown }[]): ScheduleTakes {
  const names = runs.map(({ result }) =>
    typeof result === 'object' && result !== null ? Reflect.get(result, 'name') : null,
  );
  return { schedule, made: new Set(names.filter((name) => typeof name === 'string')) };
}

/** How many of a schedule's newest runs are asked what they made: more than one of every minute has in a day. */
export const RUNS_ASKED = 2000;

/** What stays, by whose days and weeks, and among which snapshots. */
export interface Rules {
  readonly policy: RetentionPolicy;
  readonly zone: string;
  readonly scope: Scope;
}

/** What a policy says of the snapshots of a repository, EDMS by EDMS, the newest first. Those out of its scope are left out. */
export function policyOn(
  snapshots: readonly SnapshotSummary[],
  { policy, zone, scope: { source, tags, takenBy = null } }: Rules,
): readonly Retained[] {
  const meant = snapshots.filter(
    (one) =>
      (source === null || one.source === source) &&
      tags.every((tag) => one.tags.includes(tag)) &&
      (takenBy === null || isTakenBy(one, takenBy)),
  );
  return retain(meant.map(retained), policy, zone);
}

function isTakenBy({ id, schedule: taker }: SnapshotSummary, { schedule, made }: ScheduleTakes): boolean {
  return taker === null ? made.has(id) : taker.id === schedule;
}

/** What a person was shown of a snapshot. */
export interface ShownVerdict {
  readonly id: string;
  readonly kept: boolean;
}

/** What came of thinning out. */
export interface ThinnedOut {
  readonly list: SnapshotList;
  readonly decided: readonly Retained[];
  /** Ids of those that went. */
  readonly forgotten: readonly string[];
}

/**
 * Removes what a policy does not keep: for runs, for the command line and for the window. `shown` is what somebody has
 * agreed to: where it would be anything else by now, nothing is removed. Errors: `SNAPSHOTS_CHANGED`, and those of
 * `SnapshotWork.forget`.
 */
export async function thinOut(
  snapshots: Pick<SnapshotWork, 'list' | 'forget'>,
  repository: RepositoryAddress,
  rules: Rules,
  shown: readonly ShownVerdict[] | null = null,
): Promise<ThinnedOut> {
  const list = await snapshots.list(repository);
  const decided = policyOn(list.snapshots, rules);
  if (shown !== null && !isAs(shown, decided)) throw changedSnapshots();
  const going = goingOf(decided);
  const staying = decided.filter(({ kept }) => kept).map(({ snapshot }) => snapshot.id);
  const forgotten = going.length === 0 ? [] : await snapshots.forget(repository, going, staying);
  return { list, decided, forgotten };
}

/** The ids of those that go. */
export function goingOf(all: readonly Retained[]): readonly string[] {
  return all.filter(({ kept }) => !kept).map(({ snapshot }) => snapshot.id);
}

function isAs(shown: readonly ShownVerdict[], decided: readonly Retained[]): boolean {
  const verdicts = new Map(shown.map(({ id, kept }) => [id, kept]));
  return (
    verdicts.size === decided.length &&
    decided.every(({ snapshot, kept }) => verdicts.get(snapshot.id) === kept)
  );
}

/** The newest seal of a restore test is what counts as proven: a snapshot that was only read back is not. */
function retained({ id, createdAt, source, tags, seals }: SnapshotSummary): RetainedSnapshot {
  const proven = seals.find(({ kind }) => kind === 'restored')?.at ?? null;
  return { id, time: createdAt, target: source, tags, proven };
}
