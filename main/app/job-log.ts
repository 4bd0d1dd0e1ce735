import { EngineError, type PlainError, toPlainError } from '../engine/errors.ts';
import type { Recovered, Recovery } from '../engine/restore/recover.ts';
import type { JobPlace } from '../engine/restore/restore.ts';
import type { EndState, Job, JobEnd, JobPage, JobQuery, JobStart } from '../jobs/job.ts';
import { JobStore, jobNotFound } from '../jobs/job-store.ts';

/**
 * What the window's work leaves in the store of jobs. A store that cannot be used keeps nobody from working: the work
 * is done without a job (and then cannot be undone), and whoever asks for the list is told why there is none.
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
  async record<T>(
    start: JobStart,
    work: (place: JobPlace | null) => Promise<T>,
    endOf: (result: T) => JobEnd,
  ): Promise<T> {
    const job = attempt(() => this.store().begin(start));
    let result: T;
    try {
      result = await work(job === null ? null : this.placeOf(job.id));
    } catch (error) {
      const plain = toPlainError(error);
      this.#finish(job, { state: stateOfError(plain), error: plain });
      throw error;
    }
    this.#finish(job, endOf(result));
    return result;
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
    for (const { job, operation, state } of recovered) {
      if (state !== 'finished') continue;
      attempt(() => {
        if (this.store().get(job)?.state !== 'interrupted') return;
        this.store().finish(job, { state: 'completed', undoable: operation === 'restore', error: null });
      });
    }
  }

  close(): void {
    this.#store?.close();
    this.#store = null;
  }

  #finish(job: Job | null, end: JobEnd): void {
    if (job !== null) attempt(() => this.store().finish(job.id, end));
  }
}

/** Cancelled; interrupted, when nobody knows yet how far it came; failed otherwise. */
function stateOfError({ code }: PlainError): EndState {
  if (code === 'CANCELLED') return 'cancelled';
  return code === 'ENGINE_STOPPED' || code === 'TARGET_LOST' ? 'interrupted' : 'failed';
}

/** Null when the store of jobs refuses: the list itself tells the person what is wrong with it. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}
