import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncDirectory } from '../database/sync-folder.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import type { RestorePlan } from '../plan/create-plan.ts';
import { batches } from '../plan/plan-context.ts';
import { keptLines, numbersToKeep } from './side-file-lines.ts';
import { checkSideFilePlace, SIDE_FILE_FORMAT, type SideFileRequest } from './side-file-place.ts';

/**
 * What of a package has no place in the target: NDJSON in UTF-8, one header line
 * `{format, version, package: {path, sha256}, target, createdAt}`, then one line a record, `{record, model, key, why}`
 * and either `whole` (the record, `{model, pk?, fields}`), `fields` (those of its values that are kept aside while its
 * row is in the target; `row` is that row's primary key) or `text` (what can be read of a broken record). `record`
 * counts from 0.
 *
 * Values stand there as in the package, password hashes and keys too: the file is for its owner alone (0600).
 * There is no file when there is nothing to keep.
 */
export class SideFile {
  readonly #plan: RestorePlan;
  readonly #request: SideFileRequest;
  readonly #numbers: readonly number[];
  readonly #temporary: string;
  #state: 'none' | 'written' | 'replaced another' = 'none';

  constructor(plan: RestorePlan, request: SideFileRequest) {
    this.#plan = plan;
    this.#request = request;
    this.#numbers = numbersToKeep(plan);
    this.#temporary = `${request.path}.part-${randomBytes(6).toString('hex')}`;
  }

  /** The path of the file, once it is written; null before and where nothing is kept. */
  get path(): string | null {
    return this.#state === 'none' ? null : this.#request.path;
  }

  /** Refuses a path that is taken, before any work is done. Error: `USAGE`. */
  async check(): Promise<void> {
    if (this.#numbers.length > 0) await checkSideFilePlace(this.#request);
  }

  /**
   * Writes the file under another name, syncs and renames it: it is whole and on the disk when this resolves. Call it
   * before the commit; a transaction that is tried again may call it again. Errors: `STORAGE_FULL`,
   * `STORAGE_NOT_WRITABLE`, `CANCELLED`.
   */
  async write(signal?: AbortSignal): Promise<void> {
    if (this.#numbers.length === 0 || this.#state !== 'none') return;
    const folder = path.dirname(this.#request.path);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = await open(this.#temporary, 'wx', 0o600);
      await this.#writeLines(file, signal).finally(() => file.close());
      const replaced = await moved(this.#request.path, this.#before);
      await rename(this.#temporary, this.#request.path);
      this.#state = replaced ? 'replaced another' : 'written';
      await syncDirectory(folder);
    } catch (error) {
      await this.discard().catch(() => undefined);
      throw asEngineError(error, this.#request.path);
    }
  }

  /** After the commit: what the file has replaced is not needed any more. Never rejects: the restore is done. */
  async confirm(): Promise<void> {
    await rm(this.#before, { force: true }).catch(() => undefined);
  }

  /** After a restore that failed: the file goes, and one that it had replaced comes back. */
  async discard(): Promise<void> {
    if (this.#state === 'written') await rm(this.#request.path, { force: true });
    this.#state = 'none';
    await moved(this.#before, this.#request.path);
    await rm(this.#temporary, { force: true });
  }

  get #before(): string {
    return `${this.#temporary}-before`;
  }

  async #writeLines(file: FileHandle, signal: AbortSignal | undefined): Promise<void> {
    const { package: origin, target } = this.#request;
    const createdAt = new Date().toISOString();
    const header = { format: SIDE_FILE_FORMAT, version: 1, package: origin, target, createdAt };
    await file.appendFile(`${JSON.stringify(header)}\n`);
    for (const batch of batches(this.#numbers, 200)) {
      throwIfCancelled(signal);
      const lines = await keptLines(batch, this.#plan);
      await file.appendFile(lines.map((line) => `${line}\n`).join(''));
    }
    await file.sync();
  }
}

/** Renames a file; false when it is not there. */
async function moved(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    (error: unknown) => {
      if (isCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
}

function asEngineError(error: unknown, filePath: string): unknown {
  if (!(error instanceof Error) || error instanceof EngineError || !('code' in error)) return error;
  const isFull = isCode(error, 'ENOSPC') || isCode(error, 'EDQUOT');
  return new EngineError(
    {
      code: isFull ? 'STORAGE_FULL' : 'STORAGE_NOT_WRITABLE',
      message: `The side file ${filePath} could not be written: ${isFull ? 'the disk is full' : error.message}.`,
      consequence: 'Nothing was changed.',
      advice: isFull
        ? 'Make room, or name a side file on another disk.'
        : 'Name a side file in a folder that can be written to.',
    },
    error,
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
