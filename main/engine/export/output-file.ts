import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, link, lstat, mkdtemp, open, realpath, rename, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { syncDirectory } from '../database/sync-folder.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';

/** Something that takes bytes, one piece after the other. */
export interface ByteSink {
  write(bytes: Buffer): Promise<void>;
}

/**
 * A file that comes to be as a whole or not at all: it is written beside its place under another name, synced, and
 * given its name at the end. A file that is there already is never replaced. Password hashes are in it, so that only its
 * owner may read it.
 */
export class OutputFile implements ByteSink {
  readonly path: string;
  readonly #partial: string;
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  readonly #signal: AbortSignal | undefined;
  #bytes = 0;
  #scratch: string | null = null;

  private constructor(place: string, partial: string, file: FileHandle, signal: AbortSignal | undefined) {
    this.path = place;
    this.#partial = partial;
    this.#file = file;
    this.#signal = signal;
  }

  /** Errors: `USAGE` (it is there already), `STORAGE_NOT_FOUND`, `STORAGE_NOT_WRITABLE`, `STORAGE_FULL`. */
  static async create(place: string, signal?: AbortSignal): Promise<OutputFile> {
    await refuseExisting(place);
    const partial = `${place}.${randomBytes(6).toString('hex')}.partial`;
    const file = await open(partial, 'wx', 0o600).catch((error: unknown) => {
      throw outputError(error, place);
    });
    // Without links, as a folder that is walked has its paths.
    return new OutputFile(place, await realpath(partial), file, signal);
  }

  get bytes(): number {
    return this.#bytes;
  }

  async write(bytes: Buffer): Promise<void> {
    throwIfCancelled(this.#signal);
    this.#hash.update(bytes);
    await this.#doing(writeAll(this.#file, bytes));
    this.#bytes += bytes.length;
  }

  /** Whether a path is one of those that this file has until it gets its name. */
  owns(other: string): boolean {
    return other.startsWith(this.#partial);
  }

  /** A folder beside the file for what is needed on the way; taken away with it. */
  async scratch(): Promise<string> {
    this.#scratch ??= await this.#doing(mkdtemp(`${this.#partial}-`));
    return this.#scratch;
  }

  /** Does something with the disk of this file, its errors in words. */
  scratched<T>(work: Promise<T>): Promise<T> {
    return this.#doing(work);
  }

  /** Puts the file in its place; returns the checksum of what is in it. */
  async finish(): Promise<string> {
    throwIfCancelled(this.#signal);
    await this.#doing(this.#file.sync());
    await this.#doing(this.#file.close());
    if (this.#scratch !== null) await rm(this.#scratch, { recursive: true, force: true });
    this.#scratch = null;
    await this.#doing(giveName(this.#partial, this.path));
    await this.#doing(syncDirectory(path.dirname(this.path)));
    return this.#hash.digest('hex');
  }

  /** Takes away everything that was written. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#partial, { force: true }).catch(() => undefined);
    if (this.#scratch !== null)
      await rm(this.#scratch, { recursive: true, force: true }).catch(() => undefined);
  }

  #doing<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      throw outputError(error, this.path);
    });
  }
}

export async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += (await file.write(bytes, at)).bytesWritten;
}

/** By a second name, which no system puts over a file that is there; where there are none, by renaming. */
async function giveName(partial: string, place: string): Promise<void> {
  try {
    await link(partial, place);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw existsError(place);
    await refuseExisting(place);
    await rename(partial, place);
    return;
  }
  await unlink(partial);
}

async function refuseExisting(place: string): Promise<void> {
  if ((await lstat(place).catch(() => null)) !== null) throw existsError(place);
}

function existsError(place: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: `${place} is there already.`,
    consequence: 'Nothing was written: an export replaces no file.',
    advice: 'Choose another name, or move that file away.',
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function outputError(error: unknown, place: string): unknown {
  const code = codeOf(error);
  const details = error instanceof Error ? error.message : String(error);
  const consequence = 'The export was stopped and what it had written is gone; the EDMS was only read.';
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new EngineError(
      {
        code: 'STORAGE_FULL',
        message: `There is no space left on the disk for ${place}.`,
        consequence,
        advice: 'Make room, or export to another disk.',
        details,
      },
      error,
    );
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new EngineError(
      {
        code: 'STORAGE_NOT_FOUND',
        message: `The folder of ${place} is not there.`,
        consequence,
        advice: 'Make it, or choose another one.',
        details,
      },
      error,
    );
  if (error instanceof EngineError || typeof code !== 'string') return error;
  return new EngineError(
    {
      code: 'STORAGE_NOT_WRITABLE',
      message: `${place} cannot be written.`,
      consequence,
      advice: 'Check the rights to the folder and the disk that it lies on.',
      details,
    },
    error,
  );
}
