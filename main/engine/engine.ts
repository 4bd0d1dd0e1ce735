import type { Account } from './accounts/account.ts';
import type { Credentials } from './accounts/sign-in.ts';
import type { ConnectionTest } from './database/connection-test.ts';
import type { TargetAddress, TargetSummary } from './database/target.ts';
import type { OpenWith } from './encryption/age.ts';
import type { ExportReport, ExportRequest } from './export/export-report.ts';
import type { ExportWork } from './export/export-work.ts';
import type { Health, RepairKind } from './health/health.ts';
import type { CompletedBackup } from './health/last-backup.ts';
import type { OwnRecords } from './health/record-health.ts';
import type { RepairPlan, RepairReport } from './health/repair.ts';
import type { OwnRecords as OwnWork } from './own-records/own-work.ts';
import type { BackupConfiguration } from './own-records/read-backup-configurations.ts';
import type { Worker } from './own-records/record-restore.ts';
import type { Notification } from './own-records/write-notification.ts';
import type { Inspection } from './package/inspection.ts';
import type { RestorePolicy, Selection } from './plan/policy.ts';
import type { PlannedRecordDetail, PlanPage, PlanQuery, PlanSummary } from './plan/summary.ts';
import type { Preflight } from './preflight/preflight.ts';
import type { ProgressListener } from './progress.ts';
import type { Recovery } from './restore/recover.ts';
import type { RestoreReport } from './restore/report.ts';
import type { JobPlace } from './restore/restore.ts';
import type { CandidatePage, CandidateQuery, SelectedRecord, SelectionTree } from './select/selection.ts';
import type { PackagesRequest } from './snapshot/compare-packages.ts';
import type { Comparison } from './snapshot/comparison.ts';
import type { SnapshotWork } from './snapshot/snapshot-work.ts';
import type { UndoneJob } from './undo/undo.ts';
import type { UndoPlan, UndoReport } from './undo/undo-plan.ts';

export interface WorkOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** How a package is opened. */
export interface OpenOptions extends WorkOptions {
  /** What an encrypted one is opened with; it is kept as long as the package is open. */
  readonly keys?: OpenWith;
  /** Fingerprints of the keys whose signatures are known. */
  readonly knownSigners?: readonly string[];
}

/** How the checks before the first write are made. */
export interface PreflightOptions extends WorkOptions {
  /** What the restore is for, while there is no plan that says so. */
  readonly policy?: RestorePolicy;
}

/** How an EDMS is looked at. */
export interface HealthCheckOptions extends WorkOptions {
  /** The newest backup that the console itself made of this target: the engine cannot know it. */
  readonly lastConsoleBackup?: CompletedBackup | null;
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
  /**
   * Runs the pre-flight first: a check that says stop ends it, and so does a warning whose id is not among these; `all`
   * confirms every warning. Left out: nothing is checked beforehand. Errors: `PREFLIGHT_STOPPED`, `PREFLIGHT_UNCONFIRMED`.
   */
  readonly accept?: readonly string[] | 'all';
}

/**
 * What the window and the command line ask of the engine: one package, one target and one plan at a time.
 * Every method rejects with an `EngineError`; after a rejection the engine can be used again.
 */
export interface Engine {
  /**
   * Opens a package in place of the one before and inspects it. Damage is in the result, not thrown. Errors:
   * `PACKAGE_…`, `ENCRYPTION_…` (`keys` do not open it).
   */
  openPackage(path: string, options?: OpenOptions): Promise<Inspection>;
  /**
   * Says what differs between another package, which is the earlier state, and the open one. The other is open for that
   * long only. Errors: those of {@link openPackage}.
   */
  comparePackage(earlier: string, request: PackagesRequest, options?: OpenOptions): Promise<Comparison>;
  /** Connects in place of the target before. An embedded target that does not exist yet is made. */
  openTarget(address: TargetAddress, options?: WorkOptions): Promise<TargetSummary>;
  /** What the open target is, and holds by now. Errors: `TARGET_…`. */
  targetSummary(): Promise<TargetSummary>;
  /** Makes an empty EDMS database in an empty PostgreSQL database (or a new embedded one). */
  initTarget(address: TargetAddress, options?: WorkOptions): Promise<TargetSummary>;
  /**
   * Signs in with an account of the open target's EDMS. Errors: `SIGN_IN_REFUSED`, `SIGN_IN_DELAYED`; both say the
   * same whether there is such an account or not. The EDMS is told of it in its `login_audit`, unless `record` is
   * false; the report of the next restore names that row.
   */
  signIn(credentials: Credentials, record?: boolean): Promise<Account>;
  /** An account of the open target as it is now; null once it is gone, deactivated or locked. */
  account(id: number): Promise<Account | null>;
  /** Whether the open target is an embedded one in which nobody could sign in as an administrator. */
  needsFirstAdministrator(): Promise<boolean>;
  /** Makes that administrator. Errors: `NOT_ALLOWED`, `USAGE` (unfit name or password). */
  createFirstAdministrator(credentials: Credentials): Promise<Account>;
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
  /**
   * Looks at everything that could go wrong with a restore of the open package into the open target; with a plan, at
   * what the plan would do. Changes nothing.
   */
  preflight(storageRoot: string | null, options?: PreflightOptions): Promise<Preflight>;
  /** How the open target and the storage are. Changes nothing. */
  health(storageRoot: string | null, options?: HealthCheckOptions): Promise<Health>;
  /** How the EDMS of the open target would back itself up, by name. Only reads. */
  backupConfigurations(): Promise<readonly BackupConfiguration[]>;
  /** Writes the last health check of the open target into the EDMS's own tables; says how many rows. */
  recordHealth(): Promise<readonly OwnRecords[]>;
  /** Says what a repair would do. `missing-files` takes the files out of the open package. Changes nothing. */
  planRepair(kind: RepairKind, storageRoot: string | null, options?: WorkOptions): Promise<RepairPlan>;
  repair(kind: RepairKind, storageRoot: string | null, options?: WorkOptions): Promise<RepairReport>;
  /**
   * Exports what the open target holds at one moment into a file that is not there yet; the target is only read. A
   * package has the files of `storageRoot` too. Errors: `USAGE`, `STORAGE_…`, `SELECTION_EMPTY`.
   */
  exportTarget(
    request: ExportRequest,
    storageRoot: string | null,
    options?: WorkOptions,
  ): Promise<ExportReport>;
  /** What a person wants to know before an export. */
  readonly exports: ExportWork;
  /** Snapshots of the open target in repositories, and what is done with them. */
  readonly snapshots: SnapshotWork;
  /** Carries the plan out. */
  restore(options?: RestoreOptions): Promise<RestoreReport>;
  /** Says what undoing a restore into the open target would do. Changes nothing. */
  planUndo(of: UndoneJob, storageRoot: string | null, options?: WorkOptions): Promise<UndoPlan>;
  /** Undoes a restore. `shown` is the number of conflicts that the person has seen; null accepts whatever they are. */
  undo(
    of: UndoneJob,
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
  /**
   * Puts a notification into the EDMS's queue of a target, on a connection of its own, whatever else is open; what could
   * not be written is in the result. Errors: `TARGET_…`.
   */
  notifyTarget(address: TargetAddress, notification: Notification): Promise<OwnWork>;
  /** Lets go of the package and of the plan for it: nothing of it is held any more, no lock of a repository either. */
  closePackage(): Promise<void>;
  /** Lets go of the target and of the plan for it. */
  closeTarget(): Promise<void>;
  /** Lets go of package, plan and target, and removes every temporary file. */
  close(): Promise<void>;
}
