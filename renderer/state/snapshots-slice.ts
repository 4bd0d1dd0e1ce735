import type { RequestOf, Result } from '../../preload/contract/bridge.ts';
import type {
  CheckReport,
  LockHolder,
  PlainError,
  PruneReport,
  RepositoryRepair,
  SnapshotKind,
  SnapshotList,
  SnapshotProof,
  TakenSnapshot,
} from '../../preload/contract/types.ts';
import { shownRepository } from './repositories-slice.ts';
import { advance, newTask, runTask, type Task } from './task.ts';
import { NO_THINNING } from './thinning-slice.ts';
import { isWriting, type SliceTools, type Work } from './work.ts';

export const SNAPSHOT_TABS = ['list', 'new', 'upkeep'] as const;
export type SnapshotTab = (typeof SNAPSHOT_TABS)[number];

/** What is being done with a repository: one thing at a time. */
export interface SnapshotWorking {
  readonly what: 'take' | 'test' | 'verify' | 'check' | 'prune' | 'repair';
  /** The snapshot that it is about; null for the repository. */
  readonly of: string | null;
  readonly task: Task;
}

/** What the next snapshot is to be. */
export interface SnapshotDraft {
  readonly kind: SnapshotKind;
  /** As they were typed, apart by commas. */
  readonly tags: string;
  readonly test: boolean;
  /** Sign it with the console's own key. */
  readonly sign: boolean;
}

/** What upkeep has come to, the last of each kind. */
export interface Upkeep {
  readonly check: CheckReport | null;
  readonly prune: PruneReport | null;
  readonly repair: RepositoryRepair | null;
  readonly unlocked: readonly LockHolder[] | null;
}

export interface SnapshotsSlice {
  readonly snapshotTab: SnapshotTab;
  /** What is in the shown repository; null until it was read. */
  readonly snapshots: SnapshotList | null;
  readonly snapshotsError: PlainError | null;
  readonly listingSnapshots: boolean;
  /** The id of the snapshot beside the list. */
  readonly shownSnapshot: string | null;
  readonly snapshotWork: SnapshotWorking | null;
  /** Why the last work with the repository did not succeed. */
  readonly snapshotWorkError: PlainError | null;
  readonly snapshotDraft: SnapshotDraft;
  readonly taken: TakenSnapshot | null;
  /** What the last test or reading back has shown. */
  readonly proof: SnapshotProof | null;
  readonly upkeep: Upkeep;
  showSnapshotTab(tab: SnapshotTab): void;
  loadSnapshots(): Promise<void>;
  /** Another repository: what was said is not of it. */
  forgetShownSnapshots(): void;
  showSnapshot(id: string | null): void;
  draftSnapshot(change: Partial<SnapshotDraft>): void;
  /** Takes a snapshot of the open target. */
  takeSnapshot(): Promise<void>;
  /** Lets the person begin another one. */
  anotherSnapshot(): void;
  testSnapshot(id: string): Promise<void>;
  verifySnapshot(id: string): Promise<void>;
  /** Opens a snapshot as the package that is worked with; `name` is how the window calls it. */
  openSnapshot(id: string, name: string): Promise<void>;
  /** Forgets the shown snapshot, once it was confirmed. */
  forgetSnapshot(): Promise<void>;
  checkRepository(readData: boolean): Promise<void>;
  /** Without `dryRun` only once it was confirmed. */
  pruneRepository(dryRun: boolean): Promise<void>;
  repairRepository(): Promise<void>;
  unlockLocks(): Promise<void>;
  cancelSnapshotWork(): void;
}

const NO_UPKEEP: Upkeep = { check: null, prune: null, repair: null, unlocked: null };
const MOST_TAGS = 20;
const LONGEST_TAG = 60;

