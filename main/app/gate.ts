import { CHANNEL_ACCESS } from '../../preload/contract/access.ts';
import type { Channel } from '../../preload/contract/bridge.ts';
import type { TargetSession, TokenKeeper } from '../auth/token-keeper.ts';
import type { Account } from '../engine/accounts/account.ts';
import { EngineError } from '../engine/errors.ts';
import { localWorker, type Worker } from '../engine/own-records/record-restore.ts';

/** What a handler knows of the call besides its request. */
export interface Call {
  /** Who calls; null on channels that need no token. */
  readonly session: TargetSession | null;
  /** Gives the window the token of a session that has just begun. */
  grant(token: string): void;
}

/** Who calls, for the EDMS's own records. */
export function workerOf({ session }: Call): Worker {
  return { ...localWorker(), account: session?.account ?? null };
}

/** Who calls, for the list of jobs. */
export function asWhom({ session }: Call): { readonly edmsUser: string | null } {
  return { edmsUser: session?.account?.username ?? null };
}

export interface GateOptions {
  readonly keeper: TokenKeeper;
  /** The account as the open target has it now; null once it is gone or deactivated. */
  readonly account: (id: number) => Promise<Account | null>;
  /** True while the target is busy with long work: it is not asked then. */
  readonly isBusy: () => boolean;
  /** Milliseconds. */
  readonly now: () => number;
}

/** An account that only looks is asked about once in this time; one that writes, each time. */
const TRUST_MS = 60_000;

/**
 * Stands before every channel: lets a request through when its token allows what the channel does, and the account
 * behind it is still an active one of the EDMS.
 */
export class Gate {
  readonly #options: GateOptions;
  #asked: { readonly session: string; readonly at: number } | null = null;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Null for a channel that needs no token. Rejects with `SIGN_IN_NEEDED`, `SIGN_IN_EXPIRED`, `NOT_ALLOWED`. */
  async admit(channel: Channel, token: string | null): Promise<TargetSession | null> {
    const access = CHANNEL_ACCESS[channel];
    if (access === 'none') return null;
    const { keeper } = this.#options;
    const session = keeper.check(token, access);
    if (session.account !== null && this.#mustAsk(session, access === 'write')) {
      const known = session.account;
      const now = await this.#options.account(known.id);
      if (now === null || now.username !== known.username || (known.role === 'write' && now.role !== 'write'))
        throw this.#end(known);
      // While the target was asked, the session may have ended.
      keeper.check(token, access);
      this.#asked = { session: session.id, at: this.#options.now() };
    }
    return session;
  }

  #mustAsk(session: TargetSession, writes: boolean): boolean {
    if (writes) return true;
    const { isBusy, now } = this.#options;
    const fresh = this.#asked?.session === session.id && now() - this.#asked.at < TRUST_MS;
    return !fresh && !isBusy();
  }

  #end({ username }: Account): EngineError {
    this.#options.keeper.end();
    return new EngineError({
      code: 'SIGN_IN_EXPIRED',
      message: `${username} is no longer an active account with the same rights.`,
      consequence: 'Nothing was changed by this step.',
      advice: 'Sign in with another account.',
    });
  }
}
