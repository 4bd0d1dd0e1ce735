import { mappedSchema } from '../catalogue/mapped-schema.ts';
import type { LiveSchema } from '../database/live-schema.ts';
import { limitStatements, ranOutOfTime } from '../database/read-within.ts';
import type { Sql, Target } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import { quote } from '../plan/statements.ts';
import { readableTables } from './readable-tables.ts';

/** Rows whose foreign key leads to no row. */
export interface BrokenReference {
  readonly table: string;
  readonly columns: readonly string[];
  readonly referencedTable: string;
  readonly rows: number;
  /** The first ten of them: `documents 17: reviewer_id = 4711`. */
  readonly examples: readonly string[];
}

export interface ReferenceFindings {
  readonly broken: readonly BrokenReference[];
  /** Foreign keys that were followed. */
  readonly checked: number;
  /** Foreign keys that were not: the time was up, or the table could not be read. */
  readonly unchecked: number;
}

export interface ReferenceOptions {
  /** How long all of it may take, in milliseconds; what is not done by then is counted as `unchecked`. */
  readonly milliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Follows every foreign key of the database, those that the map knows and the database has lost among them: a
 * restore that set PostgreSQL's own checks aside, or a dropped constraint, leaves such rows behind. Small tables
 * share one statement; a large one has its own for each key. None may take more than half of the time that is left, and
 * those of a statement that did are asked for in halves when all others are done: what is slow costs itself alone.
 *
 * Errors: `TARGET_…`, `CANCELLED`.
 */
export function findBrokenReferences(target: Target, options: ReferenceOptions): Promise<ReferenceFindings> {
  const until = Date.now() + options.milliseconds;
  return target.read(async (sql) => {
    const keys = referenceKeys(target.schema);
    const sizes = await readableTables(sql, target.schema);
    const readable = keys.filter((key) => sizes.has(key.table) && sizes.has(key.referencedTable));
    const isLarge = (key: ReferenceKey) => (sizes.get(key.table) ?? 0) > SMALL_TABLE_BYTES;
    const small = readable.filter((key) => !isLarge(key));
    const large = readable.filter(isLarge);
    const broken: BrokenReference[] = [];
    let checked = 0;
    const waiting: (readonly ReferenceKey[])[] = [small, ...large.map((key) => [key])];
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      throwIfCancelled(options.signal);
      const isLast = waiting.length === 0 && group.length === 1;
      const left = until - Date.now();
      const found = await followWithin(sql, target.schema, group, isLast ? left : left / 2);
      if (found === null) waiting.push(...halvesOf(group));
      else {
        checked += group.length;
        broken.push(...found);
      }
    }
    return { broken, checked, unchecked: keys.length - checked };
  });
}

/** Tables up to this size are followed together: 4 MiB are some ten thousand rows. */
const SMALL_TABLE_BYTES = 4 << 20;
const EXAMPLES = 10;

/** Nothing of what cannot be halved. */
function halvesOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(items.length / 2);
  return items.length < 2 ? [] : [items.slice(0, middle), items.slice(middle)];
}

interface ReferenceKey {
  readonly table: string;
  readonly columns: readonly string[];
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
}

/** The foreign keys that the database has, and those of the map whose columns it has without a constraint. */
function referenceKeys(schema: LiveSchema): readonly ReferenceKey[] {
  const keys: ReferenceKey[] = [];
  for (const table of schema.tables.values()) {
    const known = new Set(table.foreignKeys.map((key) => key.columns.join()));
    for (const key of table.foreignKeys) keys.push({ table: table.name, ...key });
    for (const { column, referencedTable, referencedColumn } of mappedSchema().get(table.name)?.foreignKeys ??
      []) {
      const present = table.columns.has(column) && schema.tables.get(referencedTable);
      if (known.has(column) || !present || !present.columns.has(referencedColumn)) continue;
      keys.push({
        table: table.name,
        columns: [column],
        referencedTable,
        referencedColumns: [referencedColumn],
      });
    }
  }
  return keys;
}

/** Follows keys in one statement; null when the time was up. */
async function followWithin(
  sql: Sql,
  schema: LiveSchema,
  keys: readonly ReferenceKey[],
  milliseconds: number,
): Promise<readonly BrokenReference[] | null> {
  if (keys.length === 0) return [];
  if (milliseconds < 1) return null;
  await sql.execute('savepoint follow');
  await limitStatements(sql, milliseconds);
  try {
    const found = await follow(sql, schema, keys);
    await sql.execute('release savepoint follow');
    return found;
  } catch (error) {
    if (!ranOutOfTime(error)) throw error;
    await sql.execute('rollback to savepoint follow');
    return null;
  }
}

async function follow(
  sql: Sql,
  schema: LiveSchema,
  keys: readonly ReferenceKey[],
): Promise<readonly BrokenReference[]> {
  const counts = keys.map((key, i) => `select ${i} as key, count(*)::text as rows from ${lostRows(key)}`);
  const rows = await sql.query<{ readonly key: number; readonly rows: string }>(
    `select key, rows from (${counts.join(' union all ')}) as counted where rows <> '0' order by key`,
  );
  const broken: BrokenReference[] = [];
  for (const { key: index, rows: count } of rows) {
    const key = keys[index];
    if (key === undefined) continue;
    const { table, columns, referencedTable } = key;
    broken.push({
      table,
      columns,
      referencedTable,
      rows: Number(count),
      examples: await examplesOf(sql, key, schema),
    });
  }
  return broken;
}

async function examplesOf(sql: Sql, key: ReferenceKey, schema: LiveSchema): Promise<readonly string[]> {
  const text = (columns: readonly string[]) =>
    `concat_ws(', ', ${columns.map((column) => `t.${quote(column)}::text`).join(', ')})`;
  const primary = schema.tables.get(key.table)?.primaryKey ?? [];
  const rows = await sql.query<{ readonly row: string; readonly value: string }>(
    `select ${primary.length === 0 ? "'?'" : text(primary)} as row, ${text(key.columns)} as value
       from ${lostRows(key)} order by 1 limit ${EXAMPLES}`,
  );
  return rows.map(({ row, value }) => `${key.table} ${row}: ${key.columns.join(', ')} = ${value}`);
}

/** `from` and `where` of the rows whose reference leads nowhere. */
function lostRows(key: ReferenceKey): string {
  const joins = key.columns.map(
    (column, i) => `r.${quote(key.referencedColumns[i] ?? 'id')} = t.${quote(column)}`,
  );
  const given = key.columns.map((column) => `t.${quote(column)} is not null`);
  return `${quote(key.table)} as t where ${given.join(' and ')}
    and not exists (select 1 from ${quote(key.referencedTable)} as r where ${joins.join(' and ')})`;
}
