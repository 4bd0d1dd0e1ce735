import type { LiveSchema, LiveTable } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { quote } from '../plan/statements.ts';
import { rowText } from './row-images.ts';
import type { UndoEntry } from './undo-record.ts';

/**
 * The undo record of one table, in a temporary table: a line for each row that the restore touched. `before` is the
 * row as it was (null: the restore created it), `hash` that of the row as the restore left it (null: it removed
 * it), `kept` why it stays (null: it does not).
 */
export interface UndoTable {
  readonly live: LiveTable;
  /** Name of the temporary table, quoted; its key columns are `k0`, `k1`, … */
  readonly name: string;
}

/** Bytes of entries that are sent in one statement. */
const BYTES_A_STATEMENT = 1 << 19;

/**
 * Loads the rows of an undo record into temporary tables that go away with the transaction. Files and folders are
 * given to `onOther`. Error: `UNDO_NOT_POSSIBLE`, also when the database has no such table any more.
 */
export async function loadUndoTables(
  sql: Sql,
  schema: LiveSchema,
  entries: AsyncIterable<UndoEntry>,
  onOther: (entry: Extract<UndoEntry, { kind: 'file' | 'folder' }>) => void,
  signal?: AbortSignal,
): Promise<readonly UndoTable[]> {
  const tables = new Map<string, UndoTable>();
  const load = async (batch: Batch): Promise<void> => {
    throwIfCancelled(signal);
    const present = tables.get(batch.table);
    const table = present ?? (await createUndoTable(sql, schema, batch.table, tables.size));
    tables.set(batch.table, table);
    await sql.execute(loadStatement(table, batch.kind), `[${batch.lines.join(',')}]`);
  };
  let batch: Batch | null = null;
  for await (const entry of entries) {
    if (entry.kind === 'file' || entry.kind === 'folder') {
      onOther(entry);
      continue;
    }
    if (
      batch &&
      (batch.table !== entry.table || batch.kind !== entry.kind || batch.bytes > BYTES_A_STATEMENT)
    ) {
      await load(batch);
      batch = null;
    }
    batch ??= { table: entry.table, kind: entry.kind, lines: [], bytes: 0 };
    const line =
      entry.kind === 'before' ? `{"r":${entry.row}}` : `{"r":${entry.key},"h":${JSON.stringify(entry.hash)}}`;
    batch.lines.push(line);
    batch.bytes += line.length;
  }
  if (batch) await load(batch);
  return [...tables.values()];
}

interface Batch {
  readonly table: string;
  readonly kind: 'before' | 'after';
  readonly lines: string[];
  bytes: number;
}

async function createUndoTable(
  sql: Sql,
  schema: LiveSchema,
  name: string,
  index: number,
): Promise<UndoTable> {
  const live = schema.tables.get(name);
  if (!live || live.primaryKey.length === 0) throw tableGone(name);
  const table: UndoTable = { live, name: `pg_temp.${quote(`edms_undo_${index}`)}` };
  const keys = live.primaryKey.map((key, i) => `k${i} ${live.columns.get(key)?.type ?? 'text'}`);
  const key = live.primaryKey.map((_, i) => `k${i}`).join(', ');
  await sql.execute(
    `create temporary table ${quote(`edms_undo_${index}`)}
       (${keys.join(', ')}, before json, hash text, kept text, primary key (${key})) on commit drop`,
  );
  return table;
}

/** A row may be taken down more than once (changed twice): what it was at first counts. */
function loadStatement({ live, name }: UndoTable, kind: 'before' | 'after'): string {
  const keys = live.primaryKey.map((_, i) => `k${i}`);
  const values = live.primaryKey.map((key) => `p.${quote(key)}`);
  const populated = `cross join lateral json_populate_record(null::${quote(live.name)}, e.r) as p`;
  if (kind === 'before') {
    return `insert into ${name} (${keys.join(', ')}, before) select distinct on (${values.join(', ')}) ${values.join(', ')}, e.r
      from json_to_recordset($1::json) as e(r json) ${populated} on conflict (${keys.join(', ')}) do nothing`;
  }
  return `insert into ${name} (${keys.join(', ')}, hash) select ${values.join(', ')}, e.h
    from json_to_recordset($1::json) as e(r json, h text) ${populated}
    on conflict (${keys.join(', ')}) do update set hash = excluded.hash`;
}

/** `t."id" = u.k0`: the row `alias` of the table that a line `line` is about. */
export function sameKey({ live }: UndoTable, alias: string, line: string): string {
  return live.primaryKey.map((key, i) => `${alias}.${quote(key)} = ${line}.k${i}`).join(' and ');
}

/** The row before the restore, as a record of the table's own type: `b`. */
export function rowBefore({ live }: UndoTable, line: string): string {
  return `json_populate_record(null::${quote(live.name)}, ${line}.before)`;
}

/** SQL of what a column held before the restore, of {@link rowBefore} as `b`. */
export function valueBefore({ live }: UndoTable, column: string): string {
  const { type, notNull } = live.columns.get(column) ?? {};
  const value = `b.${quote(column)}`;
  // A row's JSON has the JSON value null as no value at all.
  return notNull === true && /^jsonb?$/.test(type ?? '') ? `coalesce(${value}, 'null')` : value;
}

/** Columns that can be written: generated ones follow from the others. */
export function writableColumns({ live }: UndoTable): readonly string[] {
  return [...live.columns.values()].filter(({ generated }) => !generated).map(({ name }) => name);
}

/** Whether the row is still what the restore has left: `t` and `u` are row and line. */
export const AS_LEFT = `md5(${rowText('t')}) = u.hash`;

function tableGone(name: string): EngineError {
  return new EngineError({
    code: 'UNDO_NOT_POSSIBLE',
    message: `The target has no table ${name} any more (or it has lost its primary key).`,
    consequence: 'Nothing was changed.',
    advice: 'The EDMS has been migrated since the restore. Restore a backup of the time before instead.',
  });
}
