import type { BlobLocation, IndexedPack } from './blob-index.ts';
import { type BlobEntry, cutBlob, openBlob, PACK_BYTES, type StoredBlob } from './pack.ts';
import { PackWindows } from './pack-window.ts';
import type { BlobId, ObjectId } from './repository.ts';
import type { RepositoryFiles } from './repository-files.ts';

/**
 * Decrypted packs that are kept: neighbours are read one after the other, and what lies in many small packs (each
 * incremental snapshot makes some) by turns.
 */
const KEPT = { bytes: 3 * PACK_BYTES, packs: 256 };

interface KeptPack {
  readonly plain: Promise<Buffer>;
  /** As its index has it, until it is here. */
  size: number;
}

/** Reads blobs out of packs: a piece of the file, or, where it is encrypted, out of the whole of it. */
export class PackReader {
  readonly #files: RepositoryFiles;
  readonly #windows: PackWindows;
  readonly #kept = new Map<ObjectId, KeptPack>();

  constructor(files: RepositoryFiles) {
    this.#files = files;
    this.#windows = new PackWindows(({ id }) => files.placeOf('packs', id));
  }

  /** Plain content from one place; null where it is not there, or not what its id says. */
  async read(id: BlobId, at: BlobLocation): Promise<Buffer | null> {
    try {
      return await openBlob(id, await this.#cut(at));
    } catch (error) {
      if (isHopeless(error)) throw error;
      return null;
    }
  }

  /** The bytes of a blob as they lie in its pack; null where they cannot be had. Whether they are right is not looked at. */
  async readAsStored(pack: IndexedPack, entry: BlobEntry): Promise<StoredBlob | null> {
    return this.#cut({ ...entry, pack, other: null }).catch((error: unknown) => {
      if (isHopeless(error)) throw error;
      return null;
    });
  }

  async #cut(at: BlobLocation): Promise<StoredBlob> {
    if (this.#files.cipher !== null) return cutBlob(await this.#plain(at.pack), at);
    return { bytes: await this.#windows.read(at), size: at.size, gzip: at.gzip };
  }

  /** A changed byte costs the blobs that it is in: each is compared with its id anyway. */
  async #open(id: ObjectId): Promise<Buffer> {
    const stored = await this.#files.readPlace(this.#files.placeOf('packs', id));
    return this.#files.cipher === null ? stored : this.#files.cipher.salvage(stored);
  }

  #plain({ id, size }: IndexedPack): Promise<Buffer> {
    const kept = this.#kept.get(id);
    const pack: KeptPack = kept ?? { plain: this.#open(id), size };
    // The one that was used last stands at the end.
    this.#kept.delete(id);
    this.#kept.set(id, pack);
    if (kept === undefined)
      pack.plain.then(
        ({ length }) => {
          pack.size = length;
        },
        () => this.#kept.delete(id),
      );
    this.#letGo();
    return pack.plain;
  }

  #letGo(): void {
    let bytes = 0;
    for (const { size } of this.#kept.values()) bytes += size;
    for (const [oldest, { size }] of this.#kept) {
      if (this.#kept.size === 1 || (bytes <= KEPT.bytes && this.#kept.size <= KEPT.packs)) break;
      this.#kept.delete(oldest);
      bytes -= size;
    }
  }
}

/** The disk as a whole is the trouble, not one file on it. */
function isHopeless(error: unknown): boolean {
  const cause = error instanceof Error && 'cause' in error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'EMFILE' || code === 'ENFILE' || code === 'ENOMEM';
}
