import { SqlError } from '../database/sql-error.ts';
import type { Sql } from '../database/target.ts';

/**
 * Runs statements that the database may refuse for their own sake, inside a transaction that goes on afterwards.
 * @returns null when they were refused
 */
export async function attempt<T>(sql: Sql, work: () => Promise<T>): Promise<T | null> {
  await sql.execute('savepoint edms_attempt');
  try {
    const result = await work();
    await sql.execute('release savepoint edms_attempt');
    return result;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    await sql.execute('rollback to savepoint edms_attempt');
    await sql.execute('release savepoint edms_attempt');
    return null;
  }
}
