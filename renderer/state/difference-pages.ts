import type { ShownDifference } from '../../preload/contract/types.ts';
import { newTask } from './task.ts';
import type { SliceTools, Work } from './work.ts';

/** Stands for what the open target holds now, in place of a snapshot. */
export const LIVE = 'live';

/** Stands for the package in hand, in place of a snapshot. */
export const PACKAGE = 'package';

/** Differences that are asked for at once. */
const PAGE = 100;

/** How many lines the list has. */
export function differenceCount({
  comparison,
  compareModel,
}: Pick<Work, 'comparison' | 'compareModel'>): number {
  const changes = compareModel === null ? comparison?.total : comparison?.byModel[compareModel];
  return changes ? changes.added + changes.changed + changes.removed : 0;
}

/** A line of the list; undefined while it has not come. */
export function differenceAt(
  { differencePages }: Pick<Work, 'differencePages'>,
  index: number,
): ShownDifference | undefined {
  return differencePages.get(Math.floor(index / PAGE))?.[index % PAGE];
}

/** One page of what is being compared. */
export function askPage({ bridge, get }: SliceTools, job: string, page: number) {
  const { repository, comparedBefore, comparedNow, comparedStorage: storage, compareModel: model } = get();
  const request = { job, repository: repository ?? '', before: comparedBefore ?? '', model };
  const range = { offset: page * PAGE, limit: PAGE };
  if (comparedNow === LIVE || comparedNow === null)
    return bridge.ask('snapshots:compare-live', { ...request, ...range, storage });
  return bridge.ask('snapshots:compare', { ...request, ...range, now: comparedNow });
}

/** Fetches what is looked at of the list, one page after the other. */
export class PageFetcher {
  readonly #tools: SliceTools;
  #running: string | null = null;
  #wanted: readonly number[] = [];

  constructor(tools: SliceTools) {
    this.#tools = tools;
  }

  want(first: number, end: number): void {
    const { get } = this.#tools;
    const last = Math.ceil(Math.min(end, differenceCount(get())) / PAGE);
    const from = Math.floor(first / PAGE);
    this.#wanted = Array.from({ length: Math.max(0, last - from) }, (_, at) => from + at);
    this.#next();
  }

  /** What is under way is of no use any more. */
  drop(): void {
    const { bridge, set } = this.#tools;
    this.#wanted = [];
    if (this.#running === null) return;
    void bridge.ask('job:cancel', { job: this.#running });
    this.#running = null;
    set({ fetchingDifferences: false });
  }

  #next(): void {
    const { get } = this.#tools;
    if (this.#running !== null || get().compareError) return;
    const missing = this.#wanted.find((page) => !get().differencePages.has(page));
    if (missing !== undefined) void this.#fetch(missing);
  }

  async #fetch(page: number): Promise<void> {
    const { set } = this.#tools;
    const { job } = newTask();
    this.#running = job;
    set({ fetchingDifferences: true });
    const answer = await askPage(this.#tools, job, page);
    if (this.#running !== job) return;
    this.#running = null;
    set({ fetchingDifferences: false });
    if (!answer.ok) {
      if (answer.error.code !== 'CANCELLED') set({ compareError: answer.error });
      return;
    }
    const { differences } = answer.value;
    set(({ differencePages }) => ({ differencePages: new Map(differencePages).set(page, differences) }));
    this.#next();
  }
}
