import type { ProgressMeter } from '../progress.ts';
import type { LibpqEnvironment } from './libpq-environment.ts';
import type { LiveSchema } from './live-schema.ts';
import type { Occupation } from './occupation.ts';
import type { Settings } from './transaction.ts';

/** Where a restore goes. A URL may hold a password: it stays in the main and engine processes. */
export type TargetAddress =
  | { readonly kind: 'embedded'; readonly name: string }
  | { readonly kind: 'server'; readonly url: string };

/**
 * A statement runner inside one transaction. Parameters go as `$1, $2…`; never as text in the statement. They
 * are strings, numbers, bigints, booleans, null and arrays of those; thousands of rows go as one JSON text
 * (`insert … select … from json_to_recordset($1::json) as …`), many megabytes of it.
 *
 * A statement that the database refuses rejects with a `SqlError` (its `sqlState` says why); a lost connection,
 * a missing right or a lock that others hold rejects with an `EngineError`. After either, PostgreSQL takes no
 * statement of this transaction any more, unless it goes back to a savepoint.
 */
export interface Sql {
  /**
   * Runs a statement and returns its rows. Exact as they are: `text`, `varchar`, `uuid`, `inet`, `boolean`,
   * `int2` and `int4` (numbers), `int8` (bigint), and arrays of these. Everything else must be selected
   * `::text`, or it is changed on the way: `timestamptz` and `date` lose their microseconds in a Date,
   * `numeric` its trailing zeros, `json` and `jsonb` their numbers; `interval` is not taken at all. The time
   * zone is UTC, so that `'…'::timestamptz::text` ends in `+00`.
   */
  query<Row extends object>(text: string, ...params: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs a statement and returns the number of rows it touched. */
  execute(text: string, ...params: readonly unknown[]): Promise<number>;
}

/** How those who alter tables are waited for. */
export interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Is told for whom it waits. */
  readonly meter?: Pick<ProgressMeter, 'wait'> | undefined;
}

/** How a reading holds its tables. */
export interface HeldOptions extends WaitOptions {
  /** Names of those that are read; without them all are held. */
  readonly tables?: readonly string[];
}

/** Connections that see one moment. Each runs a statement at a time. */
export interface Readers {
  /** When the moment was that they see, ISO 8601 in UTC. */
  readonly at: string;
  readonly first: Sql;
  /** Come when they are connected, which the first need not wait for: as many as were asked for and can be had. */
  readonly others: Promise<readonly Sql[]>;
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
  /** A standby, or set to read only: it can be looked at, exported and taken a snapshot of. */
  readonly canOnlyBeRead: boolean;
}

/**
 * An EDMS database, embedded (PGlite) or on a server. The engine sees no difference between the two.
 * Errors are `EngineError`s with a `TARGET_…` code, `SqlError`s, or what `work` threw.
 *
 * Transactions do not nest: an embedded database has one connection, so one inside another would wait for
 * itself. Beginning one inside `work` throws (but for what only reads from a server, which sees another moment); one
 * beside the other waits its turn.
 */
export interface Target {
  readonly kind: 'embedded' | 'server';
  /** The address without its password, fit to be shown and logged. */
  readonly label: string;
  /** The folder on this machine that holds the database's files; null for a server, which may be anywhere. */
  readonly dataFolder: string | null;
  /** The schema as it really is, read when the connection was made, and again whenever it turns out to be another one. */
  readonly schema: LiveSchema;
  /** Reads {@link schema} again where others have changed it: to be called before a piece of work that goes by it. */
  renew(): Promise<void>;
  /**
   * Runs `work` in one read-only, repeatable-read transaction. A table that somebody else keeps from readers for a
   * minute rejects (`TARGET_LOCKED`).
   */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * {@link read} at a moment since which nobody alters a table of {@link schema} that this role may read: so none of them is
   * seen empty because it was being written anew. Who alters one is waited for as long as a lock is. Rejects also with
   * `TARGET_CHANGED` (they are altered all the time) and `CANCELLED` (by `signal`, while it waits).
   */
  readHeld<T>(work: (sql: Sql) => Promise<T>, options?: HeldOptions): Promise<T>;
  /**
   * {@link readHeld} through up to `most` connections at once, all of which see the same moment. There is always one; an
   * embedded database has no second, and a server may have none to spare. `settings` are PostgreSQL's, for all of them.
   */
  readTogether<T>(
    most: number,
    work: (readers: Readers) => Promise<T>,
    options?: HeldOptions & { readonly settings?: Settings },
  ): Promise<T>;
  /**
   * Runs `work` in one transaction that commits when it resolves and rolls back when it rejects. There is no
   * time limit, but a lock that somebody else holds for a minute rejects (`TARGET_LOCKED`). Deferred
   * constraints are checked when `work` has resolved, and an error that `work` ignored is thrown then. `work`
   * looks at its own abort signal between statements.
   */
  write<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * Has the server write its log, as far as it goes now, within a fraction of a second, also inside `work` of a
   * transaction. By itself a quiet server leaves the page that is not full until somebody's transaction ends. A server
   * that has no connection to spare is left as it is.
   */
  pushLog(): Promise<void>;
  /**
   * Holds the target against other consoles, to write to it, until it is let go or this process ends. `who` is shown to
   * them. Throws `TARGET_IN_USE`, naming who holds it and since when, and `TARGET_READ_ONLY`: what a standby does not have
   * yet must not be taken for what never happened.
   */
  occupy(who: string): Promise<Occupation>;
  /**
   * How PostgreSQL's own programs connect to this target, its password among it; null for an embedded one, to which
   * nobody can.
   */
  libpq(): LibpqEnvironment | null;
  summary(options?: WaitOptions): Promise<TargetSummary>;
  close(): Promise<void>;
}
