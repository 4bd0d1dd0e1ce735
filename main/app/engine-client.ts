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
import { inspectionSchema, plainErrorSchema } from '../../preload/contract/package.ts';
import {
  plannedRecordDetailSchema,
  planPageSchema,
  planSummarySchema,
  progressSchema,
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
import { EngineError, type PlainError } from '../engine/errors.ts';
import type { ExportReport, ExportRequest } from '../engine/export/export-report.ts';
import type { Health, RepairKind } from '../engine/health/health.ts';
import type { OwnRecords } from '../engine/health/record-health.ts';
import type { RepairPlan, RepairReport } from '../engine/health/repair.ts';
import type { OwnRecords as OwnWork } from '../engine/own-records/own-work.ts';
import type { Notification } from '../engine/own-records/write-notification.ts';
import type { Inspection } from '../engine/package/inspection.ts';
import type { RestorePolicy, Selection } from '../engine/plan/policy.ts';
import type { PlannedRecordDetail, PlanPage, PlanQuery, PlanSummary } from '../engine/plan/summary.ts';
import type { Preflight } from '../engine/preflight/preflight.ts';
import type { Phase, Progress } from '../engine/progress.ts';
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
import type { EngineCall, ToEngine } from './engine-protocol.ts';
import { ExportsClient } from './exports-client.ts';
import { SnapshotsClient } from './snapshots-client.ts';

/** The engine's process, as the client needs it. */
export interface EngineChild {
  postMessage(message: ToEngine): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (code: number) => void): void;
  kill(): void;
}

const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), id: z.number(), progress: progressSchema }),
  z.strictObject({ kind: z.literal('result'), id: z.number(), value: z.unknown() }),
  z.strictObject({ kind: z.literal('error'), id: z.number(), error: plainErrorSchema }),
]);

interface Pending {
  readonly method: EngineCall['method'];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  phase: Phase | null;
}

/**
 * The engine as the main process sees it: every call goes to the engine's process, which is started when it
 * is needed. When that process ends unasked, what was under way rejects with `ENGINE_STOPPED`, `onStopped`
 * is called, and the next call starts a new one (with no package and no target open).
 */
export class EngineClient implements Engine {
  readonly exports = new ExportsClient((call, schema, options) => this.#call(call, schema, options));
  readonly snapshots = new SnapshotsClient((call, schema, options) => this.#call(call, schema, options));
  readonly #start: () => EngineChild;
  readonly #onStopped: (code: number) => void;
  readonly #pending = new Map<number, Pending>();
  #child: EngineChild | null = null;
  #lastId = 0;

  constructor(start: () => EngineChild, onStopped: (code: number) => void) {
    this.#start = start;
    this.#onStopped = onStopped;
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
    if (!this.#child) return;
    await this.#call({ method: 'close' }, z.unknown());
  }

  /** Ends the engine's process at once, as the program itself is about to end; resolves when it is gone. */
  end(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child) return Promise.resolve();
    return new Promise((resolve) => {
      child.onExit(() => resolve());
      child.kill();
    });
  }

  async #call<Schema extends z.ZodType>(
    call: EngineCall,
    schema: Schema,
    options?: WorkOptions,
  ): Promise<Frozen<z.infer<Schema>>> {
    const child = this.#child ?? this.#begin();
    this.#lastId += 1;
    const id = this.#lastId;
    const cancel = (): void => child.postMessage({ kind: 'cancel', id });
    options?.signal?.addEventListener('abort', cancel, { once: true });
    try {
      const value = await new Promise<unknown>((resolve, reject) => {
        this.#pending.set(id, {
          method: call.method,
          resolve,
          reject,
          onProgress: options?.onProgress,
          phase: null,
        });
        child.postMessage({ kind: 'request', id, call });
        if (options?.signal?.aborted) cancel();
      });
      return schema.parse(value) as Frozen<z.infer<Schema>>;
    } finally {
      this.#pending.delete(id);
      options?.signal?.removeEventListener('abort', cancel);
    }
  }

  #begin(): EngineChild {
    const child = this.#start();
    this.#child = child;
    child.onMessage((message) => this.#receive(message));
    child.onExit((code) => this.#ended(child, code));
    return child;
  }

  #receive(message: unknown): void {
    const parsed = answerSchema.safeParse(message);
    if (!parsed.success) {
      // A bug of ours. Whoever waits for that answer is told; the program goes on.
      const id: unknown = Reflect.get(Object(message), 'id');
      if (typeof id === 'number') this.#pending.get(id)?.reject(parsed.error);
      return;
    }
    const answer = parsed.data;
    const pending = this.#pending.get(answer.id);
    if (!pending) return;
    if (answer.kind === 'progress') {
      pending.phase = answer.progress.phase;
      pending.onProgress?.(answer.progress);
    } else if (answer.kind === 'result') pending.resolve(answer.value);
    else pending.reject(new EngineError(answer.error));
  }

  #ended(child: EngineChild, code: number): void {
    if (this.#child !== child) return;
    this.#child = null;
    const interrupted = [...this.#pending.values()];
    this.#pending.clear();
    for (const { method, phase, reject } of interrupted) {
      reject(new EngineError(stoppedError(method, phase, code)));
    }
    this.#onStopped(code);
  }
}

