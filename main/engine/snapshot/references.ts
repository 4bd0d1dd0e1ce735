import type { BlobId, BlobStore } from '../repository/repository.ts';
import type { Manifest } from './manifest.ts';
import { readFiles } from './read-files.ts';
import { readSegment, type Segment } from './segment.ts';

/** A blob that a snapshot needs, and what is lost without it. */
export interface BlobReference {
  readonly blob: BlobId;
  /** `records of users.user`, `the file documents/a.docx`. */
  readonly what: string;
  /** Without it the snapshot is whole, only the next one takes longer. */
  readonly isOptional?: boolean;
}

/**
 * All blobs that a snapshot needs. What a damaged blob leads to cannot be told: the blob itself is, and the rest goes on.
 */
export async function* snapshotReferences(
  manifest: Manifest,
  blobs: BlobStore,
): AsyncGenerator<BlobReference> {
  if (manifest.fingerprints !== null)
    yield { blob: manifest.fingerprints, what: 'fingerprints, which only save time', isOptional: true };
  for (const { model, segments } of manifest.tables)
    yield* tableReferences(segments, `records of ${model}`, blobs);
  const { files } = manifest;
  if (files === null) return;
  yield* tableReferences(files.segments, 'the list of files', blobs);
  try {
    for await (const { path, chunks } of readFiles(blobs, files.segments))
      for (const blob of chunks) yield { blob, what: `the file ${path}` };
  } catch {
    // The blob that cannot be read was given above.
  }
}

async function* tableReferences(
  segments: readonly BlobId[],
  what: string,
  blobs: BlobStore,
): AsyncGenerator<BlobReference> {
  for (const blob of segments) {
    yield { blob, what };
    const segment: Segment | null = await readSegment(blobs, blob).catch(() => null);
    for (const { id } of segment?.blocks ?? []) yield { blob: id, what };
  }
}
