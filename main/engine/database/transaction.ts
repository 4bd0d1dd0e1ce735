import { AsyncLocalStorage } from 'node:async_hooks';
import { EngineError } from '../errors.ts';
import type { PrismaClient } from './generated/client.ts';
import type { LibpqEnvironment } from './libpq-environment.ts';
import type { Occupation } from './occupation.ts';
import { forget } from './prisma-log.ts';
import { SqlError, translateError } from './sql-error.ts';
import type { Sql } from './target.ts';

/** A connected database, not yet known to be an EDMS. */
export interface Connection {
  readonly kind: 'embedded' | 'server';
  readonly label: string;
  readonly client: PrismaClient;
  /** Where the database's files lie, when that is on this machine for certain. */
  readonly dataFolder?: string;
  /** The search path that the address asks for; undefined leaves the role's own. */
  readonly searchPath: string | undefined;
  /** Holds the database against other consoles: see `Target.occupy`. */
  occupy(who: string): Promise<Occupation>;
  /** For PostgreSQL's own programs; an embedded database has no server that they could reach. */
  readonly libpq?: () => LibpqEnvironment;
  /** Puts what was committed on the disk, where the database does not do that by itself. */
  readonly sync?: () => Promise<void>;
  close(): Promise<void>;
}

/**
 * For `queryPlanCacheMaxSize`: Prisma would keep the last hundred statements together with their parameters,
 * and ours carry megabytes of rows.
 */
export const NO_PLAN_CACHE = 0;

/** Prisma's timers hold 31 bits; this is 24 days and means: no time limit. */
const noTimeLimit = 2 ** 31 - 1;
/** How long a transaction waits for a connection of the pool. The embedded database has one, and no hurry. */
const longestWait = { server: 30_000, embedded: noTimeLimit };

/** What `pg_export_snapshot` calls the moment that a transaction sees. Goes into a statement that takes no parameter. */
export type ExportedMoment = string & { readonly brand: 'ExportedMoment' };

export interface ReadOptions {
  /** The moment that is seen; one of its own without it. */
  readonly moment?: ExportedMoment;
  /** A statement that locks tables before the moment is chosen; see `CurrentSchema.whenHeld`. */
  readonly lock?: string | null;
  /** How PostgreSQL is to plan in this transaction, by the names of its settings. */
  readonly settings?: Settings | undefined;
}

/** Settings of PostgreSQL by name; null leaves what role or database have set. */
export interface Settings {
  readonly [name: string]: string | null;
}

/** What a transaction knows of itself as it begins. */
export interface Begun {
  /** When it began, ISO 8601 in UTC. */
  readonly at: string;
  /** Whether its role may let others see the same moment. */
  readonly mayExport: boolean;
}

/**
 * One read-only transaction in which every statement sees the same moment: its own, or the one that another transaction
 * exported.
 */
export function readOnlyTransaction<T>(
  connection: Connection,
  work: (sql: Sql, begun: Begun) => Promise<T>,
  { moment, lock = null, settings }: ReadOptions = {},
): Promise<T> {
  return transaction(connection, 'read', async (sql) => {
    await sql.execute('set transaction isolation level repeatable read, read only');
    if (moment !== undefined) await sql.execute(`set transaction snapshot '${moment}'`);
    // The first query chooses the moment. Locking is none.
    if (lock !== null) await sql.execute(lock);
    return work(sql, await settle(sql, connection, settings));
  });
}

/**
 * One transaction that is committed as a whole or not at all. Two things that driver adapters let pass are
 * made sure of: a statement that failed cannot be ignored by `work` (PostgreSQL would roll back and call it a
 * commit), and what the commit came to is asked of the database when the adapter's word is not enough (the
 * embedded one's says nothing of a commit that failed; a server's connection may break just then).
 */
export async function writeTransaction<T>(
  connection: Connection,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  let done: { readonly result: T; readonly transactionId: string | null } | undefined;
  try {
    await transaction(connection, 'write', async (sql, failures) => {
      await settle(sql, connection);
      const result = await work(sql);
      // Deferred constraints are checked here, where a violation is still an error of this transaction.
      await sql.execute('set constraints all immediate').catch((error: unknown) => {
        throw failures[0] ?? error;
      });
      const [row] = await sql.query<{ readonly id: string | null }>(
        'select txid_current_if_assigned()::text as id',
      );
      done = { result, transactionId: row?.id ?? null };
    });
  } catch (error) {
    if (done === undefined || !(await wasCommitted(connection, done.transactionId, error))) throw error;
    return done.result;
  }
  if (done === undefined) throw new Error('A transaction ended without a result');
  if (connection.kind === 'embedded' && !(await wasCommitted(connection, done.transactionId, undefined))) {
    throw new SqlError('40000', 'The database did not commit the transaction', undefined);
  }
  await connection.sync?.();
  return done.result;
}

