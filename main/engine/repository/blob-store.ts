import type { BlobIndex, IndexedPackBlobs } from './blob-index.ts';
import { openBlob, type StoredBlob, storeBlob } from './pack.ts';
import { PackReader } from './pack-reader.ts';
import { PackWriter } from './pack-writer.ts';
import type { BlobId, BlobKind, BlobStore } from './repository.ts';
import { damagedError } from './repository-errors.ts';
import { type RepositoryFiles, sha256 } from './repository-files.ts';

/** Plain bytes that are being compressed at a time; a writer that is faster waits. */
const BYTES_IN_FLIGHT = 12 * 2 ** 20;

/** What a store asks of the repository that it belongs to. */
export interface StoreSurroundings {
  /** See `OpenBlobsOptions`. */
  readonly doubtful: boolean;
  /** Throws where this process has lost its claim on the repository. */
  readonly confirmClaim: () => Promise<void>;
  /** Packs that no readable index names: asked for once, when a blob is in none and an index is damaged. */
  readonly unnamedPacks: () => Promise<readonly IndexedPackBlobs[]>;
}

/** The blobs of a repository. Compression runs beside the caller; what fails there is thrown at its next call. */
export class FolderBlobStore implements BlobStore {
  readonly added = new Set<BlobId>();
  readonly mended = new Set<BlobId>();
  readonly #index: BlobIndex;
  readonly #reader: PackReader;
  readonly #writer: PackWriter;
  readonly #surroundings: StoreSurroundings;
  /** Blobs that were written, and are not in a pack on the disk yet. */
  readonly #waiting = new Map<BlobId, Promise<StoredBlob>>();
  /** Blobs of which no place holds what it should. */
  readonly #damaged = new Set<BlobId>();
  /** Blobs that were read to see whether they are whole, and are. */
  readonly #whole = new Set<BlobId>();
  #chain: Promise<void> = Promise.resolve();
  /** Links of the chain that nobody has waited for. */
  readonly #steps: { readonly done: Promise<void>; readonly bytes: number }[] = [];
  #inFlight = 0;
  #failure: { readonly error: unknown } | null = null;
  #searched = false;

  constructor(files: RepositoryFiles, index: BlobIndex, surroundings: StoreSurroundings) {
    this.#index = index;
    this.#surroundings = surroundings;
    this.#reader = new PackReader(files);
    this.#writer = new PackWriter(files, (pack) => this.#stored(pack));
  }

  get bytesAdded(): number {
    return this.#writer.bytes;
  }

  has(id: BlobId): boolean {
    return this.#waiting.has(id) || (this.#index.locate(id) !== null && !this.#damaged.has(id));
  }

  async read(id: BlobId): Promise<Buffer> {
    const waiting = await this.#waiting.get(id);
    const content = waiting === undefined ? await this.#readStored(id) : await openBlob(id, waiting);
    if (content !== null) return content;
    const pack = this.#index.locate(id)?.pack.id;
    this.#damaged.add(id);
    if (pack === undefined) throw damagedError(`Blob ${id}`, 'it is in no pack that an index names');
    throw damagedError(`packs/${pack.slice(0, 2)}/${pack}`, `blob ${id} in it is not what it was`);
  }

  async write(content: Buffer, kind: BlobKind): Promise<BlobId> {
    this.#throwFailure();
    const id = sha256(content);
    if (this.has(id) && (await this.#isWhole(id))) return id;
    if (this.#damaged.has(id)) this.mended.add(id);
    this.added.add(id);
    // Most of what is written again and again is there: whoever gives it can use one buffer for all.
    const blob = storeBlob(Buffer.from(content));
    // Told by the chain, which may have failed before it comes to this one.
    blob.catch(() => undefined);
    this.#waiting.set(id, blob);
    this.#chain = this.#chain.then(() => this.#append(id, kind, blob));
    this.#steps.push({ done: this.#chain, bytes: content.length });
    this.#inFlight += content.length;
    while (this.#inFlight > BYTES_IN_FLIGHT) {
      const first = this.#steps.shift();
      if (first === undefined) break;
      await first.done;
      this.#inFlight -= first.bytes;
    }
    this.#throwFailure();
    return id;
  }

  /** Whether a blob that an index names can be relied on. */
  async #isWhole(id: BlobId): Promise<boolean> {
    if (!this.#surroundings.doubtful || this.#whole.has(id) || this.#waiting.has(id)) return true;
    const isWhole = this.added.has(id) || (await this.#readStored(id)) !== null;
    (isWhole ? this.#whole : this.#damaged).add(id);
    return isWhole;
  }

  async flush(): Promise<void> {
    await this.#chain;
    this.#throwFailure();
    await this.#surroundings.confirmClaim();
    try {
      await this.#writer.flush();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  async #append(id: BlobId, kind: BlobKind, blob: Promise<StoredBlob>): Promise<void> {
    if (this.#failure !== null) return;
    try {
      await this.#writer.append(id, kind, await blob);
    } catch (error) {
      this.#failure = { error };
    }
  }

  #stored(pack: IndexedPackBlobs): void {
    this.#index.add(pack);
    for (const { id } of pack.blobs) {
      this.#waiting.delete(id);
      this.#damaged.delete(id);
    }
  }

  async #readStored(id: BlobId): Promise<Buffer | null> {
    if (this.#index.locate(id) === null && !this.#searched) {
      this.#searched = true;
      for (const pack of await this.#surroundings.unnamedPacks()) this.#index.add(pack);
    }
    for (let at = this.#index.locate(id); at !== null; at = at.other) {
      const content = await this.#reader.read(id, at);
      if (content !== null) return content;
    }
    return null;
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}
