import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { hashFile } from '../plan/file-plan.ts';
import type { FileMoves, Place, Removal } from '../restore/place-files.ts';
import type { UndoConflict, UndoneFiles } from './undo-plan.ts';
import { type UndoEntry, unpackKeptFile } from './undo-record.ts';

type FileEntry = Extract<UndoEntry, { kind: 'file' }>;

/** What undoing does to files. */
export interface UndoFileWork {
  readonly moves: FileMoves;
  /** Name in the undo record of each file of `moves.places`. */
  readonly kept: readonly string[];
  readonly counts: UndoneFiles;
  readonly conflicts: readonly UndoConflict[];
}

/** Compares the files that a restore placed with what is there now: what people have changed since stays. */
export async function planUndoFiles(
  root: string | null,
  files: readonly FileEntry[],
  folders: readonly string[],
): Promise<UndoFileWork> {
  const places: Place[] = [];
  const removals: Removal[] = [];
  const kept: string[] = [];
  const conflicts: UndoConflict[] = [];
  for (const file of files) {
    const state = root === null ? 'gone' : await stateOf(path.join(root, file.path), file);
    if (state === 'as before' || (state === 'gone' && file.kept === null)) continue;
    if (state !== 'as left') {
      const what = state === 'gone' ? 'removed since' : 'changed since';
      conflicts.push({ table: 'storage', key: file.path, name: path.posix.basename(file.path), what });
    } else if (file.kept === null) {
      removals.push({ path: file.path, sha256: file.sha256 });
    } else {
      places.push({ staged: String(places.length), destination: file.path, replaces: file.sha256 });
      kept.push(file.kept);
    }
  }
  return {
    moves: { places, removals, folders: [...folders].reverse() },
    kept,
    counts: { remove: removals.length, replace: places.length, kept: conflicts.length },
    conflicts,
  };
}

/** Lays the files that come back into the journal's folder. */
export async function stageKeptFiles(
  recordFolder: string,
  kept: readonly string[],
  folder: string,
): Promise<void> {
  for (const [i, name] of kept.entries())
    await unpackKeptFile(recordFolder, name, path.join(folder, String(i)));
}

async function stateOf(
  place: string,
  { sha256, keptSha256 }: FileEntry,
): Promise<'gone' | 'as left' | 'as before' | 'changed'> {
  const present = await lstat(place).catch(() => null);
  if (!present) return 'gone';
  const now = present.isFile() ? await hashFile(place).catch(() => null) : null;
  if (now === sha256) return 'as left';
  return now !== null && now === keptSha256 ? 'as before' : 'changed';
}
