import type { BackupConfiguration } from '../engine/own-records/read-backup-configurations.ts';
import { type ScheduleDraft, USUAL, WEEKDAYS, type When } from '../schedule/schedule.ts';
import { USUAL_FILE_NAME } from './schedule-entry.ts';

/** What becomes of one of the EDMS's backup configurations. */
export interface Imported {
  readonly configuration: BackupConfiguration;
  /** Null when no schedule is made of it. */
  readonly draft: ScheduleDraft | null;
  /** What is other than in the EDMS, or why there is no schedule; sentences. */
  readonly notes: readonly string[];
}

export interface ImportOptions {
  readonly target: string;
  readonly storage: string | null;
  /** In place of the folders that the configurations name. */
  readonly exportTo: string | null;
  readonly zone: string;
}

/**
 * Makes a schedule of a backup configuration of the EDMS: paused, so that two programs do not back up until somebody
 * decides. Its type, retention and number of backups have no counterpart in an export, and are told.
 */
export function importConfiguration(configuration: BackupConfiguration, options: ImportOptions): Imported {
  const when = whenOf(configuration);
  if (when === null)
    return { configuration, draft: null, notes: [`The frequency ${configuration.frequency} is not known.`] };
  const folder = options.exportTo ?? configuration.storagePath;
  const { type, retentionDays, maxBackups, enabled } = configuration;
  return {
    configuration,
    draft: {
      ...USUAL,
      name: configuration.name,
      when,
      timeZone: options.zone,
      action: {
        kind: 'export',
        target: options.target,
        storage: options.storage,
        folder,
        pattern: type === 'DATABASE' ? USUAL_FILE_NAME.replace('.tar.gz', '.json.gz') : USUAL_FILE_NAME,
      },
      paused: true,
    },
    notes: [
      ...(type === 'FULL' || type === 'EXPORT' || type === 'DATABASE'
        ? []
        : [`In the EDMS it is ${type}; an export is always whole.`]),
      ...(retentionDays > 0 || maxBackups > 0
        ? [`The EDMS keeps ${maxBackups} for ${retentionDays} days; exports are not removed.`]
        : []),
      ...(enabled ? [] : ['In the EDMS it is switched off.']),
    ],
  };
}

function whenOf({ frequency, time, days }: BackupConfiguration): When | null {
  switch (frequency) {
    case 'HOURLY':
      return { kind: 'hourly', minute: Number(time.slice(3)) };
    case 'DAILY':
      return { kind: 'daily', time };
    case 'WEEKLY':
      // Without days the EDMS names none: Sunday is when least is going on.
      return {
        kind: 'weekly',
        days: days.length > 0 ? WEEKDAYS.filter((_, n) => days.includes(n)) : ['sun'],
        time,
      };
    case 'MONTHLY':
      return { kind: 'monthly', day: 1, time };
    case 'ON_DEMAND':
      return { kind: 'on-demand' };
    default:
      return null;
  }
}
