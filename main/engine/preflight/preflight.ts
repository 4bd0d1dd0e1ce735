import type { Target } from '../database/target.ts';
import type { DiskSpaceOf } from '../disk-space.ts';
import type { Inspection } from '../package/inspection.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import type { RestorePolicy } from '../plan/policy.ts';
import type { ProgressListener } from '../progress.ts';

/** `ok`: go on; `warn`: a person confirms it by its id; `stop`: the restore would fail or do harm. */
export type CheckLevel = 'ok' | 'warn' | 'stop';

/** What is looked at before the first write, in the order in which it is told. */
export const PREFLIGHT_CHECK_IDS = [
  'connection',
  'privileges',
  'schema-version',
  'mode',
  'writers',
  'locks',
  'unfinished',
  'database-space',
  'storage-space',
  'storage-writable',
  'clock',
  'integrity',
  'package',
  'way-back',
] as const;

export type PreflightCheckId = (typeof PREFLIGHT_CHECK_IDS)[number];

export interface PreflightCheck {
  readonly id: PreflightCheckId;
  readonly level: CheckLevel;
  /** One sentence with the figures. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
}

/** What is known before the first write. Changes nothing. */
export interface Preflight {
  /** The worst of the checks. */
  readonly level: CheckLevel;
  readonly checks: readonly PreflightCheck[];
}

/** What the checks look at. */
export interface PreflightInput {
  readonly target: Target;
  readonly inspection: Inspection;
  /** Null while there is none: then what can be told without it is told. */
  readonly plan: RestorePlan | null;
  readonly policy: RestorePolicy;
  readonly storageRoot: string | null;
  /** The console's own folder, in which undo records and journals without files are kept. */
  readonly home: string;
  /** This machine's clock, in milliseconds since 1970. */
  readonly now: () => number;
  readonly diskSpace: DiskSpaceOf;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

const RANK: { readonly [level in CheckLevel]: number } = { ok: 0, warn: 1, stop: 2 };

/** The worst of some levels; `ok` of none. */
export function worstLevel(levels: readonly CheckLevel[]): CheckLevel {
  return levels.reduce((worst, level) => (RANK[level] > RANK[worst] ? level : worst), 'ok');
}

const NOTHING_TO_DO = 'Nothing needs to be done.';

/** A check that found nothing in the way. */
export function ok(id: PreflightCheckId, message: string, advice = NOTHING_TO_DO): PreflightCheck {
  return { id, level: 'ok', message, advice };
}

export function warn(id: PreflightCheckId, message: string, advice: string): PreflightCheck {
  return { id, level: 'warn', message, advice };
}

export function stop(id: PreflightCheckId, message: string, advice: string): PreflightCheck {
  return { id, level: 'stop', message, advice };
}
