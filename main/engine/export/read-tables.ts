import type { Sql } from '../database/target.ts';
import { quote } from '../plan/statements.ts';
import { cursorRows, rowSql } from './cursor-rows.ts';
import type { ExportedColumn, ExportedTable } from './exported-tables.ts';
import { countRows, exportedOf, type ReadRecordsOptions, sum } from './read-records.ts';
import type { RowTexts } from './record-text.ts';
import { tellLeftOut } from './tell-left-out.ts';
import { textSql } from './value-text.ts';

/** Takes tables one after the other, each with its rows in the order of its primary key. */
export interface TableWriter {
  begin(table: ExportedTable): Promise<void> | void;
  /** Rows of the table that was begun last: a text for each of its columns. */
  rows(rows: readonly RowTexts[]): Promise<void> | void;
  /** All rows of that table have come. */
  end(rows: number): Promise<void> | void;
}

/** The keys of the rows that are wanted, as text, by table. */
export type KeptKeys = ReadonlyMap<string, ReadonlySet<string>>;

export interface ReadTablesOptions extends Omit<ReadRecordsOptions, 'keys' | 'canonical'> {
  readonly tables: readonly ExportedTable[];
  /** Null for all rows. */
  readonly kept: KeptKeys | null;
}

/** Reads all rows of the tables inside a transaction; returns how many rows of each it gave on. */
export async function readTables(
  sql: Sql,
  options: ReadTablesOptions,
  writer: TableWriter,
): Promise<ReadonlyMap<string, number>> {
  const { target, tables, kept, meter, signal } = options;
  // A selection has read all records before, and told of them.
  const names = tables.map(({ name }) => name);
  const left = { ...options, catalogue: exportedOf(target).catalogue, taken: new Set(names) };
  if (kept === null) await tellLeftOut(left, sql);
  const there = await countRows(names, sql, signal);
  meter.start('reading', sum(there), 'records');
  const counts = new Map<string, number>();
  for (const table of tables) {
    await writer.begin(table);
    const isKept = kept === null ? null : filterOf(table, kept);
    let count = 0;
    const hasRows = there.get(table.name) !== 0;
    for await (const rows of hasRows ? cursorRows(sql, selectOf(table), signal) : []) {
      const wanted = isKept === null ? rows : rows.filter(isKept);
      count += wanted.length;
      await writer.rows(wanted);
      meter.advance(rows.length);
    }
    await writer.end(count);
    counts.set(table.name, count);
  }
  meter.finish();
  return counts;
}

function selectOf({ name, columns, primaryKey }: ExportedTable): string {
  const texts = columns.map(columnText);
  const order = primaryKey.map((key) => {
    const kind = columns.find((column) => column.name === key)?.kind;
    return `t.${quote(key)}${kind === 'text' ? '::text collate "C"' : ''}`;
  });
  return `select ${rowSql(texts)} from ${quote(name)} t${order.length > 0 ? ` order by ${order.join(', ')}` : ''}`;
}

function columnText({ name, live, kind }: ExportedColumn): string {
  return kind === 'bytes' ? `encode(t.${quote(name)}, 'hex')` : textSql(`t.${quote(name)}`, live.type);
}

/** A row of a model is kept by its key, one of a many-to-many table with both of its ends. */
function filterOf(
  { name, columns, primaryKey, ends }: ExportedTable,
  kept: KeptKeys,
): (row: RowTexts) => boolean {
  const wanted = (ends ?? [{ column: primaryKey[0] ?? '', table: name }]).map(({ column, table }) => ({
    at: columns.findIndex((one) => one.name === column),
    keys: kept.get(table),
  }));
  return (row) => wanted.every(({ at, keys }) => keys?.has(row[at] ?? '') === true);
}
