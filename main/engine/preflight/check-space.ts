import { dataFolderOf } from '../database/data-folder.ts';
import type { DiskSpace } from '../disk-space.ts';
import { agree, bytesText, counted } from '../figures.ts';
import {
  ok,
  type PreflightCheck,
  type PreflightCheckId,
  type PreflightInput,
  stop,
  warn,
} from './preflight.ts';
import { databaseNeed, storageNeed } from './space-needed.ts';

/** Below this share of a disk it is as good as full. */
const LEAST_LEFT = 0.1;

/** Whether the rows fit where the database lies, as far as that can be told. */
export async function checkDatabaseSpace(input: PreflightInput): Promise<PreflightCheck> {
  const { rows, rowBytes, indexBytes, workingBytes } = databaseNeed(input);
  const need = rowBytes + indexBytes + workingBytes;
  if (rows === 0) return ok('database-space', 'No row is written, so the database needs no space.');
  const told = `${counted(rows, 'row')} ${agree(rows, 'needs', 'need')} about ${bytesText(rowBytes + indexBytes)} in the database, and ${bytesText(workingBytes)} while they are written`;
  const folder = await dataFolderOf(input.target);
  const space = folder === null ? null : await input.diskSpace(folder);
  if (space === null) {
    return ok(
      'database-space',
      `${told}; how much is free on the server cannot be told from here.`,
      'Look at the free space of the server yourself when the package is large.',
    );
  }
  return judge('database-space', told, need, space, 'Make room where the database lies first.');
}

/** Whether the files fit into the storage. Those that make way are kept with the job, see the way back. */
export async function checkStorageSpace(input: PreflightInput): Promise<PreflightCheck> {
  const { inspection, policy, storageRoot } = input;
  if (storageRoot === null) return withoutStorage(input);
  const { files, bytes } = storageNeed(input);
  if (files === 0) {
    return ok(
      'storage-space',
      policy.mode === 'database' || inspection.files.count === 0
        ? 'No file is restored, so the storage needs no space.'
        : `None of the package's ${counted(inspection.files.count, 'file')} is written, so the storage needs no space.`,
    );
  }
  const told = `${counted(files, 'file')} ${agree(files, 'needs', 'need')} ${bytesText(bytes)} in the storage folder`;
  const space = await input.diskSpace(storageRoot);
  if (space === null) return ok('storage-space', `${told}; how much is free there cannot be told.`);
  return judge('storage-space', told, bytes, space, 'Make room, or choose another storage folder.');
}

function withoutStorage({ inspection, policy }: PreflightInput): PreflightCheck {
  if (policy.mode === 'database' || inspection.files.count === 0)
    return ok('storage-space', 'No file is to be restored.');
  return ok(
    'storage-space',
    `No storage folder was chosen: the package's ${counted(inspection.files.count, 'file')} ${agree(inspection.files.count, 'stays', 'stay')} out.`,
    'Choose the folder in which the EDMS keeps its documents (--storage), unless the files come another way.',
  );
}

function judge(
  id: PreflightCheckId,
  told: string,
  need: number,
  space: DiskSpace,
  advice: string,
): PreflightCheck {
  const left = space.freeBytes - need;
  if (left < 0) {
    return stop(id, `${told}, where only ${bytesText(space.freeBytes)} are free.`, advice);
  }
  if (left < LEAST_LEFT * space.totalBytes) {
    return warn(
      id,
      `${told}; of ${bytesText(space.totalBytes)} only ${bytesText(left)} would be left free.`,
      `It fits. ${advice}`,
    );
  }
  return ok(id, `${told}; ${bytesText(space.freeBytes)} are free.`);
}
