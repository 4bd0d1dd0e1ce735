import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { agree, counted, listText } from '../figures.ts';
import { ok, type PreflightCheck, type PreflightInput, warn } from './preflight.ts';

/** How the folder begins in which a restore stages its files and keeps its journal (`restore/stage-files.ts`). */
const STAGING_PREFIX = '.edms-restore-';

/** Whether a restore into this target was interrupted and has not been recovered yet. */
export async function checkUnfinished({
  home,
  storageRoot,
  target,
}: PreflightInput): Promise<PreflightCheck> {
  const left = [
    ...(storageRoot === null ? [] : await journalFolders(storageRoot)),
    // Journals of restores without files: of all targets.
    ...(await journalFolders(path.join(home, 'journals'), target.label)),
  ];
  if (left.length === 0) return ok('unfinished', 'No restore into this target was left unfinished.');
  return warn(
    'unfinished',
    `${counted(left.length, 'restore')} ${agree(left.length, 'was', 'were')} left unfinished: ${listText(left)}.`,
    'The restore recovers first by itself: it finishes what was committed and takes back the rest. `recover` does only that.',
  );
}

/** The journals below a folder, only those about one target when its label is given. */
async function journalFolders(parent: string, label?: string): Promise<readonly string[]> {
  // A storage folder that is not there is told by another check.
  const names = await readdir(parent).catch(() => []);
  const folders = names
    .filter((name) => name.startsWith(STAGING_PREFIX))
    .map((name) => path.join(parent, name));
  const ours = await Promise.all(
    folders.map(async (folder) => label === undefined || (await targetOf(folder)) === label),
  );
  return Promise.all(folders.filter((_, i) => ours[i]).map(describeFolder));
}

async function targetOf(folder: string): Promise<unknown> {
  try {
    const journal: unknown = JSON.parse(await readFile(path.join(folder, 'journal.json'), 'utf8'));
    return Reflect.get(Object(journal), 'target');
  } catch {
    return undefined;
  }
}

async function describeFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => null);
  if (found === null) return folder;
  return `${folder} (${found.mtime.toISOString().slice(0, 19).replace('T', ' ')} UTC)`;
}
