import type {
  Comparison,
  PlainError,
  ShownDifference,
  SnapshotSummary,
  Timeline,
} from '../../preload/contract/types.ts';
import { askPage, LIVE, PACKAGE, PageFetcher } from './difference-pages.ts';
import { isAdmitted } from './session-slice.ts';
import { advance, newTask, runTask, type Task } from './task.ts';
import { isWriting, type SliceTools, type Work } from './work.ts';

export const COMPARE_TABS = ['differences', 'timeline'] as const;
export type CompareTab = (typeof COMPARE_TABS)[number];

export interface CompareSlice {
  readonly compareTab: CompareTab;
  /** The earlier of the two states: a snapshot's id, or `PACKAGE`. */
  readonly comparedBefore: string | null;
  /** The later one: a snapshot's id, `PACKAGE`, or `LIVE`. */
  readonly comparedNow: string | null;
  /** The folder whose files were compared with those of a snapshot; null where the target was compared without files. */
  readonly comparedStorage: string | null;
  readonly comparing: Task | null;
  /** The sums of all that differs. */
  readonly comparison: Comparison | null;
  /** When it was made (ISO 8601): what the target holds can be something else by now. */
  readonly comparedAt: string | null;
  readonly compareError: PlainError | null;
  /** The only model whose differences are listed; `files` for files, null for all. */
  readonly compareModel: string | null;
  /** What has come of the list, by the number of the page. */
  readonly differencePages: ReadonlyMap<number, readonly ShownDifference[]>;
  readonly fetchingDifferences: boolean;
  /** The line of the list that stands beside it. */
  readonly shownDifference: number | null;
  /** As it was typed, or taken from a difference: `MODEL:KEY`. */
  readonly followed: string;
  readonly following: Task | null;
  readonly timeline: Timeline | null;
  readonly timelineError: PlainError | null;
  /** The record that the open package is to bring back: policies for it begin with this root. */
  readonly broughtBack: string | null;
  /** Goes to the screen; a snapshot is compared with the open target, or without one with its neighbour. */
  beginComparing(snapshot: string): void;
  showCompareTab(tab: CompareTab): void;
  chooseCompared(change: Partial<Pick<CompareSlice, 'comparedBefore' | 'comparedNow'>>): void;
  compare(): Promise<void>;
  /** Ends the comparison that is under way, and the fetching of more of its list. */
  cancelComparing(): void;
  filterDifferences(model: string | null): void;
  /** These lines of the list are visible. */
  wantDifferences(first: number, end: number): void;
  showDifference(index: number | null): void;
  typeFollowed(text: string): void;
  /** Follows the record that is named; false when the text names none. */
  followRecord(): boolean;
  cancelFollowing(): void;
  /** Opens the snapshot as package, with this record chosen; `name` is how the window calls it. `PACKAGE` is open already. */
  bringBack(snapshot: string, root: string, name: string): Promise<void>;
  /** Another repository. */
  forgetCompared(): void;
  /** Another target or storage folder: what was compared with the one before is not of it. */
  forgetLive(): void;
  /** The open EDMS has changed: what was compared with it is chosen still, and compared anew when somebody asks. */
  outdateLive(): void;
  /** Another package is taken in hand. */
  forgetComparedPackage(): void;
}

const NO_COMPARISON = {
  comparing: null,
  comparison: null,
  comparedStorage: null,
  comparedAt: null,
  compareError: null,
  compareModel: null,
  differencePages: new Map(),
  fetchingDifferences: false,
  shownDifference: null,
} as const;

/** Takes `MODEL:KEY` apart; null when the text has not that form. */
export function recordNamed(text: string): { readonly model: string; readonly record: string } | null {
  const [, model, record] = /^\s*([a-z_]\w*\.[a-z_]\w*)\s*:\s*(\S[\s\S]*?)\s*$/i.exec(text) ?? [];
  return model === undefined || record === undefined ? null : { model: model.toLowerCase(), record };
}

export function canCompare({ comparedBefore, comparedNow }: Work): boolean {
  if (comparedBefore === null || comparedNow === null || comparedBefore === comparedNow) return false;
  // One of the two is always a snapshot.
  return !(comparedBefore === PACKAGE && comparedNow === LIVE);
}

