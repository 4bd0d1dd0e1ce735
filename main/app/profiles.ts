import { existsSync } from 'node:fs';
import type {
  ProfileDraft as EnteredProfile,
  GivenPassword,
  ImportedProfile,
  OpenProfile,
  ProfileList,
  SavedProfile,
  ShownProfile,
} from '../../preload/contract/bridge.ts';
import { labelOf } from '../engine/database/address.ts';
import type { ConnectionTest } from '../engine/database/connection-test.ts';
import type { TargetAddress } from '../engine/database/target.ts';
import { isSameTarget } from '../engine/database/target-label.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { readEnvironmentFile } from '../settings/environment-file.ts';
import { invalidProfile, type Profile } from '../settings/profile.ts';
import { ProfileStore } from '../settings/profile-store.ts';
import { addressOf, type ConnectionWithPassword, connectionFromUrl } from '../settings/server-connection.ts';
import type { ChosenPaths } from './chosen.ts';
import { ImportedPasswords, ProfilePasswords } from './profile-passwords.ts';
import { ProfileTests } from './profile-tests.ts';
import { chosenOrNull, draftOf, shownConnection } from './shown-profile.ts';
import { embeddedStorageFolder } from './storage-folder.ts';

/** A profile that was saved, and where its password is. */
export type KeptProfile = Omit<SavedProfile, 'open'>;

/** A profile as it is opened. */
export interface ProfileTarget {
  readonly profile: Profile;
  readonly address: TargetAddress;
}

/**
 * The profiles on the main process's side of the window: what the window enters becomes a profile, passwords stay here,
 * and what goes out has none. Knows no electron, so that it can be tested without one.
 */
export class Profiles {
  readonly #engine: Pick<Engine, 'testConnection'>;
  readonly #chosen: ChosenPaths;
  readonly #store: ProfileStore;
  readonly #passwords: ProfilePasswords;
  readonly #imported = new ImportedPasswords();
  readonly #tests = new ProfileTests();

  constructor(
    engine: Pick<Engine, 'testConnection'>,
    chosen: ChosenPaths,
    { store = new ProfileStore(), passwords = new ProfilePasswords() } = {},
  ) {
    this.#engine = engine;
    this.#chosen = chosen;
    this.#store = store;
    this.#passwords = passwords;
  }

