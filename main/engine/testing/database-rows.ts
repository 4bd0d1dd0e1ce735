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

/**
 * The same rows with the keys that sequences gave out replaced by their rank, and so the references to them: what
 * two databases have in common when one of them skipped numbers.
 */
export async function withRanksForKeys(
  target: Pick<Target, 'read'>,
  { tables, sequences }: DatabaseRows,
): Promise<DatabaseRows> {
  const ranks = new Map<string, ReadonlyMap<string, string>>();
  for (const place of sequences.keys()) {
    const [table = '', column = ''] = place.split('.');
    const keys = (tables.get(table) ?? []).map((row) => Number(row.get(column))).sort((a, b) => a - b);
    ranks.set(place, new Map(keys.map((key, rank) => [String(key), `#${rank + 1}`])));
  }
  const references = await target.read((sql) =>
    sql.query<{ place: string; to: string }>(
      `select format('%s.%s', r.relname, a.attname) as place, format('%s.%s', f.relname, b.attname) as to
         from pg_constraint c
         join pg_class r on r.oid = c.conrelid join pg_attribute a on a.attrelid = r.oid and a.attnum = c.conkey[1]
         join pg_class f on f.oid = c.confrelid join pg_attribute b on b.attrelid = f.oid and b.attnum = c.confkey[1]
        where c.contype = 'f' and cardinality(c.conkey) = 1`,
    ),
  );
  const rankOf = new Map(ranks);
  for (const { place, to } of references) {
    const ranked = ranks.get(to);
    if (ranked) rankOf.set(place, ranked);
  }
  const ranked = (table: string, row: TextRow): TextRow =>
    new Map(
      [...row].map(([column, text]) => [
        column,
        text === null ? null : (rankOf.get(`${table}.${column}`)?.get(text) ?? text),
      ]),
    );
  return {
    tables: new Map([...tables].map(([table, rows]) => [table, rows.map((row) => ranked(table, row))])),
    sequences,
  };
}
