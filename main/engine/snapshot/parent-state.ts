import { EngineError } from '../errors.ts';
import type { Problem } from '../problems.ts';
import { readAhead } from '../read-ahead.ts';
import type { BlobId, BlobStore } from '../repository/repository.ts';
import { readSegment } from './segment.ts';

/** Segments that are read at a time. */
const SEGMENTS_AT_ONCE = 4;

/**
 * Whether all blobs of an earlier state are there, so that a new snapshot can go on from it: a repair, or a disk, may have
 * lost some since. Whether they are what they were is not looked at. Errors: `STORAGE_…`.
 */
export async function isThere(blobs: BlobStore, segments: readonly BlobId[]): Promise<boolean> {
  try {
    for await (const { blocks } of readAhead(segments, SEGMENTS_AT_ONCE, (id) => readSegment(blobs, id)))
      if (!blocks.every(({ id }) => blobs.has(id))) return false;
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'REPOSITORY_DAMAGED') return false;
    throw error;
  }
}

/** `what` is a model, or the files. */
export function lostState(what: string): Problem {
  return {
    code: 'REPOSITORY_DAMAGED',
    severity: 'warning',
    message: `Blocks of what the snapshot before holds of ${what} are lost; all of it was stored again, and what changed in it is not counted.`,
    advice: 'Check the repository: that says which snapshots are damaged.',
  };
}
