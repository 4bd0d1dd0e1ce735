import { createStore, type StoreApi } from 'zustand';
import type { Bridge, StartInfo } from '../../preload/contract/bridge.ts';
import { type AgainSlice, createAgainSlice } from './again-slice.ts';
import { type CompareSlice, createCompareSlice } from './compare-slice.ts';
import { createExportSlice, type ExportSlice } from './export-slice.ts';
import { createHealthSlice, type HealthSlice } from './health-slice.ts';
import { createJobsSlice, type JobsSlice } from './jobs-slice.ts';
import { createNoticesSlice, type NoticesSlice } from './notices-slice.ts';
import { createPackageSlice, type PackageSlice } from './package-slice.ts';
import { createPlanSlice, type PlanSlice } from './plan-slice.ts';
import { createPolicySlice, type PolicySlice } from './policy-slice.ts';
import { createProfilesSlice, type ProfilesSlice } from './profiles-slice.ts';
import { createRepositoriesSlice, type RepositoriesSlice } from './repositories-slice.ts';
import { createRestoreSlice, type RestoreSlice } from './restore-slice.ts';
import { createSchedulesSlice, type SchedulesSlice } from './schedules-slice.ts';
import { createSelectionSlice, type SelectionSlice } from './selection-slice.ts';
import { createSessionSlice, isAdmitted, type SessionSlice } from './session-slice.ts';
import { createSnapshotCostSlice, type SnapshotCostSlice } from './snapshot-cost-slice.ts';
import { createSnapshotsSlice, type SnapshotsSlice } from './snapshots-slice.ts';
import { createTargetSlice, type TargetSlice } from './target-slice.ts';
import { createThinningSlice, type ThinningSlice } from './thinning-slice.ts';

export const STEPS = ['open', 'package', 'target', 'preview', 'restore', 'report'] as const;
/** Places that stand outside the path of the present work. */
export const PLACES = ['snapshots', 'jobs', 'health', 'schedules', 'export'] as const;
export type Step =
  | (typeof STEPS)[number]
  | (typeof PLACES)[number]
  | 'selection'
  | 'export-selection'
  | 'undo'
  | 'repair'
  | 'compare';

/** What lies over the window: only what cannot be taken back is asked in a dialog. */
export type Overlay =
  | 'confirm-restore'
  | 'confirm-undo'
  | 'confirm-cancel'
  | 'confirm-init'
  | 'profile'
  | 'remove-profile'
  | 'confirm-repair'
  | 'forget-repository'
  | 'forget-snapshot'
  | 'confirm-prune'
  | 'confirm-thinning'
  | 'repair-repository'
  | 'remove-schedule'
  | 'keys'
  | null;

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
  SessionSlice &
  ProfilesSlice &
  PolicySlice &
  SelectionSlice &
  PlanSlice &
  RestoreSlice &
  JobsSlice &
  HealthSlice &
  RepositoriesSlice &
  SnapshotsSlice &
  ThinningSlice &
  SchedulesSlice &
  NoticesSlice &
  CompareSlice &
  ExportSlice &
  SnapshotCostSlice &
  AgainSlice;
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
        const { health, checking, healthError } = get();
        if (step === 'health' && !health && !checking && !healthError) void get().checkHealth();
      },
      show: (overlay) => set({ overlay }),
      dismissNotice: () =>
        set(({ again }) => ({
          restarted: null,
          recovered: null,
          again: again && { ...again, isRead: true },
        })),
      ...createPackageSlice(tools),
      ...createTargetSlice(tools),
      ...createSessionSlice(tools),
      ...createProfilesSlice(tools),
      ...createPolicySlice(tools),
      ...createSelectionSlice(tools),
      ...createPlanSlice(tools),
      ...createRestoreSlice(tools),
      ...createJobsSlice(tools),
      ...createHealthSlice(tools),
      ...createRepositoriesSlice(tools),
      ...createSnapshotsSlice(tools),
      ...createThinningSlice(tools),
      ...createSchedulesSlice(tools),
      ...createNoticesSlice(tools),
      ...createCompareSlice(tools),
      ...createExportSlice(tools),
      ...createSnapshotCostSlice(tools),
      ...createAgainSlice(tools),
    };
  });
}

/** A bridge that tells when an answer says that the sign-in has ended, whoever asked. */
export function watchedBridge(bridge: Bridge, onExpired: () => void): Bridge {
  return {
    on: (event, listener) => bridge.on(event, listener),
    ask: async (channel, request) => {
      const answer = await bridge.ask(channel, request);
      if (!answer.ok && answer.error.code === 'SIGN_IN_EXPIRED') onExpired();
      return answer;
    },
  };
}

/** Asks the main process how things stand and listens to it from then on. */
export async function connectWork(bridge: Bridge, store: WorkStore): Promise<void> {
  bridge.on('package:arrived', (ref) => void store.getState().openPackage(ref));
  bridge.on('session:ended', ({ because }) => store.getState().sessionEnded(because));
  bridge.on('schedules:changed', () => void store.getState().loadSchedules());
  bridge.on('target:lent', ({ targetOpen }) => store.getState().targetLent(targetOpen));
  bridge.on('engine:restarted', (restarted) => store.getState().engineRestarted(restarted));
  const answer = await bridge.ask('app:start', null);
  if (!answer.ok) return;
  store.setState({ start: answer.value, recents: answer.value.recents });
  if (answer.value.arrived) void store.getState().openPackage(answer.value.arrived);
}

/**
 * Something is being written into the target, what that would be is found out, or a snapshot or an export of it is made:
 * nothing may push it aside.
 */
export function isWriting({ restoring, undoing, repairing, snapshotWork, exporting }: Work): boolean {
  return (
    restoring !== null ||
    exporting !== null ||
    Boolean(undoing?.task) ||
    Boolean(repairing?.task) ||
    snapshotWork?.what === 'take'
  );
}

/** A place can be visited once there is something to see there; nothing is left while a restore runs. */
export function canGoTo(work: Work, step: Step): boolean {
  if (work.restoring) return step === 'restore';
  if (work.undoing?.task) return step === 'undo';
  if (work.repairing?.task) return step === 'repair';
  if (work.snapshotWork?.what === 'take') return step === 'snapshots';
  if (work.exporting) return step === 'export';
  const readable = work.inspection !== null && work.inspection.readable !== 'no';
  switch (step) {
    case 'open':
      return true;
    case 'package':
      return work.pkg !== null;
    case 'target':
      // Without a package one can still see how an EDMS is.
      return readable || work.pkg === null;
    case 'selection':
      return readable && isAdmitted(work) && work.policy.mode === 'selected';
    case 'preview':
      return readable && isAdmitted(work);
    case 'restore':
      return work.restoreError !== null;
    case 'report':
      return work.report !== null;
    case 'jobs':
    case 'snapshots':
    case 'schedules':
    case 'export':
      return true;
    case 'export-selection':
      return isAdmitted(work);
    case 'compare':
      return work.repository !== null && work.snapshots !== null;
    case 'undo':
      return work.undoing !== null;
    case 'health':
      return work.target !== null;
    case 'repair':
      return work.repairing !== null;
  }
}
