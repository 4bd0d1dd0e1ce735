import { type CommandEntry, type Given, targetOf, usage } from './command-entry.ts';

export interface UndoOptions {
  readonly command: 'undo';
  /** Id of the job that is undone. */
  readonly job: string;
  readonly target: string;
  readonly storage: string | null;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly noRecord: boolean;
}

export interface RecoverOptions {
  readonly command: 'recover';
  readonly target: string;
  readonly storage: string | null;
}

export const undoEntry = {
  usage: ['undo JOB --target T [--storage DIR] [--dry-run] [--yes] [--no-record]'],
  help: `Takes a restore back: rows and files that it created go, those that it changed or removed become what they were.
What people have changed since stays, with all that it needs; it is listed. All of it or nothing, verified before it
is committed. JOB is the id that the restore's report names; \`jobs\` lists them.
  --dry-run      say what would be undone, and change nothing
  --no-record    leave no row about it in the EDMS's own tables
  --storage DIR  the folder in which the EDMS keeps its files; without it files stay as they are
`,
  options: ['target', 'storage', 'dry-run', 'yes', 'no-record'],
  read: (given): UndoOptions => {
    const [job, ...more] = given.operands;
    if (job === undefined || more.length > 0) throw usage('Name one job: undo JOB.');
    const { values } = given;
    return {
      command: 'undo',
      job,
      ...placeOf(given),
      dryRun: values['dry-run'] === true,
      yes: values.yes === true,
      noRecord: values['no-record'] === true,
    };
  },
} satisfies CommandEntry;

export const recoverEntry = {
  usage: ['recover --target T [--storage DIR]'],
  help: `Finishes or undoes a restore (or an undo) that did not come to its end: a process that was killed, a connection that
was lost, a machine that fell. restore does so by itself before it begins. With --json: {state, job, recovered, problems};
state is nothing, finished (it had been committed, and its files are in place now) or undone (nothing of it remains).
`,
  options: ['target', 'storage'],
  read: (given): RecoverOptions => {
    if (given.operands.length > 0) throw usage('recover takes no package.');
    return { command: 'recover', ...placeOf(given) };
  },
} satisfies CommandEntry;

function placeOf(given: Given): { readonly target: string; readonly storage: string | null } {
  return { target: targetOf(given), storage: given.values.storage ?? null };
}
