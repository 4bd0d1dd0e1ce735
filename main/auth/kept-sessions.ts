import { randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { labelOf } from '../engine/database/address.ts';
import { type Profile, signInEntry } from '../settings/profile.ts';
import type { Secrets } from '../settings/secrets.ts';
import { addressOf } from '../settings/server-connection.ts';
import { SESSION_MINUTES } from './session-minutes.ts';

const keptSchema = z.object({ key: z.string(), token: z.string() });
const claimsSchema = z.object({
  profile: z.string(),
  target: z.string(),
  account: z.number().int(),
  username: z.string(),
});

/** Who is signed in: an account has to have key and name. */
export interface KeptAccount {
  readonly id: number;
  readonly username: string;
}

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
  async keep(profile: Profile, account: KeptAccount): Promise<void> {
    const key = randomBytes(32).toString('base64');
    const iat = Math.floor(this.#now() / 1000);
    const who = { account: account.id, username: account.username };
    const claims = {
      profile: profile.id,
      target: targetOf(profile),
      ...who,
      iat,
      exp: iat + SESSION_MINUTES * 60,
    };
    const token = jwt.sign(claims, key, { algorithm: 'HS256' });
    await this.#secrets.set(signInEntry(profile.id), JSON.stringify({ key, token }));
  }

  /** The account that is signed in to a profile and its target; null for nobody. Rejects with `KEYCHAIN_REFUSED`. */
  async accountOf(profile: Profile): Promise<KeptAccount | null> {
    const kept = await this.#secrets.get(signInEntry(profile.id));
    if (kept === null) return null;
    try {
      const { key, token } = keptSchema.parse(JSON.parse(kept));
      const clockTimestamp = Math.floor(this.#now() / 1000);
      const claims = claimsSchema.parse(jwt.verify(token, key, { algorithms: ['HS256'], clockTimestamp }));
      if (claims.profile !== profile.id || claims.target !== targetOf(profile)) return null;
      return { id: claims.account, username: claims.username };
    } catch {
      return null;
    }
  }

  /** Resolves also when nobody was signed in. Rejects with `KEYCHAIN_REFUSED`. */
  end({ id }: Pick<Profile, 'id'>): Promise<void> {
    return this.#secrets.delete(signInEntry(id));
  }
}

/** A profile may be changed to another database: that one has other accounts. */
function targetOf(profile: Profile): string {
  return labelOf(addressOf(profile, null));
}
