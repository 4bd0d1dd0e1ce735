import { EngineError } from '../errors.ts';
import { readOnly } from './sql-error.ts';
import type { Sql } from './target.ts';

/** The oldest PostgreSQL that is supported, as `server_version_num`. */
const oldestServer = 120000;

/** SQL that holds for a standby, and for a server, database or role that is set to read only. */
export const CAN_ONLY_BE_READ = `(pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on')`;

/** Refuses a server that is too old (`TARGET_VERSION`). */
export async function checkServer(sql: Sql, label: string): Promise<void> {
  const [row] = await sql.query<{ readonly version: number; readonly shown: string }>(
    `select current_setting('server_version_num')::int as version,
            current_setting('server_version') as shown`,
  );
  if (row === undefined) throw new Error('The database did not answer');
  if (row.version < oldestServer) throw tooOld(label, row.shown);
}

/** Refuses a database that can only be read now (`TARGET_READ_ONLY`); it may become another one at any time. */
export async function checkWritable(sql: Sql, label: string): Promise<void> {
  const [row] = await sql.query<{ readonly standby: boolean }>(`select ${CAN_ONLY_BE_READ} as standby`);
  if (row?.standby !== false) throw new EngineError(readOnly(label));
}

function tooOld(label: string, version: string): EngineError {
  return new EngineError({
    code: 'TARGET_VERSION',
    message: `${label} runs PostgreSQL ${version}.`,
    consequence: 'Nothing was read or changed.',
    advice: 'PostgreSQL 12 or later is needed.',
  });
}
