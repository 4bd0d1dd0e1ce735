import { randomBytes } from 'node:crypto';
import { EngineError } from '../engine/errors.ts';
import { openSecrets, type Secrets } from '../settings/secrets.ts';

/** Where a password has been put. */
export interface KeptPassword {
  readonly password: 'keychain' | 'this run' | 'none';
  /** Why the keychain does not hold what it was to hold; a sentence. */
  readonly because: string | null;
}

/**
 * The passwords of profiles as the window's main process has them: in the keychain, or in the memory of this run where
 * the person wants that or there is no keychain. The keychain is opened when it is first needed.
 */
export class ProfilePasswords {
  readonly #open: () => Promise<Secrets>;
  #secrets: Promise<Secrets> | null = null;
  readonly #thisRun = new Map<string, string>();

  constructor(open: () => Promise<Secrets> = openSecrets) {
    this.#open = open;
  }

  secrets(): Promise<Secrets> {
    this.#secrets ??= this.#open();
    return this.#secrets;
  }

  /** Null when none is kept. Rejects with `KEYCHAIN_REFUSED`. */
  async get(profileId: string): Promise<string | null> {
    const here = this.#thisRun.get(profileId);
    return here ?? (await this.secrets()).get(profileId);
  }

  /** Whether one is kept for this run alone. */
  hasHere(profileId: string): boolean {
    return this.#thisRun.has(profileId);
  }

  /** Null when the keychain did not answer. */
  async has(profileId: string): Promise<boolean | null> {
    try {
      return (await this.get(profileId)) !== null;
    } catch (error) {
      if (error instanceof EngineError) return null;
      throw error;
    }
  }

  /** Puts a password in the place of what was kept. One that the keychain refuses is kept for this run. */
  async keep(profileId: string, password: string, remember: boolean): Promise<KeptPassword> {
    const secrets = await this.secrets();
    if (!remember || secrets.where.kind === 'session') {
      this.#thisRun.set(profileId, password);
      // An older one must not come back with the next run.
      const because = await reasonOfRefusal(secrets.delete(profileId));
      const noKeychain = remember && secrets.where.kind === 'session' ? secrets.where.because : null;
      return { password: 'this run', because: because ?? noKeychain };
    }
    const because = await reasonOfRefusal(secrets.set(profileId, password));
    if (because === null) this.#thisRun.delete(profileId);
    else this.#thisRun.set(profileId, password);
    return { password: because === null ? 'keychain' : 'this run', because };
  }

  /** Rejects with `KEYCHAIN_REFUSED`. */
  async forget(profileId: string): Promise<void> {
    await (await this.secrets()).delete(profileId);
    this.#thisRun.delete(profileId);
  }

  /** Forgets what is kept for this run alone. */
  forgetHere(profileId: string): void {
    this.#thisRun.delete(profileId);
  }
}

/** Null when the keychain did what it was asked. */
async function reasonOfRefusal(asked: Promise<void>): Promise<string | null> {
  try {
    await asked;
    return null;
  } catch (error) {
    if (error instanceof EngineError) return error.plain.message;
    throw error;
  }
}

/** Passwords that came with an import, by the ids under which the window knows them; they end with this run. */
export class ImportedPasswords {
  readonly #byId = new Map<string, string>();

  take(password: string): string {
    const id = `secret-${randomBytes(8).toString('hex')}`;
    this.#byId.set(id, password);
    return id;
  }

  /** Throws `USAGE` for an id that nobody was given. */
  get(id: string): string {
    const password = this.#byId.get(id);
    if (password !== undefined) return password;
    throw new EngineError({
      code: 'USAGE',
      message: 'The window named a password that was never imported.',
      consequence: 'Nothing was changed.',
      advice: 'Import the connection again, or enter the password.',
    });
  }
}
