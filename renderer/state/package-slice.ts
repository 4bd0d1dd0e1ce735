import type { PackageRef, RecentPackage } from '../../preload/contract/bridge.ts';
import type { Inspection, PlainError } from '../../preload/contract/types.ts';
import { advance, newTask, runTask, type Task } from './task.ts';
import { isWriting, type SliceTools } from './work.ts';

export interface PackageSlice {
  readonly recents: readonly RecentPackage[];
  readonly pkg: PackageRef | null;
  readonly inspecting: Task | null;
  readonly inspection: Inspection | null;
  readonly packageError: PlainError | null;
  /** The person goes on with what is readable of this damaged package. */
  readonly acceptDamaged: boolean;
  choosePackage(what: 'file' | 'folder'): Promise<void>;
  openSample(): Promise<void>;
  openPackage(ref: PackageRef): Promise<void>;
  forgetPackage(id: string): Promise<void>;
  cancelInspecting(): void;
  goOnWithReadable(): void;
}

/** Choosing, opening and inspecting a package. A new one takes the place of plan and report too. */
export function createPackageSlice({ bridge, set, get }: SliceTools): PackageSlice {
  return {
    recents: [],
    pkg: null,
    inspecting: null,
    inspection: null,
    packageError: null,
    acceptDamaged: false,

    choosePackage: async (what) => {
      if (isWriting(get())) return;
      const answer = await bridge.ask('package:choose', { what });
      if (!answer.ok) set({ packageError: answer.error, step: 'package' });
      else if (answer.value) await get().openPackage(answer.value);
    },

    openSample: async () => {
      if (isWriting(get())) return;
      const answer = await bridge.ask('package:sample', null);
      if (answer.ok) await get().openPackage(answer.value);
      else set({ packageError: answer.error, step: 'package' });
    },

    openPackage: async (ref) => {
      // What is being written is never pushed aside by a file that is dropped meanwhile.
      if (isWriting(get())) return;
      get().cancelInspecting();
      const task = newTask();
      set({
        pkg: ref,
        step: 'package',
        inspecting: task,
        inspection: null,
        packageError: null,
        acceptDamaged: false,
        report: null,
        restoreError: null,
        again: null,
      });
      get().discardPlan();
      const answer = await runTask(
        bridge,
        task,
        (job) => bridge.ask('package:open', { job, id: ref.id }),
        (progress) =>
          set(({ inspecting }) =>
            inspecting?.job === task.job ? { inspecting: advance(inspecting, progress) } : {},
          ),
      );
      // Another package may have been opened meanwhile.
      if (get().inspecting?.job !== task.job) return;
      if (answer.ok) set({ inspecting: null, inspection: answer.value });
      else set({ inspecting: null, packageError: answer.error });
      const recents = await bridge.ask('package:recents', null);
      if (recents.ok) set({ recents: recents.value });
    },

    forgetPackage: async (id) => {
      const answer = await bridge.ask('package:forget', { id });
      if (answer.ok) set({ recents: answer.value });
    },

    goOnWithReadable: () => {
      const { step } = get();
      set({ acceptDamaged: true });
      if (step === 'preview') void get().preview();
      else get().goTo('target');
    },

    cancelInspecting: () => {
      const { inspecting } = get();
      if (!inspecting) return;
      set({ inspecting: { ...inspecting, cancelling: true } });
      void bridge.ask('job:cancel', { job: inspecting.job });
    },
  };
}
