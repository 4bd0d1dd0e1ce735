import type { Dirent } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled } from '../errors.ts';

/** A file below a storage root. */
export interface StoredFile {
  /** Below the root, with `/` between its parts: `documents/a.docx`. */
  readonly path: string;
  readonly size: number;
}

/** What the console keeps in a storage root for itself: staged files, journals, probes. */
const OWN = /^\.edms-/;
const AT_ONCE = 256;

/**
 * Walks over all files of a storage, some hundred at a time, so that memory does not grow with their number. Links
 * are not followed; what cannot be read is passed over. Error: `CANCELLED`, and the file system's for the root.
 */
export async function* storageFiles(root: string, signal?: AbortSignal): AsyncGenerator<StoredFile> {
  // Refuses a root that is not there; folders below it may come and go.
  await (await opendir(root)).close();
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const entries of batches(path.join(root, folder))) {
      throwIfCancelled(signal);
      const known = entries.filter(({ name }) => folder !== '' || !OWN.test(name));
      for (const entry of known) if (entry.isDirectory()) folders.push(path.posix.join(folder, entry.name));
      const files = known.filter((entry) => entry.isFile()).map(({ name }) => path.posix.join(folder, name));
      yield* await Promise.all(files.map((file) => sized(root, file)));
    }
  }
}

async function sized(root: string, file: string): Promise<StoredFile> {
  const found = await lstat(path.join(root, file)).catch(() => null);
  return { path: file, size: found?.size ?? 0 };
}

async function* batches(folder: string): AsyncGenerator<readonly Dirent[]> {
  const directory = await opendir(folder, { bufferSize: AT_ONCE }).catch(() => null);
  if (directory === null) return;
  let batch: Dirent[] = [];
  for await (const entry of directory) {
    if (batch.push(entry) < AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
