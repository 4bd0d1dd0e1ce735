import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { createCipher, newIdentity } from './cipher.ts';
import {
  CONFIG_FILES,
  configText,
  README_FILE,
  type RepositoryConfig,
  readConfig,
  readmeText,
} from './config.ts';
import { FolderRepository } from './folder-repository.ts';
import { findIdentity, openCipher, writeKey } from './keys.ts';
import type { NewRepository, Repository, RepositoryKeys } from './repository.ts';
import { codeOf, occupiedError, storageError } from './repository-errors.ts';
import { RepositoryFiles } from './repository-files.ts';

const FOLDERS = ['snapshots', 'seals', 'index', 'packs', 'locks', 'tmp'] as const;

/**
 * Makes a repository in a folder that is empty or not there yet. The recovery key opens it when all else is lost; it is
 * told this once. Errors: `USAGE` (the folder is not empty), `STORAGE_…`.
 */
export async function createRepository(
  place: string,
  { passphrase, recipients = [] }: NewRepository,
): Promise<{ readonly repository: Repository; readonly recoveryKey: string | null }> {
  const root = path.resolve(place);
  const isNew = await prepareFolder(root);
  const isEncrypted = passphrase !== undefined || recipients.length > 0;
  const identity = isEncrypted ? await newIdentity() : null;
  const cipher = identity === null ? null : await createCipher(identity);
  const files = new RepositoryFiles(root, cipher);
  const config: RepositoryConfig = {
    id: randomBytes(16).toString('hex'),
    createdAt: new Date().toISOString(),
    recipient: cipher?.recipient ?? null,
  };
  try {
    for (const folder of FOLDERS) await files.makeFolder(path.join(root, folder));
    if (identity !== null) {
      if (passphrase !== undefined) await writeKey(files, identity, 'passphrase', { passphrase });
      for (const [at, recipient] of recipients.entries())
        await writeKey(files, identity, `recipient-${at + 1}`, { recipient });
    }
    await files.writePlace(path.join(root, README_FILE), [readmeText(config)]);
    // Last: a folder that has it is whole.
    for (const name of [...CONFIG_FILES].reverse())
      await files.writePlace(path.join(root, name), [configText(config)]);
    await files.sync();
  } catch (error) {
    await clear(root, isNew);
    throw storageError(error, root);
  }
  return { repository: new FolderRepository(files, config, identity), recoveryKey: identity };
}

/**
 * Opens a repository. Errors: `REPOSITORY_NOT_FOUND`, `REPOSITORY_NEWER`, `REPOSITORY_DAMAGED`,
 * `ENCRYPTION_KEY_NEEDED`, `ENCRYPTION_KEY_WRONG`, `STORAGE_…`.
 */
export async function openRepository(place: string, keys: RepositoryKeys): Promise<Repository> {
  const root = path.resolve(place);
  const config = await readConfig(root);
  const opened = await openCipher(root, config.recipient, keys);
  const files = new RepositoryFiles(root, opened?.cipher ?? null);
  return new FolderRepository(files, config, opened?.identity ?? null);
}

/**
 * The age identity of an encrypted repository, which opens it without the second that trying a passphrase takes; null where
 * it is not encrypted. Errors: as {@link openRepository}.
 */
export async function repositoryIdentity(place: string, keys: RepositoryKeys): Promise<string | null> {
  const root = path.resolve(place);
  const { recipient } = await readConfig(root);
  return recipient === null ? null : findIdentity(root, recipient, keys);
}

/** Returns whether the folder was not there before. */
async function prepareFolder(root: string): Promise<boolean> {
  try {
    if ((await readdir(root)).length > 0) throw occupiedError(root);
    return false;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw storageError(error, root);
  }
  try {
    // The folder that it is made in has to be there: a disk that is not connected is no reason to fill another.
    await stat(path.dirname(root));
    await mkdir(root, { mode: 0o700 });
  } catch (error) {
    throw storageError(error, path.dirname(root));
  }
  return true;
}

/** Takes away what was made of a repository that could not be made. */
async function clear(root: string, isNew: boolean): Promise<void> {
  try {
    if (isNew) return await rm(root, { recursive: true, force: true });
    for (const name of await readdir(root)) await rm(path.join(root, name), { recursive: true, force: true });
  } catch {
    // What went wrong before it is what is told.
  }
}
