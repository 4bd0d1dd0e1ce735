import type { Bridge } from '../../../preload/contract/bridge.ts';
import type { PlainError, PlannedRecord } from '../../../preload/contract/types.ts';
import type { TableQuery } from '../../state/plan-slice.ts';
import { newTask } from '../../state/task.ts';

const PAGE = 200;
const IN_FLIGHT = 2;

/** What the table can show at the moment. A new one for each change, so that React can compare. */
export interface Rows {
  /** Lines that match; null until the first page has come. */
  readonly total: number | null;
  readonly error: PlainError | null;
  /** Pages by their number. */
  readonly pages: ReadonlyMap<number, readonly PlannedRecord[]>;
}

/**
 * The lines of the table, fetched page by page where they are looked at. Who scrolls fast leaves pages
 * behind that are never asked for: only what is visible now waits for its turn.
 */
export class RowCache {
  readonly #bridge: Bridge;
  readonly #query: TableQuery;
  readonly #listeners = new Set<() => void>();
  readonly #running = new Map<number, string>();
  #wanted: readonly number[] = [];
  #rows: Rows = { total: null, error: null, pages: new Map() };
  #closed = false;

  constructor(bridge: Bridge, query: TableQuery) {
    this.#bridge = bridge;
    this.#query = query;
    this.want(0, 1);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): Rows => this.#rows;

  /** The lines from `first` up to but without `end` are visible now. */
  want(first: number, end: number): void {
    const pages: number[] = [];
    for (let page = Math.floor(first / PAGE); page * PAGE < end; page += 1) pages.push(page);
    this.#wanted = pages;
    this.#fetchNext();
  }

  /** Cancels what is under way; the cache is not used any more. */
  close(): void {
    this.#closed = true;
    for (const job of this.#running.values()) void this.#bridge.ask('job:cancel', { job });
  }

  #fetchNext(): void {
    if (this.#closed || this.#rows.error) return;
    for (const page of this.#wanted) {
      if (this.#running.size >= IN_FLIGHT) return;
      if (!this.#rows.pages.has(page) && !this.#running.has(page)) void this.#fetch(page);
    }
  }

  async #fetch(page: number): Promise<void> {
    const { job } = newTask();
    this.#running.set(page, job);
    const answer = await this.#bridge.ask('plan:page', {
      job,
      query: { ...this.#query, offset: page * PAGE, limit: PAGE },
    });
    this.#running.delete(page);
    if (this.#closed) return;
    if (answer.ok) {
      const pages = new Map(this.#rows.pages).set(page, answer.value.rows);
      this.#rows = { total: answer.value.total, error: null, pages };
    } else {
      this.#rows = { ...this.#rows, error: answer.error };
    }
    for (const listener of this.#listeners) listener();
    this.#fetchNext();
  }
}

/** The line at a place of the table, or undefined while it has not come. */
export function rowAt(rows: Rows, index: number): PlannedRecord | undefined {
  return rows.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
}
