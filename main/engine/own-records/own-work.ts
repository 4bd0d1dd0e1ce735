import type { PlainError } from '../errors.ts';
import type { RestoreMode } from '../plan/policy.ts';

/** An account of the EDMS. */
export interface EdmsAccount {
  /** Primary key in `users`. */
  readonly id: number;
  readonly username: string;
  /** First and last name; may be empty. */
  readonly name: string;
}

/** A restore or an undo, as it is written into the EDMS. Times are written to the millisecond. */
export interface OwnWork {
  readonly kind: 'restore' | 'undo';
  /** The console's own job, `job_…`. */
  readonly job: string;
  /** Of an undo: the job that was undone. */
  readonly of: string | null;
  readonly mode: RestoreMode;
  readonly outcome: 'completed' | 'failed' | 'cancelled';
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Records and files that are now as the work wanted them. */
  readonly restored: number;
  /** Records and files that are not. */
  readonly failed: number;
  readonly error: PlainError | null;
  /** The user of the operating system. */
  readonly osUser: string;
  /** Who signed in, or null when no account of the EDMS was asked for. */
  readonly account: EdmsAccount | null;
  readonly package: {
    readonly path: string;
    readonly sha256: string | null;
    /** Size in bytes; null for a folder. */
    readonly bytes: number | null;
  };
  /** Label of the target, without a password. */
  readonly target: string;
  readonly storageRoot: string | null;
}

/** What was written into the EDMS, and why not more. */
export interface OwnRecords {
  readonly tables: readonly OwnTable[];
  /** One sentence for each row that could not be written. */
  readonly leftOut: readonly string[];
}

/** The console's own rows of one table. */
export interface OwnTable {
  readonly table: string;
  readonly rows: number;
  /** Primary keys as text. */
  readonly keys: readonly string[];
}

/** Adds up what several calls have written, table by table. */
export function joinOwnRecords(parts: readonly OwnRecords[]): OwnRecords {
  const keys = new Map<string, string[]>();
  for (const { table, keys: more } of parts.flatMap(({ tables }) => tables))
    keys.set(table, [...(keys.get(table) ?? []), ...more]);
  return {
    tables: [...keys].map(([table, list]) => ({ table, rows: list.length, keys: list })),
    leftOut: parts.flatMap(({ leftOut }) => leftOut),
  };
}
