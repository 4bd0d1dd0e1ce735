import { createHash } from 'node:crypto';
import path from 'node:path';
import type { ChosenFolder, CreatedRepository, ShownRepository } from '../../preload/contract/types.ts';
import { EngineError } from '../engine/errors.ts';
import type { RepositoryKeys } from '../engine/repository/repository.ts';
import type { RepositoryAddress } from '../engine/snapshot/snapshot-summary.ts';
import type { SnapshotWork } from '../engine/snapshot/snapshot-work.ts';
import {
  type KnownRepository,
  keysOf,
  lookInto,
  nameOfRepository,
  RepositoryStore,
} from '../settings/repositories.ts';
import type { SecretsPlace } from '../settings/secrets.ts';
import { knownSigners } from '../settings/signing-key.ts';
import type { ChosenPaths } from './chosen.ts';
import type { KeptPassword, ProfilePasswords } from './profile-passwords.ts';

interface RepositoriesParts {
  readonly snapshots: Pick<SnapshotWork, 'init' | 'list' | 'identity'>;
  readonly chosen: ChosenPaths;
  readonly passwords: ProfilePasswords;
  readonly store?: RepositoryStore;
}

/** Where a repository is made when the chosen folder holds other things already. */
const FOLDER_WITHIN = 'edms-snapshots';

/**
 * The repositories on the main process's side of the window: ids become folders and what opens them, and what goes out
 * has no secret but a new recovery key, once. Knows no electron, so that it can be tested without one.
 */
export class Repositories {
  readonly #snapshots: RepositoriesParts['snapshots'];
  readonly #chosen: ChosenPaths;
  readonly #passwords: ProfilePasswords;
  readonly #store: RepositoryStore;
  /** What opened an encrypted repository before, by its id, for as long as the same secret is kept for it. */
  readonly #opened = new Map<string, { readonly by: string; readonly identity: string }>();

  constructor({ snapshots, chosen, passwords, store = new RepositoryStore() }: RepositoriesParts) {
    this.#snapshots = snapshots;
    this.#chosen = chosen;
    this.#passwords = passwords;
    this.#store = store;
  }

  list(): readonly ShownRepository[] {
    return this.#store.list();
  }

