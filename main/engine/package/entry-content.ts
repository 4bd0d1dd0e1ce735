import { Readable } from 'node:stream';
import { throwIfCancelled } from '../errors.ts';
import { figure } from '../figures.ts';
import { Crc32 } from './crc32.ts';
import { damaged, inflateError, type PackageLimits, tooLarge } from './package-errors.ts';

/** Counts what comes out of a container against what went in, and stops what cannot be a package. */
export class ExpansionGuard {
  readonly #limits: PackageLimits;
  readonly #input: () => number;
  #output = 0;

  /** `input` tells the bytes that were read from the disk so far. */
  constructor(limits: PackageLimits, input: () => number) {
    this.#limits = limits;
    this.#input = input;
  }

  /** Takes note of bytes that came out. Throws `PACKAGE_TOO_LARGE`. */
  count(bytes: number, entry: string): void {
    this.#output += bytes;
    const { ratio, ratioFrom, bytes: most } = this.#limits;
    if (this.#output > most) {
      throw tooLarge(`The package unpacks to more than ${figure(most)} bytes.`, {
        entry,
        byte: this.#output,
      });
    }
    if (this.#output > ratioFrom && this.#output > Math.max(this.#input(), 1) * ratio) {
      const message = `The package unpacks to more than ${figure(ratio)} times its size: a compression bomb.`;
      throw tooLarge(message, { entry, byte: this.#output });
    }
  }
}

export interface ContentOptions {
  readonly entry: string;
  /** The bytes that it has to have; null when the container does not tell. */
  readonly size: number | null;
  readonly crc32?: number;
  /** Left out where the container counts what passes. */
  readonly guard?: ExpansionGuard;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The content of an entry as a Node stream: `next` gives its pieces and null at the end. Sizes, checksum and
 * limits are checked on the way; whatever goes wrong becomes an `EngineError` with the place.
 */
export function contentStream(next: () => Promise<Buffer | null>, options: ContentOptions): Readable {
  return Readable.from(checkedPieces(next, options), { objectMode: false, highWaterMark: 256 * 1024 });
}

async function* checkedPieces(
  next: () => Promise<Buffer | null>,
  { entry, size, crc32, guard, signal }: ContentOptions,
): AsyncGenerator<Buffer> {
  const sum = crc32 === undefined ? null : new Crc32();
  let bytes = 0;
  for (;;) {
    throwIfCancelled(signal);
    let piece: Buffer | null;
    try {
      piece = await next();
    } catch (error) {
      throw inflateError(error, { entry, byte: bytes });
    }
    if (piece === null) break;
    bytes += piece.length;
    guard?.count(piece.length, entry);
    if (size !== null && bytes > size) {
      throw damaged(`The entry has more than the ${figure(size)} bytes that it claims.`, {
        entry,
        byte: size,
      });
    }
    sum?.add(piece);
    yield piece;
  }
  if (size !== null && bytes < size) {
    const message = `The entry has ${figure(bytes)} bytes and claims ${figure(size)}.`;
    throw damaged(message, { entry, byte: bytes });
  }
  if (sum !== null && sum.value !== crc32) {
    throw damaged('The content of the entry does not fit its checksum (CRC-32).', { entry, byte: bytes });
  }
}

/** A `next` for {@link contentStream} over a stream or an iterator that stays open when nobody reads on. */
export function piecesOf(source: AsyncIterable<unknown>): () => Promise<Buffer | null> {
  const iterator = source[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  let ended = false;
  // one after the other: a walk that goes on drains what a reader has left, perhaps in the middle of a read
  return () => {
    const piece = last.then(async () => {
      if (ended) return null;
      const { value, done } = await iterator.next();
      if (done === true) {
        ended = true;
        return null;
      }
      return Buffer.isBuffer(value) ? value : Buffer.from(value as Uint8Array);
    });
    last = piece.catch(() => {
      ended = true;
    });
    return piece;
  };
}
