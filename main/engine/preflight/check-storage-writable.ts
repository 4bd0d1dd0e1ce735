import { randomUUID } from 'node:crypto';
import { open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../errors.ts';
import { refuseUnplaceable } from '../restore/place-files.ts';
import { placedFiles } from '../restore/stage-files.ts';
import { fileSystemOf } from './file-system.ts';
import { ok, type PreflightCheck, type PreflightInput, stop } from './preflight.ts';

/** How the file begins that the check makes and takes away again. */
const PROBE_PREFIX = '.edms-preflight-';
/** A probe as old as this was left behind by a check that was killed. */
const PROBE_LEFT_BEHIND = 3_600_000;

/**
 * Whether files can be made, synced, moved and removed in the storage folder: tried with a real one. And whether the plan's
 * files have folders to go to.
 */
export async function checkStorageWritable({
  policy,
  plan,
  storageRoot,
  now,
}: PreflightInput): Promise<PreflightCheck> {
  if (policy.mode === 'database')
    return ok('storage-writable', 'Only records are restored: no storage is needed.');
  if (storageRoot === null)
    return ok('storage-writable', 'No storage folder was chosen: no file is written.');
  try {
    const root = await realpath(storageRoot);
    if (!(await stat(root)).isDirectory()) return notAFolder(storageRoot);
    await removeLeftBehind(root, now());
    await probe(root);
    if (plan !== null)
      await refuseUnplaceable(
        root,
        placedFiles(plan.files).map(({ destination }) => destination),
      );
  } catch (error) {
    if (error instanceof EngineError)
      return stop('storage-writable', error.plain.message, error.plain.advice);
    return refused(storageRoot, error);
  }
  const { type, network } = await fileSystemOf(storageRoot);
  const on = type === null ? 'a file system of unknown type' : type;
  const note = network
    ? ', over the network: moves there are only as safe as its server makes them, and a restore should not be interrupted'
    : '';
  return ok('storage-writable', `The storage folder can be written to; it lies on ${on}${note}.`);
}

async function probe(root: string): Promise<void> {
  const made = path.join(root, `${PROBE_PREFIX}${randomUUID()}`);
  const moved = `${made}-moved`;
  try {
    const file = await open(made, 'wx', 0o600);
    try {
      await file.writeFile('This file may be deleted.\n');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(made, moved);
  } finally {
    await rm(made, { force: true });
    await rm(moved, { force: true });
  }
}

async function removeLeftBehind(root: string, now: number): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith(PROBE_PREFIX)) continue;
    const file = path.join(root, name);
    const found = await stat(file).catch(() => null);
    if (found !== null && now - found.mtimeMs > PROBE_LEFT_BEHIND) await rm(file, { force: true });
  }
}

function notAFolder(root: string): PreflightCheck {
  return stop(
    'storage-writable',
    `The storage folder ${root} is no folder.`,
    'Choose the folder in which the EDMS keeps its documents.',
  );
}

function refused(root: string, error: unknown): PreflightCheck {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') {
    return stop(
      'storage-writable',
      `The storage folder ${root} is not there.`,
      'Choose the folder in which the EDMS keeps its documents, or make it.',
    );
  }
  const why =
    code === 'ENOSPC' || code === 'EDQUOT' ? 'is full' : `cannot be written to (${String(code ?? error)})`;
  return stop(
    'storage-writable',
    `The storage folder ${root} ${why}.`,
    'Make room, start the console as a user who may write there, or choose another folder.',
  );
}
