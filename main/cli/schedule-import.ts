import { EngineError } from '../engine/errors.ts';
import { readConfig } from '../engine/repository/config.ts';
import { importConfiguration } from '../schedule/import-configuration.ts';
import type { ScheduleStore } from '../schedule/schedule-store.ts';
import type { CommonOptions } from './command-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { needTarget } from './need-target.ts';
import { show } from './output.ts';
import { renderImported } from './render-schedules.ts';
import { resolveTarget } from './resolve-target.ts';
import { lastingTarget } from './schedule-action.ts';
import { configurationsOf } from './schedule-edms.ts';
import type { ScheduleOptions } from './schedule-entry.ts';

/** `schedule import`. */
export async function importSchedules(
  command: CommonOptions & Extract<ScheduleOptions, { readonly action: 'import' }>,
  store: ScheduleStore,
): Promise<ExitStatus> {
  const target = lastingTarget(command.target);
  if (command.repository !== null) await readConfig(command.repository);
  const open = await resolveTarget(command.target, command);
  needTarget(open);
  const configurations = await configurationsOf(open);
  const imported = configurations.map((configuration) => {
    const made = importConfiguration(configuration, { ...command, target });
    if (made.draft === null) return made;
    try {
      if (command.dryRun) store.checkNew(made.draft, Date.now());
      else store.add(made.draft, Date.now());
      return made;
    } catch (error) {
      // A name that is taken, above all: it was imported before.
      if (!(error instanceof EngineError) || error.code !== 'SCHEDULE_INVALID') throw error;
      return { ...made, draft: null, notes: [...made.notes, error.message] };
    }
  });
  show(command, { imported, dryRun: command.dryRun }, () => renderImported(imported, command.dryRun));
  return EXIT.done;
}
