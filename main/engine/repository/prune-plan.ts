import type { BlobIndex, IndexedPackBlobs, ReadIndexes } from './blob-index.ts';
import type { BlobEntry } from './pack.ts';
import type { PackReader } from './pack-reader.ts';
import type { BlobId, ObjectId } from './repository.ts';

/** What a prune does with each pack. */
export interface PrunePlan {
  readonly keep: readonly IndexedPackBlobs[];
  /** Packs to be written anew, and the blobs of each that are needed. */
  readonly repack: readonly { readonly pack: IndexedPackBlobs; readonly needed: readonly BlobEntry[] }[];
  /** Packs that the indexes name, and nothing needs. */
  readonly drop: readonly IndexedPackBlobs[];
  readonly blobs: { readonly needed: number; readonly unneeded: number };
}

/** Packs below this size are put together once there are so many of a kind: every small snapshot makes two. */
const SMALL = 2 ** 20;
const MANY_SMALL = 12;

/** Decides what becomes of the packs that are there. */
export async function planPrune(
  indexes: ReadIndexes,
  index: BlobIndex,
  needed: ReadonlySet<BlobId>,
  repackBelow: number,
  reader: PackReader,
): Promise<PrunePlan> {
  const packs = uniquePacks(indexes, index);
  const chosen = await choosePlaces(index, needed, reader);
  const counts = { needed: 0, unneeded: 0 };
  const keep: IndexedPackBlobs[] = [];
  const repack: { readonly pack: IndexedPackBlobs; readonly needed: readonly BlobEntry[] }[] = [];
  const drop: IndexedPackBlobs[] = [];
  for (const pack of packs) {
    const live = pack.blobs.filter(({ id }) => needed.has(id) && (chosen.get(id) ?? pack.id) === pack.id);
    counts.needed += live.length;
    counts.unneeded += pack.blobs.length - live.length;
    const bytes = live.reduce((sum, { stored }) => sum + stored, 0);
    const all = pack.blobs.reduce((sum, { stored }) => sum + stored, 0);
    if (live.length === 0) drop.push(pack);
    else if (bytes < all * repackBelow) repack.push({ pack, needed: live });
    else keep.push(pack);
  }
  return { ...together(keep, repack, needed, chosen), drop, blobs: counts };
}

function uniquePacks({ current }: ReadIndexes, index: BlobIndex): readonly IndexedPackBlobs[] {
  const packs = new Map<ObjectId, IndexedPackBlobs>();
  for (const { content } of current)
    for (const pack of content.packs) if (index.hasPack(pack.id)) packs.set(pack.id, pack);
  return [...packs.values()];
}

/** Of blobs that lie in several packs one place is kept: the first that can be read. */
async function choosePlaces(
  index: BlobIndex,
  needed: ReadonlySet<BlobId>,
  reader: PackReader,
): Promise<ReadonlyMap<BlobId, ObjectId>> {
  const chosen = new Map<BlobId, ObjectId>();
  for (const id of needed) {
    const first = index.locate(id);
    if (first === null || first.other === null) continue;
    for (let at: typeof first | null = first; at !== null && !chosen.has(id); at = at.other)
      if ((await reader.read(id, at)) !== null) chosen.set(id, at.pack.id);
  }
  return chosen;
}

function together(
  keep: readonly IndexedPackBlobs[],
  repack: PrunePlan['repack'],
  needed: ReadonlySet<BlobId>,
  chosen: ReadonlyMap<BlobId, ObjectId>,
): Pick<PrunePlan, 'keep' | 'repack'> {
  const joined = new Set<ObjectId>();
  for (const kind of ['data', 'tree'] as const) {
    const small = keep.filter((pack) => pack.kind === kind && pack.size < SMALL);
    if (small.length >= MANY_SMALL) for (const { id } of small) joined.add(id);
  }
  const more = keep
    .filter(({ id }) => joined.has(id))
    .map((pack) => ({
      pack,
      needed: pack.blobs.filter(({ id }) => needed.has(id) && (chosen.get(id) ?? pack.id) === pack.id),
    }));
  return { keep: keep.filter(({ id }) => !joined.has(id)), repack: [...repack, ...more] };
}
