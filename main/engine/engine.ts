import type { TargetAddress, TargetSummary } from './database/target.ts';
import type { Inspection } from './package/inspection.ts';
import type { RestorePolicy, Selection } from './plan/policy.ts';
import type { PlannedRecordDetail, PlanPage, PlanQuery, PlanSummary } from './plan/summary.ts';
import type { ProgressListener } from './progress.ts';
import type { RestoreReport } from './restore/report.ts';
import type { CandidatePage, CandidateQuery, SelectedRecord, SelectionTree } from './select/selection.ts';

export interface WorkOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/**
 * What the window and the command line ask of the engine: one package, one target and one plan at a time.
 * Every method rejects with an `EngineError`; after a rejection the engine can be used again.
 */
export interface Engine {
  /** Opens a package in place of the one before and inspects it. Damage is in the result, not thrown. */
  openPackage(path: string, options?: WorkOptions): Promise<Inspection>;
  /** Connects in place of the target before. An embedded target that does not exist yet is made. */
  openTarget(address: TargetAddress, options?: WorkOptions): Promise<TargetSummary>;
  /** Makes an empty EDMS database in an empty PostgreSQL database (or a new embedded one). */
  initTarget(address: TargetAddress, options?: WorkOptions): Promise<TargetSummary>;
  /** Plans the open package into the open target. The plan stays in the engine; this is its summary. */
  createPlan(policy: RestorePolicy, storageRoot: string | null, options?: WorkOptions): Promise<PlanSummary>;
  planPage(query: PlanQuery, options?: WorkOptions): Promise<PlanPage>;
  planRecord(record: number): Promise<PlannedRecordDetail>;
  /**
   * What a selection brings of the open package, as a tree with why each record is in. Needs no target. Errors:
   * `SELECTION_EMPTY`, `POLICY_INVALID` (time span).
   */
  selectionTree(selection: Selection, options?: WorkOptions): Promise<SelectionTree>;
  /** What one record of the open package needs itself: what stands below it in the tree. */
  selectionExpand(record: number): Promise<readonly SelectedRecord[]>;
  /** Documents, users and workflows of the open package, to choose the roots of a selection from. */
  selectionCandidates(query: CandidateQuery, options?: WorkOptions): Promise<CandidatePage>;
  /** Carries the plan out. */
  restore(options?: WorkOptions & { readonly dryRun?: boolean }): Promise<RestoreReport>;
  /** Lets go of package, plan and target, and removes every temporary file. */
  close(): Promise<void>;
}
