import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { quote } from '../plan/statements.ts';
import type { GrowthPoint } from './health.ts';

/** Days that are told: more than a year of working days and week-ends. */
const MOST_DAYS = 400;
const DAY = 86_400_000;
/** The days from which is concluded how storage goes on to grow. */
const TREND_DAYS = 90;

/** What came in on each day, by the times in the records themselves: also what a restore brought. */
export async function readGrowth(sql: Sql, schema: LiveSchema): Promise<readonly GrowthPoint[]> {
  const documents = await byDay(sql, schema, 'documents', 'created_at');
  const auditRows = await byDay(sql, schema, 'audit_trail', 'timestamp');
  const fileBytes = await fileBytesByDay(sql, schema);
  const days = new Set([...documents.keys(), ...auditRows.keys(), ...fileBytes.keys()]);
  return [...days]
    .sort()
    .slice(-MOST_DAYS)
    .map((day) => ({
      day,
      documents: documents.get(day) ?? 0,
      auditRows: auditRows.get(day) ?? 0,
      fileBytes: fileBytes.get(day) ?? 0,
    }));
}

/**
 * The day on which a disk will be full when files go on to come in as in the last ninety days (fewer, where the
 * EDMS is younger). Null when nothing came in, or when it is more than a hundred years away.
 */
export function dayWhenFull(growth: readonly GrowthPoint[], freeBytes: number, now: number): string | null {
  const first = growth[0];
  if (first === undefined) return null;
  const from = Math.max(now - TREND_DAYS * DAY, Date.parse(first.day));
  const since = dayOf(from);
  const came = growth.filter(({ day }) => day >= since).reduce((sum, { fileBytes }) => sum + fileBytes, 0);
  if (came === 0) return null;
  const perDay = came / Math.max(1, (now - from) / DAY);
  const days = freeBytes / perDay;
  return days > 36_500 ? null : dayOf(now + days * DAY);
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

type ByDay = ReadonlyMap<string, number>;

const DAY_TEXT = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD')`;

async function byDay(sql: Sql, schema: LiveSchema, table: string, column: string): Promise<ByDay> {
  if (schema.tables.get(table)?.columns.has(column) !== true) return new Map();
  return asMap(
    await sql.query(
      `select ${DAY_TEXT(quote(column))} as day, count(*)::text as amount from ${quote(table)}
        where ${quote(column)} is not null group by 1 order by 1 desc limit ${MOST_DAYS}`,
    ),
  );
}

/** When records first named a file, and its size: a document and its version name the same one. */
const FILE_RECORDS = [
  ['documents', 'created_at'],
  ['document_versions', 'created_at'],
  ['document_attachments', 'uploaded_at'],
] as const;

async function fileBytesByDay(sql: Sql, schema: LiveSchema): Promise<ByDay> {
  const sources = FILE_RECORDS.filter(([table, column]) => {
    const columns = schema.tables.get(table)?.columns;
    return [column, 'file_path', 'file_size'].every((name) => columns?.has(name) === true);
  }).map(
    ([table, column]) =>
      `select file_path, file_size, ${column} as at from ${quote(table)} where file_path <> '' and file_size > 0`,
  );
  if (sources.length === 0) return new Map();
  return asMap(
    await sql.query(
      `select ${DAY_TEXT('at')} as day, sum(bytes)::text as amount
         from (select min(at) as at, max(file_size) as bytes
                 from (${sources.join(' union all ')}) as named group by file_path) as files
        group by 1 order by 1 desc limit ${MOST_DAYS}`,
    ),
  );
}

function asMap(rows: readonly { readonly day: string; readonly amount: string }[]): ByDay {
  return new Map(rows.map(({ day, amount }) => [day, Number(amount)]));
}
