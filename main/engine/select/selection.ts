import type { Problem } from '../problems.ts';

/** What a window shows of a selection: plain data that crosses to it. */

/** A record of a selection, and why it is in. */
export interface SelectedRecord {
  /** Position in the fixture, from 0. */
  readonly record: number;
  readonly model: string;
  /** What names the record to a person: natural key, name, uuid or primary key. */
  readonly name: string;
  /** Fields of the record above that refer to it; empty for a root, and for a record that the one above repeats. */
  readonly fields: readonly string[];
  /** Why it is in: `author and reviewer of POL-2025-0001`. */
  readonly because: string;
  /** How many records it needs itself. */
  readonly needs: number;
}

/** A record in the tree. */
export interface SelectionNode extends SelectedRecord {
  /** Position of the node above in {@link SelectionTree.nodes}; null for a root. */
  readonly parent: number | null;
  /** True when what it needs stands below it here; else it can be asked for, or stands below the same record elsewhere. */
  readonly unfolded: boolean;
}

export interface SelectionTree {
  /** Records that are selected, of `total` in the package. */
  readonly records: number;
  readonly total: number;
  readonly byModel: readonly {
    readonly model: string;
    readonly step: 'infrastructure' | 'business';
    readonly count: number;
  }[];
  /** Files that selected records name. */
  readonly files: number;
  /** Records that the selection itself names; the first ones are nodes without a parent. */
  readonly roots: number;
  /** At most {@link MOST_NODES}, each after the one above it. A record is unfolded once. */
  readonly nodes: readonly SelectionNode[];
  /** Roots that name nothing. */
  readonly problems: readonly Problem[];
}

/** Nodes of a tree at most; more than a person reads. */
export const MOST_NODES = 2000;

/** Records to choose roots from. */
export type CandidateKind = 'documents' | 'users' | 'workflows';

export interface CandidateQuery {
  readonly kind: CandidateKind;
  /** Text that the record's JSON must hold, letter case aside; '' for all. */
  readonly search: string;
  readonly offset: number;
  /** At most 500. */
  readonly limit: number;
}

export interface Candidate {
  readonly record: number;
  readonly model: string;
  readonly name: string;
  /** The title of a document, the name of a person, the state of a workflow; '' where there is none. */
  readonly title: string;
  /** `MODEL:KEY` for the roots of a selection; null for a record that repeats another one and has no key of its own. */
  readonly root: string | null;
}

export interface CandidatePage {
  /** Records that match the query in all. */
  readonly total: number;
  readonly rows: readonly Candidate[];
}
