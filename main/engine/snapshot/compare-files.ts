import path from 'node:path';
import { throwIfCancelled } from '../errors.ts';
import { HashingSink, readCalm } from '../export/read-calm.ts';
import { listStorage } from '../export/stored-files.ts';
import type { Problem } from '../problems.ts';
import { ownFolder } from '../repository/own-folder.ts';
import type { BlobStore } from '../repository/repository.ts';
import { openRoot } from '../restore/stage-files.ts';
import { type Difference, LineComparer } from './compare-lines.ts';
import type { CompareOptions } from './compare-states.ts';
import type { FilesState } from './manifest.ts';
import { readTable } from './read-table.ts';
import { encodeFacts, isSameFile } from './stored-file.ts';

export interface CompareFilesOptions extends Pick<CompareOptions, 'meter' | 'signal'> {
  readonly storageRoot: string;
  /** The folder of the repository: it may lie in the storage, and is no part of it. */
  readonly repository: string;
  readonly onProblem: (problem: Problem) => void;
}

/**
 * Tells what differs between the files of a snapshot and those of a storage folder, by name and content: every file is
 * read. One that cannot be read is told, and is no difference. Errors: `STORAGE_…`, `REPOSITORY_DAMAGED`, `CANCELLED`.
 */
export async function compareStorage(
  blobs: BlobStore,
  before: FilesState,
  { storageRoot, repository, onProblem, meter, signal }: CompareFilesOptions,
  onDifference: (difference: Difference) => Promise<void> | void,
): Promise<void> {
  const root = await openRoot(storageRoot);
  const output = await ownFolder(repository);
  const unread = new Set<string>();
  const leftOut = (file: string, because: string): Problem => {
    unread.add(file);
    return notCompared(file, because);
  };
  const listed = await listStorage(storageRoot, { output, only: null, onProblem, leftOut, signal });
  const sorted = [...listed].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const folders = [...unread].filter((file) => file.endsWith('/'));
  const isUnread = (file: string) => unread.has(file) || folders.some((folder) => file.startsWith(folder));
  const comparer = new LineComparer(
    readTable(blobs, before.segments),
    (difference) => (isUnread(String(JSON.parse(difference.key))) ? undefined : onDifference(difference)),
    { isSame: isSameFile },
  );
  meter.start('comparing', sorted.length, 'files');
  for (const file of sorted) {
    throwIfCancelled(signal);
    const read = await readCalm(path.join(root, file), () => new HashingSink(null), signal);
    meter.advance(1);
    // What went away meanwhile is not there.
    if (read === 'gone') continue;
    if (typeof read === 'string')
      onProblem(
        leftOut(file, read === 'changing' ? 'it was written to whenever it was read' : 'it cannot be read'),
      );
    else {
      const { size, sink, mtimeMs: modified } = read;
      await comparer.record(JSON.stringify(file), encodeFacts({ size, sha256: sink.digest(), modified }));
    }
  }
  await comparer.end();
  meter.finish();
}

function notCompared(file: string, because: string): Problem {
  return {
    code: 'FILE_NOT_COMPARED',
    severity: 'warning',
    message: `${file.slice(0, 300)} of the storage folder was not compared: ${because}.`,
    advice: 'Put it right and compare again, if the file matters.',
    where: { entry: file.slice(0, 300) },
  };
}
