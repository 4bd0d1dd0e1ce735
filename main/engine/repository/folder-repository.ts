import path from 'node:path';
import { EngineError } from '../errors.ts';
import { BlobIndex, readIndexes } from './blob-index.ts';
import { FolderBlobStore } from './blob-store.ts';
import { checkRepository } from './check.ts';
import type { RepositoryConfig } from './config.ts';
import type { MaintenanceContext } from './context.ts';
import { readJson, writeJson, writeSignedJson } from './json-objects.ts';
import { listKeys, writeKey } from './keys.ts';
import { Locks } from './locks.ts';
import type {
  CheckOptions,
  CheckReport,
  MaintenanceOptions,
  PruneOptions,
  PruneReport,
  RepairReport,
} from './maintenance.ts';
import { pruneRepository } from './prune.ts';
import { repairRepository } from './repair.ts';
import type {
  BlobStore,
  LockHolder,
  ObjectFolder,
  ObjectId,
  OpenBlobsOptions,
  Repository,
  RepositoryLock,
} from './repository.ts';
import type { RepositoryFiles } from './repository-files.ts';
import { listSignatures, readSignature, type StoredSignature } from './signatures.ts';
import { readUnnamedPacks } from './unnamed-packs.ts';

/** Why no lock can be written where everything can be read. */
const WITHOUT_LOCK: ReadonlySet<string> = new Set(['STORAGE_FULL', 'STORAGE_NOT_WRITABLE']);

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

  async lockToRead(purpose: string): Promise<RepositoryLock> {
    try {
      return await this.lock('shared', purpose);
    } catch (error) {
      if (!(error instanceof EngineError && WITHOUT_LOCK.has(error.code))) throw error;
      await this.#locks.refuseAgainst('shared');
      return { release: async () => undefined };
    }
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

  async writeObject(
    folder: ObjectFolder,
    content: object,
    sign?: (stored: Buffer) => string,
  ): Promise<ObjectId> {
    await this.#locks.confirm();
    const written =
      sign === undefined
        ? await writeJson(this.#files, folder, content)
        : await writeSignedJson(this.#files, folder, content, sign);
    return written.id;
  }

  readStored(folder: ObjectFolder, id: ObjectId): Promise<Buffer> {
    return this.#files.readStored(folder, id);
  }

  listSignatures(): Promise<readonly StoredSignature[]> {
    return listSignatures(this.#files);
  }

  readSignature(signature: StoredSignature): Promise<string | null> {
    return readSignature(this.#files, signature);
  }

  async removeObject(folder: ObjectFolder, id: ObjectId): Promise<void> {
    await this.#locks.confirm();
    await this.#files.remove(this.#files.placeOf(folder, id));
    if (folder === 'snapshots')
      for (const { snapshot, file } of await this.listSignatures())
        if (snapshot === id) await this.#files.remove(path.join(this.#files.root, file));
    await this.#files.sync();
  }

  async openBlobs({ doubtful = false }: OpenBlobsOptions = {}): Promise<BlobStore> {
    const { current, damaged } = await readIndexes(this.#files);
    const present = new Set(await this.#files.list('packs'));
    const index = new BlobIndex();
    // What lies in a pack that is gone is not there: the next snapshot writes it again.
    for (const { content } of current)
      for (const pack of content.packs) if (present.has(pack.id)) index.add(pack);
    return new FolderBlobStore(this.#files, index, {
      doubtful,
      confirmClaim: () => this.#locks.confirm(),
      unnamedPacks: async () =>
        damaged.length === 0
          ? []
          : readUnnamedPacks(
              this.#files,
              [...present].filter((id) => !index.hasPack(id)),
            ),
    });
  }

  async check(options: CheckOptions): Promise<CheckReport> {
    const lock = await this.#lockForCheck();
    try {
      return await checkRepository(this.#context, options);
    } finally {
      await lock?.release();
    }
  }

  prune(options: PruneOptions): Promise<PruneReport> {
    return this.#alone('prune', () => pruneRepository(this.#context, options));
  }

  repair(options: MaintenanceOptions): Promise<RepairReport> {
    return this.#alone('repair', () => repairRepository(this.#context, options));
  }

  /** None where a disk cannot be written, or where the only lock against it is damaged: both can be checked. */
  async #lockForCheck(): Promise<RepositoryLock | null> {
    try {
      return await this.lockToRead('check');
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.code.startsWith('STORAGE_')) return null;
      const against = (await this.locks()).filter(
        ({ mode, leftBehind }) => mode === 'exclusive' && !leftBehind,
      );
      if (against.length > 0 && against.every(({ readable }) => !readable)) return null;
      throw error;
    }
  }

  get #context(): MaintenanceContext {
    return { files: this.#files, config: this.#config, locks: this.#locks };
  }

  async #alone<T>(purpose: string, work: () => Promise<T>): Promise<T> {
    const lock = await this.lock('exclusive', purpose);
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }

  async close(): Promise<void> {
    await this.#locks.releaseAll();
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
