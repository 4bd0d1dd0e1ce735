import type { Bridge, Result } from '../../preload/contract/bridge.ts';
import type {
  CandidatePage,
  CandidateQuery,
  PlainError,
  SelectedRecord,
  Selection,
  SelectionTree,
} from '../../preload/contract/types.ts';
import { advance, newTask, runTask, type Task } from './task.ts';

/** Candidates that are asked for at once. */
const PAGE = 200;

type CandidateChoice = Pick<CandidateQuery, 'kind' | 'search'>;

/** Choosing records, whatever they are chosen from: what there is, what is chosen, and what that brings along. */
export interface Chooser {
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
  /** Other records to choose from. */
  forgetSelection(): void;
}

/** What is chosen from, and where it is kept what is chosen. */
export interface ChooserParts {
  readonly bridge: Bridge;
  readonly get: () => Chooser;
  readonly set: (change: Partial<Chooser>) => void;
  readonly selection: () => Selection;
  readonly choose: (selection: Selection) => void;
  readonly askCandidates: (job: string, query: CandidateQuery) => Promise<Result<CandidatePage>>;
  readonly askTree: (job: string, selection: Selection) => Promise<Result<SelectionTree>>;
  readonly askBelow: (record: number) => Promise<Result<readonly SelectedRecord[]>>;
}

export function isNothingSelected({ roots, span, search }: Selection): boolean {
  return roots.length === 0 && span === null && search === '';
}

const NOTHING_FOUND = {
  candidateChoice: { kind: 'documents', search: '' },
  candidates: null,
  candidatesError: null,
  tree: null,
  selectionError: null,
  below: new Map(),
} as const;

export function createChooser(parts: ChooserParts): Chooser {
  const { bridge, get, set } = parts;
  /** The page that is on its way: an answer to an earlier question comes too late. */
  let asked: string | null = null;

  const readCandidates = async (offset: number): Promise<void> => {
    const { job } = newTask();
    if (asked !== null) void bridge.ask('job:cancel', { job: asked });
    asked = job;
    const query = { ...get().candidateChoice, offset, limit: PAGE };
    const answer = await parts.askCandidates(job, query);
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
    ...NOTHING_FOUND,
    selecting: null,

    beginSelecting: () => {
      if (get().candidates === null) void readCandidates(0);
      if (get().tree === null) void readTree(parts);
    },
    findCandidates: async (change) => {
      set({ candidateChoice: { ...get().candidateChoice, ...change } });
      await readCandidates(0);
    },
    moreCandidates: async () => {
      const { candidates } = get();
      if (!candidates || asked !== null || candidates.rows.length >= candidates.total) return;
      await readCandidates(candidates.rows.length);
    },
    changeSelection: (change) => {
      parts.choose({ ...parts.selection(), ...change });
      void readTree(parts);
    },
    toggleRoot: (root) => {
      const { roots } = parts.selection();
      const others = roots.filter((one) => one !== root);
      get().changeSelection({ roots: others.length < roots.length ? others : [...roots, root] });
    },
    unfold: async (record) => {
      if (get().below.has(record)) return;
      const answer = await parts.askBelow(record);
      if (!answer.ok) set({ selectionError: answer.error });
      else set({ below: new Map([...get().below, [record, answer.value]]) });
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
      set(NOTHING_FOUND);
    },
  };
}

async function readTree({ bridge, get, set, selection, askTree }: ChooserParts): Promise<void> {
  get().cancelSelecting();
  const chosen = selection();
  if (isNothingSelected(chosen)) {
    set({ tree: null, selectionError: null });
    return;
  }
  const task = newTask();
  set({ selecting: task, selectionError: null });
  const answer = await runTask(
    bridge,
    task,
    (job) => askTree(job, chosen),
    (progress) => {
      const { selecting } = get();
      if (selecting?.job === task.job) set({ selecting: advance(selecting, progress) });
    },
  );
  if (get().selecting?.job !== task.job) return;
  if (answer.ok) set({ selecting: null, tree: answer.value });
  else set({ selecting: null, tree: null, selectionError: answer.error });
}
