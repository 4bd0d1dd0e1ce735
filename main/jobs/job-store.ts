import path from 'node:path';
import type Database from 'libsql';
import { isAlive, ownIdentity, type ProcessIdentity } from '../engine/database/process-identity.ts';
import { EngineError } from '../engine/errors.ts';
import { consoleHome, jobsFile } from '../engine/home.ts';
import type { Job, JobEnd, JobPage, JobQuery, JobStart, JobSummary } from './job.ts';
import { isJobId, newJobId } from './job-id.ts';
import { columnsOf, idOf, jobOf, processOf, SUMMARY_COLUMNS, summaryOf } from './job-row.ts';
import { openStore } from './open-store.ts';
import { osUser } from './os-user.ts';
import { DEFAULT_RETENTION, pruneJobs, type Retention } from './retention.ts';
import { told } from './store-errors.ts';
import { inTransaction } from './transaction.ts';

/**
 * What the console did: every inspect, plan, restore, undo, with its report. A SQLite file,
 * `<home>/jobs/jobs.sqlite`, that windows and commands use at once; beside it a folder for each job that keeps
 * something (an undo record, a side file). Free of secrets: labels are kept, no addresses.
 *
 * Every method throws `JOBS_STORE_UNUSABLE` when the file can be neither read nor written.
 */
export class JobStore {
  /** Where a damaged file was put when this store was opened, to be told to the person; null when all was well. */
  readonly putAside: string | null;
  readonly #folder: string;
  readonly #file: string;
  readonly #database: Database.Database;
  readonly #now: () => number;

  private constructor(file: string, now: () => number) {
    this.#folder = path.dirname(file);
    this.#file = file;
    this.#now = now;
    const { database, putAside } = openStore(this.#file);
    this.#database = database;
    this.putAside = putAside;
  }

  /** Opens the store in the console's home, making it when there is none. Throws `JOBS_STORE_NEWER`. */
  static open(home = consoleHome(), now: () => number = Date.now): JobStore {
    return new JobStore(jobsFile(home), now);
  }

  /** Writes down that work begins, in this process. */
  begin(start: JobStart): Job {
    const { pid, started } = identity();
    const now = this.#now();
    const job: Job = {
      ...NOTHING_KNOWN,
      ...start,
      id: newJobId(now),
      state: 'running',
      startedAt: new Date(now).toISOString(),
      osUser: osUser(),
    };
    const columns = { ...columnsOf(job), pid, pid_started: started };
    const names = Object.keys(columns);
    const places = names.map((name) => `:${name}`);
    this.#use((database) => {
      database.prepare(`insert into jobs (${names.join(', ')}) values (${places.join(', ')})`).run(columns);
    });
    return this.#known(job.id);
  }

  /**
   * Writes down how work ended. An undo that completed makes the job that it undid `undone`. A job that was taken
   * for interrupted can still be ended (by `recover`). Throws `JOB_NOT_FOUND`, and `USAGE` for a job that has
   * ended already.
   */
  finish(id: string, end: JobEnd): Job {
    return this.#transaction('immediate', () => {
      const begun = this.#known(id);
      if (begun.state !== 'running' && begun.state !== 'interrupted') throw endedAlready(begun);
      const job = this.#write(ended(begun, end, this.#now()));
      const undone = job.kind === 'undo' && hasCompleted(job) && job.of !== null ? this.get(job.of) : null;
      if (undone !== null) this.#write({ ...undone, state: 'undone', undoable: false });
      return job;
    });
  }

  /** The job with its report, or null. */
  get(id: string): Job | null {
    const row = this.#use((database) =>
      database.prepare(`select ${SUMMARY_COLUMNS}, report from jobs where id = ?`).get(id),
    );
    return row === undefined ? null : jobOf(row);
  }

  /** The jobs that a query finds, the newest first. */
  list({ search, kinds, target, offset, limit }: JobQuery): JobPage {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const where = [
      ...words.map(() => 'instr(search, ?) > 0'),
      ...(kinds.length > 0 ? [`kind in (${kinds.map(() => '?').join(', ')})`] : []),
      ...(target === null ? [] : ['target = ?']),
    ];
    const condition = where.length > 0 ? `where ${where.join(' and ')}` : '';
    const values = [...words, ...kinds, ...(target === null ? [] : [target])];
    return this.#transaction('deferred', (database) => ({
      total: countOf(database.prepare(`select count(*) from jobs ${condition}`).raw().get(values)),
      jobs: database
        .prepare(`select ${SUMMARY_COLUMNS} from jobs ${condition} order by id desc limit ? offset ?`)
        .all([...values, limit, offset])
        .map(summaryOf),
    }));
  }

  /** The folder for what a job keeps; who writes into it makes it (0700). Throws `JOB_NOT_FOUND` for what is no id. */
  folderOf(id: string): string {
    if (!isJobId(id)) throw jobNotFound(id);
    return path.join(this.#folder, id);
  }

  /**
   * Makes every job `interrupted` that is said to run and whose process is gone; returns them. For the start of
   * the program.
   */
  sweep(): readonly JobSummary[] {
    const running = this.#use((database) =>
      database.prepare(`select id, pid, pid_started from jobs where state = 'running'`).all(),
    );
    const gone = running.filter((row) => !isAlive(processOf(row))).map(idOf);
    return this.#transaction('immediate', () =>
      gone
        .map((id) => this.#known(id))
        .filter(({ state }) => state === 'running')
        .map((job) => summary(this.#write({ ...job, state: 'interrupted' }))),
    );
  }

  /** Removes old jobs with their folders, as far as the retention allows; returns their ids. */
  prune(retention: Retention = DEFAULT_RETENTION): readonly string[] {
    return this.#use((database) => pruneJobs(database, retention, this.#now(), (id) => this.folderOf(id)));
  }

  close(): void {
    this.#database.close();
  }

  #known(id: string): Job {
    const job = this.get(id);
    if (job === null) throw jobNotFound(id);
    return job;
  }

  #write(job: Job): Job {
    const columns = columnsOf(job);
    const sets = Object.keys(columns).map((name) => `${name} = :${name}`);
    this.#use((database) => {
      database.prepare(`update jobs set ${sets.join(', ')} where id = :id`).run(columns);
    });
    return this.#known(job.id);
  }

  #transaction<T>(mode: 'deferred' | 'immediate', work: (database: Database.Database) => T): T {
    return this.#use((database) => inTransaction(database, mode, () => work(database)));
  }

  #use<T>(work: (database: Database.Database) => T): T {
    try {
      return work(this.#database);
    } catch (error) {
      throw told(error, this.#file);
    }
  }
}

