import type { Sql } from '../database/target.ts';
import { EngineError } from '../errors.ts';
import type { RecordQuery } from '../export/record-query.ts';
import type { BoundModel } from '../plan/binding.ts';
import { begun } from '../read-ahead.ts';
import type { BlobStore } from '../repository/repository.ts';
import { LineComparer } from './compare-lines.ts';
import { fewSegments } from './few-segments.ts';
import type { FingerprintedModel } from './fingerprint-models.ts';
import {
  differingGroups,
  type Fingerprints,
  GROUP_SIZE,
  groupOf,
  rowHashStatement,
  type TableFingerprint,
} from './fingerprints.ts';
import type { KeptProblems } from './kept-problems.ts';
import { groupsReferring, type KeyFingerprints } from './key-changes.ts';
import { anyWithin, byNumber } from './key-order.ts';
import type { TextLine } from './lines.ts';
import type { Changes, TableState } from './manifest.ts';
import { lostState } from './parent-state.ts';
import { type ReadTableOptions, readTable } from './read-table.ts';
import { KnownRows, type RowHashes } from './row-hashes.ts';
import { RowReader, type RowReaderOptions } from './row-reader.ts';
import { rowHashesOf, SegmentWriter } from './segment.ts';
import { ChangeTally, TableDelta, type TableDifference } from './table-delta.ts';

/** An earlier state with which one is compared. */
export interface ParentState {
  readonly tables: readonly TableState[];
  /** What the database said of them then. */
  readonly fingerprints: Fingerprints;
  /** The models of whose state blobs are missing: it cannot be relied on. */
  readonly lost: ReadonlySet<string>;
}

export interface TakeTableOptions extends RowReaderOptions {
  readonly blobs: BlobStore;
  /** Whether the snapshot is compared with an earlier one. */
  readonly isCompared: boolean;
  /** What the earlier one told of records. */
  readonly kept: KeptProblems;
  /** Called for every record that is new or changed, or is read again. */
  readonly onRecord: (model: string, text: string) => Promise<void> | void;
}

/** What of a table has to be read for a snapshot. */
export type Reading =
  /** Nothing differs from the earlier state. */
  | { readonly kind: 'nothing'; readonly before: TableState }
  /** The rows in some groups of keys. */
  | { readonly kind: 'groups'; readonly before: TableState; readonly groups: readonly number[] }
  /** All of it; compared with the earlier state where there is one that can be relied on. */
  | { readonly kind: 'table'; readonly before: TableState | null; readonly isLost: boolean };

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
  if (now.rows === 0 && before.records === 0) return { kind: 'nothing', before };
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

class TableTaker {
  readonly #bound: BoundModel;
  readonly #query: () => RecordQuery;
  readonly #rowHash: () => string;
  readonly #now: TableFingerprint;
  readonly #bytes: number;
  readonly #options: TakeTableOptions;
  #made: string | null = null;

  constructor({ bound, query, rowHash, now, bytes }: FingerprintedModel, options: TakeTableOptions) {
    this.#bound = bound;
    this.#query = query;
    this.#rowHash = rowHash;
    this.#now = now;
    this.#bytes = bytes;
    this.#options = options;
  }

  async take(reading: Reading): Promise<TakenTable> {
    switch (reading.kind) {
      case 'nothing':
        return { state: reading.before, changes: null };
      case 'groups':
        return this.#inGroups(reading);
      case 'table':
        this.#options.kept.forget(this.#bound.model.label);
        if (reading.isLost) this.#options.onProblem(lostState(this.#bound.model.label));
        return reading.before === null ? this.#whole(reading.isLost) : this.#everywhere(reading.before);
    }
  }

  async #everywhere(before: TableState): Promise<TakenTable> {
    const mayHave = this.#statement !== null && before.segments.length > 0;
    const isAnew = mayHave && (await this.#hashesOf(before)) === null;
    return isAnew ? this.#comparedAnew(before) : this.#compared(before, null);
  }

  async #inGroups({ before, groups }: Extract<Reading, { kind: 'groups' }>): Promise<TakenTable> {
    return (await this.#changed(before, groups)) ?? this.#compared(before, groups);
  }

