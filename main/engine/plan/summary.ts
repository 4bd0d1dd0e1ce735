import type { Adaptation, FillProposal } from '../adapt/adaptation.ts';
import type { Problem } from '../problems.ts';
import type { ConflictClass, Decision, RestoreMode } from './policy.ts';

/** What the plan says of a record. `conflict`: in conflict and not decided; the safe decision would be used. */
export type Outcome = 'create' | 'update' | 'unchanged' | 'skip' | 'conflict' | 'impossible';

export const OUTCOMES: readonly Outcome[] = [
  'create',
  'update',
  'unchanged',
  'skip',
  'conflict',
  'impossible',
];

export type OutcomeCounts = { readonly [outcome in Outcome]: number };

/** Conflicts of one class and what will be done with them. */
export interface ConflictGroup {
  readonly class: ConflictClass;
  readonly count: number;
  /** The decision for the class; single models and records may have their own. */
  readonly decision: Decision;
  /** How many of `count` nobody has decided: the safe decision applies. */
  readonly undecided: number;
  readonly possible: readonly Decision[];
  readonly models: readonly {
    readonly model: string;
    readonly count: number;
    readonly decision: Decision;
  }[];
}

/** Rows of one model that the target has and the package does not. `removed + kept = count`. */
export interface BeyondGroup {
  readonly model: string;
  readonly step: 'infrastructure' | 'business';
  /** False for models of which nothing is ever removed: infrastructure, audit rows, keys. */
  readonly removable: boolean;
  /** How many records of the model the package has: with none, its export may have left the model out. */
  readonly records: number;
  readonly count: number;
  /** Rows that the restore removes, because the model was chosen for it. */
  readonly removed: number;
  readonly kept: number;
  /** The first rows, some hundred at most. */
  readonly examples: readonly {
    /** Primary key, as text. */
    readonly key: string;
    /** What names the row to a person. */
    readonly name: string;
    /** Why it is kept, one sentence; null for a row that is removed. */
    readonly kept: string | null;
  }[];
}

/** The sums of a plan: what a person sees first. `records` is the sum of `outcomes`. */
export interface PlanSummary {
  readonly mode: RestoreMode;
  readonly records: number;
  /** Of the outcome `skip`: records that the mode or the selection leaves out on purpose. */
  readonly notSelected: number;
  readonly outcomes: OutcomeCounts;
  readonly byModel: readonly {
    readonly model: string;
    readonly step: 'infrastructure' | 'business';
    readonly records: number;
    readonly outcomes: OutcomeCounts;
  }[];
  readonly conflicts: readonly ConflictGroup[];
  readonly files: {
    readonly total: number;
    readonly bytes: number;
    /** Null when no storage root was chosen: then no file is restored. */
    readonly storageRoot: string | null;
    readonly copy: number;
    readonly unchanged: number;
    readonly conflict: number;
    readonly missing: number;
    /** Files that the mode or the selection leaves out on purpose. */
    readonly notSelected: number;
  };
  /** In the mode `mirror`: what the target has beyond the package, by model. Empty in every other mode. */
  readonly beyond: readonly BeyondGroup[];
  /** Users that records refer to and that neither package nor target has. */
  readonly missingUsers: readonly string[];
  /** How the package's EDMS version and the target's differ, as far as records meet it. */
  readonly adaptations: readonly Adaptation[];
  /** The values that records get, or need, in columns that the package does not know; the policy's `fills` change them. */
  readonly fills: readonly FillProposal[];
  readonly problems: readonly Problem[];
}

/** One line of the preview's table. */
export interface PlannedRecord {
  /** Position in the fixture, from 0. */
  readonly record: number;
  readonly model: string;
  /** What names the record to a person: natural key, name, uuid or primary key. */
  readonly name: string;
  readonly outcome: Outcome;
  /** One sentence. */
  readonly reason: string;
  readonly conflict: {
    readonly class: ConflictClass;
    readonly decision: Decision;
    readonly decided: boolean;
  } | null;
}

/** Which lines of the preview are wanted. */
export interface PlanQuery {
  readonly outcomes: readonly Outcome[];
  readonly models: readonly string[];
  readonly conflictClasses: readonly ConflictClass[];
  /** Text that the record's JSON must hold, letter case aside; '' for all. */
  readonly search: string;
  readonly sort: 'record' | 'model' | 'outcome';
  readonly descending: boolean;
  readonly offset: number;
  /** At most 500. */
  readonly limit: number;
}

export interface PlanPage {
  /** Lines that match the query in all. */
  readonly total: number;
  readonly rows: readonly PlannedRecord[];
}

export interface FieldDifference {
  readonly field: string;
  /** As text, for a person; null where there is no value. */
  readonly target: string | null;
  readonly package: string | null;
  readonly differs: boolean;
  /** True for password hashes and keys, whose values are not shown. */
  readonly secret: boolean;
}

/** Everything about one record: the pane beside the table. */
export interface PlannedRecordDetail extends PlannedRecord {
  readonly fields: readonly FieldDifference[];
  /** Primary key of the row it matches, or that it keeps, as text; null when it gets a new one. */
  readonly targetKey: string | null;
  readonly possible: readonly Decision[];
  /** Byte offset in the fixture, for support. */
  readonly byte: number;
}
