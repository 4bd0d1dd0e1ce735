import type { TargetAddress, TargetSummary } from './database/target.ts';
import type { Inspection } from './package/inspection.ts';
import type { RestorePolicy } from './plan/policy.ts';
import type { PlannedRecordDetail, PlanPage, PlanQuery, PlanSummary } from './plan/summary.ts';
import type { ProgressListener } from './progress.ts';
import type { RestoreReport } from './restore/report.ts';

export interface WorkOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

export interface RestoreOptions extends WorkOptions {
  /** Plan and report only. */
  readonly dryRun?: boolean;
  /** The job that the restore is recorded under; its folder holds the side file, where no other path is given. */
  readonly job?: { readonly id: string; readonly folder: string };
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
  /** Carries the plan out. */
  restore(options?: RestoreOptions): Promise<RestoreReport>;
  /** Lets go of package, plan and target, and removes every temporary file. */
  close(): Promise<void>;
}
