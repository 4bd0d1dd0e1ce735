import type { Gzip } from 'node:zlib';

/** Writes to a gzip stream; waits only where more is in flight than may be. Rejects with what `failing` rejects with. */
export async function writeGzip(
  gzip: Gzip,
  piece: Buffer | string,
  failing: Promise<unknown>,
): Promise<void> {
  if (gzip.write(piece)) return;
  await Promise.race([new Promise<void>((resolve) => gzip.once('drain', resolve)), failing]);
}
