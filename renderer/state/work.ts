import { createStore, type StoreApi } from 'zustand';
import type { Bridge, StartInfo } from '../../preload/contract/bridge.ts';
import { createJobsSlice, type JobsSlice } from './jobs-slice.ts';
import { createPackageSlice, type PackageSlice } from './package-slice.ts';
import { createPlanSlice, type PlanSlice } from './plan-slice.ts';
import { createPolicySlice, type PolicySlice } from './policy-slice.ts';
import { createRestoreSlice, type RestoreSlice } from './restore-slice.ts';
import { createSelectionSlice, type SelectionSlice } from './selection-slice.ts';
import { createTargetSlice, type TargetSlice } from './target-slice.ts';

export const STEPS = ['open', 'package', 'target', 'preview', 'restore', 'report'] as const;
/** Places that stand outside the path of the present work. */
export const PLACES = ['jobs'] as const;
export type Step = (typeof STEPS)[number] | (typeof PLACES)[number] | 'selection' | 'undo';

/** What lies over the window: only what cannot be taken back is asked in a dialog. */
export type Overlay = 'confirm-restore' | 'confirm-cancel' | 'confirm-init' | 'keys' | null;

export interface ShellSlice {
  readonly start: StartInfo | null;
  readonly step: Step;
  readonly overlay: Overlay;
  /** After the engine was lost: what is open again. */
  readonly restarted: { readonly packageOpen: boolean; readonly targetOpen: boolean } | null;
  goTo(step: Step): void;
  show(overlay: Overlay): void;
  dismissNotice(): void;
}

export type Work = ShellSlice &
  PackageSlice &
  TargetSlice &
  PolicySlice &
  SelectionSlice &
  PlanSlice &
  RestoreSlice &
  JobsSlice;
export type WorkStore = StoreApi<Work>;

/** What a slice is made with. */
export interface SliceTools {
  readonly bridge: Bridge;
  readonly set: (change: Partial<Work> | ((work: Work) => Partial<Work>)) => void;
  readonly get: () => Work;
}

/** The state of the window: one package, one target, one plan, one restore at a time. */
export function createWork(bridge: Bridge): WorkStore {
  return createStore<Work>((set, get) => {
    const tools: SliceTools = { bridge, set, get };
    return {
      start: null,
      step: 'open',
      overlay: null,
      restarted: null,
      goTo: (step) => {
        if (!canGoTo(get(), step)) return;
        set({ step });
        const { plan, planning, planError } = get();
        if (step === 'preview' && !plan && !planning && !planError) void get().preview();
      },
      show: (overlay) => set({ overlay }),
      dismissNotice: () => set({ restarted: null, recovered: null }),
      ...createPackageSlice(tools),
      ...createTargetSlice(tools),
      ...createPolicySlice(tools),
      ...createSelectionSlice(tools),
      ...createPlanSlice(tools),
      ...createRestoreSlice(tools),
      ...createJobsSlice(tools),
    };
  });
}

/** Asks the main process how things stand and listens to it from then on. */
export async function connectWork(bridge: Bridge, store: WorkStore): Promise<void> {
  bridge.on('package:arrived', (ref) => void store.getState().openPackage(ref));
  bridge.on('engine:restarted', (restarted) => store.getState().engineRestarted(restarted));
  const answer = await bridge.ask('app:start', null);
  if (!answer.ok) return;
  store.setState({ start: answer.value, recents: answer.value.recents });
  if (answer.value.arrived) void store.getState().openPackage(answer.value.arrived);
}

/** A place can be visited once there is something to see there; nothing is left while a restore runs. */
export function canGoTo(work: Work, step: Step): boolean {
  if (work.restoring) return step === 'restore';
  if (work.undoing?.task) return step === 'undo';
  const readable = work.inspection !== null && work.inspection.readable !== 'no';
  switch (step) {
    case 'open':
      return true;
    case 'package':
      return work.pkg !== null;
    case 'target':
      return readable;
    case 'selection':
      return readable && work.target !== null && work.policy.mode === 'selected';
    case 'preview':
      return readable && work.target !== null;
    case 'restore':
      return work.restoreError !== null;
    case 'report':
      return work.report !== null;
    case 'jobs':
      return true;
    case 'undo':
      return work.undoing !== null;
  }
}
