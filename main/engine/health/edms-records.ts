import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import type { EdmsCheck, EdmsMetric } from './health.ts';
import { isoUtc } from './iso-time.ts';

/** By what the console's own rows are known again: they are no news to it. */
export const CONSOLE_CHECK_NAME = 'Backup Console Health Check';
export const CONSOLE_SOURCE = 'EDMS Backup Console';

const MOST = 200;

/** The newest check of each name that the EDMS itself has written to `health_checks`. */
export async function readEdmsChecks(sql: Sql, schema: LiveSchema): Promise<readonly EdmsCheck[]> {
  if (!has(schema, 'health_checks', ['check_name', 'status', 'message', 'checked_at'])) return [];
  const rows = await sql.query<Omit<EdmsCheck, 'status'> & { readonly status: string }>(
    `select distinct on (check_name) check_name as name, status, message, ${isoUtc('checked_at')} as "checkedAt"
       from health_checks where check_name <> $1 order by check_name, checked_at desc limit ${MOST}`,
    CONSOLE_CHECK_NAME,
  );
  return rows.map((row) => ({
    ...row,
    status: STATUSES.find((status) => status === row.status) ?? 'UNKNOWN',
  }));
}

/** The choices of `backup.healthcheck.status`. */
const STATUSES = ['HEALTHY', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

/** The newest value of each name that the EDMS itself has written to `system_metrics`. */
export async function readEdmsMetrics(sql: Sql, schema: LiveSchema): Promise<readonly EdmsMetric[]> {
  if (!has(schema, 'system_metrics', ['metric_name', 'value', 'unit', 'status', 'metadata', 'recorded_at']))
    return [];
  const rows = await sql.query<Omit<EdmsMetric, 'value'> & { readonly value: string }>(
    `select distinct on (metric_name) metric_name as name, value::text, unit, status,
            ${isoUtc('recorded_at')} as "recordedAt"
       from system_metrics where metadata ->> 'source' is distinct from $1
      order by metric_name, recorded_at desc limit ${MOST}`,
    CONSOLE_SOURCE,
  );
  // A double may be NaN or infinite, which no JSON can say.
  return rows
    .map((row) => ({ ...row, value: Number(row.value) }))
    .filter(({ value }) => Number.isFinite(value));
}

function has(schema: LiveSchema, table: string, columns: readonly string[]): boolean {
  const known = schema.tables.get(table)?.columns;
  return columns.every((column) => known?.has(column) === true);
}
