import type { ExportFormat } from '../main/engine/export/export-report.ts';

/** What the measured process is asked to do. */
export type MeasuredJob =
  | { readonly work: 'restore'; readonly package: string; readonly url: string }
  | { readonly work: 'export'; readonly url: string; readonly file: string; readonly format: ExportFormat }
  /** An incremental snapshot, with the files of a storage or (null) without; the first one makes the repository. */
  | {
      readonly work: 'snapshot';
      readonly url: string;
      readonly repository: string;
      readonly storageRoot: string | null;
    }
  /** A first snapshot without files, then changes, then a second one; `run` makes the changes others than before. */
  | {
      readonly work: 'two snapshots';
      readonly url: string;
      readonly repository: string;
      readonly run: string;
    }
  /** The restore test of the last snapshot. */
  | { readonly work: 'snapshot test'; readonly url: string; readonly repository: string };

/** What one piece of work took. */
export interface WorkReading {
  /** Resident memory with the target connected. */
  readonly idleBytes: number;
  readonly peakBytes: number;
  readonly milliseconds: number;
  readonly records: number;
  /** Bytes that were written. */
  readonly bytes: number;
}

/** What one export took. */
export interface ExportReading extends WorkReading {
  /** Time of processors that the process used, its own and the system's for it. */
  readonly processorMilliseconds: number;
  /** Codes of the findings. */
  readonly problems: readonly string[];
}

/** What a job comes to. */
export interface Readings {
  readonly restore: EngineReading;
  readonly export: ExportReading;
  readonly snapshot: WorkReading;
  readonly 'two snapshots': { readonly first: WorkReading; readonly second: WorkReading };
  readonly 'snapshot test': WorkReading;
}

export interface PhaseReading {
  readonly name: string;
  readonly milliseconds: number;
  /** Highest resident memory of the process in this phase. */
  readonly peakBytes: number;
}

/** What one restore by the engine took. */
export interface EngineReading {
  /** Resident memory with the target connected and no package open. */
  readonly idleBytes: number;
  readonly peakBytes: number;
  readonly phases: readonly PhaseReading[];
  /** Milliseconds inside the restore, by the engine's own phases. */
  readonly detail: { readonly [phase: string]: number };
  readonly records: number;
  readonly created: number;
  readonly unchanged: number;
  readonly notRestored: number;
  readonly verified: boolean;
  /** Codes of the findings about package and plan. */
  readonly problems: readonly string[];
}

/** Reading a package is not what `pg_restore` is held against: it reads a dump, without checking it. */
export const COMPARED_PHASES = ['plan', 'restore and verify'];

export function millisecondsOf(reading: EngineReading, phases?: readonly string[]): number {
  return reading.phases
    .filter(({ name }) => phases === undefined || phases.includes(name))
    .reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
