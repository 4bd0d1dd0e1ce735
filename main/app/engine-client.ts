import { z } from 'zod';
import { connectionTestSchema } from '../../preload/contract/connection.ts';
import { inspectionSchema, plainErrorSchema } from '../../preload/contract/package.ts';
import {
  plannedRecordDetailSchema,
  planPageSchema,
  planSummarySchema,
  progressSchema,
  restoreReportSchema,
  targetSummarySchema,
} from '../../preload/contract/plan.ts';
import {
  candidatePageSchema,
  selectedRecordsSchema,
  selectionTreeSchema,
} from '../../preload/contract/selection.ts';
import type { Frozen } from '../../preload/contract/types.ts';
import { recoverySchema, undoPlanSchema, undoReportSchema } from '../../preload/contract/undo.ts';
import type { ConnectionTest } from '../engine/database/connection-test.ts';
import type { TargetAddress, TargetSummary } from '../engine/database/target.ts';
import type { Engine, RestoreOptions, WorkOptions } from '../engine/engine.ts';
import { EngineError, type PlainError } from '../engine/errors.ts';
import type { Inspection } from '../engine/package/inspection.ts';
import type { RestorePolicy, Selection } from '../engine/plan/policy.ts';
import type { PlannedRecordDetail, PlanPage, PlanQuery, PlanSummary } from '../engine/plan/summary.ts';
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
import type { UndoPlan, UndoReport } from '../engine/undo/undo-plan.ts';
import type { EngineCall, ToEngine } from './engine-protocol.ts';

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
  readonly #start: () => EngineChild;
  readonly #onStopped: (code: number) => void;
  readonly #pending = new Map<number, Pending>();
  #child: EngineChild | null = null;
  #lastId = 0;

  constructor(start: () => EngineChild, onStopped: (code: number) => void) {
    this.#start = start;
    this.#onStopped = onStopped;
  }

  openPackage(path: string, options?: WorkOptions): Promise<Inspection> {
    return this.#call({ method: 'openPackage', path }, inspectionSchema, options);
  }

  openTarget(address: TargetAddress, options?: WorkOptions): Promise<TargetSummary> {
    return this.#call({ method: 'openTarget', address }, targetSummarySchema, options);
  }

  initTarget(address: TargetAddress, options?: WorkOptions): Promise<TargetSummary> {
    return this.#call({ method: 'initTarget', address }, targetSummarySchema, options);
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

  restore(options?: RestoreOptions): Promise<RestoreReport> {
    const { dryRun = false, job = null, recordAs = null } = options ?? {};
    return this.#call({ method: 'restore', dryRun, job, recordAs }, restoreReportSchema, options);
  }

  planUndo(of: JobPlace, storageRoot: string | null, options?: WorkOptions): Promise<UndoPlan> {
    return this.#call({ method: 'planUndo', of, storageRoot }, undoPlanSchema, options);
  }

  undo(
    of: JobPlace,
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

  /** Ends the engine's process at once, as the program itself is about to end. */
  end(): void {
    const child = this.#child;
    this.#child = null;
    child?.kill();
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

/** What a person is told when the engine's process has ended in the middle of `method`. */
export function stoppedError(method: EngineCall['method'], phase: Phase | null, code: number): PlainError {
  const details = `engine process ended with code ${code} in ${method}${phase ? `, phase "${phase}"` : ''}`;
  if (method !== 'restore') {
    return {
      code: 'ENGINE_STOPPED',
      message: 'The engine stopped unexpectedly and was started again.',
      consequence:
        method === 'initTarget'
          ? 'The new database may be incomplete; no other data was touched.'
          : 'Nothing was changed.',
      advice: 'Try again. If it happens again, send the details to support.',
      details,
    };
  }
  if (phase && COMMIT_PHASES.has(phase)) {
    return {
      code: 'ENGINE_STOPPED',
      message: 'The restore was interrupted while it was being completed.',
      consequence: 'The target has either all of the records or none of them; files may not all be in place.',
      advice:
        'Preview it again: records that are there are shown as unchanged, and the rest can be restored.',
      details,
    };
  }
  return {
    code: 'ENGINE_STOPPED',
    message: 'The restore was interrupted. The target is as it was.',
    consequence: 'Nothing was committed: the database rolls the unfinished transaction back.',
    advice: 'Preview it again and start the restore once more.',
    details,
  };
}
