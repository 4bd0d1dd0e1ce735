import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { labelOf } from '../engine/database/address.ts';
import type { TargetAddress } from '../engine/database/target.ts';
import { EngineError, withoutSecrets } from '../engine/errors.ts';
import { consoleHome } from '../engine/home.ts';
import {
  checkedProfile,
  invalidProfile,
  type Profile,
  type ProfileDraft,
  sameName,
  signInEntry,
} from './profile.ts';
import { ProfileFile, type ProfileList } from './profile-file.ts';
import type { Secrets } from './secrets.ts';
import { addressOf } from './server-connection.ts';

/** What became of a profile that was removed. */
export interface RemovedProfile {
  readonly profile: Profile;
  /** False when the keychain was not to be had: the secret is deleted as soon as it is (`forgetSecrets`). */
  readonly secretDeleted: boolean;
}

/**
 * The profiles of this person, in the order in which they were added. Each call reads the file, so that a window
 * and a command line see the same. Throws `SETTINGS_NOT_READABLE` when the file cannot be used.
 */
export class ProfileStore {
  readonly #file: ProfileFile;

  constructor(home = consoleHome()) {
    this.#file = new ProfileFile(path.join(home, 'settings', 'profiles.json'));
  }

  list(): readonly Profile[] {
    return this.#file.read().profiles;
  }

  /** What the person should know about the file, after it was read: what was set aside or left out. */
  notices(): readonly string[] {
    return this.#file.notices();
  }

  /** By id or by name, without regard to case. */
  get(idOrName: string): Profile | null {
    const profiles = this.list();
    return (
      profiles.find(({ id }) => id === idOrName) ??
      profiles.find(({ name }) => sameName(name, idOrName)) ??
      null
    );
  }

  /** Like {@link get}. Throws `PROFILE_UNKNOWN`. */
  require(idOrName: string): Profile {
    const found = this.get(idOrName);
    if (found) return found;
    const names = this.list().map(({ name }) => name);
    throw new EngineError({
      code: 'PROFILE_UNKNOWN',
      message: `There is no profile "${withoutSecrets(idOrName).slice(0, 60)}".`,
      consequence: 'Nothing was read or changed.',
      advice:
        names.length > 0 ? `There are: ${names.join(', ')}.` : 'There are no profiles yet: add one first.',
    });
  }

  /**
   * The first profile that demands a sign-in at an embedded database, by whatever name or profile it is opened: its
   * files lie here for anybody at this machine. Null for a server, for who holds its password holds its data.
   */
  guardOf(address: TargetAddress): Profile | null {
    if (address.kind === 'server') return null;
    // Where the disk does not tell capitals, another spelling is the same database.
    const label = (one: TargetAddress): string => labelOf(one).toLowerCase();
    const guards = this.list().filter(({ demandSignIn }) => demandSignIn);
    return guards.find((profile) => label(addressOf(profile, null)) === label(address)) ?? null;
  }

  /** Throws `PROFILE_INVALID` for a value that cannot be, or a name that is taken. */
  add(draft: ProfileDraft): Profile {
    const profile = this.check(draft);
    this.#update(({ profiles, forget }) => ({ profiles: [...profiles, profile], forget }));
    return profile;
  }

  /**
   * What {@link add} would add or, with the id of a profile, what {@link change} would make of it, without doing it: to
   * know that before a password is asked for or touched.
   */
  check(draft: ProfileDraft, id = newId()): Profile {
    const profile = checkedProfile({ ...draft, id });
    refuseTakenName(profile, this.list());
    return profile;
  }

  /** Puts `draft` in the place of what the profile was. Throws `PROFILE_UNKNOWN` and `PROFILE_INVALID`. */
  change(id: string, draft: ProfileDraft): Profile {
    const profile = this.check(draft, this.require(id).id);
    this.#update(({ profiles, forget }) => ({
      profiles: profiles.map((other) => (other.id === profile.id ? profile : other)),
      forget,
    }));
    return profile;
  }

  /**
   * Like {@link change}, for a profile that is to name another server: it gets a new id, so that the secret of the old
   * one is never sent there. That secret is deleted by {@link forgetSecrets}.
   */
  replace(id: string, draft: ProfileDraft): Profile {
    const before = this.require(id);
    const checked = this.check(draft, before.id);
    const profile = { ...checked, id: newId() };
    this.#update(({ profiles, forget }) => ({
      profiles: profiles.map((other) => (other.id === before.id ? profile : other)),
      forget: [...forget, before.id],
    }));
    return profile;
  }

  /** Removes a profile and its secret. Throws `PROFILE_UNKNOWN`. */
  async remove(idOrName: string, secrets: Secrets): Promise<RemovedProfile> {
    const profile = this.require(idOrName);
    const { id } = profile;
    // First on the list of those to forget: whatever ends us in between, the secret is not forgotten about.
    this.#update(({ profiles, forget }) => ({
      profiles: profiles.filter((other) => other.id !== id),
      forget: [...forget, id],
    }));
    await deleteBoth(secrets, id).catch(() => undefined);
    await this.forgetSecrets(secrets);
    return { profile, secretDeleted: !this.#file.read().forget.includes(id) };
  }

  /** Deletes the secrets of profiles that were removed while there was no keychain. */
  async forgetSecrets(secrets: Secrets): Promise<void> {
    if (secrets.where.kind !== 'keychain') return;
    for (const id of this.#file.read().forget) {
      const deleted = await deleteBoth(secrets, id).then(
        () => true,
        () => false,
      );
      if (!deleted) return;
      this.#update(({ profiles, forget }) => ({ profiles, forget: forget.filter((other) => other !== id) }));
    }
  }

  #update(change: (list: ProfileList) => ProfileList): void {
    this.#file.write(change(this.#file.read()));
  }
}

function newId(): string {
  return `profile-${randomBytes(8).toString('hex')}`;
}

function refuseTakenName(profile: Profile, profiles: readonly Profile[]): void {
  const taken = profiles.find(({ id, name }) => id !== profile.id && sameName(name, profile.name));
  if (!taken) return;
  throw invalidProfile(`There is a profile of this name already: ${taken.name}.`, 'Take another name.');
}

/** The password of a profile, and the command line's sign-in to it. */
async function deleteBoth(secrets: Secrets, id: string): Promise<void> {
  await secrets.delete(id);
  await secrets.delete(signInEntry(id));
}
