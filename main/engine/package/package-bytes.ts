import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { decrypted, type Unlocked } from '../encryption/age.ts';
import type { EncryptionFacts } from '../encryption/age-header.ts';
import { RunCipher } from '../encryption/run-cipher.ts';
import { EngineError, type PlainError, throwIfCancelled } from '../errors.ts';
import { PlacedFile } from './placed-file.ts';
import { type FileStamp, sameFile } from './recognise.ts';

const PIECE = 256 * 1024;

/** What is in a file from front to back. */
export interface ByteStream {
  readonly bytes: AsyncIterable<Buffer>;
  /** Bytes of the file that were read so far. */
  bytesRead(): number;
  destroy(): void;
}

export interface PackageBytesOptions {
  readonly path: string;
  readonly stamp: FileStamp;
  /** What opens it; null for a file that is not encrypted. */
  readonly unlocked: Unlocked | null;
  /** An existing folder for what cannot be read from front to back; the system's when it is left out. */
  readonly workFolder?: string | undefined;
}

/** The bytes of a package in one file: what is inside, when the file is encrypted. */
export class PackageBytes {
  readonly path: string;
  /** Size of the file on the disk. */
  readonly size: number;
  readonly #options: PackageBytesOptions;
  #failure: PlainError | null = null;
  #placed: PlacedFile | null = null;

  constructor(options: PackageBytesOptions) {
    this.path = options.path;
    this.size = options.stamp.size;
    this.#options = options;
  }

  /** How the file is encrypted; null when it is not. */
  get encryption(): EncryptionFacts | null {
    return this.#options.unlocked?.facts ?? null;
  }

  /** Why it could not be decrypted to its end, once that was met. */
  get failure(): PlainError | null {
    return this.#failure;
  }

  /** From front to back. Rejects with `PACKAGE_CHANGED` when it is no longer the file that was opened. */
  async stream(): Promise<ByteStream> {
    await sameFile(this.path, this.#options.stamp);
    const file = createReadStream(this.path, { highWaterMark: PIECE });
    const { unlocked } = this.#options;
    return {
      bytes: unlocked === null ? file : this.#inside(file, unlocked),
      bytesRead: () => file.bytesRead,
      destroy: () => file.destroy(),
    };
  }

  /**
   * The bytes by their places. What is encrypted is decrypted first, once, into a file of the work folder that is
   * encrypted itself with a key of this run and goes with the package.
   */
  async placed(signal?: AbortSignal): Promise<PlacedFile> {
    await sameFile(this.path, this.#options.stamp);
    if (this.#options.unlocked === null) return new PlacedFile(this.path, this.size, null);
    this.#placed ??= await this.#unsealed(signal);
    return this.#placed;
  }

  async close(): Promise<void> {
    const placed = this.#placed;
    this.#placed = null;
    if (placed !== null) await rm(placed.path, { force: true });
  }

  async *#inside(file: AsyncIterable<Buffer>, unlocked: Unlocked): AsyncGenerator<Buffer> {
    try {
      yield* decrypted(file, unlocked);
    } catch (error) {
      if (error instanceof EngineError) this.#failure ??= error.plain;
      throw error;
    }
  }

  async #unsealed(signal: AbortSignal | undefined): Promise<PlacedFile> {
    const folder = this.#options.workFolder ?? os.tmpdir();
    const place = path.join(folder, `edms-unsealed-${randomBytes(8).toString('hex')}`);
    const cipher = new RunCipher();
    const file = await open(place, 'wx', 0o600);
    const stream = await this.stream();
    let size = 0;
    try {
      for await (const piece of stream.bytes) {
        throwIfCancelled(signal);
        await writeWhole(file, cipher.apply(piece, size));
        size += piece.length;
      }
      await file.close();
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(place, { force: true });
      throw error;
    } finally {
      stream.destroy();
    }
    return new PlacedFile(place, size, cipher);
  }
}

async function writeWhole(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}
