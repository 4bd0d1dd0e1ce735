import {
  ADVISORY_LOCK,
  describeHolder,
  HOLDER_QUERY,
  type Holder,
  inUseError,
} from '../database/occupation.ts';
import type { Sql } from '../database/target.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { quote } from '../plan/statements.ts';
import type { ProgressMeter } from '../progress.ts';

/**
 * Makes this transaction the only one in which a console writes. Another one can still be at it although its
 * console is gone: the server notices a broken connection late. Error: `TARGET_IN_USE`, naming it.
 */
export async function lockOurselves(sql: Sql): Promise<void> {
  const { space, transaction } = ADVISORY_LOCK;
  const [lock] = await sql.query<{ taken: boolean }>(
    'select pg_try_advisory_xact_lock($1::int4, $2::int4) as taken',
    space,
    transaction,
  );
  if (lock?.taken) return;
  const [holder] = await sql.query<Holder>(HOLDER_QUERY, space, transaction);
  throw inUseError(holder);
}

/** How long others may hold what is needed, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Keeps everybody else from writing to these tables until the transaction ends; reading goes on. While others have
 * written there and not yet committed, it waits and tells for whom. Error: `TARGET_LOCKED`.
 */
export async function lockTables(
  sql: Sql,
  tables: readonly string[],
  meter: ProgressMeter,
  signal?: AbortSignal,
): Promise<void> {
  if (tables.length === 0) return;
  const statement = `lock table ${tables.map(quote).join(', ')} in share row exclusive mode`;
  for (const until = Date.now() + PATIENCE; ; ) {
    throwIfCancelled(signal);
    await sql.execute('savepoint edms_lock');
    await sql.query(`select set_config('lock_timeout', '1s', true)`);
    try {
      await sql.execute(statement);
      await sql.execute('release savepoint edms_lock');
      await sql.query(`select set_config('lock_timeout', '30s', true)`);
      return;
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'TARGET_LOCKED') throw error;
      await sql.execute('rollback to savepoint edms_lock');
      // Rows that are written below an open savepoint are not this transaction's own to PostgreSQL.
      await sql.execute('release savepoint edms_lock');
      const holders = await holdersOf(sql, tables);
      meter.wait(holders.map(describeHolder).join('; '));
      if (Date.now() >= until) throw lockedError(holders, error);
    }
  }
}

/** Sessions that hold locks on the tables against which ours has to wait. */
function holdersOf(sql: Sql, tables: readonly string[]): Promise<readonly Holder[]> {
  return sql.query<Holder>(
    `select distinct a.pid, a.application_name as application, a.usename::text as role, host(a.client_addr) as address,
            to_char(a.xact_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC' as since
       from pg_locks l join pg_stat_activity a on a.pid = l.pid
       join unnest($1::text[]) as t (name) on l.relation = to_regclass(quote_ident(t.name))
      where l.locktype = 'relation' and l.granted and l.pid <> pg_backend_pid()
        and l.mode not in ('AccessShareLock', 'RowShareLock')
        and l.database = (select oid from pg_database where datname = current_database())
      order by a.pid limit 5`,
    [...tables],
  );
}

function lockedError(holders: readonly Holder[], cause: unknown): EngineError {
  const who = holders.map(describeHolder).join('; ');
  return new EngineError(
    {
      code: 'TARGET_LOCKED',
      message: `Others are writing to the target and held what was needed for too long${who === '' ? '' : `: ${who}`}.`,
      consequence: 'Nothing was changed.',
      advice: 'Stop the EDMS and its workers (or end that session) and try again.',
    },
    cause,
  );
}
