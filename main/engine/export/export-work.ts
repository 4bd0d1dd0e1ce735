import type { WorkOptions } from '../engine.ts';
import type { Selection } from '../plan/policy.ts';
import type { CandidatePage, CandidateQuery, SelectedRecord, SelectionTree } from '../select/selection.ts';
import type { ExportKeys } from './export-report.ts';
import type { SourceSize } from './measure-source.ts';

/** What a person wants to know of the open target before it is exported. All of it only reads. */
export interface ExportWork {
  /**
   * How much there is to be read. A repository into which it goes is no part of a storage that it lies in. Errors:
   * `STORAGE_…`.
   */
  measure(storageRoot: string | null, repository: string | null, options?: WorkOptions): Promise<SourceSize>;
  /**
   * Reads all records of the target, so that some of them can be chosen; returns their number. The others here ask for what
   * was read last, and reject with `USAGE` when nothing was.
   */
  readRecords(keys: ExportKeys, options?: WorkOptions): Promise<number>;
  /** What a selection brings along. */
  tree(selection: Selection, options?: WorkOptions): Promise<SelectionTree>;
  /** What a record needs itself. */
  expand(record: number): Promise<readonly SelectedRecord[]>;
  candidates(query: CandidateQuery, options?: WorkOptions): Promise<CandidatePage>;
}