  /** With `secrets` the keychain is asked as well. Rejects with `SETTINGS_NOT_READABLE`. */
  async list({ secrets }: { readonly secrets: boolean }): Promise<ProfileList> {
    const profiles = this.#store.list();
    const notices = [...this.#store.notices()];
    if (!secrets) {
      return { profiles: profiles.map((profile) => this.#shown(profile, null)), keyring: null, notices };
    }
    const opened = await this.#passwords.secrets();
    await this.#store.forgetSecrets(opened);
    const shown = await Promise.all(
      profiles.map(async (profile) => this.#shown(profile, await this.#passwords.has(profile.id))),
    );
    return { profiles: shown, keyring: opened.where, notices };
  }

  /**
   * Adds a profile, or changes the one with the id. Rejects with `PROFILE_INVALID`, `PROFILE_UNKNOWN`, and with
   * `KEYCHAIN_REFUSED`, before anything is changed.
   */
  async save(
    id: string | null,
    entered: EnteredProfile,
    given: GivenPassword,
    remember: boolean,
  ): Promise<KeptProfile> {
    const { before, checked } = this.#checked(id, entered, given);
    const password = this.#given(checked, given);
    const profile = await this.#put(before, checked, given);
    if (given.kind === 'kept') return { id: profile.id, password: 'kept', because: null };
    this.#tests.settle(profile, password);
    if (password === null) return { id: profile.id, password: 'none', because: null };
    return { id: profile.id, ...(await this.#passwords.keep(profile.id, password, remember)) };
  }

  /** Removes a profile and its password. */
  async remove(id: string): Promise<{ readonly secretDeleted: boolean }> {
    const { secretDeleted } = await this.#store.remove(id, await this.#passwords.secrets());
    this.#passwords.forgetHere(id);
    return { secretDeleted };
  }

  /** Tests a profile with the password that is kept for it. */
  async test(id: string, options: WorkOptions): Promise<ConnectionTest> {
    const profile = this.#store.require(id);
    return this.#test(profile, await this.#keptFor(profile), options);
  }

  /** Tests what is being entered; `id` is the profile that it will change. */
  async try(
    id: string | null,
    entered: EnteredProfile,
    given: GivenPassword,
    options: WorkOptions,
  ): Promise<ConnectionTest> {
    const { before, checked } = this.#checked(id, entered, given);
    const password =
      given.kind === 'kept' && before ? await this.#keptFor(before) : this.#given(checked, given);
    return this.#test(checked, password, options);
  }

  /** Reads a pasted URL; its password stays here. */
  importUrl(url: string): ImportedProfile {
    return this.#importedAs({ ...connectionFromUrl(url), storageRoot: null, notes: [] });
  }

  /** Reads a Django environment file; its password stays here. */
  async importFile(file: string): Promise<ImportedProfile> {
    const read = await readEnvironmentFile(file);
    const { storageRoot } = read;
    if (storageRoot === null || existsSync(storageRoot)) return this.#importedAs(read);
    const elsewhere = `The file names ${storageRoot} as the storage folder, which is not on this machine: choose its place here.`;
    return this.#importedAs({ ...read, storageRoot: null, notes: [...read.notes, elsewhere] });
  }

  /** A profile and its target, with the password that is kept for it. */
  async targetOf(id: string): Promise<ProfileTarget> {
    const profile = this.#store.require(id);
    return { profile, address: addressOf(profile, await this.#keptFor(profile)) };
  }

  /** Null when there is none with the id (any more). */
  get(id: string): Profile | null {
    return this.#store.get(id);
  }

  /** The profile of a production system that means the same database, by whatever user; null when there is none. */
  productionAt(label: string): Profile | null {
    const production = this.#store.list().filter(({ environment }) => environment === 'production');
    return production.find((profile) => isSameTarget(labelOf(addressOf(profile, null)), label)) ?? null;
  }

  /** True when a profile demands a sign-in at this target, by whatever way it is opened. */
  isGuarded(address: TargetAddress): boolean {
    return this.#store.guardOf(address) !== null;
  }

  #checked(id: string | null, entered: EnteredProfile, given: GivenPassword): Checked {
    const before = id === null ? null : this.#store.require(id);
    const checked = this.#store.check(draftOf(entered, this.#chosen), before?.id);
    if (given.kind === 'kept' && !(before && isSameServer(before, checked))) {
      throw invalidProfile(
        'The password that is kept belongs to another server or user, or to the demand of a sign-in.',
        'Enter the password of this one.',
      );
    }
    return { before, checked };
  }

  /** The password that was given; null for none, and where one is kept. */
  #given({ connection }: Profile, given: GivenPassword): string | null {
    if (connection.kind === 'embedded') return null;
    if (given.kind === 'given') return given.password;
    return given.kind === 'imported' ? this.#imported.get(given.id) : null;
  }

  async #put(before: Profile | null, checked: Profile, given: GivenPassword): Promise<Profile> {
    if (before === null) return this.#store.add(checked);
    if (isSameServer(before, checked)) {
      if (given.kind === 'none') await this.#passwords.forget(before.id);
      return this.#store.change(before.id, checked);
    }
    const profile = this.#store.replace(before.id, checked);
    this.#passwords.forgetHere(before.id);
    await this.#store.forgetSecrets(await this.#passwords.secrets());
    return profile;
  }

  async #keptFor({ id, connection }: Profile): Promise<string | null> {
    return connection.kind === 'embedded' ? null : this.#passwords.get(id);
  }

  async #test(profile: Profile, password: string | null, options: WorkOptions): Promise<ConnectionTest> {
    const { storageRoot } = profile;
    const own = storageRoot === null ? ownStorage(profile) : null;
    const result = await this.#engine.testConnection(
      addressOf(profile, password),
      storageRoot ?? own?.folder ?? null,
      options,
    );
    const test = own?.folder === null ? withoutStorage(result) : result;
    this.#tests.note(profile, password, test.level);
    return test;
  }

  #importedAs({ connection, password, storageRoot, notes }: ReadConnection): ImportedProfile {
    return {
      connection: shownConnection(connection, this.#chosen),
      storage: chosenOrNull('storage', storageRoot, this.#chosen),
      password: password === null ? null : this.#imported.take(password),
      notes,
    };
  }

  #shown(profile: Profile, hasSecret: boolean | null): ShownProfile {
    const { connection, storageRoot, ...rest } = profile;
    return {
      ...rest,
      connection: shownConnection(connection, this.#chosen),
      label: labelOf(addressOf(profile, null)),
      storage: chosenOrNull('storage', storageRoot, this.#chosen),
      hasSecret: connection.kind === 'embedded' ? false : hasSecret,
      tested: this.#tests.of(profile),
    };
  }
}

/**
 * An embedded database keeps files in a folder of its own. It is made when the database is opened: until then `folder`
 * is null, and there is nothing to be tested. Null for a server.
 */
function ownStorage({ connection }: Profile): { readonly folder: string | null } | null {
  if (connection.kind === 'server') return null;
  const folder = embeddedStorageFolder(connection.name);
  return { folder: existsSync(folder) ? folder : null };
}

function withoutStorage(test: ConnectionTest): ConnectionTest {
  const steps = test.steps.filter(({ id }) => id !== 'storage');
  const level = (['stop', 'warn'] as const).find((one) => steps.some((step) => step.level === one)) ?? 'ok';
  return { ...test, steps, level };
}

interface Checked {
  readonly before: Profile | null;
  readonly checked: Profile;
}

interface ReadConnection extends ConnectionWithPassword {
  readonly storageRoot: string | null;
  readonly notes: readonly string[];
}

/** What the window is told of an open target's profile. */
export function openProfile({ id, name, colour, environment }: Profile): OpenProfile {
  return { id, name, colour, environment };
}

/**
 * Whether a password for the one is a password for the other. Who takes the demand of a sign-in off, or leads it to
 * another database, has to know the password: what is kept was entrusted with that demand.
 */
function isSameServer(before: Profile, after: Profile): boolean {
  const { connection: one } = before;
  const { connection: other } = after;
  if (one.kind === 'embedded' || other.kind === 'embedded') return one.kind === other.kind;
  if (before.demandSignIn && (!after.demandSignIn || one.database !== other.database)) return false;
  return one.host === other.host && one.port === other.port && one.user === other.user;
}
