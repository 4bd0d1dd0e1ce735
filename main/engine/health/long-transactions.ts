import { describeHolder, type Holder } from '../database/occupation.ts';
import { holderColumns } from '../database/sessions.ts';
import type { Sql } from '../database/target.ts';
import { durationText } from '../figures.ts';

/** A transaction of somebody else that has been open for long. */
export interface LongTransaction {
  readonly idle: boolean;
  /** Who, since when, and for how long. */
  readonly text: string;
}

interface Row extends Holder {
  readonly idle: boolean;
  readonly gid: string | null;
  readonly seconds: string;
}

/**
 * Transactions of this database, prepared ones too, that have been open for longer than `milliseconds`: they keep
 * old rows from being cleared away, and an idle one may hold locks for ever. A role that may not see the sessions of
 * others sees none.
 */
export async function findLongTransactions(
  sql: Sql,
  milliseconds: number,
): Promise<readonly LongTransaction[]> {
  const rows = await sql.query<Row>(
    `select ${holderColumns('a.xact_start')}, a.state like 'idle%' as idle, null as gid,
            extract(epoch from clock_timestamp() - a.xact_start)::int8::text as seconds
       from pg_stat_activity a
      where a.datname = current_database() and a.pid <> pg_backend_pid() and a.backend_type = 'client backend'
        and a.xact_start < clock_timestamp() - $1 * interval '1 millisecond'
      union all
     select null, null, p.owner::text, null, to_char(p.prepared at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'),
            true, p.gid, extract(epoch from clock_timestamp() - p.prepared)::int8::text
       from pg_prepared_xacts p
      where p.database = current_database() and p.prepared < clock_timestamp() - $1 * interval '1 millisecond'
      order by 5`,
    milliseconds,
  );
  return rows.map((row) => {
    const who = row.gid === null ? describeHolder(row) : `${describeHolder(row)}, named ${row.gid}`;
    const what = row.idle ? 'idle in its transaction' : 'in its transaction';
    return {
      idle: row.idle,
      text: `${who}, has been ${what} for ${durationText(Number(row.seconds) * 1000)}`,
    };
  });
}
