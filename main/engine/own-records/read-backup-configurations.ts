import { z } from 'zod';
import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { ownRowsCondition } from './recognise.ts';

const rowSchema = z.object({
  name: z.string(),
  type: z.string(),
  frequency: z.string(),
  /** `02:00`. */
  time: z.string(),
  /** JSON, as it is. */
  days: z.string(),
  retentionDays: z.number(),
  maxBackups: z.number(),
  storagePath: z.string(),
  enabled: z.boolean(),
});

/** {@link BackupConfiguration}, as it comes from another process. */
export const backupConfigurationSchema = rowSchema.extend({ days: z.array(z.number()) });

/** A row of the EDMS's `backup_configurations`. */
export interface BackupConfiguration extends Omit<z.infer<typeof rowSchema>, 'days'> {
  /** Days of the week, 0 is Monday. */
  readonly days: readonly number[];
}

const COLUMNS = [
  ...['name', 'backup_type', 'frequency', 'schedule_time', 'schedule_days', 'retention_days', 'max_backups'],
  ...['storage_path', 'status', 'is_enabled'],
];

/** How the EDMS would back itself up, by name; the console's own rows are left out. Empty where it has no such table. */
export async function readBackupConfigurations(
  sql: Sql,
  schema: LiveSchema,
): Promise<readonly BackupConfiguration[]> {
  const columns = schema.tables.get('backup_configurations')?.columns;
  if (columns === undefined || !COLUMNS.every((name) => columns.has(name))) return [];
  const own = ownRowsCondition(schema, 'backup_configurations') ?? 'false';
  const rows = await sql.query<object>(
    `select name::text as name, backup_type::text as type, frequency::text as frequency,
            to_char(schedule_time, 'HH24:MI') as time, schedule_days::text as days,
            retention_days::int4 as "retentionDays", max_backups::int4 as "maxBackups",
            storage_path::text as "storagePath", is_enabled and status = 'ACTIVE' as enabled
       from backup_configurations where not (${own}) order by backup_configurations.name`,
  );
  return rows.map((row) => {
    const { days, ...rest } = rowSchema.parse(row);
    return { ...rest, days: daysOf(days) };
  });
}

function daysOf(text: string): readonly number[] {
  const days: unknown = JSON.parse(text);
  if (!Array.isArray(days)) return [];
  return [
    ...new Set(days.filter((day): day is number => Number.isInteger(day) && day >= 0 && day <= 6)),
  ].sort();
}
