// The system libraries that Debian and its relatives may lack. On other systems nothing is done: there, an
// Electron application finds what it needs.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { note, run } from './project.mjs';

/** What each purpose needs; `a|b` names a package by its names in different releases. */
const needs = {
  /** To compile keytar where its ready-made binary cannot be downloaded. */
  build: ['libsecret-1-dev', 'g++', 'make', 'python3', 'pkg-config|pkgconf'],
  /** Electron's own. */
  window: [
    'libgtk-3-0|libgtk-3-0t64',
    'libnss3',
    'libasound2|libasound2t64',
    'libgbm1',
    'libxss1',
    'libsecret-1-0',
  ],
  /** A keyring of the tests' own. */
  keyring: ['dbus-daemon|dbus', 'gnome-keyring'],
  display: ['xvfb', 'xauth'],
  fonts: ['fontconfig', 'fonts-dejavu-core'],
  /** Programs that tests hold the console's own encryption and signatures against. */
  seals: ['age', 'openssh-client'],
  /** `pg_restore`, against which restoring is measured. */
  bench: ['postgresql'],
};

/** apt lets nobody in beside itself. */
let before = Promise.resolve();
/** The lists of packages are fetched once. */
let updated;

/**
 * Installs what is missing for the named purposes when we are root; else says which command does it. It never
 * fails: what really cannot be done without shows itself where it is used. May be called while it is at work.
 *
 * @param {readonly (keyof typeof needs)[]} purposes
 */
export function ensureSystemPackages(purposes) {
  before = before.then(() => ensure(purposes));
  return before;
}

async function ensure(purposes) {
  if (process.platform !== 'linux' || !isCommand('dpkg') || !isCommand('apt-get')) return;
  const installed = await installedPackages();
  const missing = purposes
    .flatMap((purpose) => needs[purpose])
    .map((names) => names.split('|'))
    .filter((names) => !names.some((name) => installed.has(name)));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    const list = missing.map(([name]) => name).join(' ');
    note(`Some system packages are missing. This line installs them:\n  sudo apt-get install -y ${list}`);
    return;
  }
  await install(missing);
}

async function install(missing) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  note(`Installing system packages (${missing.map(([name]) => name).join(', ')}) …`);
  updated ??= await run('apt-get', ['update', '-qq'], { env });
  const names = await Promise.all(missing.map(nameInThisRelease));
  const done = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env });
  if (done.status === 0) return;
  const reason = (updated.status === 0 ? done : updated).output.trim().split('\n').slice(-3).join('\n');
  note(`They could not be installed:\n${reason}`);
}

async function nameInThisRelease(names) {
  for (const name of names) {
    const { output } = await run('apt-cache', ['policy', name]);
    if (/Candidate: (?!\(none\))/.test(output)) return name;
  }
  return names[0];
}

async function installedPackages() {
  const { output } = await run('dpkg', ['--get-selections']);
  const lines = output.split('\n').map((line) => line.split(/\s+/));
  return new Set(
    lines.flatMap(([name, state]) => (state === 'install' || state === 'hold' ? [name.split(':')[0]] : [])),
  );
}

/** Whether a program of this name is on the search path. */
export function isCommand(name) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, name)));
}
