import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { allOf } from '../all-of.ts';
import { syncDirectory } from '../database/sync-folder.ts';
import { writeAll } from '../export/output-file.ts';
import type { Cipher } from './cipher.ts';
import type { ObjectId } from './repository.ts';
import { codeOf, damagedError, storageError } from './repository-errors.ts';

/** Folders whose files are named by the SHA-256 of their bytes. */
export type HashedFolder = 'snapshots' | 'seals' | 'index' | 'packs';

const OBJECT_NAME = /^[0-9a-f]{64}$/;

export function isObjectId(name: unknown): name is ObjectId {
  return typeof name === 'string' && OBJECT_NAME.test(name);
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The files of one repository: written whole or not at all, under the name of their own bytes, encrypted where the
 * repository is. Password hashes are in them, so that only their owner may read them.
 */
export class RepositoryFiles {
  readonly root: string;
  readonly cipher: Cipher | null;
  /** Folders that got names since they were last synced. */
  readonly #unsynced = new Set<string>();

  constructor(root: string, cipher: Cipher | null) {
    this.root = root;
    this.cipher = cipher;
  }

  /** The path of a file below the root, as a person is told it. */
  nameOf(folder: HashedFolder, id: ObjectId): string {
    return folder === 'packs' ? `packs/${id.slice(0, 2)}/${id}` : `${folder}/${id}`;
  }

  placeOf(folder: HashedFolder, id: ObjectId): string {
    return path.join(this.root, this.nameOf(folder, id));
  }

  /** The ids of the files in a folder; what has another name is none. */
  async list(folder: HashedFolder): Promise<readonly ObjectId[]> {
    if (folder !== 'packs') return (await this.names(folder)).filter(isObjectId);
    const ids: ObjectId[] = [];
    for (const part of await this.names('packs'))
      if (/^[0-9a-f]{2}$/.test(part))
        for (const name of await this.names(path.join('packs', part)))
          if (isObjectId(name) && name.startsWith(part)) ids.push(name);
    return ids;
  }

  /** The names in a folder below the root, sorted; none where it is not there. */
  async names(folder: string): Promise<readonly string[]> {
    const place = path.join(this.root, folder);
    try {
      return (await readdir(place)).sort();
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
      throw storageError(error, place);
    }
  }

  /** The bytes of a file as they are stored, checked against its name. */
  async readStored(folder: HashedFolder, id: ObjectId): Promise<Buffer> {
    const bytes = await this.readPlace(this.placeOf(folder, id));
    if (sha256(bytes) !== id)
      throw damagedError(this.nameOf(folder, id), 'its bytes are not those of its name');
    return bytes;
  }

  /** The content of a file: checked, and decrypted. */
  async read(folder: HashedFolder, id: ObjectId): Promise<Buffer> {
    return this.decrypt(await this.readStored(folder, id), this.nameOf(folder, id));
  }

  async decrypt(bytes: Buffer, name: string): Promise<Buffer> {
    if (this.cipher === null) return bytes;
    try {
      return await this.cipher.decrypt(bytes);
    } catch (error) {
      throw damagedError(name, 'it cannot be decrypted with the key of this repository', error);
    }
  }

  /** Writes a file; its name lasts only after {@link sync}. Returns its id and its size on the disk. */
  async write(
    folder: HashedFolder,
    content: readonly Buffer[],
  ): Promise<{ readonly id: ObjectId; readonly size: number }> {
    const { id, stored } = await this.prepare(content);
    await this.writePlace(this.placeOf(folder, id), stored);
    return { id, size: stored.reduce((sum, { length }) => sum + length, 0) };
  }

  /** The bytes of a file as they would be stored, and the name that they would have. */
  async prepare(
    content: readonly Buffer[],
  ): Promise<{ readonly id: ObjectId; readonly stored: readonly Buffer[] }> {
    const stored = this.cipher === null ? content : [await this.cipher.encrypt(Buffer.concat(content))];
    const hash = createHash('sha256');
    for (const piece of stored) hash.update(piece);
    return { id: hash.digest('hex'), stored };
  }

  /** Writes a file under a name of its own: aside, synced, and then renamed to where it replaces what was there. */
  async writePlace(place: string, content: readonly Buffer[]): Promise<void> {
    const aside = path.join(this.root, 'tmp', `${processTag()}-${randomBytes(8).toString('hex')}`);
    await this.#doing(place, async () => {
      try {
        await this.makeFolder(path.dirname(place));
        await this.makeFolder(path.dirname(aside));
        const file = await open(aside, 'wx', 0o600);
        try {
          for (const piece of content) await writeAll(file, piece);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(aside, place);
      } catch (error) {
        await rm(aside, { force: true }).catch(() => undefined);
        throw error;
      }
    });
    this.#unsynced.add(path.dirname(place));
  }

  /** Makes the names of what was written and moved last. */
  async sync(): Promise<void> {
    await allOf([...this.#unsynced].map((folder) => this.#syncFolder(folder)));
  }

  async #syncFolder(folder: string): Promise<void> {
    // Before: what gets a name in it meanwhile is synced the next time.
    this.#unsynced.delete(folder);
    try {
      await this.#doing(folder, () => syncNames(folder));
    } catch (error) {
      this.#unsynced.add(folder);
      throw error;
    }
  }

  /** Moves a file within the repository. */
  async move(from: string, to: string): Promise<void> {
    await this.#doing(from, async () => {
      await this.makeFolder(path.dirname(to));
      await rename(from, to);
    });
    this.#unsynced.add(path.dirname(from)).add(path.dirname(to));
  }

  /** Takes a file away; that it is gone already is no error. */
  async remove(place: string): Promise<void> {
    await this.#doing(place, () => rm(place, { force: true }));
    this.#unsynced.add(path.dirname(place));
  }

  async readPlace(place: string): Promise<Buffer> {
    return this.#doing(place, () => readFile(place));
  }

  async makeFolder(folder: string): Promise<void> {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let name = folder; made !== undefined && name.startsWith(made); name = path.dirname(name))
      this.#unsynced.add(path.dirname(name));
  }

  async #doing<T>(place: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storageError(error, place);
    }
  }
}

/** File systems that sync no folders (network shares) say so in several ways. */
async function syncNames(folder: string): Promise<void> {
  try {
    await syncDirectory(folder);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EBADF', 'EISDIR', 'ENOENT'].includes(String(codeOf(error)))) throw error;
  }
}

/** What names this process in the names of what it is writing. */
export function processTag(pid = process.pid): string {
  return `${sha256(Buffer.from(os.hostname())).slice(0, 8)}-${pid}`;
}
