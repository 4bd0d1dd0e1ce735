import type { Problem } from '../problems.ts';

/**
 * Why a row or file stays as it is although its restore is undone:
 * - `changed since`: somebody has changed it after the restore. - `removed since`: somebody has removed it.
 * - `taken since`: its key or a unique value of it belongs to another row now.
 * - `referred to since`: a row that stays refers to it. - `refers to a removed row`: what it needs is gone.
 */
export type UndoConflictKind =
  | 'changed since'
  | 'removed since'
  | 'taken since'
  | 'referred to since'
  | 'refers to a removed row';

export interface UndoConflict {
  /** Table of the row; `storage` for a file. */
  readonly table: string;
  /** Primary key as JSON, `{"id" : 7}`; the path of a file. */
  readonly key: string;
  /** What names the row to a person; '' where nothing does. */
  readonly name: string;
  readonly what: UndoConflictKind;
}

/** What undoing would do to the rows of one table. */
export interface UndoneTable {
  readonly table: string;
  /** Rows that the restore created: they go away. */
  readonly remove: number;
  /** Rows that it changed: they become what they were. */
  readonly revert: number;
  /** Rows that it removed: they come back. */
  readonly reinsert: number;
  /** Rows that stay as they are: each is a conflict. */
  readonly kept: number;
}

export interface UndoneFiles {
  readonly remove: number;
  readonly replace: number;
  readonly kept: number;
}

/** What undoing a restore would do. Planning it changes nothing. */
export interface UndoPlan {
  /** The job that would be undone. */
  readonly job: string;
  readonly target: string;
  readonly storageRoot: string | null;
  /** When the restore was made: ISO 8601, UTC. */
  readonly at: string;
  readonly tables: readonly UndoneTable[];
  readonly files: UndoneFiles;
  /** The first five hundred. */
  readonly conflicts: readonly UndoConflict[];
  readonly conflictCount: number;
}

/** What undoing a restore has done, verified against the database before it was committed. */
export interface UndoReport {
  /** The job of the undoing. */
  readonly job: string;
  /** The job that was undone. */
  readonly of: string;
  readonly target: string;
  readonly removed: number;
  readonly reverted: number;
  readonly reinserted: number;
  readonly kept: number;
  readonly files: UndoneFiles;
  readonly conflicts: readonly UndoConflict[];
  readonly problems: readonly Problem[];
  readonly verified: true;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
}

/** Conflicts that are kept by name; all are counted. */
export const MOST_CONFLICTS = 500;
