import { Readable } from 'node:stream';
import type { BlobId } from '../repository/repository.ts';
import { anyWithin, compareKeys } from './key-order.ts';
import { readTable } from './read-table.ts';
import type { BlobReader } from './segment.ts';
import { decodeFile, type StoredFileState } from './stored-file.ts';

/** A file of a snapshot with its path below the storage root. */
export interface SnapshotFile extends StoredFileState {
  readonly path: string;
}

/** The files of a snapshot, sorted by path. Errors: `REPOSITORY_DAMAGED`. */
export async function* readFiles(
  blobs: BlobReader,
  segments: readonly BlobId[],
): AsyncGenerator<SnapshotFile> {
  for await (const lines of readTable(blobs, segments))
    for (const { key, text } of lines)
      if (text !== null) yield { path: String(JSON.parse(key)), ...decodeFile(text) };
}

/** Those of some paths that a snapshot has no file for. */
export async function missingAmong(
  blobs: BlobReader,
  segments: readonly BlobId[],
  paths: readonly string[],
): Promise<readonly string[]> {
  const missing = new Map(paths.map((path) => [JSON.stringify(path), path]));
  const sorted = [...missing.keys()].sort(compareKeys);
  const wants = ({ first, last }: { readonly first: string; readonly last: string }) =>
    anyWithin(sorted, first, last, compareKeys);
  for await (const lines of readTable(blobs, segments, { wants }))
    for (const { key } of lines) missing.delete(key);
  return [...missing.values()];
}

/** The bytes of a file. Errors of the stream: `REPOSITORY_DAMAGED`. */
export function fileContent(blobs: BlobReader, chunks: readonly BlobId[]): Readable {
  return Readable.from(readChunks(blobs, chunks), { objectMode: false });
}

async function* readChunks(blobs: BlobReader, chunks: readonly BlobId[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await blobs.read(chunk);
}
