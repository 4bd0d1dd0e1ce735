import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { fromRandomAccessReaderPromise, openPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import type { RunCipher } from '../encryption/run-cipher.ts';

const ZIP_OPTIONS = { autoClose: false, decodeStrings: false } as const;

/** A file whose bytes are read by their places, and the cipher that it lies under, if any. */
export class PlacedFile {
  readonly path: string;
  readonly size: number;
  readonly #cipher: RunCipher | null;

  constructor(place: string, size: number, cipher: RunCipher | null) {
    this.path = place;
    this.size = size;
    this.#cipher = cipher;
  }

  /** From `start` to before `end`, or to the end. */
  stream(start: number, end?: number): Readable {
    const range = end === undefined ? { start } : { start, end: end - 1 };
    const source = createReadStream(this.path, range);
    if (this.#cipher === null) return source;
    // Errors come out of the stream itself.
    return pipeline(source, this.#cipher.stream(start), () => undefined);
  }

  async all(): Promise<Buffer> {
    const bytes = await readFile(this.path);
    return this.#cipher?.apply(bytes, 0) ?? bytes;
  }

  /** For many small reads; whoever opens it closes it. */
  async open(): Promise<PlacedReader> {
    return new PlacedReader(await open(this.path, 'r'), this.#cipher);
  }

  zip(): Promise<ZipFile> {
    if (this.#cipher === null) return openPromise(this.path, ZIP_OPTIONS);
    return fromRandomAccessReaderPromise(new CipherReader(this), this.size, ZIP_OPTIONS);
  }
}

export class PlacedReader {
  readonly #file: FileHandle;
  readonly #cipher: RunCipher | null;

  constructor(file: FileHandle, cipher: RunCipher | null) {
    this.#file = file;
    this.#cipher = cipher;
  }

  /** `length` bytes; fewer at the end of the file. */
  async read(at: number, length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#file.read(bytes, filled, length - filled, at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    const read = bytes.subarray(0, filled);
    return this.#cipher?.apply(read, at) ?? read;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

class CipherReader extends RandomAccessReader {
  readonly #file: PlacedFile;

  constructor(file: PlacedFile) {
    super();
    this.#file = file;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return this.#file.stream(start, end);
  }
}
