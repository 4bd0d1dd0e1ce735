import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from '../database/process-identity.ts';

/** Under which name an export is written until it is whole: it says by which process. */
export function partialName(place: string): string {
  return `${place}.${process.pid}-${randomBytes(6).toString('hex')}.partial`;
}

/** What lies beside such a name: the signature, and a folder for what is needed on the way. */
const PARTIAL = /^\.(\d+)-[0-9a-f]{12}\.partial(?:\.sig|-\w+)?$/;

/**
 * Takes away what processes that are gone have left of an export to `place`: it holds what the EDMS holds. Never rejects.
 * False when something of it is still there.
 */
export async function removeLeftOf(place: string): Promise<boolean> {
  const [folder, name] = [path.dirname(place), path.basename(place)];
  let isGone = true;
  for (const entry of await readdir(folder).catch(() => [])) {
    const [, pid] = (entry.startsWith(name) && PARTIAL.exec(entry.slice(name.length))) || [];
    // Whoever has the same number by now keeps it: it is only not taken away.
    if (pid === undefined || isAlive({ pid: Number(pid), started: null })) continue;
    await rm(path.join(folder, entry), { recursive: true, force: true }).catch(() => {
      isGone = false;
    });
  }
  return isGone;
}
