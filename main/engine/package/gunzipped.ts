import { constants, createGunzip } from 'node:zlib';

/** Input that is unpacked at a time. Deflate makes at most 1,032 times as much of it: 17 MB. */
const STEP = 16 * 1024;
/** Of what zlib has unpacked into its present buffer nothing is left when it meets a damage. */
const LOST_AT_MOST = 16 * 1024;
/** Checksum and length stand at the end: held back, so that nothing is left to lose when they are wrong. */
const TRAILER = 8;

/**
 * What is inside gzip, piece by piece. What can be unpacked in front of a damage comes before the error, but
 * for the last 16 KiB; Node's own stream would throw away all that it still holds. Where the input ends too early so does this, without
 * an error: whoever reads it knows by the content that it is not whole.
 */
export async function* gunzipped(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflater = new Inflater();
  try {
    let held: Buffer = Buffer.alloc(0);
    for await (const chunk of input) {
      const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const go = Math.max(0, bytes.length - TRAILER);
      for (let at = 0; at < go; at += STEP) {
        yield* await inflater.add(bytes.subarray(at, Math.min(go, at + STEP)));
        if (inflater.failure !== null) throw inflater.failure;
      }
      held = bytes.subarray(go);
    }
    yield* await inflater.add(held);
    if (inflater.failure === null) yield* await inflater.end();
    if (inflater.failure !== null) throw inflater.failure;
  } finally {
    inflater.destroy();
  }
}

/** Unpacks one step at a time and hands out all that came of it, also when it failed. */
class Inflater {
  failure: Error | null = null;
  readonly #gunzip = createGunzip({ chunkSize: LOST_AT_MOST, finishFlush: constants.Z_SYNC_FLUSH });
  #ready: Buffer[] = [];
  #settle = () => {};

  constructor() {
    this.#gunzip.on('data', (piece: Buffer) => this.#ready.push(piece));
    // a step that fails is never called back
    this.#gunzip.on('error', (error) => {
      this.failure = error;
      this.#settle();
    });
    this.#gunzip.on('end', () => this.#settle());
  }

  async add(bytes: Buffer): Promise<readonly Buffer[]> {
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
      this.#gunzip.write(bytes, () => resolve());
    });
    return this.#take();
  }

  async end(): Promise<readonly Buffer[]> {
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
      this.#gunzip.end();
    });
    return this.#take();
  }

  destroy(): void {
    this.#gunzip.destroy();
  }

  #take(): readonly Buffer[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}
