import { lstat, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../errors.ts';
import { hashFile } from '../plan/file-plan.ts';
import type { Problem } from '../problems.ts';

/** A staged file and where it goes. */
export interface Move {
  readonly staged: string;
  /** Path below the storage root. */
  readonly destination: string;
  /** Hex sha256 of the file that makes way, when that was decided; without it nothing may be there. */
  readonly replaces?: string;
}

/**
 * Moves staged files to their destinations below `root` and removes `folder` when all have arrived. What cannot
 * be moved is a problem and stays in `folder`.
 */
export async function placeAll(
  root: string,
  folder: string,
  moves: readonly Move[],
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const move of moves) {
    const { destination } = move;
    try {
      await placeOne(root, folder, move);
    } catch (error) {
      problems.push({
        code: 'FILE_NOT_PLACED',
        severity: 'error',
        message: `The file ${destination} could not be put in place: ${error instanceof Error ? error.message : String(error)}`,
        advice: `It lies ready in ${path.basename(folder)} inside the storage root; the next restore tries again.`,
        where: { entry: destination },
      });
    }
  }
  if (problems.length === 0) await rm(folder, { recursive: true, force: true });
  return problems;
}

/** Moves one file; the folder that it goes to must not lead out of the storage root by a link. */
async function placeOne(root: string, staging: string, move: Move): Promise<void> {
  const { destination, replaces } = move;
  const staged = path.join(staging, move.staged);
  if (!(await exists(staged))) return;
  const target = path.join(root, destination);
  const folder = path.dirname(target);
  await assertInside(root, await nearestExisting(folder));
  await mkdir(folder, { recursive: true });
  await assertInside(root, folder);
  if (await hasChanged(target, replaces)) throw new Error('another file has come there since the preview');
  await rename(staged, target);
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** True when something stands at the destination that nobody has decided to replace. */
async function hasChanged(target: string, replaces: string | undefined): Promise<boolean> {
  const present = await lstat(target).catch(() => null);
  if (!present) return false;
  return !present.isFile() || (await hashFile(target)) !== replaces;
}

/** Refuses before anything is written what would have to be refused after the commit. */
export async function refuseLeaving(root: string, destination: string): Promise<void> {
  try {
    await assertInside(root, await nearestExisting(path.dirname(path.join(root, destination))));
  } catch (error) {
    throw new EngineError(
      {
        code: 'STORAGE_NOT_WRITABLE',
        message: `The place of ${destination} lies outside the storage folder: a link leads out of it.`,
        consequence: 'Nothing was changed.',
        advice: 'Choose the folder that the link leads to, or replace the link by a folder.',
        where: { entry: destination },
      },
      error,
    );
  }
}

async function assertInside(root: string, folder: string): Promise<void> {
  const relative = path.relative(root, await realpath(folder));
  if (relative.startsWith('..') || path.isAbsolute(relative))
    throw new Error('its folder leads out of the storage root');
}

async function nearestExisting(folder: string): Promise<string> {
  return (await exists(folder)) ? folder : nearestExisting(path.dirname(folder));
}

async function exists(filePath: string): Promise<boolean> {
  return stat(filePath).then(
    () => true,
    () => false,
  );
}
