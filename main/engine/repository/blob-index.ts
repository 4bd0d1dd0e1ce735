import { readJson } from './json-objects.ts';
import { type BlobEntry, entriesOf, isCount, isKind } from './pack.ts';
import type { BlobId, BlobKind, ObjectId } from './repository.ts';
import { damagedError } from './repository-errors.ts';
import { isObjectId, type RepositoryFiles } from './repository-files.ts';
import { isRecord } from './self-checked.ts';

/** A pack, as an index names it. `size`: its bytes on the disk. */
export interface IndexedPack {
  readonly id: ObjectId;
  readonly kind: BlobKind;
  readonly size: number;
}

export interface IndexedPackBlobs extends IndexedPack {
  readonly blobs: readonly BlobEntry[];
}

/** The content of a file in `index`. */
export interface IndexContent {
  readonly supersedes: readonly ObjectId[];
  readonly packs: readonly IndexedPackBlobs[];
}

/** Where a blob lies; `other` is one more place where it lies too. */
export interface BlobLocation {
  readonly pack: IndexedPack;
  readonly offset: number;
  readonly stored: number;
  readonly size: number;
  readonly gzip: boolean;
  readonly other: BlobLocation | null;
}

/** Which blob lies where: some two hundred bytes a blob. */
export class BlobIndex {
  readonly #places = new Map<BlobId, BlobLocation>();
  readonly #packs = new Map<ObjectId, IndexedPack>();

  add({ id, kind, size, blobs }: IndexedPackBlobs): void {
    if (this.#packs.has(id)) return;
    const pack = { id, kind, size };
    this.#packs.set(id, pack);
    for (const { id: blob, offset, stored, size, gzip } of blobs)
      this.#places.set(blob, { pack, offset, stored, size, gzip, other: this.#places.get(blob) ?? null });
  }

  locate(id: BlobId): BlobLocation | null {
    return this.#places.get(id) ?? null;
  }

  hasPack(id: ObjectId): boolean {
    return this.#packs.has(id);
  }

  get packs(): ReadonlyMap<ObjectId, IndexedPack> {
    return this.#packs;
  }

  get blobs(): number {
    return this.#places.size;
  }
}

/** The indexes of a repository that count, and those that cannot be read. */
export interface ReadIndexes {
  readonly current: readonly { readonly id: ObjectId; readonly content: IndexContent }[];
  /** Left behind by a prune that did not come to its end. */
  readonly superseded: readonly ObjectId[];
  readonly damaged: readonly { readonly id: ObjectId; readonly error: unknown }[];
}

export async function readIndexes(files: RepositoryFiles): Promise<ReadIndexes> {
  const read: { readonly id: ObjectId; readonly content: IndexContent }[] = [];
  const damaged: { readonly id: ObjectId; readonly error: unknown }[] = [];
  for (const id of await files.list('index')) {
    try {
      read.push({ id, content: await readIndex(files, id) });
    } catch (error) {
      damaged.push({ id, error });
    }
  }
  const gone = new Set(read.flatMap(({ content }) => content.supersedes));
  return {
    current: read.filter(({ id }) => !gone.has(id)),
    superseded: read.filter(({ id }) => gone.has(id)).map(({ id }) => id),
    damaged,
  };
}

async function readIndex(files: RepositoryFiles, id: ObjectId): Promise<IndexContent> {
  const content = contentOf(await readJson(files, 'index', id));
  if (content === null) throw damagedError(files.nameOf('index', id), 'it holds no index');
  return content;
}

function contentOf(value: unknown): IndexContent | null {
  if (!isRecord(value) || !Array.isArray(value.supersedes) || !Array.isArray(value.packs)) return null;
  const supersedes = value.supersedes.filter(isObjectId);
  const packs = value.packs.map(packOf).filter((pack) => pack !== null);
  return packs.length === value.packs.length ? { supersedes, packs } : null;
}

function packOf(value: unknown): IndexedPackBlobs | null {
  if (!isRecord(value)) return null;
  const { id, kind, size } = value;
  const blobs = entriesOf(value.blobs);
  return isObjectId(id) && isKind(kind) && isCount(size) && blobs !== null ? { id, kind, size, blobs } : null;
}
