import type { Adaptation } from '../adapt/adaptation.ts';
import type { ConflictClass, Decision } from '../plan/policy.ts';
import type { Problem } from '../problems.ts';

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
  /** The records that need a look, the first thousand; `skipped + failed` is their number. */
  readonly notRestored: readonly ReportedRecord[];
  readonly package: { readonly path: string; readonly sha256: string | null };
  readonly target: string;
  readonly storageRoot: string | null;
  /** Path of the file that holds what had no place in the target; null when everything had one, or nothing was done. */
  readonly sideFile: string | null;
  /** How the package's EDMS version and the target's differ, and what was done about it. */
  readonly adaptations: readonly Adaptation[];
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Milliseconds by phase. */
  readonly phases: { readonly [phase: string]: number };
}
