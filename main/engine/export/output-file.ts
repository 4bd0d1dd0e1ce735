import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, lstat, mkdtemp, open, realpath, rename, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { syncDirectory } from '../database/sync-folder.ts';
import { type EncryptFor, type EncryptingSink, encryptingSink } from '../encryption/age.ts';
import { RunCipher } from '../encryption/run-cipher.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { signaturePath } from '../signature/signature-state.ts';
import { signDigest } from '../signature/sshsig.ts';
import { goesWithProcess } from '../temporary-folder.ts';
import { PIECE } from './archive.ts';
import { partialName, removeLeftOf } from './left-of-export.ts';

/** Something that takes bytes, one piece after the other. */
export interface ByteSink {
  write(bytes: Buffer): Promise<void>;
}

/** How the file is kept from other eyes and hands. */
export interface Protection {
  /** Encrypts it, and all that is written on the way. */
  readonly encryptFor?: EncryptFor;
  /** Signs it with this private key; the signature lies beside it. */
  readonly signWith?: string;
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
  readonly #toSign: Hash | null;
  readonly #signWith: string | null;
  #sealed: EncryptingSink | null = null;
  /** By path, in an encrypted export. */
  readonly #ciphers = new Map<string, RunCipher>();
  /** The names under which it and what belongs to it lie until the end. */
  readonly #kept: (() => void)[] = [];
  #bytes = 0;
  #size = 0;
  #scratch: string | null = null;

  private constructor(
    place: string,
    partial: string,
    file: FileHandle,
    signal: AbortSignal | undefined,
    signWith: string | null,
  ) {
    this.path = place;
    this.#partial = partial;
    this.#file = file;
    this.#signal = signal;
    this.#signWith = signWith;
    this.#toSign = signWith === null ? null : createHash('sha512');
    for (const name of [partial, signaturePath(partial)]) this.#kept.push(goesWithProcess(name));
  }

  /** Errors: `USAGE` (it is there already), `STORAGE_NOT_FOUND`, `STORAGE_NOT_WRITABLE`, `STORAGE_FULL`. */
  static async create(
    place: string,
    signal?: AbortSignal,
    { encryptFor, signWith }: Protection = {},
  ): Promise<OutputFile> {
    await refuseExisting(place);
    if (signWith !== undefined) await refuseExisting(signaturePath(place));
    await removeLeftOf(place);
    const partial = partialName(place);
    const file = await open(partial, 'wx', 0o600).catch((error: unknown) => {
      throw outputError(error, place);
    });
    // Without links, as a folder that is walked has its paths.
    const output = new OutputFile(place, await realpath(partial), file, signal, signWith ?? null);
    if (encryptFor !== undefined)
      output.#sealed = await encryptingSink({ write: (bytes) => output.#put(bytes) }, encryptFor);
    return output;
  }

  /** Bytes of the file, once it is finished. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that were written into it, before they were encrypted. */
  get bytes(): number {
    return this.#bytes;
  }

  async write(bytes: Buffer): Promise<void> {
    throwIfCancelled(this.#signal);
    await (this.#sealed === null ? this.#put(bytes) : this.#sealed.write(bytes));
    this.#bytes += bytes.length;
  }

  async #put(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    this.#toSign?.update(bytes);
    await this.#doing(writeAll(this.#file, bytes));
    this.#size += bytes.length;
  }

  /** Whether a path is one of those that this file has until it gets its name. */
  owns(other: string): boolean {
    return other.startsWith(this.#partial);
  }

  /** A folder beside the file for what is needed on the way; taken away with it. */
  async scratch(): Promise<string> {
    if (this.#scratch === null) {
      this.#scratch = await this.#doing(mkdtemp(`${this.#partial}-`));
      this.#kept.push(goesWithProcess(this.#scratch));
    }
    return this.#scratch;
  }

  /**
   * What a file of the scratch folder that is about to be written has to be encrypted with, for nothing of an encrypted
   * export lies beside it as it is; null in all others.
   */
  scratchCipher(file: string): RunCipher | null {
    if (this.#sealed === null) return null;
    const cipher = new RunCipher();
    this.#ciphers.set(file, cipher);
    return cipher;
  }

  /** What was written into a file of the scratch folder. */
  readScratch(file: string): Readable {
    const source = createReadStream(file, { highWaterMark: PIECE });
    const cipher = this.#ciphers.get(file);
    // Errors come out of the stream itself.
    return cipher === undefined ? source : pipeline(source, cipher.stream(), () => undefined);
  }

  /** Whether nothing may lie beside the file that could be read without its key. */
  get isSecret(): boolean {
    return this.#sealed !== null;
  }

  /** Does something with the disk of this file, its errors in words. */
  scratched<T>(work: Promise<T>): Promise<T> {
    return this.#doing(work);
  }

  /** Puts the file in its place; returns the checksum of what is in it. */
  async finish(): Promise<string> {
    throwIfCancelled(this.#signal);
    await this.#sealed?.end();
    await this.#doing(this.#file.sync());
    await this.#doing(this.#file.close());
    if (this.#scratch !== null) await rm(this.#scratch, { recursive: true, force: true });
    this.#scratch = null;
    const signature = await this.#sign();
    await this.#doing(giveName(this.#partial, this.path));
    if (signature !== null) await this.#doing(giveName(signature, signaturePath(this.path)));
    await this.#doing(syncDirectory(path.dirname(this.path)));
    this.#letGo();
    return this.#hash.digest('hex');
  }

  /** Takes away everything that was written. */
  async discard(): Promise<void> {
    this.#sealed?.destroy();
    await this.#file.close().catch(() => undefined);
    for (const file of [this.#partial, signaturePath(this.#partial)])
      await rm(file, { force: true }).catch(() => undefined);
    if (this.#scratch !== null)
      await rm(this.#scratch, { recursive: true, force: true }).catch(() => undefined);
    this.#letGo();
  }

  #letGo(): void {
    for (const letGo of this.#kept.splice(0)) letGo();
  }

  /** Writes the signature under another name; null when none is wanted. */
  async #sign(): Promise<string | null> {
    if (this.#signWith === null || this.#toSign === null) return null;
    const draft = signaturePath(this.#partial);
    const file = await this.#doing(open(draft, 'wx', 0o644));
    try {
      await this.#doing(writeAll(file, Buffer.from(signDigest(this.#toSign.digest(), this.#signWith))));
      await this.#doing(file.sync());
    } finally {
      await file.close();
    }
    return draft;
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
