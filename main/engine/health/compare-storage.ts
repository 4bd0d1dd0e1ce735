import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Target } from '../database/target.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { readNamedFiles } from './named-files.ts';
import { storageFiles } from './storage-tree.ts';

/** What a storage holds, against what the records say that it holds. */
export interface StorageComparison {
  readonly files: number;
  readonly bytes: number;
  /** Paths below the root of files that documents name and that are not there. */
  readonly missing: ReadonlySet<string>;
  /** Files beside those of documents that nothing names: how many, and the first ten. */
  readonly unnamed: number;
  readonly unnamedExamples: readonly string[];
}

const EXAMPLES = 10;
const ALWAYS_DOCUMENTS = 'documents';

/**
 * Compares the files of a storage with the paths in the records. Memory holds the paths that are named, and nothing
 * of the tree. Errors: `STORAGE_NOT_FOUND`, `TARGET_…`, `CANCELLED`.
 */
export async function compareStorage(
  target: Target,
  root: string,
  signal?: AbortSignal,
): Promise<StorageComparison> {
  const { documents: missing, others } = await readNamedFiles(target, signal);
  const tops = new Set([ALWAYS_DOCUMENTS]);
  for (const file of missing) tops.add(topOf(file));
  const found = { files: 0, bytes: 0, unnamed: 0 };
  const unnamedExamples: string[] = [];
  try {
    for await (const file of storageFiles(root, signal)) {
      found.files += 1;
      found.bytes += file.size;
      if (missing.delete(file.path) || !tops.has(topOf(file.path))) continue;
      if (others.has(file.path) || path.posix.basename(file.path).startsWith('.')) continue;
      found.unnamed += 1;
      if (unnamedExamples.length < EXAMPLES) unnamedExamples.push(file.path);
    }
  } catch (error) {
    throw notThere(error, root);
  }
  await dropReachable(missing, root, signal);
  return { ...found, missing, unnamedExamples };
}

function topOf(file: string): string {
  return file.split('/', 1)[0] ?? '';
}

/** A file may be reached by a link, or by another spelling of its name: it is not missing. */
async function dropReachable(missing: Set<string>, root: string, signal?: AbortSignal): Promise<void> {
  for (const file of missing) {
    throwIfCancelled(signal);
    const reached = await stat(path.join(root, file)).catch(() => null);
    if (reached?.isFile()) missing.delete(file);
  }
}

function notThere(error: unknown, root: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR' && error.code !== 'EACCES') return error;
  return new EngineError(
    {
      code: 'STORAGE_NOT_FOUND',
      message: `The storage folder ${root} cannot be read.`,
      consequence: 'Nothing was changed.',
      advice: 'Choose the folder in which the EDMS keeps its documents.',
    },
    error,
  );
}
