import type { ConnectionTest } from './database/connection-test.ts';
import type { TargetAddress, TargetSummary } from './database/target.ts';
import type { Worker } from './own-records/record-restore.ts';
import type { Inspection } from './package/inspection.ts';
import type { RestorePolicy, Selection } from './plan/policy.ts';
import type { PlannedRecordDetail, PlanPage, PlanQuery, PlanSummary } from './plan/summary.ts';
import type { ProgressListener } from './progress.ts';
import type { Recovery } from './restore/recover.ts';
import type { RestoreReport } from './restore/report.ts';
import type { JobPlace } from './restore/restore.ts';
import type { CandidatePage, CandidateQuery, SelectedRecord, SelectionTree } from './select/selection.ts';
import type { UndoPlan, UndoReport } from './undo/undo-plan.ts';

export interface WorkOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** How a plan is carried out. */
export interface RestoreOptions extends WorkOptions {
  /** Only says what would happen. */
  readonly dryRun?: boolean;
  /** The job that the restore belongs to: its folder gets the undo record. Without a job nothing can be undone. */
  readonly job?: JobPlace;
  /** Tells the EDMS of the restore in its own tables (needs `job`), as this person's work. Left out: it is not told. */
  readonly recordAs?: Worker;
  /**
   * Path of the file that keeps what has no place in the target. A dry run writes it only when it is named here; a
   * restore whose package fits writes none.
   */
  readonly sideFile?: string;
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
  restore(options?: RestoreOptions): Promise<RestoreReport>;
  /** Says what undoing a restore into the open target would do. Changes nothing. */
  planUndo(of: JobPlace, storageRoot: string | null, options?: WorkOptions): Promise<UndoPlan>;
  /** Undoes a restore. `shown` is the number of conflicts that the person has seen; null accepts whatever they are. */
  undo(
    of: JobPlace,
    job: JobPlace,
    storageRoot: string | null,
    shown: number | null,
    options?: WorkOptions & Pick<RestoreOptions, 'recordAs'>,
  ): Promise<UndoReport>;
  /** Finishes or undoes what an earlier process left half done in the open target and the storage root. */
  recover(storageRoot: string | null): Promise<Recovery>;
  /**
   * Tests a target and a storage folder (an absolute path, or null) on a connection of its own, whatever else is open.
   * What is wrong is in the result; rejects with `TARGET_SYNTAX` and `CANCELLED`.
   */
  testConnection(
    address: TargetAddress,
    storageRoot: string | null,
    options?: WorkOptions,
  ): Promise<ConnectionTest>;
  /** Lets go of package, plan and target, and removes every temporary file. */
  close(): Promise<void>;
}
