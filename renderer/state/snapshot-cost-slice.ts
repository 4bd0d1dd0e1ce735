import type { AnswerOf } from '../../preload/contract/bridge.ts';
import type { PlainError, SnapshotSummary } from '../../preload/contract/types.ts';
import { newTask, type Task } from './task.ts';
import { isWriting, type SliceTools, type Work } from './work.ts';

/** What a new snapshot will about cost, before it is taken. */
export interface SnapshotCostSlice {
  readonly snapshotCost: AnswerOf<'snapshots:measure'> | null;
  readonly measuringSnapshot: Task | null;
  readonly snapshotCostError: PlainError | null;
  measureSnapshot(): Promise<void>;
  cancelMeasuringSnapshot(): void;
  /** Another target: what was said is not of it. */
  forgetSnapshotCost(): void;
}

export function createSnapshotCostSlice({ bridge, set, get }: SliceTools): SnapshotCostSlice {
  return {
    snapshotCost: null,
    measuringSnapshot: null,
    snapshotCostError: null,

    measureSnapshot: async () => {
      get().cancelMeasuringSnapshot();
      const { target, repository, storage } = get();
      if (target === null || repository === null || isWriting(get())) return;
      const task = newTask();
      set({ measuringSnapshot: task, snapshotCostError: null });
      const request = { job: task.job, repository, storage: storage?.id ?? null };
      const answer = await bridge.ask('snapshots:measure', request);
      if (get().measuringSnapshot?.job !== task.job) return;
      set({ measuringSnapshot: null });
      if (answer.ok) set({ snapshotCost: answer.value });
      else set({ snapshotCost: null, snapshotCostError: answer.error });
    },
    cancelMeasuringSnapshot: () => {
      const { measuringSnapshot } = get();
      if (!measuringSnapshot) return;
      set({ measuringSnapshot: null });
      void bridge.ask('job:cancel', { job: measuringSnapshot.job });
    },
    forgetSnapshotCost: () => {
      get().cancelMeasuringSnapshot();
      set({ snapshotCost: null, snapshotCostError: null });
    },
  };
}

/** The earlier snapshots of the open EDMS that the next one is judged by; null where there is none. */
export interface Earlier {
  /** What the next one would be compared with; null for a full one. */
  readonly base: SnapshotSummary | null;
  /** The last of the same kind, else the last of all: what it has added is the best that is known. */
  readonly like: SnapshotSummary | null;
}

export function earlierOf({ snapshots, target, snapshotDraft: { kind } }: Work): Earlier {
  const own = [...(snapshots?.snapshots ?? [])]
    .reverse()
    .filter(({ source }) => source === target?.summary.label);
  const lastFull = own.find((one) => one.kind === 'full');
  return {
    base: (kind === 'full' ? null : kind === 'incremental' ? own[0] : lastFull) ?? null,
    like: own.find((one) => one.kind === kind) ?? own[0] ?? null,
  };
}
