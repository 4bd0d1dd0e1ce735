import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { LiveSchema, LiveTable } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { withoutSecrets } from '../errors.ts';
import type { RestoreMode } from '../plan/policy.ts';
import { insertOwnRow, OwnRowRefused, orRefusal } from './insert-own-row.ts';
import { ownConfigurationRow } from './own-configuration.ts';
import { joinOwnRecords, type OwnRecords, type OwnWork } from './own-work.ts';
import { OWN_CONFIGURATION, WRITTEN_BY } from './recognise.ts';
import { findRequester, type Requester } from './requester.ts';

/**
 * Writes the work as a row of the EDMS's `restore_jobs`, inside the transaction of `sql`, so that the EDMS's own
 * pages show it. Where `backup_job` takes no null (the release of December 2025), the package is written as a
 * backup job first, as the EDMS does for an uploaded file; once for each package.
 *
 * What cannot be written is told in `leftOut`: an EDMS without these tables (the next release), or without an
 * active administrator where it demands a user.
 */
export async function writeRestoreJob(sql: Sql, schema: LiveSchema, work: OwnWork): Promise<OwnRecords> {
  const table = schema.tables.get('restore_jobs');
  if (table === undefined) return leftOut('The EDMS keeps no restore jobs (there is no table restore_jobs).');
  const written = await orRefusal(sql, async () => {
    const requester = await findRequester(sql, schema, work.account);
    if (requester === null && table.columns.get('requested_by_id')?.notNull === true)
      throw new OwnRowRefused('The EDMS demands a user, and has no active administrator.');
    const backup = await neededBackupJob(sql, schema, table, work, requester);
    const row = restoreJobRow(work, requester, backup.key);
    const key = await insertOwnRow(sql, schema, table, row);
    return joinOwnRecords([backup.records, one('restore_jobs', key)]);
  });
  return written instanceof OwnRowRefused
    ? leftOut(`The restore job was not written. ${written.message}`)
    : written;
}

const RESTORE_TYPES: { readonly [mode in RestoreMode]: string } = {
  complete: 'FULL_RESTORE',
  merge: 'FULL_RESTORE',
  reinit: 'FULL_RESTORE',
  mirror: 'FULL_RESTORE',
  selected: 'SELECTIVE_RESTORE',
  files: 'FILES_RESTORE',
  database: 'DATABASE_RESTORE',
};

/** `RestoreJob.restore_type` of the EDMS. */
export function restoreTypeOf(mode: RestoreMode): string {
  return RESTORE_TYPES[mode];
}

const STATUSES = { completed: 'COMPLETED', failed: 'FAILED', cancelled: 'CANCELLED' } as const;

/** The largest value of PostgreSQL's `integer`. */
const MOST_ITEMS = 2 ** 31 - 1;

function restoreJobRow(work: OwnWork, requester: Requester | null, backupJob: string | null) {
  const { kind, job, of, mode, error, osUser, storageRoot } = work;
  return {
    uuid: randomUUID(),
    backup_job_id: backupJob,
    restore_type: restoreTypeOf(mode),
    target_location: withoutSecrets(work.target),
    restore_options: {
      writtenBy: WRITTEN_BY,
      ...{ job, kind, of, mode, osUser, storageRoot },
      package: path.basename(work.package.path),
      sha256: work.package.sha256,
    },
    started_at: work.startedAt.toISOString(),
    completed_at: work.endedAt.toISOString(),
    duration: `${work.endedAt.getTime() - work.startedAt.getTime()} milliseconds`,
    status: STATUSES[work.outcome],
    restored_items_count: Math.min(work.restored, MOST_ITEMS),
    failed_items_count: Math.min(work.failed, MOST_ITEMS),
    error_message: error === null ? '' : withoutSecrets(`${error.code}: ${error.message}`),
    restore_log: withoutSecrets(logOf(work, requester)),
    created_at: work.startedAt.toISOString(),
    requested_by_id: requester?.id ?? null,
    approved_by_id: null,
  };
}

function logOf(work: OwnWork, requester: Requester | null): string {
  const what = work.kind === 'undo' ? `Undo of ${work.of ?? 'a restore'}` : `Restore (${work.mode})`;
  const lines = [
    `${what} by the ${WRITTEN_BY}, job ${work.job}: ${work.outcome}.`,
    ...(work.package.path === ''
      ? []
      : [`Package ${path.basename(work.package.path)}, sha256 ${work.package.sha256 ?? 'not known'}.`]),
    `${work.restored} items restored, ${work.failed} not.`,
    `Started by ${work.osUser} on the console's machine.`,
  ];
  if (requester !== null && !requester.signedIn)
    lines.push(
      `Nobody signed in to the EDMS; ${requester.username} is named as requester only because a user is required.`,
    );
  return lines.join('\n');
}

