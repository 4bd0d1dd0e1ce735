import type { OpenedTarget } from '../../../preload/contract/bridge.ts';
import { EngineError } from '../../engine/errors.ts';
import type { Call } from '../gate.ts';
import type { LongWorks } from '../long-work.ts';
import { choosePath } from './choose-path.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** Connecting to a target, choosing its folder for files, and recovering what was interrupted in both. */
export function targetHandlers(context: HandlerContext): AreaHandlers<'target' | 'storage' | 'recover'> {
  const { session, jobs, log, keeper, entrance, longWorks } = context;
  /**
   * Opens another target: nobody is at the one before any more. The new one is open to who holds the database, or waits
   * for somebody to sign in; where there is no EDMS yet (`isFoundable`), one may be made.
   */
  const enter = (
    call: Call,
    open: () => Promise<OpenedTarget>,
    isFoundable: (error: unknown) => boolean,
  ): Promise<OpenedTarget> =>
    entrance.alone(async () => {
      keeper.end();
      try {
        const opened = await open();
        if (opened.signIn === 'none') call.grant(keeper.begin('write', null));
        if (opened.signIn === 'first-administrator') call.grant(keeper.begin('found', null));
        return opened;
      } catch (error) {
        if (isFoundable(error)) call.grant(keeper.begin('found', null));
        throw error;
      }
    });
  return {
    'target:known': () => session.target.known(),
    'target:address': async ({ url, password }) => session.target.takeAddress(url, password),
    'target:open': async ({ job, target }, call) => {
      refuseWhileBusy(longWorks);
      // At once: a sign-in that is under way belongs to the target before.
      keeper.end();
      return jobs.run(job, (options) => enter(call, () => session.target.open(target, options), isNoEdms));
    },
    'target:init': async ({ job, target }, call) => {
      refuseWhileBusy(longWorks);
      // What failed can be tried again.
      return jobs.run(job, (options) =>
        enter(
          call,
          () => session.target.init(target, options),
          () => true,
        ),
      );
    },
    'target:look': async () => (await session.settled()).targetSummary(),
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

/** Who may connect to a database in which there is no EDMS may make one: it is refused unless it is empty. */
function isNoEdms(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'TARGET_NOT_EDMS';
}

/** The window does not offer it then. */
function refuseWhileBusy({ atTarget }: LongWorks): void {
  if (atTarget === null) return;
  throw new EngineError({
    code: 'TARGET_IN_USE',
    message:
      atTarget.kind === 'snapshot'
        ? 'A snapshot of the open target is being taken.'
        : atTarget.kind === 'export'
          ? 'The open target is being exported.'
          : 'The open target is being written to.',
    consequence: 'Nothing else was opened.',
    advice: 'Wait until that has ended, or cancel it.',
  });
}
