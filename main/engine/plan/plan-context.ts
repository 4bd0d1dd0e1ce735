import type { PlanAdaptation } from '../adapt/plan-adaptation.ts';
import type { Catalogue, Model } from '../catalogue/catalogue.ts';
import type { Sql } from '../database/target.ts';
import type { KeyIndex } from '../fixture/key-index.ts';
import type { RecordNumber } from '../fixture/record.ts';
import type { RecordIndex } from '../fixture/record-index.ts';
import type { RecordSpool } from '../fixture/spool.ts';
import type { ProblemList } from '../problems.ts';
import type { ProgressMeter } from '../progress.ts';
import type { BoundModel } from './binding.ts';
import { exactKey } from './exact-key.ts';
import type { TableState } from './fingerprint.ts';
import type { EffectivePolicy } from './modes.ts';
import type { PlanTable } from './plan-table.ts';
import type { TargetKeys } from './target-keys.ts';

/** A package as the plan needs it: its records on disk and the index of their keys. */
export interface IndexedFixture {
  readonly spool: RecordSpool;
  readonly index: RecordIndex;
}

/** What all steps of planning share. */
export interface PlanContext {
  readonly catalogue: Catalogue;
  readonly fixture: IndexedFixture;
  readonly policy: EffectivePolicy;
  readonly bound: ReadonlyMap<string, BoundModel>;
  readonly table: PlanTable;
  /** Record numbers by model label, ascending. */
  readonly recordsOf: ReadonlyMap<string, Int32Array>;
  /** Labels of the models of which this restore is about some record. */
  readonly scope: ReadonlySet<string>;
  readonly sql: Sql;
  readonly targetKeys: TargetKeys;
  /** What each table of the target held when planning began, by table name. */
  readonly tableStates: ReadonlyMap<string, TableState>;
  /** The next free primary key of each model, by label. */
  readonly nextKeys: Map<string, bigint>;
  /** Users that are created because records refer to them and the policy allows it: primary keys by name. */
  readonly inventedUsers: Map<string, string | number>;
  /** Those of them that a record which is restored refers to: only they are created. */
  readonly neededUsers: Set<string>;
  /** Users that neither package nor target has. */
  readonly missingUsers: Set<string>;
  /** Rows of the target that a record has been recognised in already, by label and primary key. */
  readonly claimedRows: KeyIndex;
  /** Rows that are in conflict with a record and stay beside it, or without it, by label and primary key. */
  readonly disputedRows: KeyIndex;
  /** New uuids of the records that are restored beside a row of the target. */
  readonly newUuids: Map<RecordNumber, string>;
  /** Labels of the package's content types by their old primary key, for fixtures that have it. */
  readonly contentTypes: ReadonlyMap<string, string>;
  /** New places of files that are restored beside another file, by the path in the package. */
  readonly movedFiles: ReadonlyMap<string, string>;
  /** Generic references whose object the package does not have: they keep the old key. */
  readonly keptGenericReferences: Set<RecordNumber>;
  /** What is done about the differences between the package's EDMS and the target's. */
  readonly adapt: PlanAdaptation;
  readonly problems: ProblemList;
  readonly meter: ProgressMeter;
  readonly signal: AbortSignal | undefined;
}

/** Gives out the next free primary key of a model. */
export function takeKey(context: PlanContext, model: Model): string | number {
  const key = context.nextKeys.get(model.label) ?? 1n;
  context.nextKeys.set(model.label, key + 1n);
  return exactKey(key);
}

/** The primary key of the row that a record is or will be; one that repeats another record shares that one's row. */
export function rowKey(number: RecordNumber, context: PlanContext): string | number | null {
  const key = context.table.key(number);
  if (key !== null || context.table.outcome(number) !== 'skip') return key;
  const duplicate = context.fixture.index.duplicateOf(number);
  return duplicate ? context.table.key(duplicate.first) : null;
}

/** Splits record numbers into batches that are read, and asked for, together. */
export function* batches(records: ArrayLike<RecordNumber>, size = 1000): Generator<readonly RecordNumber[]> {
  for (let from = 0; from < records.length; from += size) {
    yield Array.prototype.slice.call(records, from, from + size) as RecordNumber[];
  }
}
