import type { Sql, Target } from '../database/target.ts';
import { describeReference, readReference } from '../fixture/natural-key.ts';
import type { JsonValue, RecordNumber } from '../fixture/record.ts';
import type { BoundColumn, BoundModel } from './binding.ts';
import type { RestorePlan } from './create-plan.ts';
import { jsonText } from './encode-value.ts';
import { describeRecords } from './plan-pages.ts';
import { compareStatement, quote, type RowShape } from './statements.ts';
import type { FieldDifference, PlannedRecordDetail } from './summary.ts';

/** Fields whose values are never shown: hashes of passwords, private keys, tokens. */
const SECRET_FIELDS =
  /^(password|session_data)$|secret|private_key|passphrase|token|encrypted_key|key_material|key_data/;

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
    ? await readRow(bound, plan.table.key(number), sql)
    : new Map<string, string | null>();
  const differing = matched
    ? await differingFields(number, bound, plan, stored, record.fields, sql)
    : new Set<string>();
  return Object.entries(record.fields).map(([field, value]) => {
    const secret = SECRET_FIELDS.test(field) && value !== '' && value !== null;
    const inTarget = stored.get(field) ?? null;
    return {
      field,
      target: secret && inTarget !== null ? '••••••' : inTarget,
      package: secret ? '••••••' : shown(value, field, bound, plan),
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

/** The row as text, by field name; references by what names the row that they lead to, as far as one field does. */
async function readRow(
  bound: BoundModel,
  key: string | number | null,
  sql: Sql,
): Promise<Map<string, string | null>> {
  const columns = [...bound.columns];
  const list = columns.map(([, column], i) => `t.${quote(column.live.name)}::text as c${i}`);
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

async function differingFields(
  number: RecordNumber,
  bound: BoundModel,
  plan: RestorePlan,
  stored: ReadonlyMap<string, string | null>,
  fields: { readonly [field: string]: JsonValue },
  sql: Sql,
): Promise<ReadonlySet<string>> {
  // A record whose row was never laid down (the target's row is kept) is compared as text.
  if (!plan.rows.spool.has(number)) return textDifferences(bound, stored, fields);
  const shape = plan.rows.shapes.get(plan.table.shape(number));
  const found = await sql.query<{ fields: string }>(
    compareStatement(shape),
    await plan.rows.spool.json([number]),
  );
  return new Set(
    (found[0]?.fields ?? '')
      .split(',')
      .filter(Boolean)
      .map((position) => fieldAt(shape, Number(position))),
  );
}

function fieldAt(shape: RowShape, position: number): string {
  const part = [...shape.columns, ...shape.manyToMany][position];
  return part?.field.name ?? '';
}

function textDifferences(
  bound: BoundModel,
  stored: ReadonlyMap<string, string | null>,
  fields: { readonly [field: string]: JsonValue },
): ReadonlySet<string> {
  const differing = new Set<string>();
  for (const [name, column] of bound.columns) {
    const value = fields[name];
    if (value === undefined || column.field.references) continue;
    if (!sameText(stored.get(name) ?? null, value, column)) differing.add(name);
  }
  return differing;
}

function sameText(stored: string | null, value: JsonValue, column: BoundColumn): boolean {
  if (stored === null || value === null) return stored === null && value === null;
  if (column.kind === 'timestamp')
    return Date.parse(stored.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')) === Date.parse(String(value));
  if (column.kind === 'json') return jsonText(JSON.parse(stored)) === jsonText(value);
  return stored === String(value);
}
