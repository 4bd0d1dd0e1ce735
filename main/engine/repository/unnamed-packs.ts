import type { IndexedPackBlobs } from './blob-index.ts';
import { readDirectory } from './pack.ts';
import type { ObjectId } from './repository.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** What the directories of packs say that no index names; packs that cannot be read are left out. */
export async function readUnnamedPacks(
  files: RepositoryFiles,
  ids: readonly ObjectId[],
): Promise<readonly IndexedPackBlobs[]> {
  const packs: IndexedPackBlobs[] = [];
  for (const id of ids) {
    const stored = await files.readStored('packs', id).catch(() => null);
    const plain = await (stored && files.decrypt(stored, id).catch(() => null));
    const blobs = plain === null ? null : readDirectory(plain);
    if (stored === null || blobs === null || typeof blobs === 'string') continue;
    const [first] = blobs;
    if (first !== undefined) packs.push({ id, kind: first.kind, size: stored.length, blobs });
  }
  return packs;
}
