import { createHash } from 'node:crypto';
import type { Target } from '../database/target.ts';

/** A row as text, by column; null is null. Times are in UTC. */
export type TextRow = ReadonlyMap<string, string | null>;

/** Everything that a database holds, by table. */
export interface DatabaseRows {
  readonly tables: ReadonlyMap<string, readonly TextRow[]>;
  /** `last_value` of every sequence that numbers a column, by `table.column`; 0 before its first use. */
  readonly sequences: ReadonlyMap<string, number>;
}

interface ColumnRow {
  readonly t: string;
  readonly c: string;
  /** `last_value` of the sequence that numbers it; null where none does. */
  readonly s: string | null;
}

/**
 * Reads all rows of all tables of the public schema, column by column as text. It is asked hundreds of times: two
 * statements do it, and not one or two for each table.
 */
export function readDatabase(target: Pick<Target, 'read'>): Promise<DatabaseRows> {
  return target.read(async (sql) => {
    const columns = await sql.query<ColumnRow>(columnsQuery);
    const ofTable = new Map<string, string[]>();
    for (const { t, c } of columns) ofTable.set(t, [...(ofTable.get(t) ?? []), c]);
    const tables = new Map<string, TextRow[]>([...ofTable.keys()].map((table) => [table, []]));
    for (const { t, r } of await sql.query<{ t: string; r: string }>(rowsQuery(ofTable))) {
      const texts: readonly (string | null)[] = JSON.parse(r);
      tables.get(t)?.push(new Map(ofTable.get(t)?.map((column, i) => [column, texts[i] ?? null])));
    }
    for (const rows of tables.values()) rows.sort(byFirstColumn);
    const numbered = columns.flatMap(({ t, c, s }) =>
      s === null ? [] : [[`${t}.${c}`, Number(s)] as const],
    );
    return { tables, sequences: new Map(numbered) };
  });
}

const columnsQuery = `
  select r.relname::text as t, a.attname::text as c,
         (select coalesce(pg_sequence_last_value(d.objid), 0)::text from pg_depend d
           where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
             and d.refobjid = a.attrelid and d.refobjsubid = a.attnum and d.deptype in ('a', 'i')
             and exists (select from pg_class q where q.oid = d.objid and q.relkind = 'S')) as s
    from pg_class r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
   where r.relnamespace = 'public'::regnamespace and r.relkind in ('r', 'p')
   order by r.relname, a.attnum`;

function rowsQuery(ofTable: ReadonlyMap<string, readonly string[]>): string {
  const selects = [...ofTable].map(([table, columns]) => {
    const texts = columns.map((column) => `"${column}"::text`).join(', ');
    return `select '${table}' as t, json_build_array(${texts})::text as r from "${table}"`;
  });
  return selects.join(' union all ');
}

function byFirstColumn(a: TextRow, b: TextRow): number {
  const [[, left] = [], [, right] = []] = [[...a][0], [...b][0]];
  return (left ?? '') < (right ?? '') ? -1 : Number((left ?? '') > (right ?? ''));
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
