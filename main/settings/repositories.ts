import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { EngineError } from '../engine/errors.ts';
import { consoleHome } from '../engine/home.ts';
import { readConfig } from '../engine/repository/config.ts';
import type { RepositoryKeys } from '../engine/repository/repository.ts';
import { JsonFile } from './json-file.ts';

/**
 * A repository of snapshots that this console knows. What opens it is kept by `Secrets`, under `id`: a passphrase or a
 * recovery key, never in this file.
 */
export interface KnownRepository {
  /** `repository-` and 16 hexadecimal digits, made of the path: whoever adds it again finds what was kept for it. */
  readonly id: string;
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly isEncrypted: boolean;
}

/** What is in a folder that a person has chosen for a repository. */
export type FolderContent = 'repository' | 'empty' | 'other';

const repositorySchema = z.object({
  id: z.string().regex(/^repository-[0-9a-f]{16}$/),
  name: z.string().min(1).max(200),
  path: z.string().min(1).max(8000),
  isEncrypted: z.boolean(),
});

/**
 * `<home>/settings/repositories.json`, in the order in which they were added. Each call reads the file, so that a window
 * and a command line see the same. The list only saves looking for folders: one that is lost is made again by opening
 * them, so that a file that cannot be read counts as an empty one.
 */
export class RepositoryStore {
  readonly #file: JsonFile<KnownRepository[]>;

  constructor(home = consoleHome()) {
    this.#file = new JsonFile(
      path.join(home, 'settings', 'repositories.json'),
      z.array(repositorySchema),
      [],
    );
  }

  list(): readonly KnownRepository[] {
    return this.#file.read();
  }

  /** Throws `USAGE` for an id that is not known. */
  require(id: string): KnownRepository {
    const found = this.list().find((one) => one.id === id);
    if (found !== undefined) return found;
    throw new EngineError({
      code: 'USAGE',
      message: 'This repository is not known to the console any more.',
      consequence: 'Nothing was changed.',
      advice: 'Open its folder again.',
    });
  }

  at(place: string): KnownRepository | null {
    const id = idOf(place);
    return this.list().find((one) => one.id === id) ?? null;
  }

  /** Adds a repository, or says anew what is known of the one at this path. */
  add(repository: Omit<KnownRepository, 'id'>): KnownRepository {
    const whole = { ...repository, path: path.resolve(repository.path), id: idOf(repository.path) };
    const known = this.list();
    const isKnown = known.some(({ id }) => id === whole.id);
    this.#file.write(isKnown ? known.map((one) => (one.id === whole.id ? whole : one)) : [...known, whole]);
    return whole;
  }

  /** Takes it out of the list; the folder stays as it is. */
  remove(id: string): void {
    this.#file.write(this.list().filter((one) => one.id !== id));
  }
}

function idOf(place: string): string {
  const hash = createHash('sha256')
    .update(`repository\0${path.resolve(place)}`)
    .digest('hex');
  return `repository-${hash.slice(0, 16)}`;
}

/** The name of a repository for which none was given: that of its folder. */
export function nameOfRepository(place: string): string {
  return (path.basename(path.resolve(place)) || path.resolve(place)).slice(0, 200);
}

/** What a kept secret opens a repository with: a recovery key is an age identity, all else a passphrase. */
export function keysOf(secret: string | null): RepositoryKeys {
  if (secret === null) return {};
  const identity = secret.trim().toUpperCase();
  return identity.startsWith('AGE-SECRET-KEY-1') ? { identities: [identity] } : { passphrase: secret };
}

/**
 * What is in a folder, without a key. One that is not there counts as empty. Errors: `REPOSITORY_DAMAGED`,
 * `REPOSITORY_NEWER`, `STORAGE_…`.
 */
export async function lookInto(
  place: string,
): Promise<{ readonly content: FolderContent; readonly isEncrypted: boolean }> {
  try {
    const { recipient } = await readConfig(place);
    return { content: 'repository', isEncrypted: recipient !== null };
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'REPOSITORY_NOT_FOUND') throw error;
  }
  const names = await readdir(place).catch(() => []);
  return { content: names.length === 0 ? 'empty' : 'other', isEncrypted: false };
}
