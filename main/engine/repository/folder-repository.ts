import path from 'node:path';
import { EngineError } from '../errors.ts';
import { BlobIndex, type IndexedPackBlobs, readIndexes } from './blob-index.ts';
import { FolderBlobStore } from './blob-store.ts';
import type { RepositoryConfig } from './config.ts';
import { readJson, writeJson } from './json-objects.ts';
import { listKeys, writeKey } from './keys.ts';
import { Locks } from './locks.ts';
import { readDirectory } from './pack.ts';
import type {
  BlobStore,
  LockHolder,
  ObjectFolder,
  ObjectId,
  Repository,
  RepositoryLock,
} from './repository.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** An open repository in a folder. */
export class FolderRepository implements Repository {
  readonly #files: RepositoryFiles;
  readonly #config: RepositoryConfig;
  readonly #identity: string | null;
  readonly #locks: Locks;

  constructor(files: RepositoryFiles, config: RepositoryConfig, identity: string | null) {
    this.#files = files;
    this.#config = config;
    this.#identity = identity;
    this.#locks = new Locks(files);
  }

  get path(): string {
    return this.#files.root;
  }

  get id(): string {
    return this.#config.id;
  }

  get isEncrypted(): boolean {
    return this.#config.recipient !== null;
  }

  lock(mode: 'shared' | 'exclusive', purpose: string): Promise<RepositoryLock> {
    return this.#locks.take(mode, purpose);
  }

  locks(): Promise<readonly LockHolder[]> {
    return this.#locks.list();
  }

  unlock(): Promise<readonly LockHolder[]> {
    return this.#locks.clear();
  }

  async keyNames(): Promise<readonly string[]> {
    return [...new Set((await listKeys(this.#files)).map(({ name }) => name))];
  }

  async writeKey(
    name: string,
    by: { readonly passphrase: string } | { readonly recipient: string },
  ): Promise<void> {
    if (this.#identity === null) throw usageError(`${this.path} is not encrypted: it has no keys.`);
    await writeKey(this.#files, this.#identity, name, by);
  }

  async removeKey(name: string): Promise<void> {
    const keys = await listKeys(this.#files);
    if (keys.every((key) => key.name === name))
      throw usageError(`"${name}" is the last key of ${this.path}.`);
    for (const key of keys)
      if (key.name === name) await this.#files.remove(path.join(this.#files.root, key.file));
    await this.#files.sync();
  }

  listObjects(folder: ObjectFolder): Promise<readonly ObjectId[]> {
    return this.#files.list(folder);
  }

  readObject(folder: ObjectFolder, id: ObjectId): Promise<unknown> {
    return readJson(this.#files, folder, id);
  }

  async writeObject(folder: ObjectFolder, content: object): Promise<ObjectId> {
    await this.#locks.confirm();
    return (await writeJson(this.#files, folder, content)).id;
  }

  async removeObject(folder: ObjectFolder, id: ObjectId): Promise<void> {
    await this.#locks.confirm();
    await this.#files.remove(this.#files.placeOf(folder, id));
    await this.#files.sync();
  }

  async openBlobs(): Promise<BlobStore> {
    const { current, damaged } = await readIndexes(this.#files);
    const present = new Set(await this.#files.list('packs'));
    const index = new BlobIndex();
    // What lies in a pack that is gone is not there: the next snapshot writes it again.
    for (const { content } of current)
      for (const pack of content.packs) if (present.has(pack.id)) index.add(pack);
    return new FolderBlobStore(this.#files, index, {
      confirmClaim: () => this.#locks.confirm(),
      unnamedPacks: async () =>
        damaged.length === 0 ? [] : this.#unnamedPacks([...present].filter((id) => !index.hasPack(id))),
    });
  }

  async close(): Promise<void> {
    await this.#locks.releaseAll();
  }

  /** What the directories of packs say; packs that cannot be read are left out. */
  async #unnamedPacks(ids: readonly ObjectId[]): Promise<readonly IndexedPackBlobs[]> {
    const packs: IndexedPackBlobs[] = [];
    for (const id of ids) {
      const stored = await this.#files.readStored('packs', id).catch(() => null);
      const plain = await (stored && this.#files.decrypt(stored, id).catch(() => null));
      const blobs = plain === null ? '' : readDirectory(plain);
      const kind = typeof blobs === 'string' ? undefined : blobs[0]?.kind;
      if (stored === null || typeof blobs === 'string' || kind === undefined) continue;
      packs.push({ id, kind, size: stored.length, blobs });
    }
    return packs;
  }
}

function usageError(message: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message,
    consequence: 'Nothing was changed.',
    advice: 'Look at the list of its keys.',
  });
}