  async keyring(): Promise<SecretsPlace> {
    return (await this.#passwords.secrets()).where;
  }

  /** What the person can do with a folder that was chosen. */
  async describe(folder: string): Promise<ChosenFolder> {
    const there = await lookInto(folder);
    // A disk with other things on it is no repository; one of its folders can be.
    const place = there.content === 'other' ? path.join(folder, FOLDER_WITHIN) : path.resolve(folder);
    const { content, isEncrypted } = there.content === 'other' ? await lookInto(place) : there;
    if (content === 'other') throw occupied(place);
    return {
      id: this.#chosen.take('folder', place),
      path: place,
      name: nameOfRepository(place),
      isRepository: content === 'repository',
      isEncrypted,
    };
  }

  /** Makes a repository in a chosen folder, and remembers it. Errors: `USAGE`, `STORAGE_…`. */
  async create(
    folder: string,
    name: string,
    passphrase: string | null,
    remember: boolean,
  ): Promise<CreatedRepository> {
    const place = this.#chosen.pathOf('folder', folder);
    const made = await this.#snapshots.init(place, passphrase === null ? {} : { passphrase });
    const isEncrypted = passphrase !== null;
    const repository = this.#store.add({ name, path: made.path, isEncrypted });
    // The recovery key is its identity: the passphrase need not be tried to find that.
    if (passphrase !== null && made.recoveryKey !== null)
      this.#opened.set(repository.id, { by: hashOf(passphrase), identity: made.recoveryKey });
    const kept = isEncrypted
      ? await this.#passwords.keep(repository.id, passphrase, remember)
      : ({ password: 'none', because: null } as const);
    return { repository, recoveryKey: made.recoveryKey, kept };
  }

  /** Remembers a repository that is in a chosen folder. Errors: `REPOSITORY_…`. */
  async add(folder: string, name: string): Promise<ShownRepository> {
    const place = this.#chosen.pathOf('folder', folder);
    const { content, isEncrypted } = await lookInto(place);
    if (content !== 'repository') throw occupied(place);
    return this.#store.add({ name, path: place, isEncrypted });
  }

  /** Takes it out of the list. False when what was kept to open it could not be deleted. */
  async forget(id: string): Promise<{ readonly secretDeleted: boolean }> {
    const { isEncrypted } = this.#store.require(id);
    this.#store.remove(id);
    this.#opened.delete(id);
    if (!isEncrypted) return { secretDeleted: true };
    try {
      await this.#passwords.forget(id);
      return { secretDeleted: true };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.#passwords.forgetHere(id);
      return { secretDeleted: false };
    }
  }

  /** Keeps a passphrase or recovery key that opens the repository. Errors: `ENCRYPTION_KEY_WRONG`, `REPOSITORY_…`. */
  async unlock(id: string, secret: string, remember: boolean): Promise<KeptPassword> {
    const { path: place } = this.#store.require(id);
    this.#opened.delete(id);
    await this.#open(id, place, secret);
    return this.#passwords.keep(id, secret, remember);
  }

  require(id: string): KnownRepository {
    return this.#store.require(id);
  }

  /** Where it is and what opens it. Rejects with `KEYCHAIN_REFUSED`; what is not kept is missed by the engine. */
  async addressOf(id: string): Promise<RepositoryAddress> {
    const { path: place, isEncrypted } = this.#store.require(id);
    const keys = isEncrypted ? await this.#keysOf(id, place) : {};
    return { path: place, keys, knownSigners: knownSigners() };
  }

  /**
   * Trying a passphrase takes a second, and every piece of work opens the repository: the identity that it gave is kept
   * here. It counts only together with the passphrase, which is asked of the keychain each time as before: one that is
   * gone or another one, and a keychain that refuses, keep the repository closed.
   */
  async #keysOf(id: string, place: string): Promise<RepositoryKeys> {
    const secret = await this.#passwords.get(id);
    if (secret === null) this.#opened.delete(id);
    const keys = keysOf(secret);
    if (secret === null || keys.passphrase === undefined) return keys;
    // What does not open it is told by the work itself.
    const identity = await this.#open(id, place, secret).catch(() => null);
    return identity === null ? keys : { ...keys, identities: [identity] };
  }

  /** Errors: `ENCRYPTION_KEY_WRONG`, `REPOSITORY_…`. */
  async #open(id: string, place: string, secret: string): Promise<string | null> {
    const by = hashOf(secret);
    const opened = this.#opened.get(id);
    if (opened?.by === by) return opened.identity;
    this.#opened.delete(id);
    const identity = await this.#snapshots.identity({ path: place, keys: keysOf(secret) });
    if (identity !== null) this.#opened.set(id, { by, identity });
    return identity;
  }

  /** The snapshot that a path of the form `REPOSITORY#ID` means; null when it is that of a package. */
  snapshotAt(file: string): { readonly repository: string; readonly snapshot: string } | null {
    const [, place, snapshot] = /^(.+)#([0-9a-f]{4,64})$/.exec(file) ?? [];
    if (place === undefined || snapshot === undefined) return null;
    const repository = this.#store.at(place);
    return repository === null ? null : { repository: repository.id, snapshot };
  }
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The path by which a snapshot is known as a package. */
export function pathOfSnapshot({ path: place }: { readonly path: string }, snapshot: string): string {
  return `${place}#${snapshot.slice(0, 8)}`;
}

function occupied(place: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: `${place} is not empty, and no repository of snapshots.`,
    consequence: 'Nothing was changed.',
    advice: 'Choose an empty folder, or one with a repository in it.',
  });
}
