import type { Bridge, Result } from '../../preload/contract/bridge.ts';
import type { Phase, Progress } from '../../preload/contract/types.ts';

/** A piece of work that is under way in the engine, as the window shows it. */
export interface Task {
  readonly job: string;
  readonly progress: Progress | null;
  /** When it began, in milliseconds of the clock. */
  readonly startedAt: number;
  /** Phases that were seen, in the order in which they came; the last one is under way. */
  readonly phases: readonly { readonly phase: Phase; readonly startedAt: number; readonly last: Progress }[];
  readonly cancelling: boolean;
}

let lastJob = 0;

export function newTask(now = Date.now()): Task {
  lastJob += 1;
  return { job: `job-${lastJob}`, progress: null, startedAt: now, phases: [], cancelling: false };
}

/** The task after a report of progress. */
export function advance(task: Task, progress: Progress, now = Date.now()): Task {
  const before = task.phases.filter(({ phase }) => phase !== progress.phase);
  const known = task.phases.find(({ phase }) => phase === progress.phase);
  const entry = { phase: progress.phase, startedAt: known?.startedAt ?? now, last: progress };
  return { ...task, progress, phases: [...before, entry] };
}

/** Follows a job: calls `apply` with each of its reports until the returned function is called. */
export function follow(bridge: Bridge, job: string, apply: (progress: Progress) => void): () => void {
  return bridge.on('job:progress', (message) => {
    if (message.job === job) apply(message.progress);
  });
}

/** Runs a request that reports progress; `update` gets each report while it is under way. */
export async function runTask<T>(
  bridge: Bridge,
  task: Task,
  request: (job: string) => Promise<Result<T>>,
  update: (progress: Progress) => void,
): Promise<Result<T>> {
  const stop = follow(bridge, task.job, update);
  try {
    return await request(task.job);
  } finally {
    stop();
  }
}
