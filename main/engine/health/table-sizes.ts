import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { quote } from '../plan/statements.ts';
import type { TableSize } from './health.ts';
import { readableTables } from './readable-tables.ts';

/** Tables up to this size have their rows counted: 8 MiB. */
const COUNTED_BYTES = 8 << 20;

/** The sizes of all tables that can be read now, the largest first. */
export async function readTableSizes(sql: Sql, schema: LiveSchema): Promise<readonly TableSize[]> {
  const names = [...(await readableTables(sql, schema)).keys()];
  const sizes = await sql.query<{ table: string; bytes: string; live: string; dead: string }>(
    `select class.relname::text as table, pg_total_relation_size(class.oid)::text as bytes,
            greatest(class.reltuples, pg_stat_get_live_tuples(class.oid), 0)::int8::text as live,
            pg_stat_get_dead_tuples(class.oid)::text as dead
       from pg_class class join pg_namespace space on space.oid = class.relnamespace
      where space.nspname = $1 and class.relname = any($2::text[])
      order by pg_total_relation_size(class.oid) desc, 1`,
    schema.schemaName,
    names,
  );
  const small = sizes.filter(({ bytes }) => Number(bytes) <= COUNTED_BYTES).map(({ table }) => table);
  const counts = await countRows(sql, small);
  return sizes.map(({ table, bytes, live, dead }) => ({
    table,
    rows: counts.get(table) ?? Number(live),
    bytes: Number(bytes),
    deadRows: Number(dead),
  }));
}

async function countRows(sql: Sql, tables: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (tables.length === 0) return new Map();
  const rows = await sql.query<{ readonly number: number; readonly rows: string }>(
    tables
      .map((table, i) => `select ${i} as number, count(*)::text as rows from ${quote(table)}`)
      .join(' union all '),
  );
  return new Map(rows.map(({ number, rows: count }) => [tables[number] ?? '', Number(count)]));
}

/** Bytes of the whole database on the disk. */
export async function readDatabaseBytes(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ readonly bytes: string }>(
    'select pg_database_size(current_database())::text as bytes',
  );
  return Number(row?.bytes ?? 0);
}
