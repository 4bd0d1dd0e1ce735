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

/** What a person has decided beforehand. Plain data; it can be saved as JSON and used again. */
export interface RestorePolicy {
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
