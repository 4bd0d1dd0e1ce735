import { describeHolder, type Holder } from '../database/occupation.ts';
import { readWithin } from '../database/read-within.ts';
import { CONSOLE_APPLICATION } from '../database/server-target.ts';
import { holderColumns } from '../database/sessions.ts';
import type { Sql } from '../database/target.ts';
import { agree, counted, listText } from '../figures.ts';
import { STATEMENT_LIMIT } from './limits.ts';
import { ok, type PreflightCheck, type PreflightInput, warn } from './preflight.ts';

/** Who else works in the EDMS now. An embedded database has no other session. */
export async function checkWriters({ target }: PreflightInput): Promise<PreflightCheck> {
  if (target.kind === 'embedded') return ok('writers', 'The embedded database is open in this program only.');
  const sessions = await readWithin(target, STATEMENT_LIMIT, (sql) =>
    readWriters(sql, target.schema.schemaName),
  );
  const wrote = sessions.filter(({ activity }) => activity === 'wrote');
  const working = sessions.filter(({ activity }) => activity === 'working');
  if (wrote.length > 0) {
    return atWork(
      `${counted(wrote.length, 'other session')} ${agree(wrote.length, 'has', 'have')} written and not ended the transaction`,
      wrote,
    );
  }
  if (working.length > 0) {
    return atWork(
      `${counted(working.length, 'other session')} ${agree(working.length, 'is', 'are')} working in this database`,
      working,
    );
  }
  const hidden = sessions.filter(({ activity }) => activity === 'hidden').length;
  if (hidden > 0) {
    return ok(
      'writers',
      `No session is seen at work; of ${counted(hidden, 'other session')} this role may not see what they do.`,
      'Stop the EDMS and its workers first.',
    );
  }
  return ok(
    'writers',
    sessions.length === 0
      ? 'Nobody else is connected to this database.'
      : `${counted(sessions.length, 'other session')} ${agree(sessions.length, 'is', 'are')} connected, and idle.`,
  );
}

/**
 * `wrote`: holds a transaction that has written. `working`: a statement or transaction is under way, or was in the
 * last minute, as a web application's connections show it between two requests. `hidden`: not told to this role.
 */
type Activity = 'wrote' | 'working' | 'idle' | 'hidden';

/**
 * The sessions of this database whose role may write to the EDMS: what only watches, such as a monitor, is none.
 * Idle connections of a console, whose name goes on with who it is, count as idle.
 */
function readWriters(
  sql: Sql,
  schemaName: string,
): Promise<readonly (Holder & { readonly activity: Activity })[]> {
  return sql.query(
    `select ${holderColumns('coalesce(a.xact_start, a.state_change)')},
            case when a.backend_xid is not null then 'wrote'
                 when a.state is null then 'hidden'
                 when a.state <> 'idle' then 'working'
                 when a.state_change > clock_timestamp() - interval '1 minute' and not starts_with(a.application_name, $2)
                 then 'working'
                 else 'idle' end as activity
       from pg_stat_activity a
      where a.datname = current_database() and a.pid <> pg_backend_pid() and coalesce(a.backend_type, 'client backend') = 'client backend'
        and has_table_privilege(a.usesysid, format('%I.users', $1::text)::regclass, 'INSERT')
      order by a.pid`,
    schemaName,
    CONSOLE_APPLICATION,
  );
}

function atWork(what: string, sessions: readonly Holder[]): PreflightCheck {
  return warn(
    'writers',
    `${what}: ${listText(sessions.map(describeHolder))}.`,
    'Stop the EDMS and its workers, and check again; what they write meanwhile waits for the restore, or the restore for them.',
  );
}
