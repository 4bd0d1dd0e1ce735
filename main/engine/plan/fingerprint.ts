import type { LiveSchema, LiveTable } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { quote } from './statements.ts';

/** What a table held at one moment. Two equal states mean that no row came, went or changed in between. */
export interface TableState {
  readonly rows: number;
  /** Sum of the hashes of all row versions (ctid and xmin): every write changes it. */
  readonly mark: string;
  /** Largest integer primary key, and what the sequence has given out; 0 where there is none. */
  readonly highestKey: bigint;
}

interface StateRow {
  readonly name: string;
  readonly rows: string;
  readonly mark: string;
  readonly highest: string;
}

/** Reads the states of tables, all in one statement. */
export async function readTableStates(
  sql: Sql,
  schema: LiveSchema,
  tables: Iterable<string>,
): Promise<ReadonlyMap<string, TableState>> {
  const wanted = [...new Set(tables)]
    .map((name) => schema.tables.get(name))
    .filter((table) => table !== undefined);
  if (wanted.length === 0) return new Map();
  const rows = await sql.query<StateRow>(
    wanted.map(stateQuery).join(' union all '),
    ...wanted.map((table) => table.name),
  );
  return new Map(
    rows.map((row) => [
      row.name,
      { rows: Number(row.rows), mark: row.mark, highestKey: BigInt(row.highest) },
    ]),
  );
}

/** The tables whose states differ. */
export function changedTables(
  before: ReadonlyMap<string, TableState>,
  now: ReadonlyMap<string, TableState>,
): readonly string[] {
  return [...before].filter(([name, state]) => !equalStates(state, now.get(name))).map(([name]) => name);
}

function equalStates(a: TableState, b: TableState | undefined): boolean {
  // Not the highest key: a sequence moves on even when what used it was rolled back.
  return b !== undefined && a.rows === b.rows && a.mark === b.mark;
}

function stateQuery(table: LiveTable, index: number): string {
  const name = quote(table.name);
  const key = integerKey(table);
  const highest = key ? `coalesce(max(${quote(key.name)}), 0)` : '0';
  const given = key?.sequence
    ? `(select case when is_called then last_value else 0 end from ${key.sequence})`
    : '0';
  return `(select $${index + 1}::text as name, count(*)::text as rows,
    coalesce(sum(hashtext(ctid::text || ':' || xmin::text)::int8), 0)::text as mark,
    greatest(${highest}, ${given})::text as highest from ${name})`;
}

function integerKey(table: LiveTable): { name: string; sequence: string | null } | null {
  const [name, ...others] = table.primaryKey;
  const column = name === undefined ? undefined : table.columns.get(name);
  return column && others.length === 0 && /^(smallint|integer|bigint)$/.test(column.type) ? column : null;
}
