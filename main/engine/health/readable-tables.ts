import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';

/**
 * The tables that can be read now, with about how many bytes are in them: those of which the role may read all rows and that
 * nobody has locked against readers. The figures come from statistics; `pg_table_size` would wait for such a lock.
 */
export async function readableTables(sql: Sql, schema: LiveSchema): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query<{ readonly name: string; readonly bytes: string }>(
    `select class.relname::text as name,
            greatest(class.relpages::int8 * 8192, pg_stat_get_live_tuples(class.oid) * 200)::text as bytes
       from pg_class class join pg_namespace space on space.oid = class.relnamespace
      where space.nspname = $1 and class.relkind in ('r', 'p') and has_table_privilege(class.oid, 'SELECT')
        and not row_security_active(class.oid)
        and not exists (select 1 from pg_locks lock where lock.relation = class.oid
                         and lock.mode = 'AccessExclusiveLock' and lock.pid is distinct from pg_backend_pid())
      order by 1`,
    schema.schemaName,
  );
  return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
}
