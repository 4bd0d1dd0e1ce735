import { type CommandEntry, usage } from './command-entry.ts';

/** `jobs` and `jobs show JOB`. */
export interface JobsCommand {
  readonly command: 'jobs';
  /** The job to show whole, or null for the list. */
  readonly show: string | null;
  readonly search: string;
  readonly limit: number;
}

export const jobsEntry = {
  usage: ['jobs [--search TEXT] [--limit N]', 'jobs show JOB'],
  help: `Lists what the console has done, the newest first: inspections, plans, restores, undos. Needs no target.
  --search TEXT  words that must all occur: in id, kind, state, user, package (path, sha256), target, storage, mode
  --limit N      how many at most (1 to 1000, 20 when it is not given)
show JOB prints one of them; with --json its whole report.
`,
  options: ['search', 'limit'],
  read: ({ operands, values }) => parseJobs(operands, values),
} satisfies CommandEntry;

const MOST = 1000;
const USUAL = 20;

/** Understands the words behind `jobs`. Error: `USAGE`. */
export function parseJobs(
  operands: readonly string[],
  values: { readonly search?: string | undefined; readonly limit?: string | undefined },
): JobsCommand {
  const [verb, job, ...more] = operands;
  if (verb === undefined)
    return { command: 'jobs', show: null, search: values.search ?? '', limit: limitOf(values.limit) };
  if (verb !== 'show') throw usage(`jobs knows "show JOB", not "${verb}".`);
  if (job === undefined || more.length > 0) throw usage('Name one job: jobs show JOB.');
  if (values.search !== undefined || values.limit !== undefined)
    throw usage('jobs show takes neither --search nor --limit.');
  return { command: 'jobs', show: job, search: '', limit: USUAL };
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return USUAL;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > MOST) throw usage(`--limit is a number from 1 to ${MOST}.`);
  return limit;
}
