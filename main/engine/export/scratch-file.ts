import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { RunCipher } from '../encryption/run-cipher.ts';
import { throwIfCancelled } from '../errors.ts';
import { type ByteSink, type OutputFile, writeAll } from './output-file.ts';

/**
 * A file in the scratch folder of an export: what has to be known as a whole before it goes into an archive. It is read
 * with `OutputFile.readScratch`.
 */
export class ScratchFile implements ByteSink {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #output: OutputFile;
  readonly #signal: AbortSignal | undefined;
  readonly #cipher: RunCipher | null;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  private constructor(place: string, file: FileHandle, output: OutputFile, signal: AbortSignal | undefined) {
    this.path = place;
    this.#file = file;
    this.#output = output;
    this.#cipher = output.scratchCipher(place);
    this.#signal = signal;
  }

  static async create(output: OutputFile, name: string, signal?: AbortSignal): Promise<ScratchFile> {
    const place = path.join(await output.scratch(), name);
    return new ScratchFile(place, await output.scratched(open(place, 'wx', 0o600)), output, signal);
  }

  get bytes(): number {
    return this.#bytes;
  }

  async write(bytes: Buffer): Promise<void> {
    throwIfCancelled(this.#signal);
    this.#hash.update(bytes);
    const placed = this.#cipher?.apply(bytes, this.#bytes) ?? bytes;
    this.#bytes += bytes.length;
    await this.#output.scratched(writeAll(this.#file, placed));
  }

  /** Ends it; returns its checksum. */
  async end(): Promise<string> {
    await this.#output.scratched(this.#file.close());
    return this.#hash.digest('hex');
  }

  /** Closes it whatever became of it. */
  async close(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }
}