  /** A table that is compared with nothing: its records are new, unless they were lost. */
  async #whole(isLost: boolean): Promise<TakenTable> {
    const { label } = this.#bound.model;
    const { onRecord, isCompared } = this.#options;
    const state = await this.#written((line) => onRecord(label, line.text));
    const { records } = state;
    const isNew = isCompared && !isLost && records > 0;
    return { state, changes: isNew ? { added: records, changed: 0, removed: 0 } : null };
  }

  /** All records as one segment; `onLine` is given each before it is written. */
  async #written(onLine: (line: TextLine) => Promise<void> | void): Promise<TableState> {
    const segment = new SegmentWriter(this.#options.blobs, this.#statement);
    if (this.#now.rows > 0)
      await this.#rows().all((line) => {
        const told = onLine(line);
        return told === undefined ? segment.line(line) : told.then(() => segment.line(line));
      });
    this.#requireRows(segment.lines);
    const id = await segment.end();
    return { model: this.#bound.model.label, records: segment.lines, segments: id === null ? [] : [id] };
  }

  /** What differs from an earlier state, in some of the groups or (null) anywhere: by reading and comparing them. */
  async #compared(before: TableState, groups: readonly number[] | null): Promise<TakenTable> {
    const { blobs, onRecord } = this.#options;
    const earlier = begun(readTable(blobs, before.segments, groups === null ? {} : inGroups(groups)));
    const delta = new TableDelta(blobs, earlier, { statement: this.#statement });
    const take = async (line: TextLine): Promise<void> => {
      await onRecord(this.#bound.model.label, line.text);
      await delta.record(line);
    };
    if (groups === null) await this.#rows().all(take);
    else {
      const wanted = new Set(groups);
      await this.#rows().inGroups(groups, take);
      this.#options.kept.forget(this.#bound.model.label, (key) => wanted.has(groupOf(key)));
    }
    return this.#laidOver(before, await delta.end());
  }

  /**
   * The same of a whole table whose segments have no hashes that say something of its rows (a newer PostgreSQL makes
   * others): it is written as one again, with hashes, of blocks most of which are there already.
   */
  async #comparedAnew(before: TableState): Promise<TakenTable> {
    const { blobs, onRecord } = this.#options;
    const tally = new ChangeTally();
    const comparer = new LineComparer(begun(readTable(blobs, before.segments)), (each) => tally.add(each));
    const state = await this.#written(async (line) => {
      await onRecord(this.#bound.model.label, line.text);
      await comparer.record(line.key, line.text);
    });
    await comparer.end();
    const { changes } = tally;
    const isOther = changes.added + changes.changed + changes.removed > 0;
    return { state, changes: isOther ? changes : null };
  }

  /** What differs in some groups, by what the database said of each row then; null where that is not known. */
  async #changed(before: TableState, groups: readonly number[]): Promise<TakenTable | null> {
    const { label } = this.#bound.model;
    const { blobs, onRecord, kept } = this.#options;
    const hashes = await this.#hashesOf(before);
    if (hashes === null) return null;
    const segment = new SegmentWriter(blobs, this.#statement);
    const tally = new ChangeTally();
    const known = new KnownRows(blobs, hashes);
    const isKnown = await this.#rows().changedInGroups(groups, known, async (row) => {
      tally.add(row);
      const line = row.change === 'removed' ? { key: row.key, text: null } : row.line;
      kept.forget(label, (key) => key === line.key);
      if (line.text !== null) await onRecord(label, line.text);
      await segment.line(line);
    });
    if (!isKnown) return null;
    return this.#laidOver(before, { segment: await segment.end(), changes: tally.changes });
  }

  /** Null where its segments have none that say something of the rows as they are now. */
  async #hashesOf({ segments }: TableState): Promise<readonly RowHashes[] | null> {
    const made = this.#statement;
    const hashes = await rowHashesOf(this.#options.blobs, segments);
    return hashes?.every(({ statement }) => statement === made) === true ? hashes : null;
  }

  /** An earlier state with what differs from it on top. */
  async #laidOver(before: TableState, { segment, changes }: TableDifference): Promise<TakenTable> {
    const { blobs, signal } = this.#options;
    const records = before.records + changes.added - changes.removed;
    this.#requireRows(records);
    const segments = segment === null ? before.segments : [...before.segments, segment];
    return {
      state: { ...before, records, segments: await fewSegments(blobs, segments, signal) },
      changes: segment === null ? null : changes,
    };
  }

  #rows(): RowReader {
    const { isGrouped, rows } = this.#now;
    const what = {
      bound: this.#bound,
      query: this.#query(),
      hash: isGrouped ? this.#rowHash() : null,
      rowBytes: this.#bytes / Math.max(1, rows),
    };
    return new RowReader(what, this.#options);
  }

  /** Of the hashes that lines have; null where their keys are no numbers. */
  get #statement(): string | null {
    if (this.#now.isGrouped) this.#made ??= rowHashStatement(this.#now, this.#query());
    return this.#made;
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
}
