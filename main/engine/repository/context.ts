import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type BlobIndex, BlobIndex as Blobs, type ReadIndexes } from './blob-index.ts';
import type { RepositoryConfig } from './config.ts';
import type { Locks } from './locks.ts';
import type { ObjectId } from './repository.ts';
import { codeOf, storageError } from './repository-errors.ts';
import { isObjectId, type RepositoryFiles } from './repository-files.ts';

/** What looks after a repository works on. */
export interface MaintenanceContext {
  readonly files: RepositoryFiles;
  readonly config: RepositoryConfig;
  readonly locks: Locks;
}

/** The packs on the disk and their sizes. */
export async function packSizes(files: RepositoryFiles): Promise<ReadonlyMap<ObjectId, number>> {
  const sizes = new Map<ObjectId, number>();
  for (const id of await files.list('packs')) {
    const size = await sizeOf(files.placeOf('packs', id));
    if (size !== null) sizes.set(id, size);
  }
  return sizes;
}

/** The index of the packs that are there as the indexes say. */
export function indexOf(
  { current }: Pick<ReadIndexes, 'current'>,
  sizes: ReadonlyMap<ObjectId, number>,
): BlobIndex {
  const index = new Blobs();
  for (const { content } of current)
    for (const pack of content.packs) if (sizes.get(pack.id) === pack.size) index.add(pack);
  return index;
}

/** A file in the trash. */
export interface TrashedFile {
  readonly id: ObjectId;
  readonly place: string;
  /** When it was put there. */
  readonly at: number;
  readonly size: number;
}

const TRASH = 'trash';
const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/;

export async function listTrash(files: RepositoryFiles): Promise<readonly TrashedFile[]> {
  const trashed: TrashedFile[] = [];
  for (const folder of await files.names(TRASH)) {
    const at = timeOf(folder);
    if (at === null) continue;
    for (const name of await files.names(path.join(TRASH, folder))) {
      const place = path.join(files.root, TRASH, folder, name);
      const size = await sizeOf(place);
      if (isObjectId(name) && size !== null) trashed.push({ id: name, place, at, size });
    }
  }
  return trashed;
}

/** A folder of the trash for what is put there now. Its name has no colons: not every disk takes them. */
export function trashFolder(files: RepositoryFiles, at = new Date()): string {
  return path.join(files.root, TRASH, at.toISOString().replace(/[-:.]/g, ''));
}

function timeOf(folder: string): number | null {
  const [, ...parts] = STAMP.exec(folder) ?? [];
  if (parts.length === 0) return null;
  const [year, month, day, hour, minute, second, ms] = parts.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, ms);
}

/** The size of a file; null where there is none. */
export async function sizeOf(place: string): Promise<number | null> {
  try {
    const found = await stat(place);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw storageError(error, place);
  }
}

export async function entriesIn(place: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(place, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw storageError(error, place);
  }
}
