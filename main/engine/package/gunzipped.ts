import { constants, createInflateRaw } from 'node:zlib';
import { ByteReader } from './byte-reader.ts';
import { Crc32 } from './crc32.ts';
import { piecesOf } from './entry-content.ts';

/** Input that is unpacked at a time. Deflate makes at most 1,032 times as much of it: 17 MB. */
const STEP = 16 * 1024;
/** What zlib has unpacked into its present buffer is lost when it meets a damage. */
const BUFFER = 16 * 1024;
/** Up to this much input is unpacked a second time, with the smallest buffer, to get that back. */
const MOST_KEPT = 256 * 1024;
const SMALLEST_BUFFER = 64;
const FLAG = { headerChecksum: 2, extra: 4, name: 8, comment: 16 } as const;

/**
 * What is inside gzip (RFC 1952), piece by piece, one member behind the other. What can be unpacked in front of
 * a damage comes before the error; Node's own stream would throw away all that it still holds.
 *
 * Where the input ends too early so does this, without an error: whoever reads it knows by the content that it
 * is not whole. Bytes behind the last member are passed over, as gzip does.
 */
export async function* gunzipped(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const bytes = new ByteReader(piecesOf(input));
  for (let member = 0; ; member++) {
    const header = await passHeader(bytes);
    if (header === 'other' && member === 0) throw new Error('There is no gzip header.');
    if (header !== 'passed') return;
    const sum = new Crc32();
    let length = 0;
    for await (const piece of inflated(bytes)) {
      sum.add(piece);
      length += piece.length;
      yield piece;
    }
    const trailer = await bytes.take(8);
    if (trailer.length < 8) return;
    if (trailer.readUInt32LE(0) !== sum.value || trailer.readUInt32LE(4) !== length % 2 ** 32) {
      throw new Error('The content does not fit the checksum of gzip.');
    }
  }
}

/** Passes over the header of a member. `end`: the input ends in front of it or inside it. */
async function passHeader(bytes: ByteReader): Promise<'passed' | 'end' | 'other'> {
  const header = await bytes.take(10);
  if (header.length >= 3 && (header[0] !== 0x1f || header[1] !== 0x8b || header[2] !== 8)) return 'other';
  if (header.length < 10) return 'end';
  const flags = header[3] ?? 0;
  if ((flags & FLAG.extra) !== 0) {
    const length = await bytes.take(2);
    if (length.length === 2) await bytes.take(length.readUInt16LE(0));
  }
  for (const flag of [FLAG.name, FLAG.comment]) if ((flags & flag) !== 0) await passText(bytes);
  if ((flags & FLAG.headerChecksum) !== 0) await bytes.take(2);
  return 'passed';
}

async function passText(bytes: ByteReader): Promise<void> {
  for (let byte = await bytes.take(1); byte.length === 1 && byte[0] !== 0; byte = await bytes.take(1));
}

/** The content of one deflate stream; behind it `bytes` stands at the first byte that does not belong to it. */
async function* inflated(bytes: ByteReader): AsyncGenerator<Buffer> {
  const inflater = new Inflater(BUFFER);
  const kept: Buffer[] = [];
  let out = 0;
  try {
    while (!inflater.ended) {
      const input = await bytes.piece(STEP);
      if (input === null) break;
      if (inflater.fed <= MOST_KEPT) kept.push(Buffer.from(input));
      for (const piece of await inflater.add(input)) {
        out += piece.length;
        yield piece;
      }
      if (inflater.failure !== null) break;
      if (inflater.ended) bytes.giveBack(input.subarray(input.length - inflater.unused));
    }
    if (inflater.failure === null && !inflater.ended) yield* await inflater.end();
    if (inflater.failure === null) return;
    if (inflater.fed <= MOST_KEPT) yield* await inflateAgain(kept, out);
    throw inflater.failure;
  } finally {
    inflater.destroy();
  }
}

/** What comes of a damaged input behind the first `known` bytes. */
async function inflateAgain(input: readonly Buffer[], known: number): Promise<readonly Buffer[]> {
  const inflater = new Inflater(SMALLEST_BUFFER);
  const pieces: Buffer[] = [];
  try {
    for (const step of input) pieces.push(...(await inflater.add(step)));
  } finally {
    inflater.destroy();
  }
  const rest = Buffer.concat(pieces).subarray(known);
  return rest.length === 0 ? [] : [rest];
}

/** Unpacks one step at a time and hands out all that came of it, also when it failed. */
class Inflater {
  failure: Error | null = null;
  /** True once the deflate stream is at its end, with the bytes of the last step that are behind it. */
  ended = false;
  unused = 0;
  fed = 0;
  readonly #inflate;
  #ready: Buffer[] = [];
  #settle = () => {};

  constructor(chunkSize: number) {
    // an input that ends too early is no error here
    this.#inflate = createInflateRaw({ chunkSize, finishFlush: constants.Z_SYNC_FLUSH });
    this.#inflate.on('data', (piece: Buffer) => this.#ready.push(piece));
    // a step that fails is never called back
    this.#inflate.on('error', (error) => {
      this.failure = error;
      this.#settle();
    });
    this.#inflate.on('end', () => this.#settle());
  }

  async add(bytes: Buffer): Promise<readonly Buffer[]> {
    if (this.failure !== null || this.ended) return [];
    this.fed += bytes.length;
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
      this.#inflate.write(bytes, () => resolve());
    });
    this.unused = this.fed - this.#inflate.bytesWritten;
    this.ended = this.failure === null && this.unused > 0;
    return this.#take();
  }

  async end(): Promise<readonly Buffer[]> {
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
      this.#inflate.end();
    });
    return this.#take();
  }

  destroy(): void {
    this.#inflate.destroy();
  }

  #take(): readonly Buffer[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}
