import { randomBytes, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { type Account, mayOnlyLook } from '../engine/accounts/account.ts';
import { EngineError } from '../engine/errors.ts';

/**
 * What a session may do with the open target: look at it, write into it as well, or only `found` an EDMS where there
 * is none yet (an empty database) or nobody to sign in (an embedded one without an administrator).
 */
export type SessionRole = 'look' | 'write' | 'found';

/** What a request needs: `none` does not touch the target. */
export type Access = 'none' | SessionRole;

/** Somebody at an open target. */
export interface TargetSession {
  readonly id: string;
  readonly role: SessionRole;
  /** Who signed in with an account of the EDMS; null for who holds the database itself. */
  readonly account: Account | null;
}

const LIFE_SECONDS = 15 * 60;
/** A token in use is replaced once it is this old. */
const FRESH_SECONDS = 60;

const claimsSchema = z.object({ sid: z.string(), iat: z.number(), exp: z.number() });

/**
 * Gives out the tokens that go with every request that touches the target, and checks them. A token is a JWT (HS256)
 * that names a session; the key is made anew at every start and leaves the process in no form. One session at a time,
 * as one target is open at a time.
 *
 * The token of an account lives for 15 minutes since its last use. Who holds the database (a URL with its password,
 * the files of an embedded one) needs no account, so that session lasts as long as the target is open.
 */
export class TokenKeeper {
  readonly #key = randomBytes(32);
  readonly #now: () => number;
  #session: TargetSession | null = null;
  #turn = 0;
  #usedAt = 0;

  /** `now`: milliseconds. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Who is at the open target; null for nobody. A session whose token has expired is still named here. */
  get session(): TargetSession | null {
    return this.#session;
  }

  /** Another number after each end: what was asked for before one must not begin a session after it. */
  get turn(): number {
    return this.#turn;
  }

  /** Begins a session in place of the one before, and returns its token. */
  begin(role: SessionRole, account: Account | null): string {
    this.#usedAt = this.#seconds();
    this.#session = { id: randomUUID(), role, account };
    return this.#sign(this.#session);
  }

  /** Ends the session: none of its tokens is good any more. */
  end(): void {
    this.#turn += 1;
    this.#session = null;
  }

  /** Ends the session of an account, and every sign-in that is under way. True when somebody was signed in. */
  endAccount(): boolean {
    this.#turn += 1;
    if (this.#session === null || this.#session.account === null) return false;
    this.#session = null;
    return true;
  }

  /** Ends the session of an account that nobody has used for too long. True when it did. */
  endUnused(): boolean {
    return this.#seconds() - this.#usedAt >= LIFE_SECONDS && this.endAccount();
  }

  /** The session is in use, though no request comes: long work is under way. */
  use(): void {
    this.#usedAt = this.#seconds();
  }

  /**
   * The session of a token, if it may do this. Throws `SIGN_IN_NEEDED` without a good token, `SIGN_IN_EXPIRED` when it
   * is too old or its session has ended, `NOT_ALLOWED` when that may not do it.
   */
  check(token: string | null, access: SessionRole): TargetSession {
    const claims = token === null ? null : this.#read(token);
    if (claims === null) throw needed();
    const session = this.#session;
    if (session === null || session.id !== claims.sid) throw expired();
    if (session.account !== null && claims.exp <= this.#seconds()) throw expired();
    if (!allows(session.role, access)) throw notAllowed(session, access);
    this.#usedAt = this.#seconds();
    return session;
  }

  /** A new token in place of one that is in use; null while that one is new enough, or its session has ended. */
  renew(token: string): string | null {
    const claims = this.#read(token);
    const session = this.#session;
    if (claims === null || session === null || session.id !== claims.sid) return null;
    return this.#seconds() - claims.iat < FRESH_SECONDS ? null : this.#sign(session);
  }

  #sign({ id }: TargetSession): string {
    const iat = this.#seconds();
    return jwt.sign({ sid: id, iat, exp: iat + LIFE_SECONDS }, this.#key, { algorithm: 'HS256' });
  }

  /** The claims of a token of ours, however old; null for every other text. */
  #read(token: string): z.infer<typeof claimsSchema> | null {
    try {
      const claims = jwt.verify(token, this.#key, { algorithms: ['HS256'], ignoreExpiration: true });
      return claimsSchema.parse(claims);
    } catch {
      return null;
    }
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000);
  }
}

function allows(role: SessionRole, access: SessionRole): boolean {
  return role === access || (role === 'write' && access === 'look');
}

function needed(): EngineError {
  return new EngineError({
    code: 'SIGN_IN_NEEDED',
    message: 'No target is open here, or nobody is signed in to it.',
    consequence: 'Nothing was read or changed.',
    advice: 'Open the target, and sign in where it asks for that.',
  });
}

function expired(): EngineError {
  return new EngineError({
    code: 'SIGN_IN_EXPIRED',
    message: 'The sign-in has ended.',
    consequence: 'Nothing was changed by this step; what was prepared is still there.',
    advice: 'Sign in again and go on.',
  });
}

function notAllowed({ role, account }: TargetSession, access: SessionRole): EngineError {
  if (role === 'look') return mayOnlyLook(account?.username ?? 'This session');
  return new EngineError({
    code: 'NOT_ALLOWED',
    message:
      access === 'found'
        ? 'There is an EDMS with administrators here already.'
        : 'There is no EDMS here yet, or nobody who could sign in to it.',
    consequence: 'Nothing was changed.',
    advice: 'Open the target again.',
  });
}
