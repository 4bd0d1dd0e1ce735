import type { Sql, Target } from '../database/target.ts';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { readModel, recordReader } from '../export/read-model.ts';
import { exportCatalogue, exportedModels, tellUnknownTables } from '../export/read-records.ts';
import { type RecordQuery, selectRows } from '../export/record-query.ts';
import type { BoundModel } from '../plan/binding.ts';
import type { Problem } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import type { BlobStore } from '../repository/repository.ts';
import { fewSegments } from './few-segments.ts';
import { type FingerprintedModel, fingerprintModels } from './fingerprint-models.ts';
import {
  differingGroups,
  type Fingerprints,
  GROUP_SIZE,
  groupOf,
  keysOf,
  type TableFingerprint,
  withKeys,
} from './fingerprints.ts';
import { anyWithin } from './key-order.ts';
import type { Changes, TableState } from './manifest.ts';
import { isThere, lostState } from './parent-state.ts';
import { type ReadTableOptions, readTable } from './read-table.ts';
import { snapshotQuery, VALUES } from './record-form.ts';
import { SegmentWriter } from './segment.ts';
import { TableDelta } from './table-delta.ts';

export interface TakeTablesOptions {
  readonly target: Target;
  readonly blobs: BlobStore;
  /** The state that this one is compared with, and what the database said of it. */
  readonly parent: { readonly tables: readonly TableState[]; readonly fingerprints: Fingerprints } | null;
  readonly meter: ProgressMeter;
  readonly onProblem: (problem: Problem) => void;
  /** Called for every record that is new or changed, or is read again. */
  readonly onRecord: (model: string, text: string) => Promise<void> | void;
  readonly signal?: AbortSignal | undefined;
}

export interface TakenTables {
  readonly tables: readonly TableState[];
  readonly fingerprints: Fingerprints;
  /** Against the parent, of the models that differ. */
  readonly changes: { readonly [model: string]: Changes };
  /** The moment whose state this is, ISO 8601 in UTC. */
  readonly at: string;
}

/** Groups whose rows one query reads; fewer where rows are large, so that memory does not grow with them. */
const GROUPS = { first: 16, most: 128 };
const BYTES_AT_ONCE = 4 * 1024 * 1024;
/** Connections that let the database hash rows: more would be felt by those who work with the EDMS. */
const READERS = 2;
/** Where more of the groups differ, the whole table is read. */
const MOST_GROUPS = 0.5;

/** Reads what a target holds at one moment into blobs: all of it, or where there is a parent, what differs. */
export function takeTables(options: TakeTablesOptions): Promise<TakenTables> {
  const { target, meter, signal, parent } = options;
  const catalogue = exportCatalogue(target);
  return target.readTogether(READERS, async (readers) => {
    const [sql] = readers;
    const [clock] = await sql.query<{ at: string }>(
      `select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`,
    );
    await tellUnknownTables(catalogue, { target, onProblem: options.onProblem, signal }, sql);
    const models = exportedModels(catalogue, target);
    const queryOf = (bound: BoundModel) => snapshotQuery(bound, catalogue, target);
    const losing = lostTables(options);
    // Heard of when the database has been asked, in whose transactions no statement may be left.
    losing.catch(() => undefined);
    const tasks = await fingerprintModels(readers, models, { queryOf, meter, signal });
    const lost = await losing;
    const fingerprints = new Map(tasks.map(({ bound, now }) => [bound.model.label, now]));
    meter.start('reading', rowsToRead(fingerprints, parent?.fingerprints), 'records');
    const tables: TableState[] = [];
    const changes: { [model: string]: Changes } = {};
    for (const task of tasks) {
      const taken = await new TableTaker(task, sql, options).take(lost);
      tables.push(taken.state);
      if (taken.changes !== null) changes[taken.state.model] = taken.changes;
    }
    for (const { model, records } of parent?.tables ?? [])
      if (!fingerprints.has(model) && records > 0)
        changes[model] = { added: 0, changed: 0, removed: records };
    meter.finish();
    return { tables, fingerprints, changes, at: clock?.at ?? new Date().toISOString() };
  });
}

