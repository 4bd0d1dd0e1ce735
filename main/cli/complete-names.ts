import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { consoleHome, embeddedTargetFolder } from '../engine/home.ts';
import { ProfileStore } from '../settings/profile-store.ts';
import { NAMED, type Named } from './completion-entry.ts';

/** The list that `completion targets` and its like ask for; null for all other words. */
export function namesAskedFor([command, what, ...more]: readonly string[]): Named | null {
  if (command !== 'completion' || more.length > 0) return null;
  return NAMED.find((one) => one === what) ?? null;
}

/** Names, one a line. */
export function namesText(what: Named): string {
  return namesOf(what)
    .map((name) => `${name}\n`)
    .join('');
}

function namesOf(what: Named): readonly string[] {
  if (what === 'profiles') return profileNames();
  if (what === 'embedded') return embeddedNames();
  return [...profileNames(), ...embeddedNames().map((name) => `embedded:${name}`)];
}

function profileNames(): readonly string[] {
  return new ProfileStore().list().map(({ name }) => name);
}

/** By their folders: nothing of the engine is loaded while a person waits for a word. */
function embeddedNames(home = consoleHome()): readonly string[] {
  const folder = path.join(home, 'targets');
  try {
    return readdirSync(folder)
      .filter(
        (name) =>
          /^[\w.-]{1,64}$/.test(name) && existsSync(path.join(embeddedTargetFolder(name, home), 'data')),
      )
      .sort();
  } catch {
    // There are none yet.
    return [];
  }
}
