import type { Recovered, Recovery } from '../engine/restore/recover.ts';
import type { JobPlace } from '../engine/restore/restore.ts';
import type { Job, JobEnd, JobPage, JobQuery, JobStart } from '../jobs/job.ts';
import { JobStore, jobNotFound } from '../jobs/job-store.ts';
import { attempt, keepRecovered, recordJob } from '../jobs/record-job.ts';

/**
 * What the window's work leaves in the store of jobs, which is opened when it is first needed. A store that cannot be
 * used keeps nobody from working: the work is done without a job (and then cannot be undone), and whoever asks for the
 * list is told why there is none.
 */
export class JobLog {
  readonly #open: () => JobStore;
  #store: JobStore | null = null;

  constructor(open: () => JobStore = () => JobStore.open()) {
    this.#open = open;
  }

  /** At the program's start: what a dead process left becomes interrupted, and what is old enough is removed. */
  begin(): void {
    attempt(() => {
      this.store().sweep();
      this.store().prune();
    });
  }

  /** The store. Throws `JOBS_STORE_…`. */
  store(): JobStore {
    this.#store ??= this.#open();
    return this.#store;
  }

  /** Does work as a job; `work` gets the job's place, or null when it could not be written down. */
  record<T>(
    start: JobStart,
    work: (place: JobPlace | null) => Promise<T>,
    endOf: (result: T) => JobEnd,
  ): Promise<T> {
    return recordJob(this.#usable(), start, work, endOf);
  }

  list(query: JobQuery): JobPage {
    return this.store().list(query);
  }

  /** The job with its report. Throws `JOB_NOT_FOUND`. */
  get(id: string): Job {
    const job = this.store().get(id);
    if (job === null) throw jobNotFound(id);
    return job;
  }

  placeOf(id: string): JobPlace {
    return { id, folder: this.store().folderOf(id) };
  }

  /** Writes down that something was recovered, and that the jobs that it finished have completed after all. */
  noteRecovery(start: Omit<JobStart, 'kind'>, recovery: Recovery): void {
    if (recovery.state === 'nothing') return;
    attempt(() => {
      const { id } = this.store().begin({ ...start, kind: 'recover' });
      const state = recovery.problems.length > 0 ? 'completed with findings' : 'completed';
      this.store().finish(id, { state, report: recovery });
    });
    this.settle(recovery.recovered);
  }

  /** Jobs that were interrupted and have been finished since are shown as what they are: completed. */
  settle(recovered: readonly Recovered[]): void {
    keepRecovered(this.#usable(), recovered);
  }

  close(): void {
    this.#store?.close();
    this.#store = null;
  }

  /** Null when the store refuses: the list itself tells the person what is wrong with it. */
  #usable(): JobStore | null {
    return attempt(() => this.store());
  }
}
