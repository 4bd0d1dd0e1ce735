import { EngineError, type PlainError, toPlainError } from '../engine/errors.ts';
import type { Recovered } from '../engine/restore/recover.ts';
import type { JobPlace } from '../engine/restore/restore.ts';
import type { EndState, JobEnd, JobStart } from './job.ts';
import { isJobId } from './job-id.ts';
import type { JobStore } from './job-store.ts';

/**
 * Does a piece of work and keeps it in the list of jobs: that it began, and how it ended, also when it rejects.
 * Without a store, or with one that refuses, the work is done all the same, and `place` is null: nothing it does can
 * then be undone.
 *
 * @param endOf what is kept of the work's result
 */
export async function recordJob<T>(
  store: JobStore | null,
  start: JobStart,
  work: (place: JobPlace | null) => Promise<T>,
  endOf: (result: T) => JobEnd,
): Promise<T> {
  const id = (store && attempt(() => store.begin(start).id)) ?? null;
  const finish = (end: JobEnd): void => {
    if (store !== null && id !== null) attempt(() => store.finish(id, end));
  };
  let result: T;
  try {
    result = await work(store === null || id === null ? null : { id, folder: store.folderOf(id) });
  } catch (error) {
    const plain = toPlainError(error);
    finish({ state: stateOfError(plain), error: plain });
    throw error;
  }
  finish(endOf(result));
  return result;
}

/**
 * Tells the list of what was recovered: a job that was taken for interrupted, and whose work is finished now, has
 * completed. One that was undone stays interrupted, which it was.
 */
export function keepRecovered(store: JobStore | null, recovered: readonly Recovered[]): void {
  if (store === null) return;
  for (const { job, operation, state } of recovered) {
    if (state !== 'finished' || !isJobId(job)) continue;
    attempt(() => {
      if (store.get(job)?.state !== 'interrupted') return;
      store.finish(job, { state: 'completed', undoable: operation === 'restore', error: null });
    });
  }
}

/** The place of an undo's job: without one it could not be told from a restore that was never undone. */
export function neededPlace(place: JobPlace | null): JobPlace {
  if (place !== null) return place;
  throw new EngineError({
    code: 'JOBS_STORE_UNUSABLE',
    message: 'The undo could not be written down among the jobs.',
    consequence: 'Nothing was changed.',
    advice: 'Look at the list of jobs: it says what is wrong. A full disk is the usual reason.',
  });
}

/** Does something with the store of jobs; null when the store refuses: a full disk makes no work fail that was done. */
export function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

/** Cancelled; interrupted, when nobody knows yet how far it came; failed otherwise. */
function stateOfError({ code }: PlainError): EndState {
  if (code === 'CANCELLED') return 'cancelled';
  return code === 'ENGINE_STOPPED' || code === 'TARGET_LOST' ? 'interrupted' : 'failed';
}
