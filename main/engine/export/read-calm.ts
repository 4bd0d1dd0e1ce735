import { createHash } from 'node:crypto';
import fs, { type BigIntStats, constants } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { BufferPool } from '../buffer-pool.ts';
import { throwIfCancelled } from '../errors.ts';
import { PIECE } from './archive.ts';
import type { ByteSink } from './output-file.ts';

/** A file as it was at one moment, and what took its bytes. */
export interface CalmFile<Sink> {
  readonly sink: Sink;
  readonly size: number;
  readonly mtimeMs: number;
}

/** Why there is no such file: it was written to whenever it was read, is not there, or cannot be read. */
export type Restless = 'changing' | 'gone' | 'unreadable';

/** By descriptors: each step of a `FileHandle` takes as long as the bytes of a small file. */
const disk = {
  open: promisify(fs.open),
  fstat: promisify(fs.fstat),
  read: promisify(fs.read),
  lstat: promisify(fs.lstat),
};

const pieces = new BufferPool(PIECE);

/** Times that a file is read which somebody writes meanwhile, and the pause between them in milliseconds. */
const ATTEMPTS = 5;
const PAUSE = 100;

/** Makes the checksum of what is written to it, and passes it on. */
export class HashingSink implements ByteSink {
  readonly #hash = createHash('sha256');
  readonly #sink: ByteSink | null;

  /** @param sink gets the bytes; nobody where the checksum is all that is wanted. */
  constructor(sink: ByteSink | null) {
    this.#sink = sink;
  }

  async write(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    await this.#sink?.write(bytes);
  }

  /** The SHA-256 of all bytes, in hexadecimal digits; to be asked for once. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}

/**
 * Reads a file that others may write to: from the beginning into a new sink whenever it is another one afterwards than
 * before. The sink gets pieces that are the reader's again when it has taken them. A link is never followed. Errors:
 * `CANCELLED`, and what the sink rejects with.
 *
 * @param begin makes the sink for a file of so many bytes; it never gets more of one that is whole.
 */
export async function readCalm<Sink extends ByteSink>(
  file: string,
  begin: (size: number) => Promise<Sink> | Sink,
  signal: AbortSignal | undefined,
): Promise<CalmFile<Sink> | Restless> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await sleep(PAUSE);
    const source = await disk
      .open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
      .catch((error: unknown) =>
        error instanceof Error && 'code' in error && error.code === 'ENOENT'
          ? ('gone' as const)
          : ('unreadable' as const),
      );
    if (typeof source === 'string') return source;
    try {
      const before = await disk.fstat(source, { bigint: true });
      const sink = await begin(Number(before.size));
      const taken = await passOn(source, before.size, sink, signal);
      if (taken === 'unreadable') return taken;
      if (taken === 'whole' && isSame(before, await disk.lstat(file, { bigint: true }).catch(() => null)))
        return { sink, size: Number(before.size), mtimeMs: Number(before.mtimeNs / 1_000_000n) };
    } finally {
      // What was only read has nothing to wait for.
      fs.closeSync(source);
    }
  }
  return 'changing';
}

/** Gives a sink what is open; `changing` where that is not as many bytes as there should be. */
async function passOn(
  source: number,
  size: bigint,
  sink: ByteSink,
  signal: AbortSignal | undefined,
): Promise<'whole' | 'changing' | 'unreadable'> {
  let left = Number(size);
  return pieces.lend(async (piece) => {
    for (;;) {
      throwIfCancelled(signal);
      // One byte more than there should be: so the last read tells too that nothing follows.
      const wanted = Math.min(piece.length, left + 1);
      const read = await disk.read(source, piece, 0, wanted, null).catch(() => null);
      if (read === null) return 'unreadable';
      const { bytesRead } = read;
      left -= bytesRead;
      if (left < 0) return 'changing';
      if (bytesRead > 0) await sink.write(piece.subarray(0, bytesRead));
      if (left === 0 && bytesRead < wanted) return 'whole';
      if (bytesRead === 0) return 'changing';
    }
  });
}

/** Whether a name stands for the file that was opened under it, and nobody has written to that since. */
function isSame(before: BigIntStats, there: BigIntStats | null): boolean {
  return there?.ino === before.ino && there.size === before.size && there.mtimeNs === before.mtimeNs;
}
