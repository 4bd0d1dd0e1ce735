import { pipeline } from 'node:stream/promises';
import { createGzip, type ZlibOptions, constants as zlib } from 'node:zlib';
import { writeGzip } from '../gzip-writes.ts';
import { PIECE } from './archive.ts';
import type { ByteSink } from './output-file.ts';

/** Checksum (CRC-32) and number of the bytes that were deflated. */
export interface Deflated {
  readonly crc: number;
  readonly size: number;
}

/** Deflates what is written to it. After `end` its sink has got all. */
export interface DeflateBody extends ByteSink {
  end(): Promise<Deflated>;
  destroy(): void;
}

/** The head that `createGzip` writes (RFC 1952, 2.3), and what stands behind a body that was flushed. */
const HEAD_BYTES = 10;
/** An empty last block of deflate (RFC 1951, 3.2.6): it ends what consists of bodies. */
export const DEFLATE_END = Buffer.from([0x03, 0x00]);
const TAIL_BYTES = DEFLATE_END.length + 8;
/** For `createGzip`: some pieces wait to be deflated while the caller makes the next one. */
export const BESIDE_CALLER: ZlibOptions & { readonly highWaterMark: number } = {
  highWaterMark: 4 * PIECE,
  chunkSize: PIECE,
};

/**
 * Deflates bytes into blocks of which none is the last and which end at a whole byte: bodies can be put behind one
 * another, and {@link DEFLATE_END} ends them. So what is deflated first can stand in the middle of an archive.
 */
export function deflateBody(sink: ByteSink): DeflateBody {
  const gzip = createGzip(BESIDE_CALLER);
  let size = 0;
  const done = pipeline(gzip, (pieces: AsyncIterable<Buffer>) => passBody(pieces, sink));
  // Each step waits for it too; without a step nobody may hear of it.
  done.catch(() => undefined);
  return {
    write: async (bytes) => {
      size += bytes.length;
      await writeGzip(gzip, bytes, done);
    },
    end: async () => {
      // An end that comes before the flush is done takes its place.
      await Promise.race([new Promise<void>((resolve) => gzip.flush(zlib.Z_FULL_FLUSH, resolve)), done]);
      gzip.end();
      return { crc: await done, size };
    },
    destroy: () => gzip.destroy(),
  };
}

/** Passes on what is neither the head nor the tail of a gzip member; returns its checksum. */
async function passBody(pieces: AsyncIterable<Buffer>, sink: ByteSink): Promise<number> {
  let toSkip = HEAD_BYTES;
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const skipped = Math.min(toSkip, piece.length);
    toSkip -= skipped;
    const bytes = Buffer.concat([held, piece.subarray(skipped)]);
    const passed = Math.max(0, bytes.length - TAIL_BYTES);
    held = bytes.subarray(passed);
    if (passed > 0) await sink.write(bytes.subarray(0, passed));
  }
  if (held.length !== TAIL_BYTES || !held.subarray(0, DEFLATE_END.length).equals(DEFLATE_END))
    throw new Error('zlib ended a flushed stream with something else than an empty block');
  return held.readUInt32LE(DEFLATE_END.length);
}
