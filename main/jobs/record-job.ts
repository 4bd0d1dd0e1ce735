import { EngineError, toPlainError } from '../engine/errors.ts';
import type { Recovered } from '../engine/restore/recover.ts';
import type { JobPlace } from '../engine/restore/restore.ts';
import type { JobEnd, JobStart } from './job.ts';
import { isJobId } from './job-id.ts';
import type { JobStore } from './job-store.ts';

/** What a piece of work has to say for the list of jobs when it succeeded. */
export type JobResult = Omit<JobEnd, 'error'>;

/**
 * Does a piece of work and keeps it in the list of jobs: that it began, and how it ended, also when it rejects.
 * Without a store the work is done all the same, and `place` is null: nothing it does can then be undone.
 *
 * @param told what is kept of the work's result
 */
export async function recordJob<T>(
  store: JobStore | null,
  start: JobStart,
  work: (place: JobPlace | null) => Promise<T>,
  told: (result: T) => JobResult,
): Promise<T> {
  if (store === null) return work(null);
  const { id } = store.begin(start);
  try {
    const result = await work({ id, folder: store.folderOf(id) });
    keep(store, id, told(result));
    return result;
  } catch (error) {
    const plain = toPlainError(error);
    keep(store, id, { state: plain.code === 'CANCELLED' ? 'cancelled' : 'failed', error: plain });
    throw error;
  }
}

/**
 * Tells the list of what was recovered: a job that was taken for interrupted, and whose work is finished now, has
 * completed. One that was undone stays interrupted, which it was.
 */
export function keepRecovered(store: JobStore | null, recovered: readonly Recovered[]): void {
  for (const { job, operation, state } of recovered) {
    if (store === null || state !== 'finished' || !isJobId(job) || store.get(job)?.state !== 'interrupted')
      continue;
    keep(store, job, { state: 'completed', undoable: operation === 'restore' });
  }
}

/** A list that cannot be written to any more (a full disk) does not make work fail that was done. */
function keep(store: JobStore, id: string, end: JobEnd): void {
  try {
    store.finish(id, end);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
}
