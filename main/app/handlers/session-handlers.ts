import type { AreaHandlers, HandlerContext } from './context.ts';

/** Signing in to the open target with an account of its EDMS, and out again. */
export function sessionHandlers({ session, keeper, entrance }: HandlerContext): AreaHandlers<'session'> {
  return {
    'session:sign-in': (credentials, call) =>
      entrance.run(async () => {
        const account = await session.signIn(credentials);
        call.grant(keeper.begin(account.role, account));
        return account;
      }),
    'session:first-administrator': (credentials, call) =>
      entrance.run(async () => {
        const account = await session.createFirstAdministrator(credentials);
        call.grant(keeper.begin(account.role, account));
        return account;
      }),
    'session:sign-out': async () => {
      keeper.end();
      return null;
    },
  };
}
