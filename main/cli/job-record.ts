import { EngineError } from '../engine/errors.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { CommonOptions } from './command-entry.ts';
import { note } from './output.ts';

/**
 * Gives `work` the list of jobs, or null where there can be none: a restore at night does not fail for want of
 * its record. Jobs whose process is gone are marked, and old ones pruned.
 */
export async function withJobStore<T>(
  options: CommonOptions,
  work: (store: JobStore | null) => Promise<T>,
): Promise<T> {
  const store = await openJobStore(options);
  try {
    return await work(store);
  } finally {
    store?.close();
  }
}

async function openJobStore(options: CommonOptions): Promise<JobStore | null> {
  try {
    // Not before it is needed: the store is a binary of the system's own kind.
    const { JobStore } = await import('../jobs/job-store.ts');
    const store = JobStore.open();
    if (store.putAside !== null)
      note(options, `The list of jobs was damaged and has been put aside: ${store.putAside}.`);
    store.sweep();
    store.prune();
    return store;
  } catch (error) {
    const why = error instanceof EngineError ? error.plain.message : 'its program part is missing';
    note(options, `This work is not kept in the list of jobs, and cannot be undone: ${why}`);
    return null;
  }
}
