import type { IndexedPackBlobs } from './blob-index.ts';
import { writeIndex } from './pack-writer.ts';
import type { ObjectId } from './repository.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** Some ten megabytes of JSON. */
const BLOBS_AN_INDEX = 100_000;

/**
 * Puts indexes of exactly these packs in the place of all that are there. Only the last of the new ones says that it
 * supersedes the old ones: until it is there, these count.
 */
export async function replaceIndexes(
  files: RepositoryFiles,
  packs: readonly IndexedPackBlobs[],
  discard: (id: ObjectId) => Promise<void>,
): Promise<void> {
  const before = await files.list('index');
  const written = new Set<ObjectId>();
  let part: IndexedPackBlobs[] = [];
  let blobs = 0;
  for (const pack of packs) {
    if (blobs + pack.blobs.length > BLOBS_AN_INDEX && part.length > 0) {
      written.add((await writeIndex(files, part, [])).id);
      [part, blobs] = [[], 0];
    }
    part.push(pack);
    blobs += pack.blobs.length;
  }
  const old = before.filter((id) => !written.has(id));
  written.add((await writeIndex(files, part, old)).id);
  for (const id of old) if (!written.has(id)) await discard(id);
  await files.sync();
}
