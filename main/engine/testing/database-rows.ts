import { createHash } from 'node:crypto';
import type { Sql, Target } from '../database/target.ts';

/** A row as text, by column; null is null. Times are in UTC. */
export type TextRow = ReadonlyMap<string, string | null>;

/** Everything that a database holds, by table. */
export interface DatabaseRows {
  readonly tables: ReadonlyMap<string, readonly TextRow[]>;
  /** `last_value` of every sequence that numbers a column, by `table.column`; 0 before its first use. */
  readonly sequences: ReadonlyMap<string, number>;
}

/** Reads all rows of all tables of the public schema, column by column as text. */
export function readDatabase(target: Pick<Target, 'read'>): Promise<DatabaseRows> {
  return target.read(async (sql) => {
    const tables = new Map<string, readonly TextRow[]>();
    const columns = await sql.query<{ t: string; c: string; s: string | null }>(
      `select table_name::text as t, column_name::text as c,
              pg_get_serial_sequence(quote_ident(table_name), column_name) as s
         from information_schema.columns join information_schema.tables using (table_schema, table_name)
        where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name, ordinal_position`,
    );
    const sequences = new Map<string, number>();
    for (const { t, c, s } of columns) {
      if (!tables.has(t))
        tables.set(
          t,
          await readTable(
            sql,
            t,
            columns.filter((x) => x.t === t).map((x) => x.c),
          ),
        );
      if (s === null) continue;
      const [row] = await sql.query<{ v: string }>(
        `select case when is_called then last_value else 0 end::text as v from ${s}`,
      );
      sequences.set(`${t}.${c}`, Number(row?.v));
    }
    return { tables, sequences };
  });
}

async function readTable(sql: Sql, table: string, columns: readonly string[]): Promise<readonly TextRow[]> {
  const list = columns.map((column, i) => `"${column}"::text as c${i}`).join(', ');
  const rows = await sql.query<Record<string, string | null>>(`select ${list} from "${table}" order by 1`);
  return rows.map((row) => new Map(columns.map((column, i) => [column, row[`c${i}`] ?? null])));
}

/** A hash of the rows of each table; sequences, which PostgreSQL never sets back, are left out. */
export function hashTables(rows: DatabaseRows): ReadonlyMap<string, string> {
  return new Map(
    [...rows.tables].map(([table, list]) => {
      const texts = list.map((row) => JSON.stringify([...row])).sort();
      return [table, createHash('sha256').update(texts.join('\n')).digest('hex')];
    }),
  );
}
