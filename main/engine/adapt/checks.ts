import type { LiveCheck } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import type { RecordNumber } from '../fixture/record.ts';
import type { BoundColumn, BoundModel } from '../plan/binding.ts';
import { quote, type RowShape, rowSource } from '../plan/statements.ts';
import { attempt } from './attempt.ts';

/** A row of a shape, in the form of `statements.ts`. */
export interface CheckedRow {
  readonly number: RecordNumber;
  readonly json: string;
}

/**
 * Finds the rows that a CHECK constraint of the live table would refuse: one refused row would end the whole
 * restore. The database judges by its own expressions; columns that the rows do not have are the matched row's.
 * @returns the name of a constraint by record
 */
export async function refusedByChecks(
  rows: readonly CheckedRow[],
  shape: RowShape,
  sql: Sql,
): Promise<ReadonlyMap<RecordNumber, LiveCheck>> {
  const checks = checksToAsk(shape.bound);
  if (checks.length === 0 || rows.length === 0) return new Map();
  const json = `[${rows.map((row) => row.json).join(',')}]`;
  const found = await attempt(sql, () =>
    sql.query<{ n: number; which: number }>(checkStatement(shape, checks), json),
  );
  const refused = new Map<RecordNumber, LiveCheck>();
  for (const { n, which } of found ?? []) {
    const check = checks[which];
    if (check) refused.set(n, check);
  }
  return refused;
}

/** The values that a CHECK constraint of the column lists (`col in ('a', 'b')`), or null. */
export function checkedChoices(bound: BoundModel, column: BoundColumn): readonly string[] | null {
  for (const { columns, expression } of bound.table.checks ?? []) {
    if (columns.length !== 1 || columns[0] !== column.live.name) continue;
    const choices = listedValues(expression);
    if (choices !== null) return choices;
  }
  return null;
}

/**
 * The texts of `((col)::text = ANY ((ARRAY['a'::character varying, …])::text[]))`, which is how PostgreSQL writes
 * `col in ('a', …)` back; null for any other expression.
 */
export function listedValues(expression: string): readonly string[] | null {
  const pattern = /^\(+("?)[\w ]+\1\)?(?:::\w+)? = ANY \(+ARRAY\[(.+?)\]\)*(?:::[\w ]+\[\])?\)*$/;
  const list = pattern.exec(expression)?.[2];
  if (list === undefined) return null;
  const values: string[] = [];
  const value = /\s*'((?:[^']|'')*)'(?:::[\w ]+(?:\(\d+\))?)?\s*(?:,|$)/y;
  while (value.lastIndex < list.length) {
    const text = value.exec(list)?.[1];
    if (text === undefined) return null;
    values.push(text.replaceAll("''", "'"));
  }
  return values;
}

/** The constraints of a table that only the database can judge, once a model. */
function checksToAsk(bound: BoundModel): readonly LiveCheck[] {
  const known = asked.get(bound);
  if (known) return known;
  const positive = new Set(
    [...bound.columns.values()]
      .filter(({ field }) => field.type.startsWith('Positive'))
      .flatMap(({ live }) => [`(${live.name} >= 0)`, `(${quote(live.name)} >= 0)`]),
  );
  // Django's rule for positive numbers is looked at with the value itself.
  const checks = (bound.table.checks ?? []).filter(({ expression }) => !positive.has(expression));
  asked.set(bound, checks);
  return checks;
}

const asked = new WeakMap<BoundModel, readonly LiveCheck[]>();

function checkStatement(shape: RowShape, checks: readonly LiveCheck[]): string {
  const { bound } = shape;
  const wanted = new Set(checks.flatMap(({ columns }) => columns));
  const positions = new Map(shape.columns.map((column, i) => [column.live.name, `x.c${i}`]));
  positions.set(bound.key.live.name, 'x.k');
  const values = [...wanted].map((name) => `${positions.get(name) ?? `t.${quote(name)}`} as ${quote(name)}`);
  const tests = checks.map(({ expression }, i) => `when not (${expression}) then ${i}`);
  return `select n, which from (
    select v.n, case ${tests.join(' ')} end as which from (
      select ${['x.n', ...values].join(', ')} from ${rowSource(shape)}
        left join ${quote(bound.table.name)} as t on t.${quote(bound.key.live.name)} = x.k) as v) as judged
    where which is not null`;
}
