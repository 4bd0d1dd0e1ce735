import { rmSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { isAlive, ownIdentity } from './database/process-identity.ts';

/** Says in a temporary folder whose it is, so that others can tell when nobody needs it any more. */
const OWNER = '.owner.json';
const ownerSchema = z.object({ host: z.string(), pid: z.int().positive(), started: z.string().nullable() });

/** What this process has made. */
const made = new Set<string>();

/** Folders by whose names others are told apart from ours: `edms-backup-Ab3dEf`. */
const NAME = /^edms-[a-z]+-[A-Za-z0-9]{6}$/;

/**
 * Makes a folder for what is needed for a while, in `EDMS_BACKUP_TEMP` where that is set. Whoever asks for it removes it.
 * The first one of a process takes away what processes left there that were killed: it holds what packages hold.
 */
export async function temporaryFolder(prefix: string): Promise<string> {
  const base = process.env.EDMS_BACKUP_TEMP ?? os.tmpdir();
  await mkdir(base, { recursive: true });
  if (made.size === 0) await removeAbandonedFolders(base);
  const folder = await mkdtemp(path.join(base, prefix));
  made.add(folder);
  // Elsewhere it costs a second to ask when a process began; without it, a number that is used again keeps the folder.
  const started = process.platform === 'linux' ? ownIdentity().started : null;
  await writeFile(
    path.join(folder, OWNER),
    JSON.stringify({ host: os.hostname(), pid: process.pid, started }),
  );
  return folder;
}

/** What this process has begun elsewhere, and what is nothing until it is finished. */
const begun = new Set<string>();

/** Lets `place` be taken away with the temporary folders when the process has to end at once, until what this gives is called. */
export function goesWithProcess(place: string): () => void {
  begun.add(place);
  return () => void begun.delete(place);
}

/** Takes away what this process made and did not remove, when it has to end at once. */
export function removeOwnFolders(): void {
  for (const place of [...made, ...begun]) rmSync(place, { recursive: true, force: true });
}

/**
 * Removes temporary folders of processes of this machine and this account that are gone. A folder that does not say
 * whose it is stays, and so does what cannot be removed.
 */
export async function removeAbandonedFolders(base: string): Promise<void> {
  const names = await readdir(base).catch(() => []);
  for (const name of names.filter((candidate) => NAME.test(candidate))) {
    const folder = path.join(base, name);
    if (await isAbandoned(folder).catch(() => false))
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  const file = path.join(folder, OWNER);
  for (const place of [folder, file]) {
    const { uid } = await lstat(place);
    if (process.getuid && uid !== process.getuid()) return false;
  }
  // Somebody else's link would lead out of here.
  if (!(await lstat(folder)).isDirectory() || !(await lstat(file)).isFile()) return false;
  const owner = ownerSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  return owner.host === os.hostname() && !isAlive(owner);
}
