import type { RequestOf, Result } from '../../preload/contract/bridge.ts';
import type {
  Health,
  OwnRecords,
  PlainError,
  RepairKind,
  RepairPlan,
  RepairReport,
} from '../../preload/contract/types.ts';
import { advance, newTask, runTask, type Task } from './task.ts';
import { isWriting, type SliceTools } from './work.ts';

/** One repair: what it would do, while it runs, and what it did. */
export interface Repairing {
  readonly kind: RepairKind;
  readonly task: Task | null;
  readonly plan: RepairPlan | null;
  readonly report: RepairReport | null;
  readonly error: PlainError | null;
}

export interface HealthSlice {
  readonly checking: Task | null;
  /** The last check of the open target; stays while it is checked anew. */
  readonly health: Health | null;
  readonly healthError: PlainError | null;
  /** What was written into the EDMS about the shown check. */
  readonly noted: OwnRecords | null;
  readonly repairing: Repairing | null;
  /** Looks at the open target, on the screen for it. */
  checkHealth(): Promise<void>;
  cancelChecking(): void;
  /** Another target or folder: what was said is not of it. */
  forgetHealth(): void;
  /** Writes the shown check into the EDMS. */
  noteHealth(): Promise<void>;
  /** Finds out what a repair would do, on a screen of its own. */
  planRepair(kind: RepairKind): Promise<void>;
  /** Asks whether to carry it out. */
  askToRepair(): void;
  startRepair(): Promise<void>;
  cancelRepair(): void;
}

export function createHealthSlice(tools: SliceTools): HealthSlice {
  const { bridge, set, get } = tools;
  return {
    checking: null,
    health: null,
    healthError: null,
    noted: null,
    repairing: null,

    checkHealth: async () => {
      if (isWriting(get()) || get().checking || !get().target) return;
      const task = newTask();
      set({ step: 'health', checking: task, healthError: null, repairing: null });
      const storage = get().storage?.id ?? null;
      const answer = await runTask(
        bridge,
        task,
        (job) => bridge.ask('health:check', { job, storage }),
        (progress) =>
          set(({ checking }) =>
            checking?.job === task.job ? { checking: advance(checking, progress) } : {},
          ),
      );
      // Another target may be open by now.
      if (get().checking?.job !== task.job) return;
      if (answer.ok) set({ checking: null, health: answer.value, noted: null });
      else set({ checking: null, healthError: answer.error });
    },
    cancelChecking: () => {
      const { checking } = get();
      if (!checking || checking.cancelling) return;
      set({ checking: { ...checking, cancelling: true } });
      void bridge.ask('job:cancel', { job: checking.job });
    },
    forgetHealth: () => {
      get().cancelChecking();
      set({ checking: null, health: null, healthError: null, noted: null, repairing: null });
    },
    noteHealth: async () => {
      const { health, noted } = get();
      if (!health || noted) return;
      const answer = await bridge.ask('health:record', null);
      if (get().health !== health) return;
      if (answer.ok) set({ noted: answer.value, healthError: null });
      else set({ healthError: answer.error });
    },

    planRepair: async (kind) => {
      if (isWriting(get())) return;
      const request = (input: RequestOf<'repair:plan'>) => bridge.ask('repair:plan', input);
      await work(tools, { kind, plan: null }, request, (plan) => ({ plan }));
    },
    askToRepair: () => set({ overlay: 'confirm-repair', typedName: '' }),
    startRepair: async () => {
      const { repairing } = get();
      set({ overlay: null });
      if (!repairing?.plan || isWriting(get())) return;
      const typedName = get().typedName || null;
      const request = (input: RequestOf<'repair:plan'>) =>
        bridge.ask('repair:start', { ...input, typedName });
      await work(tools, repairing, request, (report) => ({ report }));
      // What was found before is no longer so; what was repaired stays in sight.
      set({ health: null, noted: null });
      if (repairing.kind === 'missing-files') get().outdatePlan();
    },
    cancelRepair: () => {
      const task = get().repairing?.task;
      if (!task || task.cancelling) return;
      change(tools, task, (now) => ({ task: { ...now, cancelling: true } }));
      void bridge.ask('job:cancel', { job: task.job });
    },
  };
}

/** Runs one half of a repair, previewing it or doing it, and keeps what came of it. */
async function work<T>(
  tools: SliceTools,
  { kind, plan }: Pick<Repairing, 'kind' | 'plan'>,
  request: (input: RequestOf<'repair:plan'>) => Promise<Result<T>>,
  told: (value: T) => Partial<Repairing>,
): Promise<void> {
  const { bridge, set, get } = tools;
  const task = newTask();
  set({ step: 'repair', repairing: { kind, task, plan, report: null, error: null } });
  const storage = get().storage?.id ?? null;
  const answer = await runTask(
    bridge,
    task,
    (job) => request({ job, kind, storage }),
    (progress) => change(tools, task, (now) => ({ task: advance(now, progress) })),
  );
  change(tools, task, () => ({ task: null, ...(answer.ok ? told(answer.value) : { error: answer.error }) }));
}

function change({ set }: SliceTools, task: Task, to: (task: Task) => Partial<Repairing>): void {
  set(({ repairing }) =>
    repairing?.task?.job === task.job ? { repairing: { ...repairing, ...to(repairing.task) } } : {},
  );
}