const NOTHING_KNOWN = {
  endedAt: null,
  durationMs: null,
  edmsUser: null,
  packagePath: null,
  packageSha256: null,
  target: null,
  storageRoot: null,
  mode: null,
  records: null,
  recordsPerSecond: null,
  of: null,
  undoable: false,
  error: null,
  report: null,
} as const;

let own: ProcessIdentity | null = null;

/** Asked once: some systems need a command for it. */
function identity(): ProcessIdentity {
  own ??= ownIdentity();
  return own;
}

function ended(job: Job, end: JobEnd, now: number): Job {
  const known = { ...job, ...end, endedAt: new Date(now).toISOString() };
  // What `recover` ends was not at work in between.
  if (job.state === 'interrupted') return known;
  const durationMs = Math.max(0, now - Date.parse(job.startedAt));
  const { records } = known;
  const recordsPerSecond =
    records === null || durationMs === 0 ? null : Math.round((records * 1000) / durationMs);
  return { ...known, durationMs, recordsPerSecond };
}

function hasCompleted({ state }: Job): boolean {
  return state === 'completed' || state === 'completed with findings';
}

function summary({ report: _, ...rest }: Job): JobSummary {
  return rest;
}

function countOf(row: unknown): number {
  return Array.isArray(row) ? Number(row[0]) : 0;
}

/** The error for an id that no job has. */
export function jobNotFound(id: string): EngineError {
  return new EngineError({
    code: 'JOB_NOT_FOUND',
    message: `There is no job ${id.slice(0, 60)}.`,
    consequence: 'Nothing was done.',
    advice: 'edms-backup jobs lists the jobs that are kept.',
  });
}

function endedAlready(job: Job): EngineError {
  return new EngineError({
    code: 'USAGE',
    message: `The job ${job.id} has ended already (${job.state}).`,
    consequence: 'Nothing was changed.',
    advice: 'Begin a new one.',
  });
}
