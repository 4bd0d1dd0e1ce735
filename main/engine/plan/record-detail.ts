import { naturalKeyParts } from '../catalogue/natural-key.ts';
import type { Sql, Target } from '../database/target.ts';
import { describeReference, readReference } from '../fixture/natural-key.ts';
import type { FixtureRecord, JsonValue, RecordNumber } from '../fixture/record.ts';
import { HIDDEN, isSecretField } from '../secret-fields.ts';
import type { BoundColumn, BoundModel } from './binding.ts';
import type { RestorePlan } from './create-plan.ts';
import { encodeValue, jsonText } from './encode-value.ts';
import { describeRecords } from './plan-pages.ts';
import { compareStatement, quote, type RowShape } from './statements.ts';
import type { FieldDifference, PlannedRecordDetail } from './summary.ts';

/** Everything about one record, with both sides of every field. Asks the target about this one row. */
export async function recordDetail(
  number: RecordNumber,
  plan: RestorePlan,
  target: Target,
): Promise<PlannedRecordDetail> {
  const [line] = await describeRecords([number], plan);
  if (!line) throw new RangeError(`there is no record ${number}`);
  const bound = plan.bound.get(line.model);
  const broken = plan.fixture.spool.brokenBecause(number) !== null;
  const key = plan.table.key(number);
  return {
    ...line,
    fields: broken ? [] : await target.read((sql) => fieldDifferences(number, bound, plan, sql)),
    targetKey: plan.table.isMatched(number) && key !== null ? String(key) : null,
    possible: plan.table.conflict(number)?.possible ?? [],
    byte: plan.fixture.spool.byteOffsetOf(number),
  };
}

async function fieldDifferences(
  number: RecordNumber,
  bound: BoundModel | undefined,
  plan: RestorePlan,
  sql: Sql,
): Promise<readonly FieldDifference[]> {
  const [record] = await plan.fixture.spool.read([number]);
  if (!record) return [];
  const matched = bound !== undefined && plan.table.isMatched(number);
  const stored = matched
    ? await readRow(bound, plan.table.key(number), plan, sql)
    : new Map<string, string | null>();
  const differing = matched
    ? await differingFields(number, bound, plan, stored, record.fields, sql)
    : new Set<string>();
  return Object.entries(record.fields).map(([field, value]) => {
    const secret = isSecretField(field) && value !== '' && value !== null;
    const inTarget = stored.get(field) ?? null;
    return {
      field,
      target: secret && inTarget !== null ? HIDDEN : inTarget,
      package: secret ? HIDDEN : shown(value, field, bound, plan),
      differs: differing.has(field),
      secret,
    };
  });
}

function shown(
  value: JsonValue,
  field: string,
  bound: BoundModel | undefined,
  plan: RestorePlan,
): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return value;
  const references = bound?.columns.get(field)?.field.references;
  const model = references && plan.catalogue.models.get(references);
  if (model && readReference(value, model, plan.catalogue)) return describeReference(value);
  if (bound?.manyToMany.has(field) && Array.isArray(value)) return value.map(describeReference).join(', ');
  return jsonText(value);
}

/** The row as text, by field name; references by what names the row that they lead to, as far as its own fields do. */
async function readRow(
  bound: BoundModel,
  key: string | number | null,
  plan: RestorePlan,
  sql: Sql,
): Promise<Map<string, string | null>> {
  const columns = [...bound.columns];
  const list = columns.map(([, column], i) => `${shownColumn(column, plan)} as c${i}`);
  const related = [...bound.manyToMany];
  const lists = related.map(([, { field, table }], i) => {
    const of = `select string_agg(r.${quote(field.toColumn)}::text, ', ' order by r.${quote(field.toColumn)}) from ${quote(table.name)} as r`;
    return `(${of} where r.${quote(field.fromColumn)} = t.${quote(bound.key.live.name)}) as m${i}`;
  });
  const rows = await sql.query<Record<string, string | null>>(
    `select ${[...list, ...lists].join(', ')} from ${quote(bound.table.name)} as t where t.${quote(bound.key.live.name)}::text = $1`,
    String(key),
  );
  const row = rows[0] ?? {};
  return new Map([
    ...columns.map(([name], i): [string, string | null] => [name, row[`c${i}`] ?? null]),
    ...related.map(([name], i): [string, string | null] => [name, row[`m${i}`] ?? null]),
  ]);
}

