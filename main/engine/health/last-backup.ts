import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { isoUtc } from './iso-time.ts';

/** A backup that was completed. */
export interface CompletedBackup {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `FULL`, `DATABASE`, …: the EDMS's own types, or the console's word for what it made. */
  readonly kind: string;
}

const NEEDED = ['status', 'completed_at', 'backup_type'];

/** The newest backup that the EDMS has completed, by its own records; null where it has none, or no such table. */
export async function lastEdmsBackup(sql: Sql, schema: LiveSchema): Promise<CompletedBackup | null> {
  const columns = schema.tables.get('backup_jobs')?.columns;
  if (columns === undefined || !NEEDED.every((column) => columns.has(column))) return null;
  const [newest] = await sql.query<CompletedBackup>(
    `select ${isoUtc('completed_at')} as at, backup_type::text as kind from backup_jobs
      where status = 'COMPLETED' and completed_at is not null order by completed_at desc limit 1`,
  );
  return newest ?? null;
}
