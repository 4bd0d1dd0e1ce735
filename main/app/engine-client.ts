import { z } from 'zod';
import { accountSchema } from '../../preload/contract/account.ts';
import { connectionTestSchema } from '../../preload/contract/connection.ts';
import { exportReportSchema } from '../../preload/contract/export.ts';
import {
  healthSchema,
  ownRecordsSchema,
  repairPlanSchema,
  repairReportSchema,
} from '../../preload/contract/health.ts';
import { ownRowsSchema } from '../../preload/contract/notices.ts';
import { inspectionSchema } from '../../preload/contract/package.ts';
import {
  plannedRecordDetailSchema,
  planPageSchema,
  planSummarySchema,
  restoreReportSchema,
  targetSummarySchema,
} from '../../preload/contract/plan.ts';
import { preflightSchema } from '../../preload/contract/preflight.ts';
import {
  candidatePageSchema,
  selectedRecordsSchema,
  selectionTreeSchema,
} from '../../preload/contract/selection.ts';
import { comparisonSchema } from '../../preload/contract/snapshots.ts';
import type { Frozen } from '../../preload/contract/types.ts';
import { recoverySchema, undoPlanSchema, undoReportSchema } from '../../preload/contract/undo.ts';
import type { Account } from '../engine/accounts/account.ts';
import type { Credentials } from '../engine/accounts/sign-in.ts';
import type { ConnectionTest } from '../engine/database/connection-test.ts';
import type { TargetAddress, TargetSummary } from '../engine/database/target.ts';
import type {
  Engine,
  HealthCheckOptions,
  OpenOptions,
  PreflightOptions,
  RestoreOptions,
  WorkOptions,
} from '../engine/engine.ts';
import type { ExportReport, ExportRequest } from '../engine/export/export-report.ts';
import type { Health, RepairKind } from '../engine/health/health.ts';
import type { OwnRecords } from '../engine/health/record-health.ts';
import type { RepairPlan, RepairReport } from '../engine/health/repair.ts';
import type { OwnRecords as OwnWork } from '../engine/own-records/own-work.ts';
import {
  type BackupConfiguration,
  backupConfigurationSchema,
} from '../engine/own-records/read-backup-configurations.ts';
import type { Notification } from '../engine/own-records/write-notification.ts';
import type { Inspection } from '../engine/package/inspection.ts';
import type { RestorePolicy, Selection } from '../engine/plan/policy.ts';
import type { PlannedRecordDetail, PlanPage, PlanQuery, PlanSummary } from '../engine/plan/summary.ts';
import type { Preflight } from '../engine/preflight/preflight.ts';
import type { Recovery } from '../engine/restore/recover.ts';
import type { RestoreReport } from '../engine/restore/report.ts';
import type { JobPlace } from '../engine/restore/restore.ts';
import type {
  CandidatePage,
  CandidateQuery,
  SelectedRecord,
  SelectionTree,
} from '../engine/select/selection.ts';
import type { PackagesRequest } from '../engine/snapshot/compare-packages.ts';
import type { Comparison } from '../engine/snapshot/comparison.ts';
import type { UndoneJob } from '../engine/undo/undo.ts';
import type { UndoPlan, UndoReport } from '../engine/undo/undo-plan.ts';
import { EngineCalls, type EngineChild } from './engine-calls.ts';
import type { EngineCall } from './engine-protocol.ts';
import { ExportsClient } from './exports-client.ts';
import { SnapshotsClient } from './snapshots-client.ts';

/**
 * The engine as the main process sees it: every call goes to the engine's process, which is started when it
 * is needed. When that process ends unasked, what was under way rejects with `ENGINE_STOPPED`, `onStopped`
 * is called, and the next call starts a new one (with no package and no target open).
 */
