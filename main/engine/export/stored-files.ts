import { createHash } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { type FileHandle, lstat, open, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfCancelled } from '../errors.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import { openRoot } from '../restore/stage-files.ts';
import { PIECE } from './archive.ts';
import { type OutputFile, writeAll } from './output-file.ts';

/** A file of the storage, copied as it was at one moment. */
export interface CopiedFile {
  /** Below the storage root: `documents/a.docx`. */
  readonly path: string;
  /** Where the copy is; only until the next file is asked for. */
  readonly copy: string;
  readonly size: number;
  readonly sha256: string;
  readonly mtimeMs: number;
}

export interface StoredFilesOptions {
  readonly output: OutputFile;
  readonly meter: ProgressMeter;
  /** The only files that are wanted; null for all. */
  readonly only: ReadonlySet<string> | null;
  readonly onProblem: (problem: Problem) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What the console keeps in a storage root for itself. */
const OWN = /^\.edms-/;
/** Times that a file is read which somebody writes meanwhile, and the pause between them in milliseconds. */
const ATTEMPTS = 5;
const PAUSE = 100;

/** The paths of all regular files of a storage, sorted; what is none, or cannot be read, is told. */
export async function listStorage(
  storageRoot: string,
  { output, only, onProblem, signal }: Omit<StoredFilesOptions, 'meter'>,
): Promise<readonly string[]> {
  const root = await openRoot(storageRoot);
  const files: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    throwIfCancelled(signal);
    for (const entry of await entriesOf(root, folder, onProblem)) {
      const name = path.posix.join(folder, entry.name);
      if (folder === '' && OWN.test(entry.name)) continue;
      // The export itself may lie in the storage.
      if (output.owns(path.join(root, name))) continue;
      if (entry.isDirectory()) folders.push(name);
      else if (only !== null && !only.has(name)) continue;
      else if (!entry.isFile()) onProblem(leftOut(name, 'it is a link or a device'));
      else if (name === 'manifest.json')
        onProblem(leftOut(name, "it has the name of the package's own list"));
      else if (name.includes('\\')) onProblem(leftOut(name, 'its name holds a backslash'));
      else files.push(name);
    }
  }
  return files.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Copies one file after the other: what is put into an archive has its size in front and cannot be taken back. */
export async function* copyStored(
  storageRoot: string,
  files: readonly string[],
  options: StoredFilesOptions,
): AsyncGenerator<CopiedFile> {
  const root = await openRoot(storageRoot);
  const copy = path.join(await options.output.scratch(), 'stored');
  options.meter.start('staging files', files.length, 'files');
  for (const file of files) {
    throwIfCancelled(options.signal);
    const copied = await copyCalm(path.join(root, file), copy, options);
    if (typeof copied === 'string') {
      options.onProblem(
        copied === 'changing'
          ? leftOut(file, 'it was written to whenever it was read')
          : copied === 'gone'
            ? missingFile(file)
            : leftOut(file, 'it cannot be read'),
      );
    } else yield { path: file, copy, ...copied };
    await unlink(copy).catch(() => undefined);
    options.meter.advance(1);
  }
  options.meter.finish();
}

/** A file that a record names and the storage does not have. */
export function missingFile(file: string, model?: string): Problem {
  return {
    code: 'FILE_MISSING',
    severity: 'error',
    message: `The file ${file.slice(0, 300)} is not in the storage folder; the export does not have it.`,
    advice: 'Look at the health of the EDMS: it lists missing files, and can bring them back from a package.',
    where: { entry: file.slice(0, 300), ...(model === undefined ? {} : { model }) },
  };
}

type Copied = Pick<CopiedFile, 'size' | 'sha256' | 'mtimeMs'>;

async function copyCalm(
  file: string,
  copy: string,
  options: StoredFilesOptions,
): Promise<Copied | 'changing' | 'gone' | 'unreadable'> {
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
      const copied = await copyOnce(source, file, copy, options);
      if (copied !== 'changing') return copied;
    } finally {
      await source.close();
    }
  }
  return 'changing';
}

/** Copies what is open; `changing` when it is not the same file with the same size and time afterwards. */
async function copyOnce(
  source: FileHandle,
  file: string,
  copy: string,
  { output, signal }: StoredFilesOptions,
): Promise<Copied | 'changing' | 'unreadable'> {
  const before = await source.stat({ bigint: true });
  const hash = createHash('sha256');
  const target = await output.scratched(open(copy, 'w', 0o600));
  let size = 0n;
  try {
    const piece = Buffer.alloc(PIECE);
    for (;;) {
      throwIfCancelled(signal);
      const read = await source.read(piece, 0, PIECE).catch(() => null);
      if (read === null) return 'unreadable';
      if (read.bytesRead === 0) break;
      const bytes = piece.subarray(0, read.bytesRead);
      hash.update(bytes);
      size += BigInt(bytes.length);
      await output.scratched(writeAll(target, bytes));
    }
  } finally {
    await target.close();
  }
  const after = await source.stat({ bigint: true });
  const there = await lstat(file, { bigint: true }).catch(() => null);
  const calm =
    after.mtimeNs === before.mtimeNs &&
    after.size === before.size &&
    size === before.size &&
    there?.ino === before.ino;
  return calm
    ? { size: Number(size), sha256: hash.digest('hex'), mtimeMs: Number(before.mtimeNs / 1_000_000n) }
    : 'changing';
}

async function entriesOf(
  root: string,
  folder: string,
  onProblem: (problem: Problem) => void,
): Promise<readonly Dirent[]> {
  try {
    return await readdir(path.join(root, folder), { withFileTypes: true });
  } catch {
    onProblem(leftOut(`${folder}/`, 'the folder cannot be read'));
    return [];
  }
}

function leftOut(file: string, because: string): Problem {
  return {
    code: 'FILE_LEFT_OUT',
    severity: 'error',
    message: `${file.slice(0, 300)} of the storage folder is not in the export: ${because}.`,
    advice: 'Put it right and export again, if the file matters.',
    where: { entry: file.slice(0, 300) },
  };
}
