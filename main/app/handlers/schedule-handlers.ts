import { existsSync } from 'node:fs';
import type { ScheduleTimer } from '../../../preload/contract/types.ts';
import { EngineError } from '../../engine/errors.ts';
import { install, uninstall } from '../../schedule/install/install.ts';
import type { Installation } from '../../schedule/install/installation.ts';
import { ownInstallation } from '../../schedule/install/own-installation.ts';
import { choosePath } from './choose-path.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** Schedules, the timer of the system that calls them, and what a policy would keep. */
export function scheduleHandlers(
  context: HandlerContext,
): AreaHandlers<'schedules' | 'retention' | 'notices'> {
  const { schedules, scheduleRuns, session, program, showNotice } = context;
  return {
    'schedules:list': async () => schedules.list(isTimerInstalled(program)),
    'schedules:offered': async () => {
      const label = session.facts().target;
      if (label === null) return [];
      const engine = await session.settled();
      return schedules.offered(await engine.backupConfigurations(), {
        profile: session.target.profileId,
        label,
      });
    },
    'schedules:runs': async ({ id }) => ({ runs: schedules.runs(id) }),
    'schedules:folder': async () => {
      const folder = await choosePath(context, 'exports');
      return folder === null ? null : { id: session.chosen.take('folder', folder), path: folder };
    },
    'schedules:save': async ({ id, draft }) => schedules.save(id, draft),
    'schedules:pause': async ({ id, paused }) => {
      schedules.pause(id, paused);
      return null;
    },
    'schedules:remove': async ({ id }) => {
      schedules.remove(id);
      return null;
    },
    'schedules:run': async ({ id }) => {
      // Awaited by nobody: how it ends is told by an event.
      void scheduleRuns.runNow(id).ended.catch((error: unknown) => console.error(error));
      return null;
    },
    'schedules:next': async ({ when, timeZone, blackouts }) => ({
      dues: schedules.next(when, timeZone, blackouts),
    }),
    'schedules:timer': async () => shownTimer(ownInstallation(false, program)),
    'schedules:install': async ({ install: wanted }) => {
      const installation = ownInstallation(false, program);
      await (wanted ? install(installation) : uninstall(installation));
      return shownTimer(installation);
    },
    'notices:password': (asked) => session.notices.password(asked),
    'notices:program': async () => {
      const program = await choosePath(context, 'program');
      return program === null ? null : { id: session.chosen.take('program', program), path: program };
    },
    'notices:test': (asked) => session.notices.test(asked, showNotice),
    'retention:preview': (asked) => schedules.preview(asked),
    'retention:forget': (order) => schedules.forget(order),
  };
}

/** Whether the system calls due runs by itself; null where it has no timer that the console knows. */
export function isTimerInstalled(program: HandlerContext['program']): boolean | null {
  try {
    return isThere(ownInstallation(false, program));
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

function isThere({ files }: Installation): boolean {
  return files.every(({ path }) => existsSync(path));
}

function shownTimer(installation: Installation): ScheduleTimer {
  const { files, begin, end, notes } = installation;
  return {
    isInstalled: isThere(installation),
    files: files.map(({ path, text }) => ({ path, text })),
    begin: begin.map((words) => words.join(' ')),
    end: end.map((words) => words.join(' ')),
    notes: [...notes],
  };
}
