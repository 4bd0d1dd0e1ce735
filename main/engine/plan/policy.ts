import type { RecordNumber } from '../fixture/record.ts';

/**
 * - `uuid-other-key`: the target has a row with the record's uuid and another natural key.
 * - `key-other-uuid`: the target has a row with the record's natural key and another uuid (after a reinit).
 * - `unique-taken`: a unique value of the record belongs to another row of the target.
 * - `protected-differs`: infrastructure of the target differs from the record in other fields.
 * - `file-differs`: a file with another checksum stands at the destination.
 */
export type ConflictClass =
  | 'uuid-other-key'
  | 'key-other-uuid'
  | 'unique-taken'
  | 'protected-differs'
  | 'file-differs';

/**
 * - `keep`: the target's row stays as it is; references of the package point at it.
 * - `take`: the row becomes as the record says.
 * - `beside`: the record is restored as a new row under a new uuid; references of the package point at it.
 * - `skip`: the record is left out; what needs it becomes impossible.
 */
export type Decision = 'keep' | 'take' | 'beside' | 'skip';

/**
 * What a restore is for. Each is a policy over the same plan:
 * - `complete`: everything, into an empty or freshly migrated system; refused where people have worked already.
 * - `merge`: adds what is missing; changed records by decision.
 * - `reinit`: into a system that was set up anew: infrastructure is recognised by name.
 * - `mirror`: the target becomes as the package; what it has beyond is removed where `removeBeyond` says so.
 * - `selected`: the records of `selection` and all that they depend on.
 * - `files`: the files only. - `database`: the records only.
 */
export type RestoreMode = 'complete' | 'merge' | 'reinit' | 'mirror' | 'selected' | 'files' | 'database';

export const RESTORE_MODES: readonly RestoreMode[] = [
  'complete',
  'merge',
  'reinit',
  'mirror',
  'selected',
  'files',
  'database',
];

/** Which records the mode `selected` starts from; a record that any of the three names is in. */
export interface Selection {
  /** `MODEL:KEY`: natural key (parts joined by `,`), uuid or primary key; `documents.document:*` is all of a model. */
  readonly roots: readonly string[];
  /** Business records created in this span, ISO 8601; null is open. */
  readonly span: { readonly from: string | null; readonly to: string | null } | null;
  /** Text that a record's JSON must hold, letter case aside; '' for none. */
  readonly search: string;
}

/** What a person has decided beforehand. Plain data; it can be saved as JSON and used again. */
export interface RestorePolicy {
  readonly mode: RestoreMode;
  /** For the mode `selected` only. */
  readonly selection: Selection;
  /** Values for columns that the target requires and the package lacks, by `model.field`, as text. */
  readonly fills: { readonly [field: string]: string };
  /** For the mode `mirror`: labels of business models whose rows beyond the package are removed. */
  readonly removeBeyond: readonly string[];
  /** Decisions for whole classes. */
  readonly classes: { readonly [conflictClass in ConflictClass]?: Decision };
  /** Decisions for the conflicts of one model, by label; they win over those for classes. */
  readonly models: { readonly [label: string]: Decision };
  /** Decisions for single records; they win over everything. */
  readonly records: { readonly [record: RecordNumber]: Decision };
  /** Records that differ from their row without being in conflict: business data only. */
  readonly changedRecords: 'take' | 'keep';
  /** Users that are only referred to: created inactive, with an unusable password, or left impossible. */
  readonly missingUsers: 'impossible' | 'create-inactive';
  /** Restore what is readable of a damaged package. */
  readonly acceptDamaged: boolean;
}

/** Loses nothing of the target's: conflicts keep what is there, changed business data is taken. */
export const SAFE_POLICY: RestorePolicy = {
  mode: 'merge',
  selection: { roots: [], span: null, search: '' },
  fills: {},
  removeBeyond: [],
  classes: {},
  models: {},
  records: {},
  changedRecords: 'take',
  missingUsers: 'impossible',
  acceptDamaged: false,
};

/** What is done with a conflict that nobody has decided. */
export const SAFE_DECISIONS: { readonly [conflictClass in ConflictClass]: Decision } = {
  'uuid-other-key': 'keep',
  'key-other-uuid': 'keep',
  'unique-taken': 'skip',
  'protected-differs': 'keep',
  'file-differs': 'keep',
};

/** The decisions that make sense for a class, the safe one first. */
export const POSSIBLE_DECISIONS: { readonly [conflictClass in ConflictClass]: readonly Decision[] } = {
  'uuid-other-key': ['keep', 'take', 'beside', 'skip'],
  'key-other-uuid': ['keep', 'take', 'skip'],
  'unique-taken': ['skip', 'keep', 'take'],
  'protected-differs': ['keep', 'take', 'skip'],
  'file-differs': ['keep', 'take', 'beside', 'skip'],
};
