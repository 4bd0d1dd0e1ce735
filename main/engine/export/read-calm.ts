import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfCancelled } from '../errors.ts';
import { PIECE } from './archive.ts';
import type { ByteSink } from './output-file.ts';

/** A file as it was at one moment, and what took its bytes. */
export interface CalmFile<Sink> {
  readonly sink: Sink;
  readonly size: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
  readonly mtimeMs: number;
}

/** Why there is no such file: it was written to whenever it was read, is not there, or cannot be read. */
export type Restless = 'changing' | 'gone' | 'unreadable';

/** Times that a file is read which somebody writes meanwhile, and the pause between them in milliseconds. */
const ATTEMPTS = 5;
const PAUSE = 100;

/**
 * Reads a file that others may write to: from the beginning into a new sink whenever it is another one afterwards than
 * before. A link is never followed. Errors: `CANCELLED`, and what the sink rejects with.
 */
export async function readCalm<Sink extends ByteSink>(
  file: string,
  begin: () => Promise<Sink> | Sink,
  signal: AbortSignal | undefined,
): Promise<CalmFile<Sink> | Restless> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await sleep(PAUSE);
    const source = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch(
      (error: unknown) =>
        error instanceof Error && 'code' in error && error.code === 'ENOENT'
          ? ('gone' as const)
          : ('unreadable' as const),
    );
    if (typeof source === 'string') return source;
    try {
      const read = await readOnce(source, file, await begin(), signal);
      if (read !== 'changing') return read;
    } finally {
      await source.close();
    }
  }
  return 'changing';
}

/** Reads what is open; `changing` when it is not the same file with the same size and time afterwards. */
async function readOnce<Sink extends ByteSink>(
  source: FileHandle,
  file: string,
  sink: Sink,
  signal: AbortSignal | undefined,
): Promise<CalmFile<Sink> | Restless> {
  const before = await source.stat({ bigint: true });
  const hash = createHash('sha256');
  let size = 0n;
  const piece = Buffer.alloc(PIECE);
  for (;;) {
    throwIfCancelled(signal);
    const read = await source.read(piece, 0, PIECE).catch(() => null);
    if (read === null) return 'unreadable';
    if (read.bytesRead === 0) break;
    const bytes = piece.subarray(0, read.bytesRead);
    hash.update(bytes);
    size += BigInt(bytes.length);
    await sink.write(bytes);
  }
  const after = await source.stat({ bigint: true });
  const there = await lstat(file, { bigint: true }).catch(() => null);
  const calm =
    after.mtimeNs === before.mtimeNs &&
    after.size === before.size &&
    size === before.size &&
    there?.ino === before.ino;
  return calm
    ? {
        sink,
        size: Number(size),
        sha256: hash.digest('hex'),
        mtimeMs: Number(before.mtimeNs / 1_000_000n),
      }
    : 'changing';
}
