import { createHash, randomUUID } from 'node:crypto';
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import path from 'node:path';
import { EngineError, throwIfCancelled } from '../errors.ts';
import type { Package, PackageEntry } from '../package/package.ts';
import { type FilePlan, hashFile, type PlannedFile } from '../plan/file-plan.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import { type Move, placeAll, refuseLeaving } from './place-files.ts';

const STAGING_PREFIX = '.edms-restore-';
const JOURNAL = 'journal.json';

interface Journal {
  /** Process that stages; while it lives nobody else touches its folder. */
  readonly pid: number;
  /** True once the database has committed: from then on the files have to be put in place. */
  readonly committed: boolean;
  readonly moves: readonly Move[];
}

/** Staging folders that this process is filling: another restore of its own leaves them alone. */
const active = new Set<string>();

/** Files that lie ready beside their destination, on the same file system, checked and synced. */
export interface StagedFiles {
  /** Puts the files in place. What cannot be moved is a problem: the database has committed already. */
  place(): Promise<readonly Problem[]>;
  /** Removes what was staged. */
  discard(): Promise<void>;
}

/**
 * Copies the files that the plan wants out of the package into a folder inside the storage root, and compares
 * each checksum with the one that was found when the package was inspected.
 *
 * Errors: `STORAGE_NOT_FOUND`, `STORAGE_NOT_WRITABLE`, `STORAGE_FULL`, `PACKAGE_CHANGED`, `CANCELLED`.
 */
export async function stageFiles(
  files: FilePlan,
  source: Package,
  meter: ProgressMeter,
  signal?: AbortSignal,
): Promise<StagedFiles | null> {
  const wanted = files.files.filter(
    ({ action }) => action === 'copy' || action === 'replace' || action === 'beside',
  );
  if (files.storageRoot === null || wanted.length === 0) return null;
  const root = await openRoot(files.storageRoot);
  await finishEarlier(root);
  for (const { destination } of wanted) await refuseLeaving(root, destination);
  const folder = path.join(root, STAGING_PREFIX + randomUUID());
  active.add(folder);
  try {
    await mkdir(folder, { mode: 0o700 });
    const moves = await Promise.all(wanted.map((planned, i) => planMove(root, planned, i)));
    // First of all, so that a restore that starts meanwhile knows whose folder this is.
    await writeJournal(folder, { pid: process.pid, committed: false, moves });
    await copyAll(wanted, source, folder, meter, signal);
    return {
      place: async () => {
        // The moves are tried even when the journal cannot say so any more (a full disk).
        await writeJournal(folder, { pid: process.pid, committed: true, moves }).catch(() => undefined);
        return placeAll(root, folder, moves).finally(() => active.delete(folder));
      },
      discard: () => rm(folder, { recursive: true, force: true }).finally(() => active.delete(folder)),
    };
  } catch (error) {
    active.delete(folder);
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    throw storageError(error, root);
  }
}

/** Finishes or removes what a restore left behind that was killed. */
export async function finishEarlier(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith(STAGING_PREFIX)) continue;
    const folder = path.join(root, name);
    if (active.has(folder)) continue;
    const journal = await readJournal(folder);
    if (journal && isAlive(journal.pid)) continue;
    if (journal?.committed) await placeAll(root, folder, journal.moves);
    else await rm(folder, { recursive: true, force: true });
  }
}

async function copyAll(
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

async function planMove(root: string, planned: PlannedFile, index: number): Promise<Move> {
  const { destination, action } = planned;
  const move: Move = { staged: String(index), destination };
  const target = path.join(root, destination);
  if (!(await lstat(target).catch(() => null))) return move;
  if (action === 'replace') return { ...move, replaces: await hashFile(target) };
  throw new EngineError({
    code: 'TARGET_CHANGED',
    message: `A file has come to ${destination} since the preview.`,
    consequence: 'Nothing was changed.',
    advice: 'Look at the preview again: it says now what is done with this file.',
    where: { entry: destination },
  });
}

async function openRoot(storageRoot: string): Promise<string> {
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

function storageError(error: unknown, root: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new EngineError(
      {
        code: 'STORAGE_FULL',
        message: `There is no space left in ${root}.`,
        consequence: 'Nothing was changed; what had been copied was removed.',
        advice: 'Make room, or choose another storage folder.',
      },
      error,
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new EngineError(
      {
        code: 'STORAGE_NOT_WRITABLE',
        message: `The storage folder ${root} cannot be written to.`,
        consequence: 'Nothing was changed.',
        advice: 'Start the console as a user who may write there, or choose another folder.',
      },
      error,
    );
  }
  return error;
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

async function writeJournal(folder: string, journal: Journal): Promise<void> {
  const temporary = path.join(folder, `${JOURNAL}.new`);
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(journal));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path.join(folder, JOURNAL));
}

async function readJournal(folder: string): Promise<Journal | null> {
  try {
    const journal: Journal = JSON.parse(await readFile(path.join(folder, JOURNAL), 'utf8'));
    return journal;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