interface BackupJob {
  readonly key: string | null;
  readonly records: OwnRecords;
}

/** The backup job that stands for the package, where the restore job must have one. */
async function neededBackupJob(
  sql: Sql,
  schema: LiveSchema,
  restoreJobs: LiveTable,
  work: OwnWork,
  requester: Requester | null,
): Promise<BackupJob> {
  if (restoreJobs.columns.get('backup_job_id')?.notNull !== true) return { key: null, records: NOTHING };
  const jobs = schema.tables.get('backup_jobs');
  const configurations = schema.tables.get('backup_configurations');
  if (jobs === undefined || configurations === undefined)
    throw new OwnRowRefused('It must name a backup job, and the EDMS keeps none.');
  const configuration = await ownConfiguration(sql, schema, configurations, work, requester);
  const known = await knownPackage(sql, configuration.key, work.package.sha256);
  if (known !== null) return { key: known, records: configuration.records };
  const key = await insertOwnRow(sql, schema, jobs, backupJobRow(work, requester, configuration.key));
  return { key, records: joinOwnRecords([configuration.records, one('backup_jobs', key)]) };
}

async function knownPackage(sql: Sql, configuration: string, sha256: string | null): Promise<string | null> {
  if (sha256 === null) return null;
  const [job] = await sql.query<{ readonly key: string }>(
    `select id::text as key from backup_jobs where configuration_id = $1::int8 and checksum = $2::text
      order by backup_jobs.id desc limit 1`,
    configuration,
    sha256,
  );
  return job?.key ?? null;
}

async function ownConfiguration(
  sql: Sql,
  schema: LiveSchema,
  table: LiveTable,
  work: OwnWork,
  requester: Requester | null,
): Promise<{ readonly key: string; readonly records: OwnRecords }> {
  const [found] = await sql.query<{ readonly key: string }>(
    'select id::text as key from backup_configurations where name = $1::text order by backup_configurations.id limit 1',
    OWN_CONFIGURATION,
  );
  if (found !== undefined) return { key: found.key, records: NOTHING };
  const key = await insertOwnRow(sql, schema, table, configurationRow(work, requester));
  return { key, records: one('backup_configurations', key) };
}

/**
 * The same in every EDMS, so that a package that takes the row along meets its own kind on the other side and not
 * a row of the same name with another uuid.
 */
const CONFIGURATION_UUID = '5d0c9a1e-6a3f-4c1b-9e57-ed3521caf0d5';

function configurationRow(work: OwnWork, requester: Requester | null) {
  return ownConfigurationRow({
    uuid: CONFIGURATION_UUID,
    name: OWN_CONFIGURATION,
    description: `Packages that the ${WRITTEN_BY} has restored. Not a schedule.`,
    madeAt: work.startedAt,
    createdBy: requester?.id ?? null,
  });
}

function backupJobRow(work: OwnWork, requester: Requester | null, configuration: string) {
  const name = path.basename(work.package.path);
  return {
    uuid: randomUUID(),
    configuration_id: configuration,
    job_name: name,
    backup_type: /\.json(\.gz)?$/i.test(name) ? 'DATABASE' : 'FULL',
    started_at: work.startedAt.toISOString(),
    completed_at: work.startedAt.toISOString(),
    duration: null,
    status: 'COMPLETED',
    // The name and not the path: what it names is the EDMS's to delete.
    backup_file_path: name,
    backup_size: work.package.bytes,
    compression_ratio: null,
    error_message: '',
    retry_count: 0,
    max_retries: 0,
    checksum: work.package.sha256 ?? '',
    is_valid: work.package.sha256 !== null,
    validation_errors: [],
    created_at: work.startedAt.toISOString(),
    triggered_by_id: requester?.id ?? null,
  };
}

const NOTHING: OwnRecords = { tables: [], leftOut: [] };

function one(table: string, key: string): OwnRecords {
  return { tables: [{ table, rows: 1, keys: [key] }], leftOut: [] };
}

function leftOut(sentence: string): OwnRecords {
  return { tables: [], leftOut: [sentence] };
}
