import type { LiveSchema } from './live-schema.ts';

/** Where a restore goes. A URL may hold a password: it stays in the main and engine processes. */
export type TargetAddress =
  | { readonly kind: 'embedded'; readonly name: string }
  | { readonly kind: 'server'; readonly url: string };

/** A statement runner inside one transaction. Parameters go as `$1, $2…`; never as text in the statement. */
export interface Sql {
  /** Runs a statement and returns its rows. Large integers and times should be selected `::text`. */
  query<Row extends object>(text: string, ...params: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs a statement and returns the number of rows it touched. */
  execute(text: string, ...params: readonly unknown[]): Promise<number>;
}

/** What the window shows of a target. Holds no secret. */
export interface TargetSummary {
  readonly kind: 'embedded' | 'server';
  /** `embedded:demo`, or `postgresql://user@host:5432/database` without the password. */
  readonly label: string;
  /** `PostgreSQL 15.14`. */
  readonly version: string;
  readonly tables: number;
  /** Rows of users and documents: enough for a person to recognise the system. */
  readonly users: number;
  readonly documents: number;
  /** True when Django's triggers and constraints can be set aside for our own rows. */
  readonly canDisableTriggers: boolean;
}

/**
 * An EDMS database, embedded (PGlite) or on a server. The engine sees no difference between the two.
 * Errors are `EngineError`s with a `TARGET_…` code.
 */
export interface Target {
  readonly kind: 'embedded' | 'server';
  /** The address without its password, fit to be shown and logged. */
  readonly label: string;
  /** The schema as it really is, read when the connection was made. */
  readonly schema: LiveSchema;
  /** Runs `work` in one read-only, repeatable-read transaction. */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in one transaction that commits when it resolves and rolls back when it rejects. There is no
   * time limit; `work` looks at its own abort signal between statements.
   */
  write<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  summary(): Promise<TargetSummary>;
  close(): Promise<void>;
}
