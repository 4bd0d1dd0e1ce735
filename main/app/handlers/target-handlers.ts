import { choosePath } from './choose-path.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** Connecting to a target, choosing its folder for files, and recovering what was interrupted in both. */
export function targetHandlers(context: HandlerContext): AreaHandlers<'target' | 'storage' | 'recover'> {
  const { session, jobs, log } = context;
  return {
    'target:known': () => session.knownTargets(),
    'target:address': async ({ url, password }) => session.takeAddress(url, password),
    'target:open': ({ job, target }) => jobs.run(job, (options) => session.openTarget(target, options)),
    'target:init': ({ job, target }) => jobs.run(job, (options) => session.initTarget(target, options)),
    'storage:choose': async () => {
      const folder = await choosePath(context, 'storage');
      return folder === null ? null : session.chooseStorage(folder);
    },
    'recover:run': async ({ storage }) => {
      const { recovery, storageRoot } = await session.recover(storage);
      log.noteRecovery({ target: session.facts().target, storageRoot }, recovery);
      return recovery;
    },
  };
}