function shownColumn(column: BoundColumn, plan: RestorePlan): string {
  const value = `t.${quote(column.live.name)}`;
  const related = column.field.references ? plan.bound.get(column.field.references) : undefined;
  const parts = related && naturalKeyParts(related.model, plan.catalogue);
  // inet's own text has a netmask, also where it says nothing.
  if (!related || !parts) return column.live.type === 'inet' ? `abbrev(${value})` : `${value}::text`;
  const names = parts.map(({ kind, field }) => {
    const own = field.name === related.model.primaryKey ? related.key : related.columns.get(field.name);
    return kind === 'value' && own ? `r.${quote(own.live.name)}` : null;
  });
  if (names.includes(null)) return `${value}::text`;
  return `(select concat_ws(' / ', ${names.join(', ')}) from ${quote(related.table.name)} as r where r.${quote(related.key.live.name)} = ${value})`;
}

async function differingFields(
  number: RecordNumber,
  bound: BoundModel,
  plan: RestorePlan,
  stored: ReadonlyMap<string, string | null>,
  fields: FixtureRecord['fields'],
  sql: Sql,
): Promise<ReadonlySet<string>> {
  if (!plan.rows.spool.has(number)) {
    const plain = await plainDifferences(bound, plan.table.key(number), fields, sql);
    return new Set([...plain, ...referenceDifferences(bound, stored, fields)]);
  }
  const shape = plan.rows.shapes.get(plan.table.shape(number));
  const json = await plan.rows.spool.json([number]);
  const found = await sql.query<{ fields: string }>(compareStatement(shape), json);
  return new Set(positionsOf(found[0]).map((position) => fieldAt(shape, position)));
}

function fieldAt(shape: RowShape, position: number): string {
  const part = [...shape.columns, ...shape.manyToMany][position];
  return part?.field.name ?? '';
}

/** Which fields of a record without a laid-down row differ: plain values as the database compares them. */
async function plainDifferences(
  bound: BoundModel,
  key: string | number | null,
  fields: FixtureRecord['fields'],
  sql: Sql,
): Promise<readonly string[]> {
  const columns: BoundColumn[] = [];
  const refused: string[] = [];
  let cells = '';
  for (const [name, column] of bound.columns) {
    const value = fields[name];
    if (value === undefined || column.field.references) continue;
    const encoded = value === null ? NULL : encodeValue(value, column);
    if (!encoded.ok) refused.push(name);
    else cells += `,"c${columns.push(column) - 1}":${encoded.json}`;
  }
  const shape: RowShape = { bound, columns, manyToMany: [] };
  const row = `[{"n":0,"k":${JSON.stringify(key)}${cells}}]`;
  const found = await sql.query<{ fields: string }>(compareStatement(shape), row);
  return [...refused, ...positionsOf(found[0]).map((position) => fieldAt(shape, position))];
}

const NULL = { ok: true, json: 'null' } as const;

/** References of such a record that name another row than the one that the target's row leads to. */
function referenceDifferences(
  bound: BoundModel,
  stored: ReadonlyMap<string, string | null>,
  fields: FixtureRecord['fields'],
): readonly string[] {
  return [...bound.columns.keys()].filter((name) => {
    const value = fields[name];
    if (value === undefined || !bound.columns.get(name)?.field.references) return false;
    const known = stored.get(name) ?? null;
    if (value === null || known === null) return value !== known;
    return (typeof value === 'string' || Array.isArray(value)) && describeReference(value) !== known;
  });
}

function positionsOf(row: { readonly fields: string } | undefined): readonly number[] {
  return (row?.fields ?? '').split(',').filter(Boolean).map(Number);
}
