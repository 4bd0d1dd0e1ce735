import type { LiveTable } from '../database/live-schema.ts';
import { quote } from '../database/quote.ts';
import type { BoundColumn, BoundManyToMany, BoundModel } from './binding.ts';

export { quote };

/**
 * The SQL of planning, writing and verifying. Rows arrive as one JSON parameter, `[{"n": record, "k": primary
 * key, "c0": …, "m0": […]}, …]`, which PostgreSQL turns into typed columns by itself: thousands of rows a
 * statement, every value a parameter, every conversion the database's own. Identifiers come from the
 * introspected schema and are quoted.
 */

/** The columns that rows of one group have in common: which of the model's fields its records hold. */
export interface RowShape {
  readonly bound: BoundModel;
  readonly columns: readonly BoundColumn[];
  readonly manyToMany: readonly BoundManyToMany[];
}

/** `json_to_recordset($1::json) as x(…)` for rows of this shape. */
export function rowSource(shape: RowShape): string {
  const columns = shape.columns.map((column, i) => `c${i} ${column.sqlType}`);
  const lists = shape.manyToMany.map((_, i) => `m${i} json`);
  return `json_to_recordset($1::json) as x(${['n int4', `k ${shape.bound.key.sqlType}`, ...columns, ...lists].join(', ')})`;
}

/**
 * Makes the temporary table in which rows of this shape stay until the transaction ends, so that they cross the
 * wire and are parsed once: written from there, and compared with there.
 */
export function createStageStatement(shape: RowShape, stage: string): string {
  const columns = shape.columns.map((column, i) => `c${i} ${column.sqlType}`);
  const lists = shape.manyToMany.map((_, i) => `m${i} json`);
  const all = ['n int4', `k ${shape.bound.key.sqlType}`, ...columns, ...lists];
  return `create temporary table ${quote(stage)} (${all.join(', ')}) on commit drop`;
}

/** Stages all rows of `$1` and creates them. */
export function insertStatement(shape: RowShape, stage: string): string {
  const { bound } = shape;
  const names = [bound.key, ...shape.columns].map((column) => quote(column.live.name));
  const values = ['x.k', ...shape.columns.map((column, i) => written(column, `x.c${i}`))];
  const overriding = bound.key.live.identityAlways ? ' overriding system value' : '';
  return `${staged(shape, stage)} insert into ${quote(bound.table.name)} (${names.join(', ')})${overriding} select ${values.join(', ')} from staged as x`;
}

/** Stages all rows of `$1` and gives the rows that they name by primary key their values. */
export function updateStatement(shape: RowShape, stage: string): string {
  const { bound } = shape;
  const sets = shape.columns.map((column, i) => `${quote(column.live.name)} = ${written(column, `x.c${i}`)}`);
  return `${staged(shape, stage)} update ${quote(bound.table.name)} as t set ${sets.join(', ')} from staged as x where t.${quote(bound.key.live.name)} = x.k`;
}

/** Stages all rows of `$1` and does nothing else. */
export function stageStatement(shape: RowShape, stage: string): string {
  return `insert into pg_temp.${quote(stage)} select x.* from ${rowSource(shape)}`;
}

function staged(shape: RowShape, stage: string): string {
  return `with staged as (${stageStatement(shape, stage)} returning *)`;
}

/** Adds the related rows that are missing. */
export function insertRelatedStatement(shape: RowShape, index: number): string {
  const { from, to, table } = relation(shape, index);
  return `insert into ${table} (${from}, ${to})
    select x.k, v.value::${relatedType(shape, index)} from ${rowSource(shape)}
    cross join lateral (select distinct value from json_array_elements_text(x.m${index}) as e(value)) as v
    where not exists (select 1 from ${table} as r where r.${from} = x.k and r.${to} = v.value::${relatedType(shape, index)})`;
}

/** Takes away the related rows that the record does not name. */
export function deleteRelatedStatement(shape: RowShape, index: number): string {
  const { from, to, table } = relation(shape, index);
  return `delete from ${table} as r using ${rowSource(shape)} where r.${from} = x.k and not exists
    (select 1 from json_array_elements_text(x.m${index}) as e(value) where e.value::${relatedType(shape, index)} = r.${to})`;
}

/** The rows that {@link updateStatement} would change, as they are: `row`, PostgreSQL's JSON of each as text. */
export function rowsToUpdateStatement(shape: RowShape): string {
  const { bound } = shape;
  return `select row_to_json(t)::text as row from ${rowSource(shape)}
    join ${quote(bound.table.name)} as t on t.${quote(bound.key.live.name)} = x.k`;
}

/** The related rows that {@link deleteRelatedStatement} would take away, likewise. */
export function relatedToDeleteStatement(shape: RowShape, index: number): string {
  const { from, to, table } = relation(shape, index);
  return `select row_to_json(r)::text as row from ${table} as r join ${rowSource(shape)} on r.${from} = x.k where not exists
    (select 1 from json_array_elements_text(x.m${index}) as e(value) where e.value::${relatedType(shape, index)} = r.${to})`;
}

/**
 * The rows of `$1` that differ from the table: `n`, `gone` (no such row) and `fields`, the comma-separated
 * positions of the fields that differ: columns first, then many-to-many fields. Every comparison is made by
 * the column's own type. Times count as equal when they agree to the millisecond, which is all that Django
 * writes into a fixture (DjangoJSONEncoder).
 */
export function compareStatement(shape: RowShape): string {
  return compare(shape, rowSource(shape), 'true');
}

