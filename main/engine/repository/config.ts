import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, damagedError, newerError, notFoundError, storageError } from './repository-errors.ts';
import { openSealed, sealText } from './self-checked.ts';

/** What a repository is. */
export interface RepositoryConfig {
  readonly id: string;
  readonly createdAt: string;
  /** The age recipient for whom its files are encrypted; null: they are not. */
  readonly recipient: string | null;
}

/** The same content twice: without it nothing can be read. */
export const CONFIG_FILES = ['config.json', 'config.copy.json'] as const;

export const README_FILE = 'README.txt';

export function configText(config: RepositoryConfig): Buffer {
  const { id, createdAt, recipient } = config;
  return sealText({ version: 1, id, createdAt, encryption: recipient === null ? null : { recipient } });
}

/** The first of the two that is whole. Errors: `REPOSITORY_NOT_FOUND`, `REPOSITORY_DAMAGED`, `REPOSITORY_NEWER`. */
export async function readConfig(root: string): Promise<RepositoryConfig> {
  let found = false;
  for (const name of CONFIG_FILES) {
    const config = await readConfigFile(path.join(root, name));
    if (config !== null && config !== 'missing') return config;
    found ||= config === null;
  }
  if (!found) throw notFoundError(root);
  throw damagedError(path.join(root, CONFIG_FILES[0]), 'neither it nor its copy is as it was written');
}

/** One of the two; null where it is damaged. */
export async function readConfigFile(file: string): Promise<RepositoryConfig | 'missing' | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return 'missing';
    throw storageError(error, file);
  }
  const fields = openSealed(bytes);
  if (fields === null) return null;
  const { version, id, createdAt, encryption } = fields;
  if (typeof version === 'number' && version > 1) throw newerError(path.dirname(file), version);
  if (typeof id !== 'string' || typeof createdAt !== 'string') return null;
  if (encryption === null) return { id, createdAt, recipient: null };
  const recipient =
    typeof encryption === 'object' && encryption !== null && 'recipient' in encryption
      ? encryption.recipient
      : null;
  return typeof recipient === 'string' ? { id, createdAt, recipient } : null;
}

/** For whoever finds the folder. */
export function readmeText(config: RepositoryConfig): Buffer {
  const encrypted =
    config.recipient === null
      ? 'It is not encrypted: it holds the records and documents of an EDMS, and hashes of passwords. Guard it.'
      : 'It is encrypted with age (https://age-encryption.org). A passphrase, a recovery key or the identity of a\n' +
        'recipient opens it; without one of them nothing in it can be read.';
  const unpack = config.recipient === null ? '' : 'age -d -i IDENTITY FILE, then ';
  return Buffer.from(`This folder is a repository of snapshots of an EDMS, made by the EDMS Backup Console.

Change nothing in it by hand: the console adds, checks and removes what is here.
${encrypted}

Files in snapshots, seals, index and packs are named by the SHA-256 of their bytes: sha256sum checks them.
snapshots, seals and index hold JSON: ${unpack}gunzip.
packs hold blobs, one behind the other; the files in index say which blob lies where. A blob is named by the SHA-256 of
its content, as it is once it is unpacked with gunzip where "gzip" is true.
keys hold what opens an encrypted repository, each for one person, encrypted with age.
`);
}
