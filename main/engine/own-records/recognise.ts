import type { LiveSchema, LiveTable } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { quote } from '../plan/statements.ts';
import type { OwnTable } from './own-work.ts';

/**
 * How the console's own rows are told from everybody else's, in any EDMS and at any time:
 *
 * | table | by |
 * | --- | --- |
 * | `restore_jobs` | `restore_options ->> 'writtenBy'` is {@link WRITTEN_BY}; `'job'` is the console's job |
 * | `audit_trail` | `metadata ->> 'writtenBy'` likewise; `'job'` is the console's job |
 * | `health_checks` | `details ->> 'writtenBy'` |
 * | `system_metrics` | `metadata ->> 'writtenBy'` |
 * | `login_audit` | `user_agent` is {@link WRITTEN_BY} |
 * | `backup_configurations` | `name` is {@link OWN_CONFIGURATION} or {@link RUNS_CONFIGURATION} |
 * | `backup_jobs` | their configuration is one of those: packages that were restored, and runs of the console's schedules |
 * | `notification_queue` | `metadata ->> 'writtenBy'` |
 *
 * A migration package takes these rows along like all others, and they are recognised where it is restored.
 */
export const WRITTEN_BY = 'EDMS Backup Console';
export const OWN_CONFIGURATION = 'edms_backup_console';
export const RUNS_CONFIGURATION = 'edms_backup_console_runs';

interface Recognition {
  /** SQL over the table's own columns, unqualified; of constants only, and never null, so that `not` works. */
  readonly condition: string;
  /** The column that it looks at. */
  readonly column: string;
  readonly type: RegExp;
}

const marked = (column: string): Recognition => ({
  condition: `(${column} ->> 'writtenBy') is not distinct from '${WRITTEN_BY}'`,
  column,
  type: /^jsonb?$/,
});

const RECOGNITIONS: { readonly [table: string]: Recognition } = {
  restore_jobs: marked('restore_options'),
  audit_trail: marked('metadata'),
  health_checks: marked('details'),
  system_metrics: marked('metadata'),
  login_audit: {
    condition: `user_agent is not distinct from '${WRITTEN_BY}'`,
    column: 'user_agent',
    type: /^(text|char)/,
  },
  notification_queue: marked('metadata'),
  backup_configurations: {
    condition: `name in ('${OWN_CONFIGURATION}', '${RUNS_CONFIGURATION}')`,
    column: 'name',
    type: /^(text|char)/,
  },
  backup_jobs: {
    condition: `configuration_id in (select id from backup_configurations
                                      where name in ('${OWN_CONFIGURATION}', '${RUNS_CONFIGURATION}'))`,
    column: 'configuration_id',
    type: /int/,
  },
};

/**
 * The condition by which rows of a table are the console's own, for a `where` over that table alone (its columns
 * are not qualified); null for tables in which the console writes nothing, or which the live schema has not.
 */
export function ownRowsCondition(schema: LiveSchema, table: string): string | null {
  const known = RECOGNITIONS[table];
  const column = known && schema.tables.get(table)?.columns.get(known.column);
  if (known === undefined || column === undefined || !known.type.test(column.type)) return null;
  if (table === 'backup_jobs' && ownRowsCondition(schema, 'backup_configurations') === null) return null;
  return known.condition;
}

/** All rows of the target that the console has written, by table; tables without one are left out. */
export async function ownRecordsOf(sql: Sql, schema: LiveSchema): Promise<readonly OwnTable[]> {
  const found: OwnTable[] = [];
  for (const table of schema.tables.values()) {
    const keys = await ownKeys(sql, schema, table);
    if (keys.length > 0) found.push({ table: table.name, rows: keys.length, keys });
  }
  return found;
}

async function ownKeys(sql: Sql, schema: LiveSchema, table: LiveTable): Promise<readonly string[]> {
  const condition = ownRowsCondition(schema, table.name);
  const [key] = table.primaryKey;
  if (condition === null || key === undefined) return [];
  const rows = await sql.query<{ readonly key: string }>(
    `select ${quote(key)}::text as key from ${quote(table.name)} where ${condition} order by ${quote(key)}`,
  );
  return rows.map((row) => row.key);
}

/**
 * Takes back the restore job that was written for a job of the console, with the backup job and configuration
 * that nothing else needs; returns how many rows went. For an undo that removes the users whom these rows name,
 * which the EDMS's foreign keys forbid otherwise. The audit trail keeps its entry: it names nobody but who had
 * signed in.
 */
export async function removeOwnRestoreJob(sql: Sql, schema: LiveSchema, job: string): Promise<number> {
  const jobs = ownRowsCondition(schema, 'restore_jobs');
  if (jobs === null) return 0;
  let removed = await sql.execute(
    `delete from restore_jobs where ${jobs} and restore_options ->> 'job' = $1::text`,
    job,
  );
  const backups = ownRowsCondition(schema, 'backup_jobs');
  if (backups === null || !schema.tables.get('restore_jobs')?.columns.has('backup_job_id')) return removed;
  // Runs of schedules are no restore's.
  const configuration = `name = '${OWN_CONFIGURATION}'`;
  removed += await sql.execute(
    `delete from backup_jobs
      where configuration_id in (select id from backup_configurations where ${configuration})
        and not exists (select 1 from restore_jobs where restore_jobs.backup_job_id = backup_jobs.id)`,
  );
  removed += await sql.execute(
    `delete from backup_configurations where ${configuration}
        and not exists (select 1 from backup_jobs where backup_jobs.configuration_id = backup_configurations.id)`,
  );
  return removed;
}
