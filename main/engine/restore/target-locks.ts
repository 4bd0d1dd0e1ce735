import { ADVISORY_LOCK, HOLDER_QUERY, type Holder, inUseError } from '../database/occupation.ts';
import { describeHolders, holdersOf, lockedError } from '../database/table-holders.ts';
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
  const names = tables.map(quote);
  const statement = `lock table ${names.join(', ')} in share row exclusive mode`;
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
      const holders = await holdersOf(sql, names, 'writing');
      meter.wait(describeHolders(holders));
      if (Date.now() >= until) throw lockedError(holders, 'writing', error);
    }
  }
}
