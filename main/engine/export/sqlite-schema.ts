import type { LiveColumn } from '../database/live-schema.ts';
import type { ExportedColumn, ExportedTable } from './exported-tables.ts';
import { addressText, durationMicroseconds } from './value-text.ts';

/** A value as SQLite takes it. */
export type SqliteValue = null | string | number | bigint | Buffer;

/** The statement that makes a table, its columns and types as Django makes them in SQLite. */
export function createTable(table: ExportedTable): string {
  const [key, ...more] = table.primaryKey;
  const own = more.length === 0 ? key : undefined;
  const columns = table.columns.map((column) => columnText(column, column.name === own));
  const keys = more.length > 0 ? [`primary key (${table.primaryKey.map(name).join(', ')})`] : [];
  return `create table ${name(table.name)} (\n  ${[...columns, ...keys].join(',\n  ')}\n)`;
}

/** The statements that index a table: what is unique, foreign keys, and the natural key. */
export function createIndexes(table: ExportedTable): readonly string[] {
  const taken = new Set([table.primaryKey.join()]);
  const one = (columns: readonly string[], kind: 'unique index' | 'index'): readonly string[] => {
    if (columns.length === 0 || taken.has(columns.join())) return [];
    taken.add(columns.join());
    const ending = kind === 'index' ? 'idx' : 'uniq';
    return [
      `create ${kind} ${name(`${table.name}_${columns.join('_')}_${ending}`)} on ${name(table.name)} (${columns.map(name).join(', ')})`,
    ];
  };
  return [
    ...table.uniques.flatMap((columns) => one(columns, 'unique index')),
    ...table.columns.flatMap((column) => (column.references === null ? [] : one([column.name], 'index'))),
    ...one(table.naturalKey, 'index'),
  ];
}

export function insertInto(table: ExportedTable): string {
  const columns = table.columns.map((column) => name(column.name)).join(', ');
  return `insert into ${name(table.name)} (${columns}) values (${table.columns.map(() => '?').join(', ')})`;
}

function columnText({ name: column, live, references }: ExportedColumn, isKey: boolean): string {
  const numbered = isKey && (live.sequence !== null || live.identityAlways);
  return [
    name(column),
    // Only this word makes it the number of the row, which SQLite counts on.
    numbered ? 'integer' : typeOf(live.type),
    ...(live.notNull ? ['not null'] : []),
    ...(isKey ? [numbered ? 'primary key autoincrement' : 'primary key'] : []),
    ...(references === null
      ? []
      : [`references ${name(references.table)} (${name(references.column)}) deferrable initially deferred`]),
  ].join(' ');
}

/** Django's type of a column in SQLite. */
function typeOf(type: string): string {
  if (type.endsWith('[]')) return 'text';
  const [, base = type, size = ''] = /^([a-z ]+?)(\([\d,]+\))?(?: with.*)?$/.exec(type) ?? [];
  switch (base) {
    case 'boolean':
      return 'bool';
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'date':
      return base;
    case 'real':
    case 'double precision':
      return 'real';
    case 'numeric':
      return 'decimal';
    case 'character varying':
      return `varchar${size}`;
    case 'character':
      return `char${size}`;
    case 'uuid':
      return 'char(32)';
    case 'inet':
      return 'char(39)';
    case 'interval':
      return 'bigint';
    case 'bytea':
      return 'blob';
    case 'time':
      return 'time';
    case 'timestamp':
      return 'datetime';
    default:
      return 'text';
  }
}

/** A value as Django keeps it in SQLite: moments in UTC without a zone, uuids without dashes, durations as numbers. */
export function sqliteValue(text: string | null, { live, kind }: ExportedColumn): SqliteValue {
  if (text === null) return null;
  switch (kind) {
    case 'verbatim':
      return live.type === 'boolean' ? Number(text === 'true') : wholeNumber(text);
    case 'float':
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case 'moment':
      return text.replace(/\+00$/, '');
    case 'interval':
      return durationNumber(text) ?? text;
    case 'inet':
      return addressText(text);
    case 'bytes':
      return Buffer.from(text, 'hex');
    default:
      return isUuid(live) ? text.replaceAll('-', '') : text;
  }
}

/** In microseconds; null for what is no duration, and for one whose number has more than the 64 bits that there are. */
function durationNumber(text: string): bigint | null {
  const total = durationMicroseconds(text);
  return total === null || BigInt.asIntN(64, total) !== total ? null : total;
}

function isUuid({ type }: LiveColumn): boolean {
  return type === 'uuid';
}

function wholeNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

function name(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
