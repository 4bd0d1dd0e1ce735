import path from 'node:path';
import { readConfig } from '../engine/repository/config.ts';
import type { RepositoryAddress } from '../engine/snapshot/snapshot-summary.ts';
import { keysOf, RepositoryStore } from '../settings/repositories.ts';
import { openSecrets } from '../settings/secrets.ts';

/**
 * A repository with what opens it where nobody can be asked: what the keychain holds of one that the console knows, else
 * `EDMS_REPOSITORY_PASSPHRASE`. What is missing is told by whoever opens it. Errors: `REPOSITORY_NOT_FOUND`,
 * `REPOSITORY_DAMAGED`, `REPOSITORY_NEWER`, `KEYCHAIN_REFUSED`.
 */
export async function unattendedRepository(
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<RepositoryAddress> {
  const place = path.resolve(folder);
  const { recipient } = await readConfig(place);
  if (recipient === null) return { path: place, keys: {} };
  const known = new RepositoryStore().at(place);
  const { EDMS_REPOSITORY_PASSPHRASE: given } = environment;
  // A keychain that does not answer is no reason to let a passphrase lie that was given.
  const kept = known === null ? null : await keptFor(known.id, Boolean(given));
  return { path: place, keys: keysOf(kept ?? (given || null)) };
}

async function keptFor(id: string, hasOther: boolean): Promise<string | null> {
  try {
    return await (await openSecrets()).get(id);
  } catch (error) {
    if (hasOther) return null;
    throw error;
  }
}
