import type { Account } from '../../engine/accounts/account.ts';
import { EngineError } from '../../engine/errors.ts';
import type { Call } from '../gate.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** Signing in to the open target with an account of its EDMS, and out again. */
export function sessionHandlers({ session, keeper, entrance }: HandlerContext): AreaHandlers<'session'> {
  /** The session begins only if nothing ended meanwhile: another target was opened, or the screen locked. */
  const letIn = (call: Call, work: () => Promise<Account>): Promise<Account> => {
    const { turn } = keeper;
    return entrance.alone(async () => {
      if (keeper.turn !== turn) throw tooLate();
      const account = await work();
      if (keeper.turn !== turn) throw tooLate();
      call.grant(keeper.begin(account.role, account));
      return account;
    });
  };
  return {
    'session:sign-in': (credentials, call) => letIn(call, () => session.signIn(credentials)),
    'session:first-administrator': (credentials, call) =>
      letIn(call, () => session.createFirstAdministrator(credentials)),
    'session:sign-out': async () => {
      keeper.end();
      return null;
    },
  };
}

function tooLate(): EngineError {
  return new EngineError({
    code: 'SIGN_IN_EXPIRED',
    message: 'The sign-in came too late: meanwhile the target was changed, or the machine was locked.',
    consequence: 'Nobody is signed in.',
    advice: 'Sign in again.',
  });
}
