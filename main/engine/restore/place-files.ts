import { constants } from 'node:fs';
import { access, lstat, mkdir, open, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../errors.ts';
import { hashFile } from '../plan/file-plan.ts';
import type { Problem } from '../problems.ts';

/** A staged file and where it goes. */
export interface Place {
  /** Name in the folder of the journal. */
  readonly staged: string;
  /** Path below the storage root. */
  readonly destination: string;
  /** Hex sha256 of the file that makes way, when that was decided; without it nothing may be there. */
  readonly replaces?: string;
}

/** A file that goes away (an undo takes back what a restore had placed). */
export interface Removal {
  /** Path below the storage root. */
  readonly path: string;
  /** Hex sha256: another file of that name stays. */
  readonly sha256: string;
}

/** All that is done to files after the commit. Doing it again, as a whole or in part, changes nothing more. */
export interface FileMoves {
  readonly places: readonly Place[];
  readonly removals: readonly Removal[];
  /** Folders below the storage root that go away when they are empty, the deepest first. */
  readonly folders: readonly string[];
}

/**
 * Puts staged files in place below `root` and takes others away. What cannot be done is a problem
 * (`FILE_NOT_PLACED`, `FILE_NOT_REMOVED`); its staged file stays in `folder`.
 */
export async function carryOutMoves(
  root: string,
  folder: string,
  moves: FileMoves,
  onDone: () => void = () => undefined,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const place of moves.places) {
    try {
      await placeOne(root, folder, place);
    } catch (error) {
      problems.push(notPlaced(place, folder, error));
    }
    onDone();
  }
  for (const removal of moves.removals) {
    try {
      await removeOne(root, removal);
    } catch (error) {
      problems.push(notRemoved(removal, error));
    }
    onDone();
  }
  // One that is not empty, or gone already, is left as it is.
  for (const name of moves.folders) await rmdir(path.join(root, name)).catch(() => undefined);
  return problems;
}

/** Moves one file; the folder that it goes to must not lead out of the storage root by a link. */
async function placeOne(root: string, staging: string, place: Place): Promise<void> {
  const { destination, replaces } = place;
  const staged = path.join(staging, place.staged);
  if (!(await exists(staged))) return;
  const target = path.join(root, destination);
  const folder = path.dirname(target);
  await assertInside(root, await nearestExisting(folder));
  await mkdir(folder, { recursive: true });
  await assertInside(root, folder);
  if (await hasChanged(target, replaces)) throw new Error('another file has come there since the preview');
  await rename(staged, target);
  await syncQuietly(folder);
}

async function removeOne(root: string, { path: name, sha256 }: Removal): Promise<void> {
  const file = path.join(root, name);
  const present = await lstat(file).catch(() => null);
  if (!present) return;
  await assertInside(root, path.dirname(file));
  if (!present.isFile() || (await hashFile(file)) !== sha256)
    throw new Error('another file has come there since');
  await rm(file);
  await syncQuietly(path.dirname(file));
}

async function syncQuietly(folder: string): Promise<void> {
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

/**
 * Refuses before anything is written what would have to be refused after the commit: a folder that a link leads out of the
 * storage root, that is no folder, or that may not be written to.
 */
export async function refuseUnplaceable(root: string, destinations: readonly string[]): Promise<void> {
  const first = new Map(destinations.map((one) => [path.dirname(one), one] as const).reverse());
  for (const [folder, destination] of first) {
    const present = await nearestPresent(path.join(root, folder));
    const name = path.relative(root, present) || '.';
    const found = await stat(present).catch(() => null);
    if (found === null || !found.isDirectory())
      throw unplaceable(destination, {
        message: `${name} in the storage folder is no folder, and ${destination} belongs into it.`,
        advice: 'Move it away or put a folder in its place, then start again.',
      });
    await assertInside(root, present).catch((error: unknown) => {
      const message = `The place of ${destination} lies outside the storage folder: a link leads out of it.`;
      const advice = 'Choose the folder that the link leads to, or replace the link by a folder.';
      throw unplaceable(destination, { message, advice }, error);
    });
    await access(present, constants.W_OK | constants.X_OK).catch((error: unknown) => {
      const message = `The folder ${name} in the storage folder cannot be written to, and ${destination} belongs into it.`;
      const advice = 'Start the console as a user who may write there, or have the right given.';
      throw unplaceable(destination, { message, advice }, error);
    });
  }
}

function unplaceable(
  destination: string,
  told: { readonly message: string; readonly advice: string },
  cause?: unknown,
): EngineError {
  return new EngineError(
    {
      code: 'STORAGE_NOT_WRITABLE',
      ...told,
      consequence: 'Nothing was changed.',
      where: { entry: destination },
    },
    cause,
  );
}

/** The folder itself or the nearest above it that is there; a link that leads nowhere is there, too. */
async function nearestPresent(folder: string): Promise<string> {
  const present = await lstat(folder).catch(() => null);
  return present === null ? nearestPresent(path.dirname(folder)) : folder;
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

function notPlaced({ destination }: Place, folder: string, error: unknown): Problem {
  return {
    code: 'FILE_NOT_PLACED',
    severity: 'error',
    message: `The file ${destination} could not be put in place: ${messageOf(error)}`,
    advice: `It lies ready in ${path.basename(folder)} inside the storage root; the next restore tries again.`,
    where: { entry: destination },
  };
}

function notRemoved(removal: Removal, error: unknown): Problem {
  return {
    code: 'FILE_NOT_REMOVED',
    severity: 'error',
    message: `The file ${removal.path} could not be taken away: ${messageOf(error)}`,
    advice: 'Look at the file; remove it by hand if nobody needs it.',
    where: { entry: removal.path },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
