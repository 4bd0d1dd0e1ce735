import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql, Target } from '../database/target.ts';
import { quote } from '../plan/statements.ts';

/**
 * What tells, after a crash, whether a transaction was committed:
 * - `row`: a row with the job's id in a table of the console's own. It exists only between the commit and the
 *   end of the work, when row and table go away again.
 * - `transaction`: the transaction's number, for roles that may not create tables.
 */
export type Marker = { readonly kind: 'row' } | { readonly kind: 'transaction'; readonly id: string };

const TABLE = 'edms_console_commits';

/** Leaves the marker inside the transaction of `target` that `sql` runs in. It has to be noted in the journal before the commit. */
export async function leaveMarker(sql: Sql, target: Target, job: string): Promise<Marker> {
  const { schema } = target;
  const [row] = await sql.query<{ creates: boolean; present: boolean; writes: boolean }>(
    `select has_schema_privilege($1, 'CREATE') as creates, to_regclass($2) is not null as present,
            case when to_regclass($2) is not null then has_table_privilege(to_regclass($2), 'INSERT') else false end as writes`,
    schema.schemaName,
    tableOf(schema),
  );
  if (row === undefined) throw new Error('The database did not answer');
  if (row.present ? !row.writes : !row.creates) return transactionMarker(sql, target);
  if (!row.present) {
    await sql.execute(
      `create table ${tableOf(schema)} (job text primary key, committed_at timestamptz not null default now())`,
    );
  }
  await sql.execute(`insert into ${tableOf(schema)} (job) values ($1)`, job);
  return { kind: 'row' };
}

/**
 * The number alone could be given out again if the server crashed before it wrote anything of this transaction to
 * its log; so the log is pushed and waited for before anybody relies on the number.
 */
async function transactionMarker(sql: Sql, target: Target): Promise<Marker> {
  const [row] = await sql.query<{ id: string; at: string }>(
    'select txid_current()::text as id, pg_current_wal_insert_lsn()::text as at',
  );
  if (row === undefined) throw new Error('The database did not answer');
  await target.pushLog();
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const [log] = await sql.query<{ written: boolean }>(
      'select pg_current_wal_flush_lsn() >= $1::pg_lsn as written, pg_sleep(0.05)::text',
      row.at,
    );
    if (log?.written) break;
  }
  return { kind: 'transaction', id: row.id };
}

/** Whether the transaction that left the marker was committed; it must have ended. */
export async function wasMarkerCommitted(
  sql: Sql,
  schema: LiveSchema,
  job: string,
  marker: Marker,
): Promise<boolean> {
  if (marker.kind === 'transaction') {
    const [row] = await sql.query<{ status: string | null }>(
      'select txid_status($1::bigint) as status',
      marker.id,
    );
    return row?.status === 'committed';
  }
  if (!(await isPresent(sql, schema))) return false;
  const [row] = await sql.query<{ found: boolean }>(
    `select exists (select 1 from ${tableOf(schema)} where job = $1) as found`,
    job,
  );
  return row?.found === true;
}

/** Takes the marker of a finished job away, and with the last one the table. Markers that nobody asked for in 90 days go too. */
export async function removeMarker(sql: Sql, schema: LiveSchema, job: string): Promise<void> {
  if (!(await isPresent(sql, schema))) return;
  await sql.execute(
    `delete from ${tableOf(schema)} where job = $1 or committed_at < now() - interval '90 days'`,
    job,
  );
  const [row] = await sql.query<{ empty: boolean; owned: boolean }>(
    `select not exists (select 1 from ${tableOf(schema)}) as empty,
            pg_has_role(relowner, 'USAGE') as owned from pg_class where oid = to_regclass($1)`,
    tableOf(schema),
  );
  if (row?.empty && row.owned) await sql.execute(`drop table ${tableOf(schema)}`);
}

async function isPresent(sql: Sql, schema: LiveSchema): Promise<boolean> {
  const [row] = await sql.query<{ present: boolean }>(
    'select to_regclass($1) is not null as present',
    tableOf(schema),
  );
  return row?.present === true;
}

function tableOf(schema: LiveSchema): string {
  return `${quote(schema.schemaName)}.${quote(TABLE)}`;
}
