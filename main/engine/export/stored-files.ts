import type { Dirent } from 'node:fs';
import { type FileHandle, lstat, open, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled } from '../errors.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import { openRoot } from '../restore/stage-files.ts';
import { type OutputFile, writeAll } from './output-file.ts';
import { type CalmFile, HashingSink, type Restless, readCalm } from './read-calm.ts';

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

export interface ListStorageOptions {
  /** Knows what is made by this very run, and may lie in the storage: it is passed over. */
  readonly output: Pick<OutputFile, 'owns'>;
  /** The only files that are wanted; null for all. */
  readonly only: ReadonlySet<string> | null;
  readonly onProblem: (problem: Problem) => void;
  /** What is said of a file that is left out; by default that an export does not have it. */
  readonly leftOut?: (file: string, because: string) => Problem;
  readonly signal?: AbortSignal | undefined;
}

export interface StoredFilesOptions extends ListStorageOptions {
  readonly output: OutputFile;
  readonly meter: ProgressMeter;
}

/** Where the files of a package come from. */
export interface StoredSource {
  /** The paths of the files, sorted; `named` are those that records name, each with a model that does. */
  list(named: ReadonlyMap<string, string>): Promise<readonly string[]>;
  /** Copies of them, one after the other. */
  copies(files: readonly string[]): AsyncGenerator<CopiedFile>;
}

/** The files of a storage folder; of a selection those alone that its records name. */
export function folderSource(
  storageRoot: string,
  { isSelected, ...options }: Omit<StoredFilesOptions, 'only'> & { readonly isSelected: boolean },
): StoredSource {
  return {
    list: (named) =>
      listStorage(storageRoot, { ...options, only: isSelected ? new Set(named.keys()) : null }),
    copies: (files) => copyStored(storageRoot, files, { ...options, only: null }),
  };
}

/** What the console keeps in a storage root for itself. */
const OWN = /^\.edms-/;

/** The paths of all regular files of a storage, sorted; what is none, or cannot be read, is told. */
export async function listStorage(
  storageRoot: string,
  { output, only, onProblem, leftOut = leftOutOf('export'), signal }: ListStorageOptions,
): Promise<readonly string[]> {
  const root = await openRoot(storageRoot);
  const files: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    throwIfCancelled(signal);
    for (const entry of await entriesOf(root, folder, (because) =>
      onProblem(leftOut(`${folder}/`, because)),
    )) {
      const name = path.posix.join(folder, entry.name);
      if (folder === '' && OWN.test(entry.name)) continue;
      // The export itself may lie in the storage.
      if (output.owns(path.join(root, name))) continue;
      if (await isUnspeakable(root, name)) onProblem(leftOut(name, 'its name is not written in UTF-8'));
      else if (entry.isDirectory()) folders.push(name);
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

/** A name of other bytes than UTF-8's is read with marks in it for what cannot be said, and nothing is there by that name. */
async function isUnspeakable(root: string, name: string): Promise<boolean> {
  if (!name.includes('\ufffd')) return false;
  const there = await lstat(path.join(root, name)).catch(() => null);
  return there === null;
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
    if (typeof copied === 'string') options.onProblem(restlessFile(file, copied, 'export'));
    else {
      const { sink, size, mtimeMs } = copied;
      yield { path: file, copy, size, sha256: sink.digest(), mtimeMs };
    }
    await unlink(copy).catch(() => undefined);
    options.meter.advance(1);
  }
  options.meter.finish();
}

/** What files are put into, as a person is told of it. */
export type FilesGoInto = 'export' | 'snapshot';

/** A file of the storage that could not be read. */
export function restlessFile(file: string, why: Restless, into: FilesGoInto): Problem {
  if (why === 'gone') return missingFile(file, into);
  return leftOutOf(into)(
    file,
    why === 'changing' ? 'it was written to whenever it was read' : 'it cannot be read',
  );
}

/** A file that a record names and the storage does not have. */
export function missingFile(file: string, into: FilesGoInto, model?: string): Problem {
  return {
    code: 'FILE_MISSING',
    severity: 'error',
    message: `The file ${file.slice(0, 300)} is not in the storage folder; the ${into} does not have it.`,
    advice: 'Look at the health of the EDMS: it lists missing files, and can bring them back from a package.',
    where: { entry: file.slice(0, 300), ...(model === undefined ? {} : { model }) },
  };
}

/** Copies a file that others may write to; the copy is closed in any case. */
async function copyCalm(
  file: string,
  copy: string,
  { output, signal }: StoredFilesOptions,
): Promise<CalmFile<HashingSink> | Restless> {
  let target: FileHandle | null = null;
  const begin = async () => {
    await target?.close();
    const opened = await output.scratched(open(copy, 'w', 0o600));
    target = opened;
    const cipher = output.scratchCipher(copy);
    let at = 0;
    return new HashingSink({
      write: (bytes) => {
        const placed = cipher?.apply(bytes, at) ?? bytes;
        at += bytes.length;
        return output.scratched(writeAll(opened, placed));
      },
    });
  };
  try {
    return await readCalm(file, begin, signal);
  } finally {
    await (target as FileHandle | null)?.close();
  }
}

async function entriesOf(
  root: string,
  folder: string,
  onUnreadable: (because: string) => void,
): Promise<readonly Dirent[]> {
  try {
    return await readdir(path.join(root, folder), { withFileTypes: true });
  } catch {
    onUnreadable('the folder cannot be read');
    return [];
  }
}

/** Says of files that they are left out, and why. */
export function leftOutOf(into: FilesGoInto): (file: string, because: string) => Problem {
  return (file, because) => ({
    code: 'FILE_LEFT_OUT',
    severity: 'error',
    message: `${file.slice(0, 300)} of the storage folder is not in the ${into}: ${because}.`,
    advice: `Put it right and make another ${into}, if the file matters.`,
    where: { entry: file.slice(0, 300) },
  });
}
