import { SqlError } from './sql-error.ts';
import type { Sql, Target } from './target.ts';

/** SQLSTATE of a statement that ran into its time limit. */
const QUERY_CANCELED = '57014';

/**
 * `target.read` in which no statement takes longer than `milliseconds`, waiting for a lock included: what only
 * looks must not hang on what others do. A statement that does rejects with a `SqlError` ({@link ranOutOfTime});
 * an embedded database knows no limit, and nobody else either.
 */
export function readWithin<T>(
  target: Target,
  milliseconds: number,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  return target.read(async (sql) => {
    await limitStatements(sql, milliseconds);
    return work(sql);
  });
}

/** Sets the time limit of the statements that follow in this transaction. */
export async function limitStatements(sql: Sql, milliseconds: number): Promise<void> {
  const limit = String(Math.max(1, Math.ceil(milliseconds)));
  await sql.query(`select set_config('statement_timeout', $1::text, true)`, limit);
}

/** True for the error of a statement that ran into its time limit. */
export function ranOutOfTime(error: unknown): boolean {
  return error instanceof SqlError && error.sqlState === QUERY_CANCELED;
}
