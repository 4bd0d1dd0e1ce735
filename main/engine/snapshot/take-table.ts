import type { Sql } from '../database/target.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { readModel, recordReader } from '../export/read-model.ts';
import { type RecordQuery, selectRows } from '../export/record-query.ts';
import type { BoundModel } from '../plan/binding.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import { begun, onItsWay } from '../read-ahead.ts';
import type { BlobStore } from '../repository/repository.ts';
import { fewSegments } from './few-segments.ts';
import type { FingerprintedModel } from './fingerprint-models.ts';
import {
  differingGroups,
  type Fingerprints,
  GROUP_SIZE,
  groupOf,
  keysOf,
  type TableFingerprint,
  withKeys,
} from './fingerprints.ts';
import { groupsReferring, type KeyFingerprints } from './key-changes.ts';
import { anyWithin } from './key-order.ts';
import type { Changes, TableState } from './manifest.ts';
import { lostState } from './parent-state.ts';
import { type ReadTableOptions, readTable } from './read-table.ts';
import { VALUES } from './record-form.ts';
import { SegmentWriter } from './segment.ts';
import { TableDelta } from './table-delta.ts';

/** An earlier state with which one is compared. */
export interface ParentState {
  readonly tables: readonly TableState[];
  /** What the database said of them then. */
  readonly fingerprints: Fingerprints;
  /** The models of whose state blobs are missing: it cannot be relied on. */
  readonly lost: ReadonlySet<string>;
}

export interface TakeTableOptions {
  readonly sql: Sql;
  readonly blobs: BlobStore;
  /** Whether the snapshot is compared with an earlier one. */
  readonly isCompared: boolean;
  readonly meter: Pick<ProgressMeter, 'advance'>;
  readonly onProblem: (problem: Problem) => void;
  /** Called for every record that is new or changed, or is read again. */
  readonly onRecord: (model: string, text: string) => Promise<void> | void;
  readonly signal?: AbortSignal | undefined;
}

/** What of a table has to be read for a snapshot. */
export type Reading =
  /** Nothing differs from the earlier state. */
  | { readonly kind: 'nothing'; readonly before: TableState }
  /** The rows in some groups of keys. */
  | { readonly kind: 'groups'; readonly before: TableState; readonly groups: readonly number[] }
  /** All of it; compared with the earlier state where there is one that can be relied on. */
  | { readonly kind: 'table'; readonly before: TableState | null; readonly isLost: boolean };

/** Groups whose rows one query reads; fewer where rows are large, so that memory does not grow with them. */
const GROUPS = { first: 16, most: 128 };
const BYTES_AT_ONCE = 4 * 1024 * 1024;
/** Where more of the groups differ, the whole table is read. */
const MOST_GROUPS = 0.5;

/** What has to be read, by what the database says of the table and of what it refers to. */
export async function readingOf(
  sql: Sql,
  model: FingerprintedModel,
  keys: KeyFingerprints,
  earlier: ParentState | null,
): Promise<Reading> {
  const { now } = model;
  const { label } = model.bound.model;
  const before = earlier?.tables.find(({ model }) => model === label);
  if (earlier === null || before === undefined) return { kind: 'table', before: null, isLost: false };
  if (earlier.lost.has(label)) return { kind: 'table', before: null, isLost: true };
  const { fingerprints } = earlier;
  const own = differingGroups(fingerprints.tables.get(label), now);
  const others = own && (await groupsReferring(sql, model, { before: fingerprints.keys, now: keys }));
  const groups = own && others && union(own, others);
  if (groups?.length === 0) return { kind: 'nothing', before };
  const isPart = groups !== null && now.isGrouped && groups.length <= now.groups.size * MOST_GROUPS;
  return isPart ? { kind: 'groups', before, groups } : { kind: 'table', before, isLost: false };
}

function union(some: readonly number[], others: readonly number[]): readonly number[] {
  return others.length === 0 ? some : [...new Set([...some, ...others])].sort(byNumber);
}

/** How many rows that is, for who waits. */
export function rowsOf(reading: Reading, { now }: FingerprintedModel): number {
  if (reading.kind === 'groups') return reading.groups.length * GROUP_SIZE;
  return reading.kind === 'table' ? now.rows : 0;
}

/** What reads of an earlier state the lines of some groups. */
function inGroups(groups: readonly number[]): ReadTableOptions {
  const wanted = new Set(groups);
  return {
    wants: ({ first, last }) => anyWithin(groups, groupOf(first), groupOf(last), byNumber),
    wantsKey: (key) => wanted.has(groupOf(key)),
  };
}

const byNumber = (a: number, b: number): number => a - b;

export interface TakenTable {
  readonly state: TableState;
  /** Against the earlier state; null where nothing differs, or there is nothing to compare with. */
  readonly changes: Changes | null;
}

/** Takes down one table: reads what has to be read, and writes what is new. */
export function takeTable(
  model: FingerprintedModel,
  reading: Reading,
  options: TakeTableOptions,
): Promise<TakenTable> {
  return new TableTaker(model, options).take(reading);
}

type Take = (record: { readonly key: string; readonly text: string }) => Promise<void>;