/** The models of whose earlier state blobs are missing. */
async function lostTables({ parent, blobs }: TakeTablesOptions): Promise<ReadonlySet<string>> {
  const lost = new Set<string>();
  for (const { model, segments } of parent?.tables ?? [])
    if (!(await isThere(blobs, segments))) lost.add(model);
  return lost;
}

function rowsToRead(now: Fingerprints, before: Fingerprints | undefined): number {
  let rows = 0;
  for (const [model, fingerprint] of now) {
    const differing = before && differingGroups(before.get(model), fingerprint);
    rows += isPart(differing, fingerprint) ? differing.length * GROUP_SIZE : fingerprint.rows;
  }
  return rows;
}

/** Whether reading the groups that differ is less work than reading the table. */
function isPart(
  differing: readonly number[] | null | undefined,
  now: TableFingerprint,
): differing is readonly number[] {
  if (!differing) return false;
  return differing.length === 0 || (now.isGrouped && differing.length <= now.groups.size * MOST_GROUPS);
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

interface Taken {
  readonly state: TableState;
  readonly changes: Changes | null;
}

class TableTaker {
  readonly #bound: BoundModel;
  readonly #query: RecordQuery;
  readonly #now: TableFingerprint;
  readonly #sql: Sql;
  readonly #options: TakeTablesOptions;

  constructor({ bound, query, now }: FingerprintedModel, sql: Sql, options: TakeTablesOptions) {
    this.#bound = bound;
    this.#query = query;
    this.#now = now;
    this.#sql = sql;
    this.#options = options;
  }

  /** `lost` are the models whose earlier state cannot be relied on. */
  async take(lost: ReadonlySet<string>): Promise<Taken> {
    const { label } = this.#bound.model;
    const parent = this.#options.parent;
    const before = parent?.tables.find(({ model }) => model === label);
    if (parent === null) return this.#whole();
    if (before === undefined) {
      const taken = await this.#whole();
      const { records } = taken.state;
      return records === 0 ? taken : { ...taken, changes: { added: records, changed: 0, removed: 0 } };
    }
    if (lost.has(label)) {
      this.#options.onProblem(lostState(label));
      return this.#whole();
    }
    const differing = differingGroups(parent.fingerprints.get(label), this.#now);
    if (differing?.length === 0) return { state: before, changes: null };
    return this.#differing(before, isPart(differing, this.#now) ? differing : null);
  }

  /** A table that is compared with nothing. */
  async #whole(): Promise<Taken> {
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
    return {
      state: { model: label, records: segment.lines, segments: id === null ? [] : [id] },
      changes: null,
    };
  }

  /** What differs from an earlier state, in some of the groups or (null) anywhere. */
  async #differing(before: TableState, groups: readonly number[] | null): Promise<Taken> {
    const { blobs } = this.#options;
    const earlier = readTable(blobs, before.segments, groups === null ? {} : inGroups(groups));
    const delta = new TableDelta(blobs, earlier);
    const take = async ({ key, text }: { readonly key: string; readonly text: string }) => {
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

  async #readGroups(
    groups: readonly number[],
    take: (record: { readonly key: string; readonly text: string }) => Promise<void>,
  ): Promise<void> {
    const record = recordReader(this.#query, { ...VALUES, onProblem: this.#options.onProblem });
    const statement = selectRows(this.#query, withKeys(this.#bound.key.live.name));
    for (let at = 0, atOnce = GROUPS.first; at < groups.length; ) {
      throwIfCancelled(this.#options.signal);
      const some = groups.slice(at, at + atOnce);
      const rows = await this.#sql.query<{ v: string }>(statement, some.flatMap(keysOf));
      for (const { v } of rows) await take(record(JSON.parse(v)));
      this.#options.meter.advance(some.length * GROUP_SIZE);
      at += some.length;
      const bytes = rows.reduce((sum, { v }) => sum + v.length, 0);
      const fitting = Math.floor((some.length * BYTES_AT_ONCE) / Math.max(1, bytes));
      atOnce = Math.max(1, Math.min(GROUPS.most, fitting));
    }
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
    const { meter, onProblem, signal } = this.#options;
    return { ...VALUES, sql: this.#sql, meter, onProblem, signal };
  }
}
