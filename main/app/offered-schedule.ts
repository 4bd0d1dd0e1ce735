import type { OfferedSchedule } from '../../preload/contract/types.ts';
import type { BackupConfiguration } from '../engine/own-records/read-backup-configurations.ts';
import { importConfiguration } from '../schedule/import-configuration.ts';

/** What a schedule would do in the place of one of the EDMS's own plans; none of a frequency that is not known. */
export function offeredOf(
  configuration: BackupConfiguration,
  target: OfferedSchedule['target'],
  zone: string,
): readonly OfferedSchedule[] {
  const { name, type, enabled } = configuration;
  // Its name and its place are chosen in the form.
  const into = { target: '', storage: null, exportTo: null, repository: '', zone };
  const { draft } = importConfiguration(configuration, into);
  if (draft?.action.kind !== 'backup') return [];
  const { backupKind: snapshotKind, retention } = draft.action;
  const takes =
    type === 'FILES'
      ? ({ kind: 'files' } as const)
      : ({ kind: 'snapshot', snapshotKind, retention } as const);
  return [{ name, type, enabled, when: draft.when, timeZone: zone, target, takes }];
}
