import { createHash } from 'node:crypto';
import { type FileHandle, lstat, open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError, throwIfCancelled } from '../errors.ts';
import type { Package, PackageEntry } from '../package/package.ts';
import { type FilePlan, hashFile, type PlannedFile } from '../plan/file-plan.ts';
import type { ProgressMeter } from '../progress.ts';
import type { UndoWriter } from '../undo/undo-record.ts';
import { type FileMoves, type Place, refuseUnplaceable } from './place-files.ts';

/** The files of a plan that are put in place, and how; made before anything is copied. */
export interface FileWork {
  /** The storage root, its links resolved; null when no file is touched. */
  readonly root: string | null;
  readonly wanted: readonly PlannedFile[];
  readonly moves: FileMoves;
  /** Folders that placing will make, the outermost first. */
  readonly newFolders: readonly string[];
}

export const NO_MOVES: FileMoves = { places: [], removals: [], folders: [] };

/**
 * Finds out what placing a plan's files comes to.
 * Errors: `STORAGE_NOT_FOUND`, `STORAGE_NOT_WRITABLE` (a folder that cannot take them), `TARGET_CHANGED`.
 */
export async function planFileWork(files: FilePlan): Promise<FileWork> {
  const wanted = placedFiles(files);
  if (files.storageRoot === null || wanted.length === 0)
    return { root: null, wanted: [], moves: NO_MOVES, newFolders: [] };
  const root = await openRoot(files.storageRoot);
  await refuseUnplaceable(
    root,
    wanted.map(({ destination }) => destination),
  );
  const places = await Promise.all(wanted.map((planned, i) => planPlace(root, planned, i)));
  return { root, wanted, moves: { ...NO_MOVES, places }, newFolders: await foldersToMake(root, places) };
}

/** The files of a plan that are put in place. */
export function placedFiles({ files }: FilePlan): readonly PlannedFile[] {
  return files.filter(({ action }) => action === 'copy' || action === 'replace' || action === 'beside');
}

/**
 * Copies the files out of the package into the journal's folder, on the file system of their destination, and
 * compares each checksum with the one that was found when the package was inspected.
 * Errors: `STORAGE_NOT_WRITABLE`, `STORAGE_FULL`, `PACKAGE_CHANGED`, `CANCELLED`.
 */
export async function stageFiles(
  wanted: readonly PlannedFile[],
  source: Package,
  folder: string,
  meter: ProgressMeter,
  signal?: AbortSignal,
): Promise<void> {
  const open = new Map(
    wanted.map((planned, i) => [planned.file.path, { planned, staged: path.join(folder, String(i)) }]),
  );
  meter.start(
    'staging files',
    wanted.reduce((sum, { file }) => sum + file.size, 0),
    'bytes',
  );
  for await (const entry of source.entries(signal)) {
    throwIfCancelled(signal);
    const found = open.get(entry.path);
    if (!found) continue;
    await copyOne(entry, found.planned, found.staged, meter, signal);
    open.delete(entry.path);
    if (open.size === 0) break;
  }
  meter.finish();
  const [missing] = open.keys();
  if (missing !== undefined) throw packageChanged(missing);
}

/** Takes down, for undo, which files will be placed, and copies those that will make way. */
export async function keepFiles(
  { root, wanted, moves, newFolders }: FileWork,
  undo: UndoWriter,
): Promise<void> {
  for (const name of newFolders) await undo.folder(name);
  for (const [i, { destination, replaces }] of moves.places.entries()) {
    const sha256 = wanted[i]?.file.sha256;
    if (root === null || sha256 === undefined) continue;
    const present = replaces === undefined ? null : { path: path.join(root, destination), sha256: replaces };
    await undo.file(destination, sha256, present);
  }
}

async function copyOne(
  entry: PackageEntry,
  planned: PlannedFile,
  staged: string,
  meter: ProgressMeter,
  signal?: AbortSignal,
): Promise<void> {
  const hash = createHash('sha256');
  const file = await open(staged, 'wx', 0o644);
  try {
    for await (const chunk of entry.content()) {
      throwIfCancelled(signal);
      const bytes: Buffer = chunk;
      hash.update(bytes);
      await writeAll(file, bytes);
      meter.advance(bytes.length);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (hash.digest('hex') !== planned.file.sha256) throw packageChanged(entry.path);
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += (await file.write(bytes, at)).bytesWritten;
}

async function planPlace(root: string, planned: PlannedFile, index: number): Promise<Place> {
  const { destination, action } = planned;
  const place: Place = { staged: String(index), destination };
  const target = path.join(root, destination);
  if (!(await lstat(target).catch(() => null))) return place;
  if (action === 'replace') return { ...place, replaces: await hashFile(target) };
  throw new EngineError({
    code: 'TARGET_CHANGED',
    message: `A file has come to ${destination} since the preview.`,
    consequence: 'Nothing was changed.',
    advice: 'Look at the preview again: it says now what is done with this file.',
    where: { entry: destination },
  });
}

async function foldersToMake(root: string, places: readonly Place[]): Promise<readonly string[]> {
  const missing = new Set<string>();
  for (const { destination } of places) {
    for (let name = path.posix.dirname(destination); name !== '.'; name = path.posix.dirname(name)) {
      if (missing.has(name) || (await lstat(path.join(root, name)).catch(() => null))) break;
      missing.add(name);
    }
  }
  return [...missing].sort();
}

/** The storage root as it really is. Error: `STORAGE_NOT_FOUND`. */
export async function openRoot(storageRoot: string): Promise<string> {
  try {
    const root = await realpath(storageRoot);
    if (!(await stat(root)).isDirectory()) throw new Error('it is not a folder');
    return root;
  } catch (error) {
    throw new EngineError(
      {
        code: 'STORAGE_NOT_FOUND',
        message: `The storage folder ${storageRoot} is not there.`,
        consequence: 'Nothing was changed.',
        advice: 'Choose the folder in which the EDMS keeps its documents, or make it.',
      },
      error,
    );
  }
}

function packageChanged(entry: string): EngineError {
  return new EngineError({
    code: 'PACKAGE_CHANGED',
    message: `The file ${entry} of the package is no longer what it was when the package was inspected.`,
    consequence: 'Nothing was changed.',
    advice: 'Open the package again.',
    where: { entry },
  });
}
