import type { Adaptation } from '../adapt/adaptation.ts';
import type { ConflictClass, Decision, RestoreMode } from '../plan/policy.ts';
import type { Problem } from '../problems.ts';
import type { Recovered } from './recover.ts';

/** `created + updated + unchanged + skipped + failed = records`, always. */
export interface RecordCounts {
  readonly records: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly failed: number;
}

export interface FileCounts {
  readonly copied: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly failed: number;
}

/** A record that did not end as created, updated or unchanged, and why. */
export interface ReportedRecord {
  readonly record: number;
  readonly model: string;
  readonly name: string;
  readonly result: 'skipped' | 'failed';
  readonly reason: string;
}

/** What a restore did, checked against the database. Also what `--json` prints, with `byModel` as an object. */
export interface RestoreReport extends RecordCounts {
  readonly mode: RestoreMode;
  /** Of `skipped`: records that the mode or the selection leaves out on purpose. They are no finding. */
  readonly notSelected: number;
  /** Of `files.skipped`: files that the mode or the selection leaves out on purpose. They are no finding. */
  readonly filesNotSelected: number;
  /** Rows of the target beyond the package that were removed (mode `mirror`). */
  readonly removed: number;
  /** `completed` is said only when everything adds up and the comparison found nothing. */
  readonly state: 'completed' | 'completed with findings' | 'dry run';
  readonly byModel: { readonly [label: string]: RecordCounts };
  readonly conflicts: readonly {
    readonly class: ConflictClass;
    readonly count: number;
    readonly decision: Decision;
  }[];
  readonly problems: readonly Problem[];
  readonly files: FileCounts;
  /** True when every written and every matched row was read back and equals the package, and no row is extra. */
  readonly verified: boolean;
  /** Fields compared in the verification. */
  readonly fieldsCompared: number;
  /** The records that need a look, the first thousand; `skipped - notSelected + failed` is their number. */
  readonly notRestored: readonly ReportedRecord[];
  readonly package: { readonly path: string; readonly sha256: string | null };
  readonly target: string;
  /** Id of the job under which the restore can be undone; null for a dry run, and without a job. */
  readonly job: string | null;
  /** True when an undo record was kept. */
  readonly undoable: boolean;
  /** Earlier restores that had not come to their end, and were finished or undone before this one. */
  readonly recovered: readonly Recovered[];
  readonly storageRoot: string | null;
  /** Path of the file that holds what had no place in the target; null when everything had one, or nothing was done. */
  readonly sideFile: string | null;
  /** How the package's EDMS version and the target's differ, and what was done about it. */
  readonly adaptations: readonly Adaptation[];
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Rows that the console wrote into the EDMS about its own work: they are in none of the counts above. */
  readonly ownRecords: readonly { readonly table: string; readonly rows: number }[];
  /** Milliseconds by phase. */
  readonly phases: { readonly [phase: string]: number };
}
