import type { PlainError, Preflight, PreflightCheckId, RestoreReport } from '../../preload/contract/types.ts';
import { mayWrite } from './session-slice.ts';
import { advance, newTask, runTask, type Task } from './task.ts';
import { isWriting, type SliceTools } from './work.ts';

export interface RestoreSlice {
  readonly restoring: Task | null;
  /** The task of the restore that ended with an error: the screen shows how far it came. */
  readonly endedRestore: Task | null;
  readonly restoreError: PlainError | null;
  readonly report: RestoreReport | null;
  /** Path of the last exported report. */
  readonly exported: string | null;
  readonly exportError: PlainError | null;
  /** What stands in the way of the restore that is about to be confirmed; null while it is found out. */
  readonly preflight: Preflight | null;
  readonly preflightError: PlainError | null;
  /** Its warnings that the person has confirmed. */
  readonly accepted: readonly PreflightCheckId[];
  /** What was typed as the name of a production system, before it is written to. */
  readonly typedName: string;
  typeName(name: string): void;
  /** Asks whether to restore, and looks meanwhile at what could forbid it. */
  askToRestore(): Promise<void>;
  accept(id: PreflightCheckId, confirmed: boolean): void;
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

    preflight: null,
    preflightError: null,
    accepted: [],
    typedName: '',

    typeName: (typedName) => set({ typedName }),
    askToRestore: async () => {
      const { plan } = get();
      set({ overlay: 'confirm-restore', preflight: null, preflightError: null, accepted: [], typedName: '' });
      const answer = await bridge.ask('preflight:run', { job: newTask().job });
      if (get().plan !== plan) return;
      set(answer.ok ? { preflight: answer.value } : { preflightError: answer.error });
    },
    accept: (id, confirmed) =>
      set(({ accepted }) => ({
        accepted: confirmed ? [...accepted, id] : accepted.filter((one) => one !== id),
      })),
    startRestore: async () => {
      if (isWriting(get()) || !get().plan) return;
      const task = newTask();
      const { accepted, typedName } = get();
      get().cancelComparing();
      get().cancelReadingRecords();
      set({
        overlay: null,
        step: 'restore',
        restoring: task,
        targetEmpty: false,
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
        (job) => bridge.ask('restore:start', { job, accept: [...accepted], typedName: typedName || null }),
        (progress) => set(({ restoring }) => (restoring ? { restoring: advance(restoring, progress) } : {})),
      );
      // A dialog that asks whether to cancel has nothing left to ask about.
      const overlay = get().overlay === 'confirm-cancel' ? null : get().overlay;
      const endedRestore = get().restoring;
      get().forgetFindings();
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
      // The engine's check went with it: it could not be noted in the EDMS any more.
      if (!get().repairing) get().forgetHealth();
      get().forgetExportRecords();
      set({
        restarted,
        ...(packageOpen ? {} : { inspection: null }),
        ...(targetOpen ? {} : { target: null }),
      });
      if (mayWrite(get())) void get().recover();
      // A step that needs what is no longer open is left; the restore's own screen tells what happened.
      const { step, inspecting, inspection, pkg } = get();
      if (step === 'preview')
        set({ step: targetOpen && packageOpen ? 'preview' : inspection ? 'target' : 'open' });
      else if (step === 'health' && !targetOpen) set({ step: inspection ? 'target' : 'open' });
      else if (step === 'target' && !inspection && pkg) set({ step: 'open' });
      else if (step === 'package' && !inspection && !inspecting && !get().packageError) set({ step: 'open' });
    },
  };
}
