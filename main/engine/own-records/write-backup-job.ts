import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { type PlainError, withoutSecrets } from '../errors.ts';
import { insertOwnRow, OwnRowRefused, orRefusal } from './insert-own-row.ts';
import { ownConfigurationRow } from './own-configuration.ts';
import { type EdmsAccount, joinOwnRecords, type OwnRecords } from './own-work.ts';
import { RUNS_CONFIGURATION, WRITTEN_BY } from './recognise.ts';
import { findRequester } from './requester.ts';

/** A run of a schedule, as it is written into the EDMS. */
export interface BackupWork {
  readonly schedule: string;
  readonly kind: 'full' | 'incremental' | 'differential' | 'export';
  readonly outcome: 'completed' | 'failed' | 'cancelled' | 'timeout';
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Name of the file or id of the snapshot; null when none was made. */
  readonly name: string | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  /** Whether it was looked at once it was there: a file's hash was taken of what lies there, a snapshot was proven. */
  readonly proven: boolean;
  readonly error: PlainError | null;
  /** How often the run was tried before, and how often it is tried in all. */
  readonly retries: number;
  readonly maxRetries: number;
  readonly account: EdmsAccount | null;
}

const STATUSES = {
  completed: 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  timeout: 'TIMEOUT',
} as const;

/**
 * Writes a run as a row of the EDMS's `backup_jobs`, inside the transaction of `sql`, so that the EDMS's own pages show
 * it. It belongs to a configuration of the console's own, which is switched off and without limits: the EDMS deletes what
 * the jobs of others name. What cannot be written is told in `leftOut`.
 */
export async function writeBackupJob(sql: Sql, schema: LiveSchema, work: BackupWork): Promise<OwnRecords> {
  const jobs = schema.tables.get('backup_jobs');
  const configurations = schema.tables.get('backup_configurations');
  if (jobs === undefined || configurations === undefined)
    return leftOut('The EDMS keeps no backup jobs (there is no table backup_jobs).');
  const written = await orRefusal(sql, async () => {
    const requester = await findRequester(sql, schema, work.account);
    if (requester === null && configurations.columns.get('created_by_id')?.notNull === true)
      throw new OwnRowRefused('The EDMS demands a user, and has no active administrator.');
    const [known] = await sql.query<{ readonly key: string }>(
      'select id::text as key from backup_configurations where name = $1::text order by id limit 1',
      RUNS_CONFIGURATION,
    );
    const configuration =
      known?.key ??
      (await insertOwnRow(sql, schema, configurations, configurationRow(work, requester?.id ?? null)));
    const signedIn = requester?.signedIn === true ? requester.id : null;
    const key = await insertOwnRow(sql, schema, jobs, jobRow(work, configuration, signedIn));
    return joinOwnRecords([
      known === undefined ? one('backup_configurations', configuration) : { tables: [], leftOut: [] },
      one('backup_jobs', key),
    ]);
  });
  return written instanceof OwnRowRefused
    ? leftOut(`The backup job was not written. ${written.message}`)
    : written;
}

/** The same in every EDMS, so that a package that takes the row along meets its own kind on the other side. */
const CONFIGURATION_UUID = '0b9f0f5e-93c1-4f0e-8a2c-5f1d4c7be6a1';

function configurationRow(work: BackupWork, createdBy: string | null) {
  return ownConfigurationRow({
    uuid: CONFIGURATION_UUID,
    name: RUNS_CONFIGURATION,
    description: `Runs of the schedules of the ${WRITTEN_BY}, which does them by itself. Not a schedule of the EDMS.`,
    madeAt: work.startedAt,
    createdBy,
  });
}

function jobRow(work: BackupWork, configuration: string, triggeredBy: string | null) {
  const { error, startedAt, endedAt } = work;
  return {
    uuid: randomUUID(),
    configuration_id: configuration,
    job_name: work.schedule,
    backup_type: work.kind.toUpperCase(),
    started_at: startedAt.toISOString(),
    completed_at: endedAt.toISOString(),
    duration: `${endedAt.getTime() - startedAt.getTime()} milliseconds`,
    status: STATUSES[work.outcome],
    // The name and not the path: what it names is the EDMS's to delete.
    backup_file_path: work.name === null ? '' : path.basename(work.name),
    backup_size: work.bytes,
    compression_ratio: null,
    error_message: error === null ? '' : withoutSecrets(`${error.code}: ${error.message}`),
    retry_count: work.retries,
    max_retries: work.maxRetries,
    checksum: work.sha256 ?? '',
    is_valid: work.outcome === 'completed' && work.proven,
    validation_errors: [],
    created_at: startedAt.toISOString(),
    triggered_by_id: triggeredBy,
  };
}

function one(table: string, key: string): OwnRecords {
  return { tables: [{ table, rows: 1, keys: [key] }], leftOut: [] };
}

function leftOut(sentence: string): OwnRecords {
  return { tables: [], leftOut: [sentence] };
}
