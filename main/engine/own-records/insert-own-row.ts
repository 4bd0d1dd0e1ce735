import { randomUUID } from 'node:crypto';
import type { LiveColumn, LiveSchema, LiveTable } from '../database/live-schema.ts';
import { SqlError } from '../database/sql-error.ts';
import type { Sql } from '../database/target.ts';
import { EngineError, withoutSecrets } from '../errors.ts';
import { quote } from '../plan/statements.ts';
import { advanceSequences } from '../restore/sequences.ts';

/** Values by column; dates as ISO 8601, JSON columns as what they hold. */
export type OwnRow = { readonly [column: string]: unknown };

/** A row that the live table does not take. Its message is a sentence for the person. */
export class OwnRowRefused extends Error {}

/**
 * Writes one row and returns its primary key as text. The live table has the last word: values without a column
 * are left out, texts are cut to the column's length, and a required column that we know nothing of gets the
 * empty value of its type, as Django would give it. Rejects with {@link OwnRowRefused} where there is none.
 */
export async function insertOwnRow(
  sql: Sql,
  schema: LiveSchema,
  table: LiveTable,
  row: OwnRow,
): Promise<string> {
  const [key, ...more] = table.primaryKey;
  if (key === undefined || more.length > 0) throw refused(table.name, 'has not one primary key');
  const written = fitted(table, row);
  const names = Object.keys(written).map(quote);
  // A restore has given rows their own keys: the next one must not meet one of them.
  await advanceSequences(sql, schema, [table.name]);
  const [inserted] = await sql.query<{ readonly key: string }>(
    `insert into ${quote(table.name)} (${names.join(', ')})
     select ${names.map((name) => `r.${name}`).join(', ')}
       from json_populate_record(null::${quote(table.name)}, $1::json) as r
     returning ${quote(key)}::text as key`,
    JSON.stringify(written),
  );
  if (inserted === undefined) throw refused(table.name, 'took no row');
  return inserted.key;
}

/**
 * Runs `work` so that what the database refuses of it is taken back alone, and the caller's transaction goes on:
 * a restore never fails because of the console's own rows. Returns the refusal as a sentence in that case. A lost
 * connection rejects.
 */
export async function orRefusal<T>(sql: Sql, work: () => Promise<T>): Promise<T | OwnRowRefused> {
  await sql.execute('savepoint own_record');
  try {
    const result = await work();
    await sql.execute('release savepoint own_record');
    return result;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    await sql.execute('rollback to savepoint own_record');
    await sql.execute('release savepoint own_record');
    return refusal;
  }
}

function refusalOf(error: unknown): OwnRowRefused | null {
  if (error instanceof OwnRowRefused) return error;
  const isRefusal =
    error instanceof SqlError || (error instanceof EngineError && error.code === 'TARGET_NO_PRIVILEGE');
  if (!isRefusal) return null;
  return new OwnRowRefused(`The database refused it: ${withoutSecrets(error.message).slice(0, 500)}`);
}

function refused(table: string, why: string): OwnRowRefused {
  return new OwnRowRefused(`The table ${table} ${why}.`);
}

function fitted(table: LiveTable, row: OwnRow): OwnRow {
  const written: { [column: string]: unknown } = {};
  for (const column of table.columns.values()) {
    if (column.generated) continue;
    const value = row[column.name] ?? null;
    if (value !== null) written[column.name] = typeof value === 'string' ? cut(column, value) : value;
    else if (column.notNull && !column.hasDefault) written[column.name] = emptyValue(table, column);
  }
  return written;
}

/** PostgreSQL takes no NUL in a text, and counts a column's length in characters. */
function cut(column: LiveColumn, text: string): string {
  const clean = text.replaceAll('\0', '');
  const length = /^character(?: varying)?\((\d+)\)$/.exec(column.type)?.[1];
  if (length === undefined || clean.length <= Number(length)) return clean;
  return [...clean].slice(0, Number(length)).join('');
}

/** Empty values by type, in Django's sense. */
const EMPTY_VALUES: readonly (readonly [RegExp, () => unknown])[] = [
  [/^(text|character|citext)/, () => ''],
  [/^(smallint|integer|bigint|numeric|real|double precision)/, () => 0],
  [/^boolean$/, () => false],
  [/^jsonb?$/, () => ({})],
  [/^timestamp/, () => new Date().toISOString()],
  [/^date$/, () => new Date().toISOString().slice(0, 10)],
  [/^interval/, () => '0'],
  [/^uuid$/, randomUUID],
];

function emptyValue(table: LiveTable, column: LiveColumn): unknown {
  const isReference = table.foreignKeys.some(({ columns }) => columns.includes(column.name));
  const empty = EMPTY_VALUES.find(([type]) => type.test(column.type));
  if (isReference || empty === undefined)
    throw refused(table.name, `demands a value in ${column.name} that the console does not know`);
  return empty[1]();
}