/** From these phases on, the transaction may have been committed when the process ended. */
const COMMIT_PHASES: ReadonlySet<Phase> = new Set(['committing', 'placing files']);

/** What may remain of methods that write, but for a restore. */
const LEFT_BEHIND: { readonly [method in EngineCall['method']]?: string } = {
  exportTarget:
    'There is no export. What was begun of it may lie where it was to be, under a name with .partial in it; the EDMS was only read.',
  initTarget: 'The new database may be incomplete; no other data was touched.',
  repair: 'Files that were put in place stay there, whole; a sequence is either repaired or as it was.',
  createFirstAdministrator: 'The account was either made or not; nothing else was touched.',
  'snapshots.init': 'The folder may hold the beginning of a repository; no other data was touched.',
  'snapshots.take': 'No snapshot was made. What was begun of it stays in the repository until it is pruned.',
  'snapshots.forget': 'Some of the snapshots may be forgotten, others not; each is either there or not.',
  'snapshots.prune': 'Every snapshot can still be read. What was begun is finished by pruning again.',
  'snapshots.repair':
    'What could be read before can be read still. What was begun is finished by repairing again.',
  recordHealth: 'The health check is either noted in the EDMS or not; nothing else was touched.',
};

/** What a person is told when the engine's process has ended in the middle of `method`. */
export function stoppedError(method: EngineCall['method'], phase: Phase | null, code: number): PlainError {
  const details = `engine process ended with code ${code} in ${method}${phase ? `, phase "${phase}"` : ''}`;
  if (method !== 'restore' && method !== 'undo') {
    return {
      code: 'ENGINE_STOPPED',
      message: 'The engine stopped unexpectedly and was started again.',
      consequence: LEFT_BEHIND[method] ?? 'Nothing was changed.',
      advice: 'Try again. If it happens again, send the details to support.',
      details,
    };
  }
  const work = method === 'restore' ? 'restore' : 'undo';
  if (phase && COMMIT_PHASES.has(phase)) {
    return {
      code: 'ENGINE_STOPPED',
      message: `The ${work} was interrupted while it was being completed.`,
      consequence:
        'The target has either all of the records or none of them. It is finished or undone as soon as the target is open again.',
      advice: 'Wait for the notice that says which, then look at it again.',
      details,
    };
  }
  return {
    code: 'ENGINE_STOPPED',
    message: `The ${work} was interrupted. The target is as it was.`,
    consequence: 'Nothing was committed: the database rolls the unfinished transaction back.',
    advice: `Look at it again and start the ${work} once more.`,
    details,
  };
}
