import type { BackupConfiguration } from '../engine/own-records/read-backup-configurations.ts';
import { retentionSchema } from './retention-policy.ts';
import {
  type Action,
  BACKUP_KINDS,
  type ScheduleDraft,
  USUAL,
  USUAL_FILE_NAME,
  WEEKDAYS,
  type When,
} from './schedule.ts';

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
  /** The repository that snapshots go into; null for exports. */
  readonly repository: string | null;
  readonly zone: string;
}

/**
 * Makes a schedule of a backup configuration of the EDMS: paused, so that two programs do not back up until somebody
 * decides. What has no counterpart is told.
 */
export function importConfiguration(configuration: BackupConfiguration, options: ImportOptions): Imported {
  const when = whenOf(configuration);
  if (when === null)
    return { configuration, draft: null, notes: [`The frequency ${configuration.frequency} is not known.`] };
  const made =
    options.repository === null
      ? exportOf(configuration, options)
      : backupOf(configuration, options.repository, options);
  const { name, enabled } = configuration;
  return {
    configuration,
    draft: { ...USUAL, name, when, timeZone: options.zone, action: made.action, paused: true },
    notes: [...made.notes, ...(enabled ? [] : ['In the EDMS it is switched off.'])],
  };
}

interface MadeAction {
  readonly action: Action;
  readonly notes: readonly string[];
}

function exportOf(
  { type, storagePath, retentionDays, maxBackups }: BackupConfiguration,
  { target, storage, exportTo }: ImportOptions,
): MadeAction {
  const pattern = type === 'DATABASE' ? USUAL_FILE_NAME.replace('.tar.gz', '.json.gz') : USUAL_FILE_NAME;
  return {
    action: {
      ...{ kind: 'export', target, storage, folder: exportTo ?? storagePath, pattern },
      ...(type === 'FILES' ? { filesOnly: true as const } : {}),
    },
    notes: [
      ...(['FULL', 'EXPORT', 'DATABASE', 'FILES'].includes(type)
        ? []
        : [`In the EDMS it is ${type}; an export is always whole.`]),
      ...(retentionDays > 0 || maxBackups > 0
        ? [`The EDMS keeps ${maxBackups} for ${retentionDays} days; exports are not removed.`]
        : []),
    ],
  };
}

function backupOf(
  { type, retentionDays, maxBackups }: BackupConfiguration,
  repository: string,
  { target, storage }: ImportOptions,
): MadeAction {
  const backupKind = BACKUP_KINDS.find((kind) => kind === type.toLowerCase()) ?? 'full';
  const hasLimit = retentionDays > 0 || maxBackups > 0;
  const retention = retentionSchema.parse({
    last: Math.min(maxBackups, 10_000),
    within: retentionDays > 0 ? `${Math.min(retentionDays, 9999)}d` : null,
  });
  return {
    action: {
      kind: 'backup',
      target,
      storage,
      repository,
      backupKind,
      tags: [],
      retention: hasLimit ? retention : null,
      afterwards: 'test',
    },
    notes: [
      ...(type.toLowerCase() === backupKind
        ? []
        : [`In the EDMS it is ${type}; a snapshot is always of everything.`]),
      ...(retentionDays > 0 && maxBackups > 0
        ? [
            `The EDMS keeps at most ${maxBackups} and none for longer than ${retentionDays} days; here what either keeps stays.`,
          ]
        : []),
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
