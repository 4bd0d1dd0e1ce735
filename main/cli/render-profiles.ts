import { labelOf } from '../engine/database/address.ts';
import type { ConnectionTest } from '../engine/database/connection-test.ts';
import type { Profile } from '../settings/profile.ts';
import { addressOf } from '../settings/server-connection.ts';
import { renderTable } from './render.ts';

/** Text for a person about profiles: no secret is in any of it. */

export function renderProfiles(profiles: readonly Profile[]): string {
  if (profiles.length === 0) return 'There are no profiles yet. `profiles add` makes one.\n';
  const rows = profiles.map((profile) => [
    profile.name,
    profile.environment,
    profile.colour,
    labelOf(addressOf(profile, null)),
    profile.storageRoot ?? '-',
    profile.demandSignIn ? 'demanded' : '-',
  ]);
  const head = ['name', 'environment', 'colour', 'target', 'storage folder', 'sign-in'];
  return `${renderTable(head, rows, 'left').join('\n')}\n`;
}

export function renderProfile(profile: Profile): string {
  const { name, environment, storageRoot } = profile;
  const files = storageRoot === null ? 'no storage folder' : `files in ${storageRoot}`;
  return `Added the profile ${name} (${environment}): ${labelOf(addressOf(profile, null))}, ${files}.\n`;
}

export function renderConnectionTest(profile: Profile, test: ConnectionTest): string {
  const lines = test.steps.flatMap(({ id, level, message, advice }) => [
    `  ${level.padEnd(4)}  ${id.padEnd(14)}  ${message}`,
    ...(advice === '' ? [] : [`${' '.repeat(24)}${advice}`]),
  ]);
  return `${profile.name}: ${test.label}, ${SENTENCE[test.level]}\n\n${lines.join('\n')}\n`;
}

const SENTENCE: { readonly [level in ConnectionTest['level']]: string } = {
  ok: 'all is well.',
  warn: 'usable, but something needs a look.',
  stop: 'something is in the way.',
};
