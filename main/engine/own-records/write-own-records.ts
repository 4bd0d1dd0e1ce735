import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { joinOwnRecords, type OwnRecords, type OwnWork } from './own-work.ts';
import { writeAuditEntry } from './write-audit-entry.ts';
import { writeRestoreJob } from './write-restore-job.ts';

/**
 * Writes what the EDMS shall know of a piece of work: a restore job and an audit entry that names it, inside the
 * transaction of `sql`. Neither ever makes that transaction fail.
 */
export async function writeOwnRecords(sql: Sql, schema: LiveSchema, work: OwnWork): Promise<OwnRecords> {
  const restoreJob = await writeRestoreJob(sql, schema, work);
  const [key = null] = restoreJob.tables.find(({ table }) => table === 'restore_jobs')?.keys ?? [];
  return joinOwnRecords([restoreJob, await writeAuditEntry(sql, schema, work, key)]);
}
