import type { OpenedTarget } from '../../../preload/contract/bridge.ts';
import { EngineError } from '../../engine/errors.ts';
import type { Call } from '../gate.ts';
import { choosePath } from './choose-path.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** Connecting to a target, choosing its folder for files, and recovering what was interrupted in both. */
export function targetHandlers(context: HandlerContext): AreaHandlers<'target' | 'storage' | 'recover'> {
  const { session, jobs, log, keeper, entrance } = context;
  /** A target that was opened is open to who holds the database, or waits for somebody to sign in. */
  const admit = (opened: OpenedTarget, call: Call): OpenedTarget => {
    if (opened.signIn === 'none') call.grant(keeper.begin('write', null));
    if (opened.signIn === 'first-administrator') call.grant(keeper.begin('found', null));
    return opened;
  };
  return {
    'target:known': () => session.target.known(),
    'target:address': async ({ url, password }) => session.target.takeAddress(url, password),
    'target:open': ({ job, target }, call) =>
      jobs.run(job, (options) =>
        entrance.run(async () => {
          keeper.end();
          try {
            return admit(await session.target.open(target, options), call);
          } catch (error) {
            // Who may connect to a database in which there is no EDMS may make one: it is refused unless it is empty.
            if (isNoEdms(error)) call.grant(keeper.begin('found', null));
            throw error;
          }
        }),
      ),
    'target:init': ({ job, target }, call) =>
      jobs.run(job, (options) =>
        entrance.run(async () => {
          keeper.end();
          return admit(await session.target.init(target, options), call);
        }),
      ),
    'storage:choose': async () => {
      const folder = await choosePath(context, 'storage');
      return folder === null ? null : session.target.chooseStorage(folder);
    },
    'recover:run': async ({ storage }) => {
      const { recovery, storageRoot } = await session.recover(storage);
      log.noteRecovery({ target: session.facts().target, storageRoot }, recovery);
      return recovery;
    },
  };
}

function isNoEdms(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'TARGET_NOT_EDMS';
}
