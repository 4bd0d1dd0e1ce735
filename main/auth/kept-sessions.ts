import { randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Account } from '../engine/accounts/account.ts';
import type { Profile } from '../settings/profile.ts';
import type { Secrets } from '../settings/secrets.ts';

/** Minutes that a sign-in lasts since it was last used. */
export const SESSION_MINUTES = 15;

const keptSchema = z.object({ key: z.string(), token: z.string() });
const claimsSchema = z.object({ profile: z.string(), account: z.number().int() });

/**
 * The sign-ins of the command line, which has no process that lives on: each is a signed token (JWT, HS256) in the
 * system's keychain, beside the key that it was signed with, and nowhere else. What a token says is only who signed
 * in; what that account may do is asked of the EDMS each time.
 */
export class KeptSessions {
  readonly #secrets: Secrets;
  readonly #now: () => number;

  /** `now`: milliseconds. */
  constructor(secrets: Secrets, now: () => number = Date.now) {
    this.#secrets = secrets;
    this.#now = now;
  }

  /** Keeps a sign-in, or its use, for another quarter of an hour. Rejects with `KEYCHAIN_REFUSED`. */
  async keep({ id }: Profile, account: Account): Promise<void> {
    const key = randomBytes(32).toString('base64');
    const iat = Math.floor(this.#now() / 1000);
    const claims = { profile: id, account: account.id, iat, exp: iat + SESSION_MINUTES * 60 };
    const token = jwt.sign(claims, key, { algorithm: 'HS256' });
    await this.#secrets.set(entryOf(id), JSON.stringify({ key, token }));
  }

  /** The key of the account that is signed in to a profile; null for nobody. Rejects with `KEYCHAIN_REFUSED`. */
  async accountOf({ id }: Profile): Promise<number | null> {
    const kept = await this.#secrets.get(entryOf(id));
    if (kept === null) return null;
    try {
      const { key, token } = keptSchema.parse(JSON.parse(kept));
      const clockTimestamp = Math.floor(this.#now() / 1000);
      const claims = claimsSchema.parse(jwt.verify(token, key, { algorithms: ['HS256'], clockTimestamp }));
      return claims.profile === id ? claims.account : null;
    } catch {
      return null;
    }
  }

  /** Resolves also when nobody was signed in. Rejects with `KEYCHAIN_REFUSED`. */
  end({ id }: Pick<Profile, 'id'>): Promise<void> {
    return this.#secrets.delete(entryOf(id));
  }
}

function entryOf(profileId: string): string {
  return `sign-in-${profileId}`;
}
