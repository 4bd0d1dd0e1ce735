import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { introspect } from './introspect.ts';
import type { LiveSchema } from './live-schema.ts';
import type { Holder } from './occupation.ts';
import { quote } from './quote.ts';
import { schemaDigest } from './schema-digest.ts';
import { SqlError } from './sql-error.ts';
import { describeHolders, holdersOf, lockedError } from './table-holders.ts';
import type { HeldOptions, Sql, WaitOptions } from './target.ts';
import { type Connection, readOnlyTransaction } from './transaction.ts';

/** Milliseconds that somebody who alters a table is waited for, and the pause after which it is tried again. */
const PATIENCE = 60_000;
const PAUSE = 100;
/** Milliseconds from one look for whom it is to the next. */
const LOOK = 1000;

/** What a reading that holds tables begins with. */
export interface Held {
  /** The statement that locks its tables; null where nobody else could alter them. */
  readonly lock: string | null;
  /** Is to be called in the transaction before anything is read. */
  readonly begin: (sql: Sql) => Promise<void>;
}

/** The schema of a connected database, which others may change at any time. */
export class CurrentSchema {
  readonly #connection: Connection;
  #schema: LiveSchema;

  private constructor(connection: Connection, schema: LiveSchema) {
    this.#connection = connection;
    this.#schema = schema;
  }

  /** Reads the schema, after `check` of the server in the same transaction. */
  static async read(
    connection: Connection,
    check: (sql: Sql) => Promise<void>,
    options: WaitOptions = {},
  ): Promise<CurrentSchema> {
    const read = async (sql: Sql): Promise<LiveSchema> => {
      await check(sql);
      return introspect(sql);
    };
    return new CurrentSchema(connection, await whileAltered(connection, read, options));
  }

  /** The schema as it was when it was read last. */
  get schema(): LiveSchema {
    return this.#schema;
  }

  /** Reads the schema again where others have changed it, and says whether they have. */
  async renew(options: WaitOptions = {}): Promise<boolean> {
    const renewed = async (sql: Sql): Promise<boolean> => {
      if (await this.#isAsRead(sql)) return false;
      this.#schema = await introspect(sql);
      return true;
    };
    return whileAltered(this.#connection, renewed, options);
  }

  /**
   * Tries a reading until all tables are held and are as the schema says. It locks them before it chooses its moment: of a
   * table that is written anew (as most changes of a column's type do) an earlier moment sees no row at all. Who
   * alters one is never waited for with the others locked: the database would take one of the two back.
   *
   * Errors: `TARGET_LOCKED`, `TARGET_CHANGED` (again and again), `CANCELLED`, and those of the reading.
   */
  async whenHeld<T>(read: (held: Held) => Promise<T>, { tables, ...wait }: HeldOptions = {}): Promise<T> {
    const waiting = new Waiting(this.#connection, wait.meter);
    for (;;) {
      throwIfCancelled(wait.signal);
      let hasBegun = false;
      const begin = async (sql: Sql): Promise<void> => {
        if (this.#isShared && !(await this.#isAsRead(sql))) throw restless(this.#connection.label);
        hasBegun = true;
      };
      try {
        return await read({ lock: this.#isShared ? lockOf(this.#schema, tables) : null, begin });
      } catch (error) {
        if (!hasBegun && isOf(error, 'TARGET_LOCKED')) {
          await waiting.pause(readableTables(this.#schema, tables), error);
        } else if (hasBegun || waiting.isOver) throw error;
        else if (isOf(error, 'TARGET_CHANGED')) await this.renew(wait);
        else if (!(mayBeOfLock(error) && (await this.renew(wait)))) throw error;
      }
    }
  }

  /** Nobody but this process has an embedded database open, and the console changes no schema. */
  get #isShared(): boolean {
    return this.#connection.kind === 'server';
  }

  async #isAsRead(sql: Sql): Promise<boolean> {
    return (await schemaDigest(sql, this.#schema.schemaName)) === this.#schema.digest;
  }
}

/** Waits for who holds what is to be read: for a while, and telling who it is. */
class Waiting {
  readonly #connection: Connection;
  readonly #meter: WaitOptions['meter'];
  readonly #started = performance.now();
  #holders: readonly Holder[] = [];
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(connection: Connection, meter: WaitOptions['meter']) {
    this.#connection = connection;
    this.#meter = meter;
  }

  get isOver(): boolean {
    return performance.now() - this.#started > PATIENCE;
  }

  /** Before the next attempt at these tables (null: at any); throws `TARGET_LOCKED` of `error` when there is to be none. */
  async pause(tables: readonly string[] | null, error: unknown): Promise<void> {
    const { isOver } = this;
    await this.#look(tables);
    if (isOver) throw lockedError(this.#holders, 'reading', error);
    await sleep(PAUSE);
  }

  /** Who was found last stays: one may end between a look and the next attempt. */
  async #look(tables: readonly string[] | null): Promise<void> {
    if (performance.now() - this.#toldAt < LOOK) return;
    this.#toldAt = performance.now();
    const look = (sql: Sql) => holdersOf(sql, tables, 'reading');
    // Why it fails is heard of by the next attempt.
    const found = await readOnlyTransaction(this.#connection, look).catch(() => []);
    if (found.length > 0) this.#holders = found;
    this.#meter?.wait(describeHolders(this.#holders));
  }
}

/** What the role may not read it may not lock either. */
function readableTables(
  { schemaName, tables }: LiveSchema,
  only: readonly string[] = [...tables.keys()],
): readonly string[] {
  const readable = only.flatMap((name) => tables.get(name) ?? []).filter((table) => table.readable);
  return readable.map(({ name }) => `${quote(schemaName)}.${quote(name)}`);
}

/** Takes all at once or none. */
function lockOf(schema: LiveSchema, only: readonly string[] | undefined): string | null {
  const names = readableTables(schema, only);
  return names.length === 0 ? null : `lock table ${names.join(', ')} in access share mode nowait`;
}

/**
 * Reads the catalogues, again where others alter tables just then: some functions of PostgreSQL look at what is there now,
 * wait for who holds it, and fail for a column or a table that only an earlier moment still sees.
 */
async function whileAltered<T>(
  connection: Connection,
  work: (sql: Sql) => Promise<T>,
  { signal, meter }: WaitOptions = {},
): Promise<T> {
  const waiting = new Waiting(connection, meter);
  for (;;) {
    throwIfCancelled(signal);
    try {
      return await readOnlyTransaction(connection, work, { settings: { lock_timeout: `${LOOK}ms` } });
    } catch (error) {
      if (isOf(error, 'TARGET_LOCKED')) {
        await waiting.pause(null, error);
        continue;
      }
      if (!(error instanceof SqlError) || !/^(42|XX)/.test(error.sqlState)) throw error;
      if (waiting.isOver) throw restless(connection.label);
      await sleep(PAUSE);
    }
  }
}

/** A table that is to be locked may be gone, or be for others to read now. */
function mayBeOfLock(error: unknown): boolean {
  return error instanceof SqlError || isOf(error, 'TARGET_NO_PRIVILEGE');
}

function isOf(error: unknown, code: EngineError['code']): boolean {
  return error instanceof EngineError && error.code === code;
}

/** Is heard of only where tables are made anew again and again. */
function restless(label: string): EngineError {
  return new EngineError({
    code: 'TARGET_CHANGED',
    message: `The tables of ${label} are changed all the time: they were others whenever they were to be read.`,
    consequence: 'Nothing was changed.',
    advice: 'Wait until the EDMS is upgraded, or stop what makes tables in its schema, and try again.',
  });
}
