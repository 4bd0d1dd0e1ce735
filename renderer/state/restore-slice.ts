import type { PlainError, RestoreReport } from '../../preload/contract/types.ts';
import { advance, newTask, runTask, type Task } from './task.ts';
import type { SliceTools } from './work.ts';

export interface RestoreSlice {
  readonly restoring: Task | null;
  /** The task of the restore that ended with an error: the screen shows how far it came. */
  readonly endedRestore: Task | null;
  readonly restoreError: PlainError | null;
  readonly report: RestoreReport | null;
  /** Path of the last exported report. */
  readonly exported: string | null;
  readonly exportError: PlainError | null;
  startRestore(): Promise<void>;
  cancelRestore(): void;
  /** Shows the report of an earlier restore. */
  openReport(report: RestoreReport): void;
  exportReport(format: 'html' | 'json'): Promise<void>;
  openFolder(folder: 'storage' | 'report'): Promise<void>;
  engineRestarted(what: { readonly packageOpen: boolean; readonly targetOpen: boolean }): void;
}

export function createRestoreSlice({ bridge, set, get }: SliceTools): RestoreSlice {
  return {
    restoring: null,
    endedRestore: null,
    restoreError: null,
    report: null,
    exported: null,
    exportError: null,

    startRestore: async () => {
      if (get().restoring || !get().plan) return;
      const task = newTask();
      set({
        overlay: null,
        step: 'restore',
        restoring: task,
        endedRestore: null,
        restoreError: null,
        report: null,
        exported: null,
        exportError: null,
        restarted: null,
      });
      const answer = await runTask(
        bridge,
        task,
        (job) => bridge.ask('restore:start', { job }),
        (progress) => set(({ restoring }) => (restoring ? { restoring: advance(restoring, progress) } : {})),
      );
      // A dialog that asks whether to cancel has nothing left to ask about.
      const overlay = get().overlay === 'confirm-cancel' ? null : get().overlay;
      const endedRestore = get().restoring;
      // What the plan said of the target is no longer so.
      get().outdatePlan();
      if (answer.ok) set({ overlay, restoring: null, report: answer.value, step: 'report' });
      else set({ overlay, restoring: null, endedRestore, restoreError: answer.error });
    },
    cancelRestore: () => {
      const { restoring } = get();
      set({ overlay: null });
      if (!restoring) return;
      set({ restoring: { ...restoring, cancelling: true } });
      void bridge.ask('job:cancel', { job: restoring.job });
    },
    openReport: (report) => set({ report, step: 'report', exported: null, exportError: null }),
    exportReport: async (format) => {
      const answer = await bridge.ask('report:export', { format, of: get().report?.job ?? null });
      if (!answer.ok) set({ exportError: answer.error });
      else if (answer.value) set({ exported: answer.value.path, exportError: null });
    },
    openFolder: async (folder) => {
      const answer = await bridge.ask('folder:open', { folder });
      if (!answer.ok) set({ exportError: answer.error });
    },
    engineRestarted: (restarted) => {
      const { packageOpen, targetOpen } = restarted;
      get().outdatePlan();
      set({
        restarted,
        ...(packageOpen ? {} : { inspection: null }),
        ...(targetOpen ? {} : { target: null }),
      });
      // A step that needs what is no longer open is left; the restore's own screen tells what happened.
      const { step, inspecting, inspection } = get();
      if (step === 'preview')
        set({ step: targetOpen && packageOpen ? 'preview' : inspection ? 'target' : 'open' });
      else if (step === 'target' && !inspection) set({ step: 'open' });
      else if (step === 'package' && !inspection && !inspecting && !get().packageError) set({ step: 'open' });
    },
  };
}
