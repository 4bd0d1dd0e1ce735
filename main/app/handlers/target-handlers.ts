import type { OpenedTarget } from '../../../preload/contract/bridge.ts';
import { EngineError } from '../../engine/errors.ts';
import type { Call } from '../gate.ts';
import type { LongWorks } from '../long-work.ts';
import { choosePath } from './choose-path.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** Connecting to a target, choosing its folder for files, and recovering what was interrupted in both. */
export function targetHandlers(context: HandlerContext): AreaHandlers<'target' | 'storage' | 'recover'> {
  const { session, jobs, log, keeper, entrance, longWorks } = context;
  /** A target that was opened is open to who holds the database, or waits for somebody to sign in. */
  const admit = (opened: OpenedTarget, call: Call): OpenedTarget => {
    if (opened.signIn === 'none') call.grant(keeper.begin('write', null));
    if (opened.signIn === 'first-administrator') call.grant(keeper.begin('found', null));
    return opened;
  };
  return {
    'target:known': () => session.target.known(),
    'target:address': async ({ url, password }) => session.target.takeAddress(url, password),
    'target:open': async ({ job, target }, call) => {
      refuseWhileWriting(longWorks);
      keeper.end();
      return jobs.run(job, (options) =>
        entrance.alone(async () => {
          keeper.end();
          try {
            return admit(await session.target.open(target, options), call);
          } catch (error) {
            // Who may connect to a database in which there is no EDMS may make one: it is refused unless it is empty.
            if (isNoEdms(error)) call.grant(keeper.begin('found', null));
            throw error;
          }
        }),
      );
    },
    'target:init': async ({ job, target }, call) => {
      refuseWhileWriting(longWorks);
      return jobs.run(job, (options) =>
        entrance.alone(async () => {
          keeper.end();
          try {
            return admit(await session.target.init(target, options), call);
          } catch (error) {
            // It can be tried again.
            call.grant(keeper.begin('found', null));
            throw error;
          }
        }),
      );
    },
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

/** The window does not offer it then. */
function refuseWhileWriting({ current }: LongWorks): void {
  if (current === null) return;
  throw new EngineError({
    code: 'TARGET_IN_USE',
    message: 'The open target is being written to.',
    consequence: 'Nothing else was opened.',
    advice: 'Wait until that has ended, or cancel it.',
  });
}
