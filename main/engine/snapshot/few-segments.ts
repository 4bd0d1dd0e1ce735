import { throwIfCancelled } from '../errors.ts';
import type { BlobId, BlobStore } from '../repository/repository.ts';
import { readTable } from './read-table.ts';
import { rowHashesOf, SegmentWriter } from './segment.ts';

const MOST = 8;

/**
 * The segments of a table, no more than some: else reading it would become slower with every snapshot. Where there are
 * more it is written as one again, of blocks most of which are there already.
 */
export async function fewSegments(
  blobs: BlobStore,
  segments: readonly BlobId[],
  signal: AbortSignal | undefined,
): Promise<readonly BlobId[]> {
  if (segments.length <= MOST) return segments;
  const hashes = await rowHashesOf(blobs, segments);
  const statement = hashes?.[0]?.statement ?? null;
  const writer = new SegmentWriter(blobs, statement);
  for await (const lines of readTable(blobs, segments, { withHashes: statement !== null })) {
    throwIfCancelled(signal);
    for (const line of lines) await writer.line(line);
  }
  const id = await writer.end();
  return id === null ? [] : [id];
}
