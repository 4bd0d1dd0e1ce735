import { labelOf, parseTargetAddress } from '../engine/database/address.ts';
import type { TargetAddress } from '../engine/database/target.ts';
import { EngineError } from '../engine/errors.ts';
import type { Profile } from '../settings/profile.ts';
import { ProfileStore } from '../settings/profile-store.ts';
import { addressOf } from '../settings/server-connection.ts';
import type { CommonOptions } from './command-entry.ts';
import { passwordOf } from './profile-password.ts';

/** What the text after `--target` stands for. */
export interface ResolvedTarget {
  readonly address: TargetAddress;
  /** For the person: the profile's name, or the address without its password. */
  readonly name: string;
  /** The storage folder that the profile names, or null. */
  readonly storageRoot: string | null;
  /** Null when the target was given as it is. */
  readonly profile: Profile | null;
  /** The profile that demands a sign-in with an account of the EDMS; null when nobody does. */
  readonly guard: Profile | null;
}

const PREFIX = 'profile:';

/**
 * Finds out what a target is: `embedded:NAME` and `postgresql://` URLs are taken as they are (a URL without a password
 * takes `EDMS_PASSWORD`), `profile:NAME` and every other text is the name of a profile. Rejects with `TARGET_SYNTAX` and
 * `PROFILE_UNKNOWN`.
 *
 * Who holds a server's password in a URL holds its data. The files of an embedded database lie here for anybody at this
 * machine: where a profile of it demands a sign-in, its name alone does so too.
 */
export async function resolveTarget(text: string, options: CommonOptions): Promise<ResolvedTarget> {
  const trimmed = text.trim();
  if (/^(embedded:|postgres(ql)?:\/\/)/i.test(trimmed)) {
    const address = withEnvironmentPassword(parseTargetAddress(trimmed));
    const guard = new ProfileStore().guardOf(address);
    return { address, name: labelOf(address), storageRoot: null, profile: null, guard };
  }
  const store = new ProfileStore();
  const profile = trimmed.startsWith(PREFIX)
    ? store.require(trimmed.slice(PREFIX.length))
    : (store.get(trimmed) ?? noTarget(trimmed, store));
  const address = addressOf(profile, await passwordOf(profile, store, options));
  const guard = profile.demandSignIn ? profile : store.guardOf(address);
  return { address, name: profile.name, storageRoot: profile.storageRoot, profile, guard };
}

function withEnvironmentPassword(address: TargetAddress): TargetAddress {
  const password = process.env.EDMS_PASSWORD;
  if (address.kind === 'embedded' || !password) return address;
  const url = new URL(address.url);
  if (url.password || url.searchParams.has('password')) return address;
  url.searchParams.set('password', password);
  return { kind: 'server', url: url.href };
}

/** The engine says what a target looks like; here it may be a profile as well. */
function noTarget(text: string, store: ProfileStore): never {
  try {
    parseTargetAddress(text);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const names = store.list().map(({ name }) => name);
    const profiles =
      names.length > 0 ? `the name of a profile (${names.join(', ')})` : 'the name of a profile';
    const advice = `Write embedded:NAME, postgresql://user@host:5432/database, or ${profiles}.`;
    throw new EngineError({ ...error.plain, advice }, error);
  }
  throw new Error('A text that is no profile was taken for an address');
}
