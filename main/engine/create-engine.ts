import { rm } from 'node:fs/promises';
import { type Account, readAccount } from './accounts/account.ts';
import { createFirstAdministrator, needsFirstAdministrator } from './accounts/first-administrator.ts';
import { type Credentials, SignIns } from './accounts/sign-in.ts';
import { liveCatalogue } from './adapt/live-catalogue.ts';
import { edmsCatalogue } from './catalogue/edms-catalogue.ts';
import type { ConnectionTest } from './database/connection-test.ts';
import { initTarget, openTarget } from './database/open-target.ts';
import type { Target, TargetAddress, TargetSummary, WaitOptions } from './database/target.ts';
import { diskSpace } from './disk-space.ts';
import type {
  Engine,
  HealthCheckOptions,
  OpenOptions,
  PreflightOptions,
  RestoreOptions,
  WorkOptions,
} from './engine.ts';
import { EngineError } from './errors.ts';
import { EngineExports } from './export/engine-exports.ts';
import type { ExportReport, ExportRequest } from './export/export-report.ts';
import { exportTarget } from './export/export-target.ts';
import { EngineHealth } from './health/engine-health.ts';
import type { Health, RepairKind } from './health/health.ts';
import type { OwnRecords } from './health/record-health.ts';
import type { RepairPlan, RepairReport } from './health/repair.ts';
import { keepHeapSmall } from './heap.ts';
import { consoleHome } from './home.ts';
import { needed } from './needed.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { notifyTarget } from './own-records/notify-target.ts';
import { joinOwnRecords, type OwnRecords as OwnRows } from './own-records/own-work.ts';
import {
  type BackupConfiguration,
  readBackupConfigurations,
} from './own-records/read-backup-configurations.ts';
import type { Notification } from './own-records/write-notification.ts';
import { inspectSource } from './package/inspect.ts';
import { type Inspection, lackOf } from './package/inspection.ts';
import { unacceptedDamage } from './package/verdict.ts';
import { PackageInHand } from './package-in-hand.ts';
import { createPlan, type RestorePlan } from './plan/create-plan.ts';
import { planFiles } from './plan/file-plan.ts';
import { PlanPages } from './plan/plan-pages.ts';
import { type RestorePolicy, SAFE_POLICY, type Selection } from './plan/policy.ts';
import { recordDetail } from './plan/record-detail.ts';
import { summarisePlan } from './plan/summarise-plan.ts';
import type { PlannedRecordDetail, PlanPage, PlanQuery, PlanSummary } from './plan/summary.ts';
import type { Preflight } from './preflight/preflight.ts';
import { requireAccepted } from './preflight/require-accepted.ts';
import { runPreflight } from './preflight/run-preflight.ts';
import { ProgressMeter } from './progress.ts';
import { type Recovery, recoverLeft } from './restore/recover.ts';
import type { RestoreReport } from './restore/report.ts';
import { type JobPlace, ownName } from './restore/restore.ts';
import { restoreOpened } from './restore-opened.ts';
import { selectForPolicy } from './select/select-records.ts';
import type { CandidatePage, CandidateQuery, SelectedRecord, SelectionTree } from './select/selection.ts';
import type { PackagesRequest } from './snapshot/compare-packages.ts';
import type { Comparison } from './snapshot/comparison.ts';
import { EngineSnapshots } from './snapshot/engine-snapshots.ts';
import type { SnapshotWork } from './snapshot/snapshot-work.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { planUndo, type UndoneJob, undoRestore } from './undo/undo.ts';
import type { UndoPlan, UndoReport } from './undo/undo-plan.ts';

/** Makes the engine: the same one behind the window, the command line and the tests. */
export function createEngine(): Engine {
  keepHeapSmall();
  return new PackageEngine();
}

interface OpenPlan {
  readonly plan: RestorePlan;
  readonly pages: PlanPages;
}

