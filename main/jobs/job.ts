import type { PlainError } from '../engine/errors.ts';
import type { RestoreMode } from '../engine/plan/policy.ts';

export const JOB_KINDS = [
  'inspect',
  'plan',
  'restore',
  'undo',
  'recover',
  'repair',
  'health',
  'export',
  'snapshot',
  'proof',
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/**
 * - `running`: begun and not ended, by a process that lives.
 * - `interrupted`: the process ended before the work did (a crash, a kill, a power cut).
 * - `undone`: a restore that an undo has taken back since.
 */
export const JOB_STATES = [
  'running',
  'completed',
  'completed with findings',
  'failed',
  'cancelled',
  'interrupted',
  'undone',
] as const;
export type JobState = (typeof JOB_STATES)[number];

/** A piece of work that the console did, as it is kept. Holds no secret. */
export interface JobSummary {
  /** `job_` and 26 characters of Crockford's base 32 (a ULID): ids sort by the time of their beginning. */
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** ISO 8601, UTC; null while it runs, and for ever when it was interrupted. */
  readonly endedAt: string | null;
  readonly durationMs: number | null;
  /** The user of the operating system. */
  readonly osUser: string;
  /** User name of the EDMS account that signed in, or null. */
  readonly edmsUser: string | null;
  readonly packagePath: string | null;
  /** Hexadecimal digits; null for a folder, and for work without a package. */
  readonly packageSha256: string | null;
  /** Label of the target, without a password. */
  readonly target: string | null;
  readonly storageRoot: string | null;
  readonly mode: RestoreMode | null;
  /** Records that the work was about. */
  readonly records: number | null;
  readonly recordsPerSecond: number | null;
  /** Of an undo: the job that was undone. */
  readonly of: string | null;
  /** True while an undo record is kept in the job's folder. */
  readonly undoable: boolean;
  readonly error: PlainError | null;
}

export interface Job extends JobSummary {
  /** The whole report as it was made (a `RestoreReport`, an `Inspection` …), null while there is none. */
  readonly report: unknown;
}

/** What is known when work begins; what is left out is not known yet, or not meant. */
export type JobStart = Pick<JobSummary, 'kind'> &
  Partial<
    Pick<
      JobSummary,
      'edmsUser' | 'packagePath' | 'packageSha256' | 'target' | 'storageRoot' | 'mode' | 'of' | 'records'
    >
  >;

/** How work ended; what is left out stays as it was at the beginning. */
export type JobEnd = { readonly state: EndState } & Partial<
  Pick<Job, 'edmsUser' | 'packageSha256' | 'mode' | 'records' | 'undoable' | 'error' | 'report'>
>;

/** `undone` is not among them: an undo that completes sets it on the job that it undid. */
export type EndState = Exclude<JobState, 'running' | 'undone'>;

export interface JobQuery {
  /**
   * Words that must all occur, letter case aside, in the job's id, kind, state, users, package (path, sha256),
   * target, storage root, mode or error code; '' for all jobs.
   */
  readonly search: string;
  /** Empty for all kinds. */
  readonly kinds: readonly JobKind[];
  /** Label of one target, or null for all. */
  readonly target: string | null;
  readonly offset: number;
  readonly limit: number;
}

/** One page of the jobs that a query finds, the newest first. */
export interface JobPage {
  /** How many it finds in all. */
  readonly total: number;
  readonly jobs: readonly JobSummary[];
}
