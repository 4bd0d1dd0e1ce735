import type { LiveTable } from '../database/live-schema.ts';
import { quote } from '../plan/statements.ts';
import { hasBinaryForm, textSql, type ValueKind, valueKindOf } from './value-text.ts';

/** A value as the database keeps it: its SQL, and the type that it has, by which the same value may be other bytes. */
export interface TypedValue {
  readonly sql: string;
  readonly type: string;
}

/** A value that a query reads. */
export interface QueryPart {
  /** SQL of its text. */
  readonly sql: string;
  /** The value as it is kept; the same as `sql` where that is not known to be as good. */
  readonly value: string;
  readonly kind: ValueKind;
  readonly type: string;
}

/** In place of what the database does not have. */
export const NOTHING: QueryPart = { sql: 'null::text', value: 'null::text', kind: 'text', type: 'text' };

/** A column of a table, or nothing where that does not have it. */
export function partOf(table: LiveTable | undefined, alias: string, column: string): QueryPart {
  const live = table?.columns.get(column);
  return live === undefined ? NOTHING : columnPart(alias, column, live.type);
}

export function columnPart(alias: string, column: string, type: string): QueryPart {
  const value = `${alias}.${quote(column)}`;
  const sql = textSql(value, type);
  return { sql, value: hasBinaryForm(type) ? value : sql, kind: valueKindOf(type), type: withoutLimit(type) };
}

/**
 * SQL of a reference's number where it stands in the record, which is where the natural key has a gap or is not the only one
 * of its kind; else null.
 */
export function onlyWithGap(
  { value }: QueryPart,
  key: readonly QueryPart[],
  ambiguity: QueryPart | null,
): string {
  const tests = key.map((part) => `${part.value} is null`);
  if (ambiguity !== null) tests.push(`${ambiguity.value} is not null`);
  return `case when ${tests.join(' or ')} then ${value} end`;
}

/** A longer varchar has the same bytes; `character(n)` alone is filled up. */
function withoutLimit(type: string): string {
  return type.startsWith('character(') ? type : type.replace(/\(.*?\)/, '');
}