export class EngineClient implements Engine {
  readonly exports = new ExportsClient((call, schema, options) => this.#call(call, schema, options));
  readonly snapshots = new SnapshotsClient((call, schema, options) => this.#call(call, schema, options));
  readonly #calls: EngineCalls;

  constructor(start: () => EngineChild, onStopped: (code: number) => void) {
    this.#calls = new EngineCalls(start, onStopped);
  }

  openPackage(path: string, options?: OpenOptions): Promise<Inspection> {
    const { keys = null, knownSigners = [] } = options ?? {};
    return this.#call({ method: 'openPackage', path, keys, knownSigners }, inspectionSchema, options);
  }

  comparePackage(earlier: string, request: PackagesRequest, options?: OpenOptions): Promise<Comparison> {
    const { keys = null } = options ?? {};
    return this.#call({ method: 'comparePackage', earlier, request, keys }, comparisonSchema, options);
  }

  openTarget(address: TargetAddress, options?: WorkOptions): Promise<TargetSummary> {
    return this.#call({ method: 'openTarget', address }, targetSummarySchema, options);
  }

  async closePackage(): Promise<void> {
    await this.#call({ method: 'closePackage' }, z.null());
  }

  async closeTarget(): Promise<void> {
    await this.#call({ method: 'closeTarget' }, z.null());
  }

  initTarget(address: TargetAddress, options?: WorkOptions): Promise<TargetSummary> {
    return this.#call({ method: 'initTarget', address }, targetSummarySchema, options);
  }

  targetSummary(): Promise<TargetSummary> {
    return this.#call({ method: 'targetSummary' }, targetSummarySchema);
  }

  signIn(credentials: Credentials, record = true): Promise<Account> {
    return this.#call({ method: 'signIn', credentials, record }, accountSchema);
  }

  account(id: number): Promise<Account | null> {
    return this.#call({ method: 'account', id }, accountSchema.nullable());
  }

  needsFirstAdministrator(): Promise<boolean> {
    return this.#call({ method: 'needsFirstAdministrator' }, z.boolean());
  }

  createFirstAdministrator(credentials: Credentials): Promise<Account> {
    return this.#call({ method: 'createFirstAdministrator', credentials }, accountSchema);
  }

  createPlan(policy: RestorePolicy, storageRoot: string | null, options?: WorkOptions): Promise<PlanSummary> {
    return this.#call({ method: 'createPlan', policy, storageRoot }, planSummarySchema, options);
  }

  planPage(query: PlanQuery, options?: WorkOptions): Promise<PlanPage> {
    return this.#call({ method: 'planPage', query }, planPageSchema, options);
  }

  planRecord(record: number): Promise<PlannedRecordDetail> {
    return this.#call({ method: 'planRecord', record }, plannedRecordDetailSchema);
  }

  backupConfigurations(): Promise<readonly BackupConfiguration[]> {
    return this.#call({ method: 'backupConfigurations' }, z.array(backupConfigurationSchema));
  }

  preflight(storageRoot: string | null, options?: PreflightOptions): Promise<Preflight> {
    const policy = options?.policy ?? null;
    return this.#call({ method: 'preflight', storageRoot, policy }, preflightSchema, options);
  }

  health(storageRoot: string | null, options?: HealthCheckOptions): Promise<Health> {
    const lastConsoleBackup = options?.lastConsoleBackup ?? null;
    return this.#call({ method: 'health', storageRoot, lastConsoleBackup }, healthSchema, options);
  }

  exportTarget(
    request: ExportRequest,
    storageRoot: string | null,
    options?: WorkOptions,
  ): Promise<ExportReport> {
    return this.#call({ method: 'exportTarget', request, storageRoot }, exportReportSchema, options);
  }

  recordHealth(): Promise<readonly OwnRecords[]> {
    return this.#call({ method: 'recordHealth' }, ownRecordsSchema);
  }

  planRepair(kind: RepairKind, storageRoot: string | null, options?: WorkOptions): Promise<RepairPlan> {
    return this.#call({ method: 'planRepair', kind, storageRoot }, repairPlanSchema, options);
  }

  repair(kind: RepairKind, storageRoot: string | null, options?: WorkOptions): Promise<RepairReport> {
    return this.#call({ method: 'repair', kind, storageRoot }, repairReportSchema, options);
  }

  restore(options?: RestoreOptions): Promise<RestoreReport> {
    const { dryRun = false, job = null, recordAs = null, accept = null } = options ?? {};
    const call = { method: 'restore', dryRun, job, recordAs, accept } as const;
    return this.#call(call, restoreReportSchema, options);
  }

  planUndo(of: UndoneJob, storageRoot: string | null, options?: WorkOptions): Promise<UndoPlan> {
    return this.#call({ method: 'planUndo', of, storageRoot }, undoPlanSchema, options);
  }

  undo(
    of: UndoneJob,
    job: JobPlace,
    storageRoot: string | null,
    shown: number | null,
    options?: WorkOptions & Pick<RestoreOptions, 'recordAs'>,
  ): Promise<UndoReport> {
    const recordAs = options?.recordAs ?? null;
    return this.#call({ method: 'undo', of, job, storageRoot, shown, recordAs }, undoReportSchema, options);
  }

  recover(storageRoot: string | null): Promise<Recovery> {
    return this.#call({ method: 'recover', storageRoot }, recoverySchema);
  }

  testConnection(
    address: TargetAddress,
    storageRoot: string | null,
    options?: WorkOptions,
  ): Promise<ConnectionTest> {
    return this.#call({ method: 'testConnection', address, storageRoot }, connectionTestSchema, options);
  }

  notifyTarget(address: TargetAddress, notification: Notification): Promise<OwnWork> {
    return this.#call({ method: 'notifyTarget', address, notification }, ownRowsSchema);
  }

  selectionTree(selection: Selection, options?: WorkOptions): Promise<SelectionTree> {
    return this.#call({ method: 'selectionTree', selection }, selectionTreeSchema, options);
  }

  selectionExpand(record: number): Promise<readonly SelectedRecord[]> {
    return this.#call({ method: 'selectionExpand', record }, selectedRecordsSchema);
  }

  selectionCandidates(query: CandidateQuery, options?: WorkOptions): Promise<CandidatePage> {
    return this.#call({ method: 'selectionCandidates', query }, candidatePageSchema, options);
  }

  async close(): Promise<void> {
    if (!this.#calls.isRunning) return;
    await this.#call({ method: 'close' }, z.unknown());
  }

  /** Ends the engine's process at once, as the program itself is about to end; resolves when it is gone. */
  end(): Promise<void> {
    return this.#calls.end();
  }

  #call<Schema extends z.ZodType>(
    call: EngineCall,
    schema: Schema,
    options?: WorkOptions,
  ): Promise<Frozen<z.infer<Schema>>> {
    return this.#calls.call(call, schema, options);
  }
}