/** Like {@link compareStatement}, for the staged rows of the records `$1` to `$2`. */
export function compareStagedStatement(shape: RowShape, stage: string): string {
  return compare(shape, `pg_temp.${quote(stage)} as x`, 'x.n between $1::int4 and $2::int4');
}

function compare(shape: RowShape, source: string, condition: string): string {
  const { bound } = shape;
  const tests = [
    ...shape.columns.map((column, i) => differs(column, `t.${quote(column.live.name)}`, `x.c${i}`)),
    ...shape.manyToMany.map((_, i) => relatedDiffers(shape, i)),
  ];
  const key = `t.${quote(bound.key.live.name)}`;
  const positions = tests.map((test, i) => `case when ${test} then ${i} end`);
  const fields = tests.length > 0 ? `array_to_string(array[${positions.join(', ')}]::int4[], ',')` : `''`;
  return `select x.n, ${key} is null as gone, ${fields} as fields from ${source}
    left join ${quote(bound.table.name)} as t on ${key} = x.k
    where ${condition} and (${[`${key} is null`, ...tests].join(' or ')})`;
}

/**
 * Finds the rows whose columns have the values of `$1` (`c0`, `c1`, … in the order of `columns`): `n`, the
 * row's primary key `k` and its `uuid` (null without that column), as text.
 */
export function lookupStatement(bound: BoundModel, columns: readonly BoundColumn[]): string {
  const shape: RowShape = { bound, columns, manyToMany: [] };
  const uuid = bound.columns.get('uuid');
  const matches = columns.map((column, i) => same(column, `t.${quote(column.live.name)}`, `x.c${i}`));
  return `select x.n, t.${quote(bound.key.live.name)}::text as k, ${uuid ? `t.${quote(uuid.live.name)}::text` : 'null::text'} as uuid
    from ${rowSource(shape)} join ${quote(bound.table.name)} as t on ${matches.join(' and ')}`;
}

function written(column: BoundColumn, value: string): string {
  // A JSON null in a column that takes none is the JSON value null: Django writes both as null.
  return column.kind === 'json' && column.live.notNull ? `coalesce(${value}, 'null')` : value;
}

function differs(column: BoundColumn, stored: string, value: string): string {
  const wanted = written(column, value);
  if (column.kind === 'json') return differsAsJson(stored, wanted);
  const exact = differsExactly(column, stored, wanted);
  const rough = toMilliseconds(column, stored);
  return rough === null
    ? `(${exact})`
    : `(${exact} and ${rough} is distinct from ${toMilliseconds(column, wanted)})`;
}

/** A JSON null where there could be none at all is as good as none: Django writes both as null. */
function differsAsJson(stored: string, wanted: string): string {
  return `coalesce(${stored}::jsonb, 'null') is distinct from coalesce((${wanted})::jsonb, 'null')`;
}

/** Types whose own comparison tells whether two values are the same. */
const COMPARED_AS_THEY_ARE =
  /^(boolean|smallint|integer|bigint|real|double precision|numeric|uuid|date|timestamp|time|interval|inet|cidr|bytea)\b(?!.*\[\])/;

/**
 * Texts are compared character by character, whatever their column's collation takes for equal; types that may know no
 * comparison (`xml`, `point`), or one that passes over something (`citext`), as PostgreSQL writes their values.
 */
function differsExactly(column: BoundColumn, stored: string, wanted: string): string {
  const { type } = column.live;
  if (COMPARED_AS_THEY_ARE.test(type)) return `${stored} is distinct from ${wanted}`;
  // The blanks by which `character(n)` fills a text up are none of it.
  if (/^character\(\d+\)$/.test(type)) return `${stored}::text is distinct from rtrim(${wanted}, ' ')`;
  if (column.sqlType === 'text') return `${stored} collate "C" is distinct from ${wanted}`;
  return `(${stored})::text collate "C" is distinct from (${wanted})::text`;
}

function same(column: BoundColumn, stored: string, value: string): string {
  const rough = toMilliseconds(column, stored);
  if (rough !== null) return `${rough} = ${toMilliseconds(column, value)}`;
  return column.live.notNull ? `${stored} = ${value}` : `${stored} is not distinct from ${value}`;
}

function toMilliseconds(column: BoundColumn, expression: string): string | null {
  if (column.kind === 'timestamp') return `date_trunc('milliseconds', ${expression})`;
  return column.kind === 'time' ? `date_trunc('milliseconds', ${expression}::interval)` : null;
}

function relatedDiffers(shape: RowShape, index: number): string {
  const { from, to, table } = relation(shape, index);
  const type = relatedType(shape, index);
  return `(x.m${index} is not null and array(select r.${to} from ${table} as r where r.${from} = x.k order by 1) is distinct from
    array(select distinct value::${type} from json_array_elements_text(x.m${index}) as e(value) order by 1))`;
}

function relation(shape: RowShape, index: number): { from: string; to: string; table: string } {
  const related = relatedOf(shape, index);
  return {
    from: quote(related.field.fromColumn),
    to: quote(related.field.toColumn),
    table: quote(related.table.name),
  };
}

function relatedType(shape: RowShape, index: number): string {
  const related = relatedOf(shape, index);
  return columnOf(related.table, related.field.toColumn);
}

function relatedOf(shape: RowShape, index: number): BoundManyToMany {
  const related = shape.manyToMany[index];
  if (!related) throw new RangeError(`no many-to-many field at ${index}`);
  return related;
}

function columnOf(table: LiveTable, column: string): string {
  return table.columns.get(column)?.type ?? 'bigint';
}
