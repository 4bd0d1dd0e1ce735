import { consoleHome } from '../engine/home.ts';
import type { Job, JobPage, JobSummary } from '../jobs/job.ts';
import type { JobsCommand } from './jobs-entry.ts';
import { harmless } from './output.ts';
import { renderError } from './render.ts';

/**
 * What the command prints. With `json`: `{total, jobs: [JobSummary]}`, or the whole `Job`. A damaged store is told on
 * standard error. Errors: `JOB_NOT_FOUND`, `JOBS_STORE_…`.
 */
export async function runJobs(
  command: JobsCommand & { readonly json: boolean },
  home: string = consoleHome(),
): Promise<string> {
  // Not before it is needed: the store is a binary of the system's own kind.
  const { JobStore, jobNotFound } = await import('../jobs/job-store.ts');
  const store = JobStore.open(home);
  try {
    if (store.putAside !== null)
      process.stderr.write(
        `The list of jobs was damaged and has been put aside: ${store.putAside}. A new one was begun.\n`,
      );
    store.sweep();
    if (command.show === null) {
      const { search, limit } = command;
      const page = store.list({ search, kinds: [], target: null, offset: 0, limit });
      return command.json ? `${JSON.stringify(page)}\n` : harmless(renderPage(page));
    }
    const job = store.get(command.show);
    if (job === null) throw jobNotFound(command.show);
    return command.json ? `${JSON.stringify(job)}\n` : harmless(renderJob(job));
  } finally {
    store.close();
  }
}

function renderPage({ total, jobs }: JobPage): string {
  if (total === 0) return 'No jobs.\n';
  const lines = jobs.map(
    (job) =>
      `${job.id}  ${minute(job.startedAt)}  ${job.kind}: ${stateOf(job)}${about(job) === '' ? '' : `, ${about(job)}`}`,
  );
  const more = total > jobs.length ? [`… and ${count(total - jobs.length)} more: --limit, --search`] : [];
  return `${[...lines, ...more].join('\n')}\n`;
}

function renderJob(job: Job): string {
  const facts: readonly (readonly [string, string | null])[] = [
    ['started', `${job.startedAt} by ${whoOf(job)}`],
    ['ended', job.endedAt],
    ['took', job.durationMs === null ? null : `${(job.durationMs / 1000).toFixed(1)} s${rateOf(job)}`],
    ['package', job.packagePath],
    ['sha256', job.packageSha256],
    ['target', job.target],
    ['storage', job.storageRoot],
    ['mode', job.mode],
    ['records', job.records === null ? null : count(job.records)],
    ['undo of', job.of],
    ['undo', job.undoable ? 'possible' : null],
    ['report', job.report === null ? null : 'kept: --json prints it'],
  ];
  const lines = facts.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(9)}${value}`]));
  const error = job.error === null ? '' : `\n${renderError(job.error)}`;
  return `${job.id}: ${job.kind}, ${stateOf(job)}\n${lines.join('\n')}\n${error}`;
}

function stateOf(job: JobSummary): string {
  return job.error === null ? job.state : `${job.state} (${job.error.code})`;
}

function about({ packagePath, target, of }: JobSummary): string {
  const parts = [of, packagePath, target === null ? null : `into ${target}`];
  return parts.filter((part) => part !== null).join(' ');
}

function whoOf({ osUser, edmsUser }: JobSummary): string {
  return edmsUser === null ? osUser : `${osUser}, signed in as ${edmsUser}`;
}

function rateOf({ recordsPerSecond }: JobSummary): string {
  return recordsPerSecond === null ? '' : `, ${count(recordsPerSecond)} records a second`;
}

/** `2026-11-25 02:00`, in UTC as everywhere on the command line. */
function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