class PackageEngine implements Engine {
  #workFolder: string | null = null;
  readonly #package = new PackageInHand(() => this.#folder());
  #target: Target | null = null;
  #plan: OpenPlan | null = null;
  readonly #health = new EngineHealth({
    target: () => this.#asItIs(),
    package: () => this.#package.opened(),
  });
  readonly exports = new EngineExports({
    target: () => this.#asItIs(),
    workFolder: () => this.#folder(),
  });
  readonly #snapshots = new EngineSnapshots({
    target: () => needed(this.#target, 'a target'),
    package: () => this.#package.compared(),
    folder: () => this.#folder(),
    open: async (source, options) => {
      await this.#closePlan();
      return this.#package.take(options, async (work) => inspectSource(await source(), work.catalogue, work));
    },
  });
  readonly snapshots: SnapshotWork = this.#snapshots;
  readonly #openings = new OneAtATime();
  readonly #signIns = new SignIns();
  /** What the EDMS was told of sign-ins and no report has named yet. */
  #signInRows: OwnRows = NO_ROWS;

  async openPackage(packagePath: string, options: OpenOptions = {}): Promise<Inspection> {
    await this.#closePlan();
    return this.#package.open(packagePath, options);
  }

  comparePackage(earlier: string, request: PackagesRequest, options: OpenOptions = {}): Promise<Comparison> {
    return this.#package.compareWith(earlier, request, options);
  }

  openTarget(address: TargetAddress, options: WorkOptions = {}): Promise<TargetSummary> {
    return this.#takeTarget((wait) => openTarget(address, wait), options);
  }

  initTarget(address: TargetAddress, options: WorkOptions = {}): Promise<TargetSummary> {
    return this.#takeTarget((wait) => initTarget(address, wait), options);
  }

  async targetSummary(): Promise<TargetSummary> {
    return needed(this.#target, 'a target').summary();
  }

  /** One after the other: the last that was asked for is the one that is open in the end. */
  #takeTarget(
    open: (wait: WaitOptions) => Promise<Target>,
    { signal, onProgress }: WorkOptions,
  ): Promise<TargetSummary> {
    const wait = { signal, meter: new ProgressMeter(onProgress) };
    return this.#openings.run(async () => {
      await this.#closeTarget();
      const target = await open(wait);
      this.#target = target;
      try {
        return await target.summary(wait);
      } catch (error) {
        await this.#closeTarget();
        throw error;
      }
    });
  }

  async signIn(credentials: Credentials, record = true): Promise<Account> {
    const signedIn = await this.#signIns.signIn(needed(this.#target, 'a target'), credentials, record);
    this.#signInRows = joinOwnRecords([this.#signInRows, signedIn.ownRecords]);
    return signedIn.account;
  }

  async account(id: number): Promise<Account | null> {
    return readAccount(needed(this.#target, 'a target'), id);
  }

  async needsFirstAdministrator(): Promise<boolean> {
    return needsFirstAdministrator(needed(this.#target, 'a target'));
  }

  async createFirstAdministrator(credentials: Credentials): Promise<Account> {
    return createFirstAdministrator(needed(this.#target, 'a target'), credentials);
  }

  async createPlan(
    policy: RestorePolicy,
    storageRoot: string | null,
    options: WorkOptions = {},
  ): Promise<PlanSummary> {
    const { files, index, inspection, spool } = this.#package.opened();
    const target = await this.#asItIs();
    await this.#closePlan();
    refuseDamaged(inspection, policy);
    const fixture = { spool: needed(spool, 'a package with records'), index };
    const catalogue = edmsCatalogue();
    const known = liveCatalogue(catalogue, target.schema, fixture.spool.models);
    const selected = await selectForPolicy(policy, { catalogue: known, ...fixture }, options);
    const plan = await createPlan({
      ...options,
      catalogue,
      fixture,
      target,
      policy,
      files: await planFiles(files, storageRoot, policy, options.signal, selected?.files),
      selected,
      lack: lackOf(inspection),
      workFolder: await this.#folder(),
      secret: inspection.encryption !== null,
    });
    this.#plan = { plan, pages: new PlanPages(plan) };
    return summarisePlan(plan);
  }

  async planPage(query: PlanQuery, options: WorkOptions = {}): Promise<PlanPage> {
    return needed(this.#plan, 'a plan').pages.page(query, options.signal);
  }

  async backupConfigurations(): Promise<readonly BackupConfiguration[]> {
    const target = await this.#asItIs();
    return target.read((sql) => readBackupConfigurations(sql, target.schema));
  }

  async planRecord(record: number): Promise<PlannedRecordDetail> {
    return recordDetail(record, needed(this.#plan, 'a plan').plan, needed(this.#target, 'a target'));
  }

  async selectionTree(selection: Selection, options: WorkOptions = {}): Promise<SelectionTree> {
    return this.#package.selection().tree(selection, options);
  }

  async selectionExpand(record: number): Promise<readonly SelectedRecord[]> {
    return this.#package.selection().expand(record);
  }

  async selectionCandidates(query: CandidateQuery, options: WorkOptions = {}): Promise<CandidatePage> {
    return this.#package.selection().candidates(query, options);
  }

  async preflight(storageRoot: string | null, options: PreflightOptions = {}): Promise<Preflight> {
    const { inspection } = this.#package.opened();
    const plan = this.#plan?.plan ?? null;
    return runPreflight({
      ...options,
      target: needed(this.#target, 'a target'),
      inspection,
      plan,
      policy: plan?.policy ?? options.policy ?? SAFE_POLICY,
      storageRoot,
      home: consoleHome(),
      now: Date.now,
      diskSpace,
    });
  }

  health(storageRoot: string | null, options: HealthCheckOptions = {}): Promise<Health> {
    return this.#health.check(storageRoot, options);
  }

  recordHealth(): Promise<readonly OwnRecords[]> {
    return this.#health.record();
  }

  planRepair(kind: RepairKind, storageRoot: string | null, options: WorkOptions = {}): Promise<RepairPlan> {
    return this.#health.planRepair(kind, storageRoot, options);
  }

  repair(kind: RepairKind, storageRoot: string | null, options: WorkOptions = {}): Promise<RepairReport> {
    return this.#health.repair(kind, storageRoot, options);
  }

  async exportTarget(
    request: ExportRequest,
    storageRoot: string | null,
    options: WorkOptions = {},
  ): Promise<ExportReport> {
    return exportTarget(await this.#asItIs(), { ...options, ...request, storageRoot });
  }

  async restore(options: RestoreOptions = {}): Promise<RestoreReport> {
    const opened = this.#package.opened();
    const target = needed(this.#target, 'a target');
    const { plan } = needed(this.#plan, 'a plan');
    if (options.dryRun !== true && options.accept !== undefined) {
      const preflight = await this.preflight(plan.files.storageRoot, options);
      const all = preflight.checks.map(({ id }) => id);
      requireAccepted(preflight, options.accept === 'all' ? all : options.accept);
    }
    const report = await restoreOpened({ ...opened, target, plan, signIns: this.#signInRows }, options);
    if (options.dryRun !== true) this.#signInRows = NO_ROWS;
    return report;
  }

  async planUndo(of: UndoneJob, storageRoot: string | null, options: WorkOptions = {}): Promise<UndoPlan> {
    return planUndo({ ...options, target: await this.#asItIs(), of, storageRoot });
  }

  async undo(
    of: UndoneJob,
    job: JobPlace,
    storageRoot: string | null,
    shown: number | null,
    options: WorkOptions & Pick<RestoreOptions, 'recordAs'> = {},
  ): Promise<UndoReport> {
    const target = await this.#asItIs();
    return undoRestore({ ...options, target, of, job, storageRoot, shown });
  }

  async recover(storageRoot: string | null): Promise<Recovery> {
    const target = needed(this.#target, 'a target');
    const occupation = await target.occupy(ownName());
    try {
      return await recoverLeft(target, storageRoot);
    } finally {
      await occupation.release();
    }
  }

  async testConnection(
    address: TargetAddress,
    storageRoot: string | null,
    options: WorkOptions = {},
  ): Promise<ConnectionTest> {
    const { testConnection } = await import('./database/test-connection.ts');
    const openHere = this.#target?.kind === 'embedded' ? this.#target.label : null;
    return testConnection(address, storageRoot, { ...options, openHere });
  }

  notifyTarget(address: TargetAddress, notification: Notification): Promise<OwnRows> {
    return notifyTarget(address, notification, this.#target);
  }

  closePackage(): Promise<void> {
    return this.#closePackage();
  }

  async closeTarget(): Promise<void> {
    await this.#openings.run(() => this.#closeTarget());
  }

  async close(): Promise<void> {
    await this.#snapshots.close();
    await this.#closePackage();
    await this.#openings.run(() => this.#closeTarget());
    if (this.#workFolder) await rm(this.#workFolder, { recursive: true, force: true });
    this.#workFolder = null;
  }

  /** The open target, by the schema that it has now. */
  async #asItIs(): Promise<Target> {
    const target = needed(this.#target, 'a target');
    await target.renew();
    return target;
  }

  async #folder(): Promise<string> {
    if (this.#workFolder) return this.#workFolder;
    this.#workFolder = await temporaryFolder('edms-backup-');
    return this.#workFolder;
  }

  async #closePackage(): Promise<void> {
    await this.#closePlan();
    await this.#package.close();
  }

  async #closeTarget(): Promise<void> {
    await this.#closePlan();
    await this.exports.forget();
    const open = this.#target;
    this.#target = null;
    this.#health.forget();
    this.#signInRows = NO_ROWS;
    await open?.close();
  }

  async #closePlan(): Promise<void> {
    const open = this.#plan;
    this.#plan = null;
    await open?.plan.close();
  }
}

const NO_ROWS: OwnRows = { tables: [], leftOut: [] };

function refuseDamaged(inspection: Inspection, policy: RestorePolicy): void {
  const damage = unacceptedDamage(inspection, policy);
  if (damage !== null) throw new EngineError(damage);
}