class TableTaker {
  readonly #bound: BoundModel;
  readonly #query: RecordQuery;
  readonly #now: TableFingerprint;
  readonly #options: TakeTableOptions;

  constructor({ bound, query, now }: FingerprintedModel, options: TakeTableOptions) {
    this.#bound = bound;
    this.#query = query;
    this.#now = now;
    this.#options = options;
  }

  async take(reading: Reading): Promise<TakenTable> {
    switch (reading.kind) {
      case 'nothing':
        return { state: reading.before, changes: null };
      case 'groups':
        return this.#differing(reading.before, reading.groups);
      case 'table':
        if (reading.isLost) this.#options.onProblem(lostState(this.#bound.model.label));
        return reading.before === null ? this.#whole(reading.isLost) : this.#differing(reading.before, null);
    }
  }

  /** A table that is compared with nothing: its records are new, unless they were lost. */
  async #whole(isLost: boolean): Promise<TakenTable> {
    const { label } = this.#bound.model;
    const segment = new SegmentWriter(this.#options.blobs);
    if (this.#now.rows > 0)
      await readModel(this.#query, this.#reading(), ({ key, text }) => {
        // Most records are taken at once; waiting for nothing costs more than writing them.
        const told = this.#options.onRecord(label, text);
        const line = { key, text };
        return told === undefined ? segment.line(line) : told.then(() => segment.line(line));
      });
    this.#requireRows(segment.lines);
    const id = await segment.end();
    const records = segment.lines;
    const isNew = this.#options.isCompared && !isLost && records > 0;
    return {
      state: { model: label, records, segments: id === null ? [] : [id] },
      changes: isNew ? { added: records, changed: 0, removed: 0 } : null,
    };
  }

  /** What differs from an earlier state, in some of the groups or (null) anywhere. */
  async #differing(before: TableState, groups: readonly number[] | null): Promise<TakenTable> {
    const { blobs } = this.#options;
    const earlier = begun(readTable(blobs, before.segments, groups === null ? {} : inGroups(groups)));
    const delta = new TableDelta(blobs, earlier);
    const take: Take = async ({ key, text }) => {
      await this.#options.onRecord(this.#bound.model.label, text);
      await delta.record(key, text);
    };
    if (groups === null) await readModel(this.#query, this.#reading(), take);
    else await this.#readGroups(groups, take);
    const { segment, changes } = await delta.end();
    const records = before.records + changes.added - changes.removed;
    this.#requireRows(records);
    const segments = segment === null ? before.segments : [...before.segments, segment];
    return {
      state: { ...before, records, segments: await fewSegments(blobs, segments, this.#options.signal) },
      changes: segment === null ? null : changes,
    };
  }

  /** Asks for the next rows before it takes those that came. */
  async #readGroups(groups: readonly number[], take: Take): Promise<void> {
    const { meter, onProblem, signal } = this.#options;
    const record = recordReader(this.#query, { ...VALUES, onProblem });
    let atOnce = GROUPS.first;
    let coming = this.#rowsIn(groups.slice(0, atOnce));
    try {
      for (let at = 0; at < groups.length; ) {
        throwIfCancelled(signal);
        const rows = await coming;
        const count = Math.min(atOnce, groups.length - at);
        at += count;
        atOnce = groupsAtOnce(rows, count);
        coming = this.#rowsIn(groups.slice(at, at + atOnce));
        await onItsWay();
        for (const { v } of rows) await take(record(JSON.parse(v)));
        meter.advance(count * GROUP_SIZE);
      }
    } finally {
      // No statement may be left in a transaction that ends.
      await Promise.allSettled([coming]);
    }
  }

  #rowsIn(groups: readonly number[]): Promise<readonly GroupRow[]> {
    if (groups.length === 0) return Promise.resolve([]);
    const statement = selectRows(this.#query, withKeys(this.#bound.key.live.name));
    const rows = this.#options.sql.query<GroupRow>(statement, groups.flatMap(keysOf));
    // Heard of when they are wanted, if that ever comes.
    rows.catch(() => undefined);
    return rows;
  }

  /** The database counted the rows in the same transaction. */
  #requireRows(records: number): void {
    const { rows } = this.#now;
    if (records === rows) return;
    throw new EngineError({
      code: 'VERIFICATION_FAILED',
      message: `The snapshot has ${records} records of ${this.#bound.model.label}; the EDMS has ${rows}.`,
      consequence: 'No snapshot was made; the earlier ones are as they were.',
      advice: 'Make a full snapshot. If that fails too, send this message to support.',
    });
  }

  #reading() {
    const { sql, meter, onProblem, signal } = this.#options;
    return { ...VALUES, sql, meter, onProblem, signal };
  }
}

interface GroupRow {
  /** The row, as JSON. */
  readonly v: string;
}

/** How many groups fit in memory, judged by those that came last. */
function groupsAtOnce(rows: readonly GroupRow[], groups: number): number {
  const bytes = rows.reduce((sum, { v }) => sum + v.length, 0);
  const fitting = Math.floor((groups * BYTES_AT_ONCE) / Math.max(1, bytes));
  return Math.max(1, Math.min(GROUPS.most, fitting));
}
