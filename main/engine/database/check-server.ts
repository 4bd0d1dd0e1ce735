import { EngineError } from '../errors.ts';
import { readOnly } from './sql-error.ts';
import type { Sql } from './target.ts';

/** The oldest PostgreSQL that is supported, as `server_version_num`. */
const oldestServer = 120000;

/** Refuses a server that is too old (`TARGET_VERSION`) or that cannot be written to (`TARGET_READ_ONLY`). */
export async function checkServer(sql: Sql, label: string): Promise<void> {
  const [row] = await sql.query<{
    readonly version: number;
    readonly shown: string;
    readonly standby: boolean;
  }>(
    `select current_setting('server_version_num')::int as version,
            current_setting('server_version') as shown,
            pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as standby`,
  );
  if (row === undefined) throw new Error('The database did not answer');
  if (row.version < oldestServer) throw tooOld(label, row.shown);
  if (row.standby) throw new EngineError(readOnly(label));
}

function tooOld(label: string, version: string): EngineError {
  return new EngineError({
    code: 'TARGET_VERSION',
    message: `${label} runs PostgreSQL ${version}.`,
    consequence: 'Nothing was read or changed.',
    advice: 'PostgreSQL 12 or later is needed.',
  });
}