/** What became of a transaction whose commit was sent. Rejects when that cannot be known. */
async function wasCommitted(connection: Connection, id: string | null, failure: unknown): Promise<boolean> {
  if (id === null) return true;
  let status: string | null | undefined;
  try {
    status = await transaction(connection, 'read', async (sql) => {
      const [row] = await sql.query<{ readonly status: string | null }>(
        'select txid_status($1::bigint) as status',
        id,
      );
      return row?.status;
    });
  } catch (error) {
    throw unknownOutcome(connection.label, failure ?? error);
  }
  // The server has not noticed yet that we are gone, or is still at the commit.
  if (status === 'in progress' && !isRefusal(failure)) throw unknownOutcome(connection.label, failure);
  return status === 'committed';
}

/** Whether the server itself said that it does not commit; it says so before it has taken the work back. */
function isRefusal(failure: unknown): boolean {
  if (failure instanceof SqlError) return true;
  return failure instanceof EngineError && !['TARGET_LOST', 'TARGET_UNREACHABLE'].includes(failure.code);
}

function unknownOutcome(label: string, cause: unknown): EngineError {
  return new EngineError(
    {
      code: 'TARGET_LOST',
      message: `The connection to ${label} was lost while the changes were being committed.`,
      consequence: 'Either all of them were made or none: which one cannot be known from here.',
      advice: 'When the server answers again, make the plan anew: what was restored shows as unchanged.',
    },
    cause,
  );
}

/**
 * The connection whose transaction the present code runs in, where one inside it would wait for it: for the one connection
 * of an embedded database, or for what it has written. Others are not followed, as that takes time in every promise.
 */
const running = new AsyncLocalStorage<Connection>();

/**
 * Lets a transaction of another connection get a number and end, also inside of `work` of one: see `Target.pushLog`.
 * Without a second connection nothing happens.
 */
export async function endTransactionBeside(connection: Connection): Promise<void> {
  if (connection.kind === 'embedded') return;
  const ended = running.exit(() =>
    readOnlyTransaction(connection, (sql) => sql.query('select txid_current()::text as id')),
  );
  await ended.catch(() => undefined);
}

/** Runs `work` inside Prisma's interactive transaction; `failures` collects what statements threw. */
async function transaction<T>(
  connection: Connection,
  mode: 'read' | 'write',
  work: (sql: Sql, failures: readonly Error[]) => Promise<T>,
): Promise<T> {
  const isFollowed = mode === 'write' || connection.kind === 'embedded';
  if (running.getStore() === connection) throw new Error('A transaction was begun inside another one');
  const failures: Error[] = [];
  let ownError: { readonly thrown: unknown } | undefined;
  try {
    return await connection.client.$transaction(
      async (client) => {
        try {
          const sql = sqlOver(client, connection.label, failures);
          return await (isFollowed
            ? running.run(connection, () => work(sql, failures))
            : work(sql, failures));
        } catch (thrown) {
          ownError = { thrown };
          throw thrown;
        }
      },
      { timeout: noTimeLimit, maxWait: longestWait[connection.kind] },
    );
  } catch (thrown) {
    throw ownError === undefined ? translateError(thrown, connection.label) : ownError.thrown;
  }
}

type RawClient = Pick<PrismaClient, '$queryRawUnsafe' | '$executeRawUnsafe'>;

function sqlOver(client: RawClient, label: string, failures: Error[]): Sql {
  const failed = (thrown: unknown): never => {
    const error = translateError(thrown, label);
    failures.push(error);
    throw error;
  };
  return {
    query: async <Row extends object>(text: string, ...params: readonly unknown[]) => {
      const rows: readonly Row[] = await client
        .$queryRawUnsafe<Row[]>(text, ...params)
        .catch(failed)
        .finally(() => forget(text, params));
      return rows;
    },
    execute: (text, ...params) =>
      client
        .$executeRawUnsafe(text, ...params)
        .catch(failed)
        .finally(() => forget(text, params)),
  };
}

/**
 * Texts of times and intervals are the same everywhere, and names of tables as they are; nothing of ours is timed out but a
 * wait for a lock that somebody else holds, no statement that runs once is compiled first, and rows that a policy hides
 * from this role are refused instead of passed over in silence (as `pg_dump` has it).
 */
const OURS: Settings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  quote_all_identifiers: 'off',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  transaction_timeout: '0',
  lock_timeout: '60s',
  jit: 'off',
  row_security: 'off',
};

/** Makes a transaction independent of what role, database or pooler have set; older servers lack some settings. */
async function settle(sql: Sql, { searchPath }: Connection, settings: Settings = {}): Promise<Begun> {
  const wanted: Settings = { ...OURS, ...settings, search_path: searchPath ?? null };
  const [begun] = await sql.query<Begun & { readonly settled: bigint }>(
    `select count(set_config(name, value, true)) as settled,
            to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
            has_function_privilege('pg_catalog.pg_export_snapshot()', 'execute') as "mayExport"
       from json_each_text($1::json) as wanted (name, value)
      where value is not null and current_setting(name, true) is not null`,
    JSON.stringify(wanted),
  );
  if (begun === undefined) throw new Error('A count has one row.');
  return begun;
}