export function createCompareSlice(tools: SliceTools): CompareSlice {
  const { bridge, set, get } = tools;
  const pages = new PageFetcher(tools);
  return {
    compareTab: 'differences',
    comparedBefore: null,
    comparedNow: null,
    ...NO_COMPARISON,
    followed: '',
    following: null,
    timeline: null,
    timelineError: null,
    broughtBack: null,

    beginComparing: (snapshot) => {
      const work = get();
      const all = work.snapshots?.snapshots ?? [];
      const at = all.findIndex(({ id }) => id === snapshot);
      if (at < 0) return;
      const other = isAdmitted(work) ? LIVE : ((all[at + 1] ?? all[at - 1])?.id ?? null);
      get().chooseCompared({ comparedBefore: snapshot, comparedNow: other });
      // What the EDMS held is no answer to what it holds; of two snapshots the answer stays the same.
      if (other === LIVE && !get().comparing) {
        pages.drop();
        set(NO_COMPARISON);
      }
      set({ compareTab: 'differences', shownDifference: null });
      get().goTo('compare');
    },
    showCompareTab: (compareTab) => set({ compareTab }),
    chooseCompared: (change) => {
      const { comparedBefore, comparedNow } = get();
      const chosen = inOrder({ comparedBefore, comparedNow, ...change }, get().snapshots?.snapshots ?? []);
      if (chosen.comparedBefore === comparedBefore && chosen.comparedNow === comparedNow) return;
      get().cancelComparing();
      pages.drop();
      set({ ...chosen, ...NO_COMPARISON });
    },
    compare: async () => {
      // What is being written is not read beside it.
      if (!canCompare(get()) || get().comparing || isWriting(get())) return;
      pages.drop();
      const task = newTask();
      const isLive = get().comparedNow === LIVE;
      set({
        ...NO_COMPARISON,
        comparing: task,
        comparedStorage: isLive ? (get().storage?.id ?? null) : null,
      });
      const answer = await runTask(
        bridge,
        task,
        (job) => askPage(tools, job, 0),
        (progress) =>
          set(({ comparing }) =>
            comparing?.job === task.job ? { comparing: advance(comparing, progress) } : {},
          ),
      );
      if (get().comparing?.job !== task.job) return;
      set({ comparing: null });
      if (answer.ok)
        set({
          comparison: answer.value,
          comparedAt: new Date().toISOString(),
          differencePages: new Map([[0, answer.value.differences]]),
        });
      else if (answer.error.code !== 'CANCELLED') set({ compareError: answer.error });
    },
    cancelComparing: () => {
      const { comparing } = get();
      pages.drop();
      if (!comparing || comparing.cancelling) return;
      set({ comparing: { ...comparing, cancelling: true } });
      void bridge.ask('job:cancel', { job: comparing.job });
    },
    filterDifferences: (model) => {
      const { comparison, compareModel } = get();
      if (!comparison || model === compareModel) return;
      pages.drop();
      const first = model === null ? new Map([[0, comparison.differences]]) : new Map();
      set({ compareModel: model, differencePages: first, shownDifference: null, compareError: null });
      pages.want(0, 1);
    },
    wantDifferences: (first, end) => pages.want(first, end),
    showDifference: (shownDifference) => set({ shownDifference }),

    typeFollowed: (followed) => set({ followed }),
    followRecord: () => {
      const { repository, followed, following } = get();
      const named = recordNamed(followed);
      if (named === null || repository === null) return false;
      if (!following) void follow(tools, { repository, ...named });
      return true;
    },
    cancelFollowing: () => {
      const { following } = get();
      if (!following || following.cancelling) return;
      set({ following: { ...following, cancelling: true } });
      void bridge.ask('job:cancel', { job: following.job });
    },
    bringBack: async (snapshot, root, name) => {
      const { repository } = get();
      if (repository === null || isWriting(get())) return;
      get().cancelComparing();
      if (snapshot === PACKAGE) {
        if (get().inspection?.readable === 'whole') chooseRecord(tools, root);
        else get().goTo('package');
        return;
      }
      const answer = await bridge.ask('snapshots:open', { repository, snapshot });
      if (!answer.ok) {
        set({ compareError: answer.error });
        return;
      }
      await get().openPackage({ ...answer.value, name });
      const { pkg, inspection, step } = get();
      // Somebody may have gone elsewhere meanwhile; a damaged snapshot is looked at first.
      if (pkg?.id !== answer.value.id || step !== 'package' || inspection?.readable !== 'whole') return;
      chooseRecord(tools, root);
    },
    forgetCompared: () => {
      get().cancelComparing();
      get().cancelFollowing();
      set({
        ...NO_COMPARISON,
        ...{ comparedBefore: null, comparedNow: null, followed: '' },
        ...{ following: null, timeline: null, timelineError: null },
      });
    },
    forgetLive: () => {
      if (get().comparedNow === LIVE) get().chooseCompared({ comparedNow: null });
    },
    outdateLive: () => {
      if (get().comparedNow !== LIVE) return;
      get().cancelComparing();
      pages.drop();
      set(NO_COMPARISON);
    },
    forgetComparedPackage: () => {
      const { comparedBefore, comparedNow } = get();
      if (comparedBefore === PACKAGE) get().chooseCompared({ comparedBefore: null });
      if (comparedNow === PACKAGE) get().chooseCompared({ comparedNow: null });
    },
  };
}

/** The open package is to bring this record back. */
function chooseRecord({ set, get }: SliceTools, root: string): void {
  set({ broughtBack: root });
  get().discardPlan();
  get().goTo(isAdmitted(get()) ? 'selection' : 'target');
}

type Chosen = Pick<CompareSlice, 'comparedBefore' | 'comparedNow'>;

/** The earlier snapshot first, whichever was chosen first. */
function inOrder(chosen: Chosen, all: readonly Pick<SnapshotSummary, 'id' | 'createdAt'>[]): Chosen {
  const { comparedBefore, comparedNow } = chosen;
  const time = (id: string | null) => all.find((one) => one.id === id)?.createdAt;
  const [before, now] = [time(comparedBefore), time(comparedNow)];
  const isTurned = before !== undefined && now !== undefined && before > now;
  return isTurned ? { comparedBefore: comparedNow, comparedNow: comparedBefore } : chosen;
}

async function follow(
  { bridge, set, get }: SliceTools,
  request: { readonly repository: string; readonly model: string; readonly record: string },
): Promise<void> {
  const task = newTask();
  set({ following: task, timeline: null, timelineError: null });
  const answer = await runTask(
    bridge,
    task,
    (job) => bridge.ask('snapshots:timeline', { job, ...request }),
    (progress) =>
      set(({ following }) =>
        following?.job === task.job ? { following: advance(following, progress) } : {},
      ),
  );
  if (get().following?.job !== task.job) return;
  set({ following: null });
  if (answer.ok) set({ timeline: answer.value });
  else if (answer.error.code !== 'CANCELLED') set({ timelineError: answer.error });
}
