import { randomBytes } from 'node:crypto';
import { EngineError, withoutSecrets } from '../engine/errors.ts';
import { type Keychain, NoKeychain, systemKeychain } from './keychain.ts';
import { invalidProfile, type Profile } from './profile.ts';

/** Where secrets are kept; `because` is a sentence for the person. */
export type SecretsPlace =
  | { readonly kind: 'keychain' }
  | { readonly kind: 'session'; readonly because: string };

/**
 * The passwords of profiles, by the profile's id. They are kept in the system's keychain or, where there is none,
 * in the memory of this run; there is no third place, and none is ever written to a file.
 */
export interface Secrets {
  readonly where: SecretsPlace;
  /** Null when none is kept. Rejects with `KEYCHAIN_REFUSED`. */
  get(profileId: string): Promise<string | null>;
  /** `secret` is not empty. Rejects with `KEYCHAIN_REFUSED`. */
  set(profileId: string, secret: string): Promise<void>;
  /** Resolves also when there was none. Rejects with `KEYCHAIN_REFUSED`. */
  delete(profileId: string): Promise<void>;
}

/** The name under which the keychain shows the console's entries; the account of each is the profile's id. */
export const KEYCHAIN_SERVICE = 'EDMS Backup Console';

export interface SecretsOptions {
  /** What says where the keychain is (D-Bus, display). */
  readonly environment?: NodeJS.ProcessEnv;
  /** How long a call to the keychain may take, in milliseconds. */
  readonly limitMs?: number;
}

/** With a display a locked keyring asks the person for its password; without one nobody can answer. */
const LIMIT_MS = { display: 60_000, none: 10_000 };

/**
 * Opens the keychain, made sure of by keeping, reading and deleting an entry that means nothing. Where that does not
 * work, secrets live as long as this run. Never rejects, and takes a limited time.
 */
export async function openSecrets(options: SecretsOptions = {}): Promise<Secrets> {
  const { environment = process.env } = options;
  const display = Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY) || process.platform !== 'linux';
  const limitMs = options.limitMs ?? (display ? LIMIT_MS.display : LIMIT_MS.none);
  try {
    const keychain = systemKeychain(KEYCHAIN_SERVICE, limitMs, environment);
    await tryOut(keychain);
    return new KeychainSecrets(keychain);
  } catch (error) {
    return new SessionSecrets(reasonOf(error));
  }
}

/** The variable that gives the password of one profile to the command line: `EDMS_PASSWORD_HEAD_OFFICE`. */
export function passwordVariable({ name }: Pick<Profile, 'name'>): string {
  return `EDMS_PASSWORD_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

/**
 * The password that the environment gives for a profile: in its own variable, else in `EDMS_PASSWORD`. Throws
 * `PROFILE_INVALID` when its variable is another profile's as well: a password is not sent to the wrong server.
 */
export function passwordFromEnvironment(
  profile: Pick<Profile, 'id' | 'name'>,
  profiles: readonly Pick<Profile, 'id' | 'name'>[],
  environment: NodeJS.ProcessEnv,
): string | null {
  const variable = passwordVariable(profile);
  const own = environment[variable];
  if (!own) return environment.EDMS_PASSWORD || null;
  const other = profiles.find((one) => one.id !== profile.id && passwordVariable(one) === variable);
  if (!other) return own;
  throw invalidProfile(
    `${variable} could be the password of ${profile.name} or of ${other.name}.`,
    'Give it in EDMS_PASSWORD, or rename one of the two.',
  );
}

async function tryOut(keychain: Keychain): Promise<void> {
  const account = `probe-${randomBytes(8).toString('hex')}`;
  const value = randomBytes(8).toString('hex');
  await keychain.set(account, value);
  const kept = await keychain.get(account);
  await keychain.delete(account);
  if (kept !== value) throw new Error('it did not give back what it was given');
}

function reasonOf(error: unknown): string {
  if (error instanceof NoKeychain) return error.message;
  return `The system's keychain cannot be used: ${plainReason(error)}.`;
}

function plainReason(error: unknown): string {
  return withoutSecrets(error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}

class KeychainSecrets implements Secrets {
  readonly where = { kind: 'keychain' } as const;
  readonly #keychain: Keychain;

  constructor(keychain: Keychain) {
    this.#keychain = keychain;
  }

  get(profileId: string): Promise<string | null> {
    return this.#keychain.get(profileId).catch(refused);
  }

  set(profileId: string, secret: string): Promise<void> {
    return this.#keychain.set(profileId, secret).catch(refused);
  }

  delete(profileId: string): Promise<void> {
    return this.#keychain.delete(profileId).catch(refused);
  }
}

function refused(error: unknown): never {
  throw new EngineError({
    code: 'KEYCHAIN_REFUSED',
    message: "The system's keychain did not do what it was asked.",
    consequence: 'No password was read, kept or deleted.',
    advice: 'Unlock the keychain and try again, or give the password for this time only.',
    details: plainReason(error),
  });
}

/** Secrets in the memory of this process alone. */
export class SessionSecrets implements Secrets {
  readonly where: SecretsPlace;
  readonly #byId = new Map<string, string>();

  constructor(because: string) {
    this.where = { kind: 'session', because };
  }

  async get(profileId: string): Promise<string | null> {
    return this.#byId.get(profileId) ?? null;
  }

  async set(profileId: string, secret: string): Promise<void> {
    this.#byId.set(profileId, secret);
  }

  async delete(profileId: string): Promise<void> {
    this.#byId.delete(profileId);
  }
}
