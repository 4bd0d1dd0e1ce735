import type {
  CandidatePage,
  CandidateQuery,
  PlainError,
  SelectedRecord,
  Selection,
  SelectionTree,
} from '../../preload/contract/types.ts';
import { advance, newTask, runTask, type Task } from './task.ts';
import type { SliceTools } from './work.ts';

/** Candidates that are asked for at once. */
const PAGE = 200;

type CandidateChoice = Pick<CandidateQuery, 'kind' | 'search'>;

export interface SelectionSlice {
  readonly candidateChoice: CandidateChoice;
  /** As many as were asked for, from the first. */
  readonly candidates: CandidatePage | null;
  readonly candidatesError: PlainError | null;
  /** Stays while it is made again. */
  readonly tree: SelectionTree | null;
  readonly selecting: Task | null;
  readonly selectionError: PlainError | null;
  /** What records need that the tree itself does not unfold, by record. */
  readonly below: ReadonlyMap<number, readonly SelectedRecord[]>;
  /** Shows what can be chosen and what is. */
  beginSelecting(): void;
  findCandidates(change: Partial<CandidateChoice>): Promise<void>;
  moreCandidates(): Promise<void>;
  changeSelection(change: Partial<Selection>): void;
  /** Chooses a root, or leaves it out again. */
  toggleRoot(root: string): void;
  unfold(record: number): Promise<void>;
  cancelSelecting(): void;
  /** Another package. */
  forgetSelection(): void;
}

export function isNothingSelected({ roots, span, search }: Selection): boolean {
  return roots.length === 0 && span === null && search === '';
}

export function createSelectionSlice(tools: SliceTools): SelectionSlice {
  const { bridge, set, get } = tools;
  /** The page that is on its way: an answer to an earlier question comes too late. */
  let asked: string | null = null;

  const readCandidates = async (offset: number): Promise<void> => {
    const { job } = newTask();
    if (asked !== null) void bridge.ask('job:cancel', { job: asked });
    asked = job;
    const query = { ...get().candidateChoice, offset, limit: PAGE };
    const answer = await bridge.ask('selection:candidates', { job, query });
    if (asked !== job) return;
    asked = null;
    if (!answer.ok) {
      set({ candidatesError: answer.error });
      return;
    }
    const before = offset === 0 ? [] : (get().candidates?.rows ?? []);
    set({
      candidates: { total: answer.value.total, rows: [...before, ...answer.value.rows] },
      candidatesError: null,
    });
  };

  return {
    candidateChoice: { kind: 'documents', search: '' },
    candidates: null,
    candidatesError: null,
    tree: null,
    selecting: null,
    selectionError: null,
    below: new Map(),

    beginSelecting: () => {
      void get().refreshPolicies();
      if (get().candidates === null) void readCandidates(0);
      if (get().tree === null) void readTree(tools);
    },
    findCandidates: async (change) => {
      set(({ candidateChoice }) => ({ candidateChoice: { ...candidateChoice, ...change } }));
      await readCandidates(0);
    },
    moreCandidates: async () => {
      const { candidates } = get();
      if (!candidates || asked !== null || candidates.rows.length >= candidates.total) return;
      await readCandidates(candidates.rows.length);
    },
    changeSelection: (change) => {
      get().decide({ selection: { ...get().policy.selection, ...change } });
      void readTree(tools);
    },
    toggleRoot: (root) => {
      const { roots } = get().policy.selection;
      const others = roots.filter((one) => one !== root);
      get().changeSelection({ roots: others.length < roots.length ? others : [...roots, root] });
    },
    unfold: async (record) => {
      if (get().below.has(record)) return;
      const answer = await bridge.ask('selection:expand', { record });
      if (!answer.ok) set({ selectionError: answer.error });
      else set(({ below }) => ({ below: new Map([...below, [record, answer.value]]) }));
    },
    cancelSelecting: () => {
      const { selecting } = get();
      if (!selecting) return;
      set({ selecting: null });
      void bridge.ask('job:cancel', { job: selecting.job });
    },
    forgetSelection: () => {
      get().cancelSelecting();
      asked = null;
      set({
        candidateChoice: { kind: 'documents', search: '' },
        candidates: null,
        candidatesError: null,
        tree: null,
        selectionError: null,
        below: new Map(),
      });
    },
  };
}

async function readTree({ bridge, set, get }: SliceTools): Promise<void> {
  get().cancelSelecting();
  const { selection } = get().policy;
  if (isNothingSelected(selection)) {
    set({ tree: null, selectionError: null });
    return;
  }
  const task = newTask();
  set({ selecting: task, selectionError: null });
  const answer = await runTask(
    bridge,
    task,
    (job) => bridge.ask('selection:tree', { job, selection }),
    (progress) =>
      set(({ selecting }) =>
        selecting?.job === task.job ? { selecting: advance(selecting, progress) } : {},
      ),
  );
  if (get().selecting?.job !== task.job) return;
  if (answer.ok) set({ selecting: null, tree: answer.value });
  else set({ selecting: null, tree: null, selectionError: answer.error });
}
