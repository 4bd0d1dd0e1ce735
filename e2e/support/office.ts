import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { embeddedTargetFolder } from '../../main/engine/home.ts';
import type { OpenConsole } from './launch.ts';
import { realPackage, samplePackage } from './packages.ts';
import type { Person } from './person.ts';

const root = path.resolve(__dirname, '..', '..');
const run = promisify(execFile);

/** With files and a state that cannot be known; the sample stands in where there are no real packages. */
export const source = realPackage('edms_migration_package_20251212_164044.tar.gz') ?? samplePackage;

/** What the built command line says, in a home of its own. */
export async function command(home: string, ...words: readonly string[]): Promise<string> {
  const { stdout } = await run(
    process.execPath,
    [path.join(root, 'dist', 'cli', 'index.js'), ...words, '--quiet'],
    { env: { ...process.env, EDMS_BACKUP_HOME: home } },
  );
  return stdout;
}

/** The homes that this worker has made, by their package. */
const prepared = new Map<string, Promise<string>>();

/**
 * A folder to start a console with a copy of: in it is the embedded EDMS `office`, restored from a package by the command
 * line. For tests of what can be done with an EDMS: the way to it is what others are about. Made once.
 */
export function homeWithOffice(file: string = samplePackage): Promise<string> {
  const made = prepared.get(file) ?? prepare(file);
  prepared.set(file, made);
  return made;
}

async function prepare(file: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-prepared-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const home = path.join(folder, 'home');
  // A package that has findings is restored nevertheless, which the exit status tells.
  await command(home, 'restore', file, '--target', 'embedded:office', '--yes').catch(
    (error: { readonly code?: unknown }) => {
      if (error.code !== 3) throw error;
    },
  );
  return home;
}

/** Connects to the embedded EDMS that the console was started with. */
export async function opensOffice(person: Person): Promise<void> {
  await person.window.keyboard.press('Control+3');
  await person.connectsToEmbedded('office');
}

/** A console with an embedded EDMS in it, made of a package as a new user makes it. */
export async function office(person: Person): Promise<void> {
  await person.opensForRestore(source);
  await person.connectsToEmbedded('office');
  await person.previews();
  await person.restores();
}

/** Puts files into the storage folder of the embedded EDMS that nothing makes smaller. */
export async function filledStorage({ home }: OpenConsole): Promise<string> {
  const storage = path.join(embeddedTargetFolder('office', home), 'storage', 'large');
  await mkdir(storage, { recursive: true });
  const noise = randomBytes(64 * 1024 * 1024);
  for (let file = 0; file < 8; file += 1) await writeFile(path.join(storage, `scan-${file}.bin`), noise);
  return storage;
}
