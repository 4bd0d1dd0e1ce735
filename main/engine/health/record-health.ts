import { randomUUID } from 'node:crypto';
import type { LiveSchema } from '../database/live-schema.ts';
import type { Target } from '../database/target.ts';
import { agree, counted } from '../figures.ts';
import { quote } from '../plan/statements.ts';
import type { CheckLevel } from '../preflight/preflight.ts';
import { CONSOLE_CHECK_NAME, CONSOLE_SOURCE } from './edms-records.ts';
import type { Health } from './health.ts';

/** Rows that the console wrote into the EDMS about its own work. */
export interface OwnRecords {
  readonly table: string;
  readonly rows: number;
}

/**
 * Writes a health check into the EDMS, as its own health service does, so that its pages show it: one row of
 * `health_checks` (the response time in seconds) and one of `system_metrics` (the size of the database in bytes, with
 * the names and units that the EDMS gives them). A table that the EDMS does not have is left out, and so is one that
 * asks for more than is known here.
 *
 * Errors: `TARGET_…`.
 */
export function recordHealth(target: Target, health: Health): Promise<readonly OwnRecords[]> {
  const rows = [checkRow(health), metricRow(health)].filter((row) => fits(row, target.schema));
  return target.write(async (sql) => {
    const written: OwnRecords[] = [];
    for (const { table, values } of rows) {
      const names = Object.keys(values);
      const places = names.map((name, i) => `$${i + 1}::text::${CAST[name] ?? 'text'}`);
      const count = await sql.execute(
        `insert into ${quote(table)} (${names.map(quote).join(', ')}) values (${places.join(', ')})`,
        ...Object.values(values),
      );
      written.push({ table, rows: count });
    }
    return written;
  });
}

interface OwnRow {
  readonly table: string;
  /** As text, by column. */
  readonly values: { readonly [column: string]: string | null };
}

/** The types of columns that are no text. */
const CAST: { readonly [column: string]: string } = {
  uuid: 'uuid',
  response_time: 'float8',
  value: 'float8',
  warning_threshold: 'float8',
  critical_threshold: 'float8',
  details: 'jsonb',
  metrics: 'jsonb',
  metadata: 'jsonb',
  checked_at: 'timestamptz',
  recorded_at: 'timestamptz',
};

const STATUS: { readonly [level in CheckLevel]: string } = {
  ok: 'HEALTHY',
  warn: 'WARNING',
  stop: 'CRITICAL',
};

function checkRow(health: Health): OwnRow {
  const concerns = health.findings.filter(({ level }) => level !== 'ok');
  const message =
    concerns.length === 0
      ? 'Database and storage are healthy'
      : `${counted(concerns.length, 'thing')} ${agree(concerns.length, 'needs', 'need')} a look: ${concerns.map(({ message: told }) => told).join(' ')}`;
  const details = {
    source: CONSOLE_SOURCE,
    findings: concerns.map(({ id, level, title, count }) => ({ id, level, title, count })),
  };
  const metrics = {
    query_response_time: health.latencyMs / 1000,
    database_size_bytes: health.databaseBytes,
    ...(health.storage === null
      ? {}
      : { storage_files: health.storage.files, storage_bytes: health.storage.bytes }),
  };
  return {
    table: 'health_checks',
    values: {
      uuid: randomUUID(),
      check_name: CONSOLE_CHECK_NAME,
      check_type: 'DATABASE',
      status: STATUS[health.level],
      response_time: String(health.latencyMs / 1000),
      message,
      details: JSON.stringify(details),
      metrics: JSON.stringify(metrics),
      checked_at: health.checkedAt,
    },
  };
}

function metricRow(health: Health): OwnRow {
  return {
    table: 'system_metrics',
    values: {
      uuid: randomUUID(),
      metric_name: 'database_size_bytes',
      metric_type: 'DISK_USAGE',
      value: String(health.databaseBytes),
      unit: 'bytes',
      warning_threshold: null,
      critical_threshold: null,
      status: 'NORMAL',
      metadata: JSON.stringify({ check_type: 'DATABASE', source: CONSOLE_SOURCE }),
      recorded_at: health.checkedAt,
    },
  };
}

/** Whether the table is there, has these columns, and needs no other. */
function fits({ table, values }: OwnRow, schema: LiveSchema): boolean {
  const columns = schema.tables.get(table)?.columns;
  if (columns === undefined || !Object.keys(values).every((name) => columns.has(name))) return false;
  return [...columns.values()].every(
    ({ name, notNull, hasDefault, generated }) => name in values || !notNull || hasDefault || generated,
  );
}
