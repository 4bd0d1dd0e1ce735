import path from 'node:path';
import { readConfig } from '../engine/repository/config.ts';
import type { RepositoryKeys } from '../engine/repository/repository.ts';
import type { RepositoryAddress } from '../engine/snapshot/snapshot-summary.ts';
import { keysOf } from '../settings/repositories.ts';
import { knownSigners } from '../settings/signing-key.ts';
import { keptKeys } from './repository-keys.ts';

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
  const common = { path: place, knownSigners: knownSigners() };
  if (recipient === null) return { ...common, keys: {} };
  const { EDMS_REPOSITORY_PASSPHRASE: given } = environment;
  const kept = await keptOr(place, given ? keysOf(given) : null);
  return { ...common, keys: kept };
}

/** What was given stands in for a keychain that holds nothing, and for one that does not answer. */
async function keptOr(place: string, given: RepositoryKeys | null): Promise<RepositoryKeys> {
  try {
    const kept = await keptKeys(place);
    return given !== null && Object.keys(kept).length === 0 ? given : kept;
  } catch (error) {
    if (given !== null) return given;
    throw error;
  }
}
