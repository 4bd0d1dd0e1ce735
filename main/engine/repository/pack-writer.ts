import { allOf } from '../all-of.ts';
import type { IndexedPackBlobs } from './blob-index.ts';
import { writeJson } from './json-objects.ts';
import { type BlobEntry, PACK_BYTES, packTail, type StoredBlob } from './pack.ts';
import type { BlobId, BlobKind, ObjectId } from './repository.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** An index is written after so many packs, so that what ends the work loses no more than these. */
const PACKS_AN_INDEX = 32;

interface OpenPack {
  readonly kind: BlobKind;
  readonly blobs: BlobEntry[];
  readonly pieces: Buffer[];
  size: number;
}

/** Puts blobs into packs, and packs into indexes. */
export class PackWriter {
  readonly #files: RepositoryFiles;
  readonly #stored: (pack: IndexedPackBlobs) => void;
  readonly #open = new Map<BlobKind, OpenPack>();
  #unindexed: IndexedPackBlobs[] = [];
  #storing: Promise<void> = Promise.resolve();
  #bytes = 0;

  /** @param stored is called with each pack that is on the disk, before an index names it. */
  constructor(files: RepositoryFiles, stored: (pack: IndexedPackBlobs) => void) {
    this.#files = files;
    this.#stored = stored;
  }

  /** Bytes of packs and indexes that were written. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Appends a blob. Returns while its pack is still on its way to the disk, but waits for the pack before that one. */
  async append(id: BlobId, kind: BlobKind, blob: StoredBlob): Promise<void> {
    let pack = this.#open.get(kind);
    if (pack !== undefined && pack.size + blob.bytes.length > PACK_BYTES) {
      await this.#close(pack);
      pack = undefined;
    }
    if (pack === undefined) {
      pack = { kind, blobs: [], pieces: [], size: 0 };
      this.#open.set(kind, pack);
    }
    const { size, gzip, bytes } = blob;
    pack.blobs.push({ id, kind, offset: pack.size, stored: bytes.length, size, gzip });
    pack.pieces.push(bytes);
    pack.size += bytes.length;
  }

  /** Writes all packs; their names last when this has returned. */
  async closePacks(): Promise<void> {
    await this.#storing;
    const packs = [...this.#open.values()];
    this.#open.clear();
    // There is one of each kind: a disk takes as long for both as for one.
    await allOf(packs.map((pack) => this.#store(pack)));
    await this.#files.sync();
  }

  /** Writes all packs, and the index of those that none names yet. */
  async flush(): Promise<void> {
    await this.closePacks();
    await this.#index();
  }

  /** The packs that no index names yet; they are another's concern from now on. */
  takeUnindexed(): readonly IndexedPackBlobs[] {
    const packs = this.#unindexed;
    this.#unindexed = [];
    return packs;
  }

  async #close(pack: OpenPack): Promise<void> {
    this.#open.delete(pack.kind);
    await this.#storing;
    this.#storing = this.#store(pack);
    // Whoever waits for it is told; nobody may be waiting yet.
    this.#storing.catch(() => undefined);
  }

  async #store({ kind, blobs, pieces }: OpenPack): Promise<void> {
    const { id, size } = await this.#files.write('packs', [...pieces, packTail(blobs)]);
    this.#bytes += size;
    const pack = { id, kind, size, blobs };
    this.#stored(pack);
    this.#unindexed.push(pack);
    if (this.#unindexed.length >= PACKS_AN_INDEX) await this.#index();
  }

  async #index(): Promise<void> {
    const packs = this.takeUnindexed();
    if (packs.length === 0) return;
    await this.#files.sync();
    const { size } = await writeIndex(this.#files, packs, []);
    this.#bytes += size;
  }
}

/** Writes an index; it lasts when this has returned. Its time makes it another than one that was superseded before. */
export function writeIndex(
  files: RepositoryFiles,
  packs: readonly IndexedPackBlobs[],
  supersedes: readonly ObjectId[],
): Promise<{ readonly id: ObjectId; readonly size: number }> {
  return writeJson(files, 'index', { createdAt: new Date().toISOString(), supersedes, packs });
}