/** The tags of a draft; null when there are too many, or one is too long. */
export function tagsOf({ tags }: Pick<SnapshotDraft, 'tags'>): readonly string[] | null {
  const found = [...new Set(tags.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');
  return found.length <= MOST_TAGS && found.every((tag) => tag.length <= LONGEST_TAG) ? found : null;
}

export function createSnapshotsSlice(tools: SliceTools): SnapshotsSlice {
  const { bridge, set, get } = tools;
  const prove = async (channel: 'snapshots:test' | 'snapshots:verify', id: string): Promise<void> => {
    const what = channel === 'snapshots:test' ? 'test' : 'verify';
    await work(tools, { what, of: id }, (input) => bridge.ask(channel, { ...input, snapshot: id }), {
      told: (proof) => ({ proof }),
    });
  };
  return {
    snapshotTab: 'list',
    snapshots: null,
    snapshotsError: null,
    listingSnapshots: false,
    shownSnapshot: null,
    snapshotWork: null,
    snapshotWorkError: null,
    snapshotDraft: { kind: 'incremental', tags: '', test: true, sign: false },
    taken: null,
    proof: null,
    upkeep: NO_UPKEEP,

    showSnapshotTab: (snapshotTab) => set({ snapshotTab, snapshotWorkError: null, keptPassphrase: null }),
    loadSnapshots: async () => {
      const { repository } = get();
      if (repository === null) return;
      set({ listingSnapshots: true });
      const answer = await bridge.ask('snapshots:list', { repository });
      if (get().repository !== repository) return;
      set({ listingSnapshots: false });
      if (!answer.ok) {
        set({ snapshots: null, snapshotsError: answer.error });
        // The form that asks for the passphrase says where it will be kept.
        if (answer.error.code.startsWith('ENCRYPTION_') && get().keyring === null) {
          const keyring = await bridge.ask('repositories:keyring', null);
          if (keyring.ok) set({ keyring: keyring.value });
        }
        return;
      }
      const isThere = answer.value.snapshots.some(({ id }) => id === get().shownSnapshot);
      set({
        snapshots: answer.value,
        snapshotsError: null,
        shownSnapshot: isThere ? get().shownSnapshot : (answer.value.snapshots.at(-1)?.id ?? null),
      });
    },
    forgetShownSnapshots: () => {
      get().forgetCompared();
      set({
        ...{ snapshots: null, snapshotsError: null, listingSnapshots: false, shownSnapshot: null },
        ...{ snapshotWorkError: null, taken: null, proof: null, upkeep: NO_UPKEEP, snapshotTab: 'list' },
        thinning: NO_THINNING,
      });
    },
    showSnapshot: (shownSnapshot) => set({ shownSnapshot, snapshotWorkError: null }),
    draftSnapshot: (change) =>
      set(({ snapshotDraft }) => ({ snapshotDraft: { ...snapshotDraft, ...change } })),

    takeSnapshot: async () => {
      const { snapshotDraft, storage, target } = get();
      const tags = tagsOf(snapshotDraft);
      if (!target || tags === null || isWriting(get()) || get().snapshotWork) return;
      // What only reads the target waits for its end, and would be told of another moment.
      get().cancelChecking();
      get().cancelPlanning();
      get().cancelComparing();
      get().cancelMeasuringSnapshot();
      get().cancelMeasuring();
      get().cancelReadingRecords();
      set({ snapshotTab: 'new', taken: null });
      const { kind, test } = snapshotDraft;
      const sign = snapshotDraft.sign && get().signingKey !== null;
      await work(
        tools,
        { what: 'take', of: null },
        (input) =>
          bridge.ask('snapshots:take', { ...input, kind, tags, test, sign, storage: storage?.id ?? null }),
        { told: (taken) => ({ taken, proof: taken.proof, shownSnapshot: taken.snapshot.id }) },
      );
    },
    anotherSnapshot: () => set({ taken: null, snapshotWorkError: null }),
    testSnapshot: (id) => prove('snapshots:test', id),
    verifySnapshot: (id) => prove('snapshots:verify', id),
    openSnapshot: async (snapshot, name) => {
      const { repository } = get();
      if (repository === null || isWriting(get())) return;
      const answer = await bridge.ask('snapshots:open', { repository, snapshot });
      if (answer.ok) await get().openPackage({ ...answer.value, name });
      else set({ snapshotWorkError: answer.error });
    },
    forgetSnapshot: async () => {
      const { repository, shownSnapshot } = get();
      set({ overlay: null, snapshotWorkError: null });
      if (repository === null || shownSnapshot === null || get().snapshotWork) return;
      const answer = await bridge.ask('snapshots:forget', { repository, snapshots: [shownSnapshot] });
      if (!answer.ok) set({ snapshotWorkError: answer.error });
      else {
        // What a prune would do is something else now, and what rules would.
        set(({ upkeep }) => ({ shownSnapshot: null, upkeep: { ...upkeep, prune: null } }));
        get().hideThinning();
      }
      await get().loadSnapshots();
    },

    checkRepository: (readData) =>
      work(
        tools,
        { what: 'check', of: null },
        (input) => bridge.ask('snapshots:check', { ...input, readData }),
        { told: (check) => ({ upkeep: { ...get().upkeep, check } }) },
      ),
    pruneRepository: async (dryRun) => {
      get().hideThinning();
      if (!(await letGo(tools))) return;
      await work(
        tools,
        { what: 'prune', of: null },
        (input) => bridge.ask('snapshots:prune', { ...input, dryRun }),
        { told: (prune) => ({ upkeep: { ...get().upkeep, prune } }) },
      );
    },
    repairRepository: async () => {
      if (!(await letGo(tools))) return;
      await work(tools, { what: 'repair', of: null }, (input) => bridge.ask('snapshots:repair', input), {
        told: (repair) => ({ upkeep: { ...NO_UPKEEP, repair } }),
      });
    },
    unlockLocks: async () => {
      const { repository } = get();
      if (repository === null) return;
      set({ snapshotWorkError: null });
      const answer = await bridge.ask('snapshots:unlock', { repository });
      if (get().repository !== repository) return;
      if (!answer.ok) set({ snapshotWorkError: answer.error });
      else set(({ upkeep }) => ({ upkeep: { ...upkeep, unlocked: answer.value } }));
    },
    cancelSnapshotWork: () => {
      const { snapshotWork } = get();
      if (!snapshotWork || snapshotWork.task.cancelling) return;
      change(tools, snapshotWork.task, (task) => ({ ...task, cancelling: true }));
      void bridge.ask('job:cancel', { job: snapshotWork.task.job });
    },
  };
}

/** Whether a snapshot of the shown repository is the package in hand: then this window itself keeps others out of it. */
export function holdsRepository(work: Work): boolean {
  const { pkg, inspection } = work;
  const shown = shownRepository(work);
  return pkg !== null && shown !== null && Boolean(inspection?.path.startsWith(`${shown.path}#`));
}

/** Closes the snapshot in hand for work that needs the repository for itself. False: it could not be closed. */
async function letGo({ get }: SliceTools): Promise<boolean> {
  return !holdsRepository(get()) || get().closePackage();
}

/** Does one piece of work with the shown repository, keeps what came of it, and reads the list anew. */
async function work<T>(
  tools: SliceTools,
  what: Pick<SnapshotWorking, 'what' | 'of'>,
  request: (input: RequestOf<'snapshots:repair'>) => Promise<Result<T>>,
  { told }: { readonly told: (value: T) => Parameters<SliceTools['set']>[0] },
): Promise<void> {
  const { bridge, set, get } = tools;
  const { repository } = get();
  if (repository === null || get().snapshotWork) return;
  const task = newTask();
  set({ snapshotWork: { ...what, task }, snapshotWorkError: null, overlay: null, proof: null });
  const answer = await runTask(
    bridge,
    task,
    (job) => request({ job, repository }),
    (progress) => change(tools, task, (now) => advance(now, progress)),
  );
  set({ snapshotWork: null });
  if (answer.ok) set(told(answer.value));
  else set({ snapshotWorkError: answer.error });
  await get().loadSnapshots();
}

function change({ set }: SliceTools, task: Task, to: (task: Task) => Task): void {
  set(({ snapshotWork }) =>
    snapshotWork?.task.job === task.job
      ? { snapshotWork: { ...snapshotWork, task: to(snapshotWork.task) } }
      : {},
  );
}
