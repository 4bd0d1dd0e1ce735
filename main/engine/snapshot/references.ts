import type { References } from '../repository/maintenance.ts';
import type { BlobId } from '../repository/repository.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { readFiles } from './read-files.ts';
import { type BlobReader, readSegment } from './segment.ts';

/**
 * All blobs that a snapshot needs, each with what is lost without it. A blob that leads to others and is lost itself is
 * given; what it led to cannot be told. Error: throws for a manifest that this program does not know, since nobody can say then what may be taken away.
 */
export const snapshotReferences: References = async function* references(content, read) {
  const manifest = parseManifest(content);
  if (manifest === null) throw new Error('This program does not know snapshots of that kind.');
  const blobs: BlobReader = {
    read: async (id) => {
      const bytes = await read(id);
      if (bytes === null) throw new Error(`Blob ${id} is lost.`);
      return bytes;
    },
  };
  yield* blobsOf(manifest, blobs);
};

async function* blobsOf({ fingerprints, tables, files }: Manifest, blobs: BlobReader) {
  if (fingerprints !== null) yield { blob: fingerprints, what: 'fingerprints', savesTime: true };
  for (const { model, segments } of tables) yield* blobsOfTable(segments, `records of ${model}`, blobs);
  if (files === null) return;
  yield* blobsOfTable(files.segments, 'the list of files', blobs);
  try {
    for await (const { path, chunks } of readFiles(blobs, files.segments))
      for (const blob of chunks) yield { blob, what: `the file ${path}` };
  } catch {
    // The blob that is lost was given above.
  }
}

async function* blobsOfTable(segments: readonly BlobId[], what: string, blobs: BlobReader) {
  for (const blob of segments) {
    yield { blob, what };
    const segment = await readSegment(blobs, blob).catch(() => null);
    for (const { id } of segment?.blocks ?? []) yield { blob: id, what };
    for (const { id } of segment?.rows?.parts ?? [])
      yield { blob: id, what: 'hashes of rows', savesTime: true };
  }
}
