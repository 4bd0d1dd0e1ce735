import type { Profile } from '../settings/profile.ts';
import type { ProfileStore } from '../settings/profile-store.ts';
import { openSecrets, passwordFromEnvironment, passwordVariable } from '../settings/secrets.ts';
import { askPassword, canAsk } from './ask-password.ts';
import type { CommonOptions } from './command-entry.ts';
import { note } from './output.ts';

/**
 * The password of a profile's server: from the environment, from the keychain, or from the person at the terminal; null
 * when there is none, for a server may let the user in without. An embedded database has none.
 */
export async function passwordOf(
  profile: Profile,
  store: ProfileStore,
  options: CommonOptions,
): Promise<string | null> {
  const { connection, name } = profile;
  if (connection.kind === 'embedded') return null;
  const given = passwordFromEnvironment(profile, store.list(), process.env);
  if (given !== null) return given;
  const secrets = await openSecrets();
  const kept = await secrets.get(profile.id);
  if (kept !== null) return kept;
  if (canAsk()) return askPassword(`Password of ${connection.user} for ${name}: `);
  const { where } = secrets;
  note(
    options,
    `No password is known for ${name}. ${where.kind === 'session' ? `${where.because} ` : ''}${howToGive(profile)}`,
  );
  return null;
}

/** How the person gives the password of a profile where there is no keychain. */
export function howToGive(profile: Profile): string {
  return `Give it in the environment, as ${passwordVariable(profile)} or EDMS_PASSWORD.`;
}
