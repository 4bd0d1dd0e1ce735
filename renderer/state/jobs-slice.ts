import type { AnswerOf } from '../../preload/contract/bridge.ts';
import type { PlainError, UndoPlan, UndoReport } from '../../preload/contract/types.ts';
import { isProduction } from './production.ts';
import { advance, newTask, runTask, type Task } from './task.ts';
import { isWriting, type SliceTools } from './work.ts';

export type JobPage = AnswerOf<'jobs:list'>;
export type ShownJob = AnswerOf<'jobs:show'>;

/** Taking one restore back: what it would do, while it runs, and what it did. */
export interface Undoing {
  /** Id of the job that is undone. */
  readonly of: string;
  readonly task: Task | null;
  readonly plan: UndoPlan | null;
  readonly report: UndoReport | null;
  readonly error: PlainError | null;
}

export interface JobsSlice {
  readonly jobs: JobPage | null;
  readonly jobSearch: string;
  readonly jobsError: PlainError | null;
  readonly shownJob: ShownJob | null;
  readonly undoing: Undoing | null;
  /** What was finished or undone of a restore that had been interrupted, until the person has read it. */
  readonly recovered: 'finished' | 'undone' | null;
  loadJobs(): Promise<void>;
  searchJobs(text: string): Promise<void>;
  showJob(id: string): Promise<void>;
  /** Finds out what undoing a job would do, on a screen of its own. */
  planUndo(of: string): Promise<void>;
  /** Starts the undo; for a production system only once its name has been typed. */
  askToUndo(): void;
  startUndo(): Promise<void>;
  cancelUndo(): void;
  /** Finishes or undoes what an interrupted restore left in the open target. */
  recover(): Promise<void>;
}

const MOST_JOBS = 200;

export function createJobsSlice(tools: SliceTools): JobsSlice {
  const { bridge, set, get } = tools;
  return {
    jobs: null,
    jobSearch: '',
    jobsError: null,
    shownJob: null,
    undoing: null,
    recovered: null,

    loadJobs: async () => {
      const search = get().jobSearch;
      const query = { search, kinds: [], target: null, offset: 0, limit: MOST_JOBS };
      const answer = await bridge.ask('jobs:list', query);
      if (get().jobSearch !== search) return;
      if (answer.ok) set({ jobs: answer.value, jobsError: null });
      else set({ jobsError: answer.error });
    },
    searchJobs: async (jobSearch) => {
      set({ jobSearch });
      await get().loadJobs();
    },
    showJob: async (id) => {
      const answer = await bridge.ask('jobs:show', { id });
      if (answer.ok) set({ shownJob: answer.value });
      else set({ jobsError: answer.error });
    },

    planUndo: async (of) => {
      if (isWriting(get())) return;
      const task = newTask();
      set({ step: 'undo', undoing: { of, task, plan: null, report: null, error: null } });
      const answer = await runTask(
        bridge,
        task,
        (job) => bridge.ask('undo:plan', { job, of }),
        (progress) => follow(tools, task, (now) => advance(now, progress)),
      );
      if (get().undoing?.task?.job !== task.job) return;
      settle(tools, answer.ok ? { plan: answer.value } : { error: answer.error });
    },
    askToUndo: () => {
      set({ typedName: '' });
      if (isProduction(get())) set({ overlay: 'confirm-undo' });
      else void get().startUndo();
    },
    startUndo: async () => {
      const { undoing, typedName } = get();
      set({ overlay: null });
      if (!undoing?.plan || undoing.task) return;
      const task = newTask();
      set({ undoing: { ...undoing, task, error: null } });
      const { of, plan } = undoing;
      const answer = await runTask(
        bridge,
        task,
        (job) =>
          bridge.ask('undo:start', { job, of, shown: plan.conflictCount, typedName: typedName || null }),
        (progress) => follow(tools, task, (now) => advance(now, progress)),
      );
      get().forgetFindings();
      settle(tools, answer.ok ? { report: answer.value } : { error: answer.error });
      if (answer.ok && get().report?.job === of) set({ report: null });
    },
    cancelUndo: () => {
      const task = get().undoing?.task;
      if (!task || task.cancelling) return;
      follow(tools, task, (now) => ({ ...now, cancelling: true }));
      void bridge.ask('job:cancel', { job: task.job });
    },
    recover: async () => {
      const { storage, target } = get();
      const answer = await bridge.ask('recover:run', { storage: storage?.id ?? null });
      if (!answer.ok || get().target !== target || answer.value.state === 'nothing') return;
      set({ recovered: answer.value.state });
    },
  };
}

function follow({ set }: SliceTools, task: Task, change: (task: Task) => Task): void {
  set(({ undoing }) =>
    undoing?.task?.job === task.job ? { undoing: { ...undoing, task: change(undoing.task) } } : {},
  );
}

function settle({ set }: SliceTools, what: Partial<Undoing>): void {
  set(({ undoing }) => (undoing ? { undoing: { ...undoing, ...what, task: null } } : {}));
}
