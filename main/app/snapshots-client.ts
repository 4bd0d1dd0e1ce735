import { z } from 'zod';
import { exportReportSchema } from '../../preload/contract/export.ts';
import { inspectionSchema } from '../../preload/contract/package.ts';
import {
  checkReportSchema,
  comparisonSchema,
  initialRepositorySchema,
  lockHolderSchema,
  pruneReportSchema,
  repairReportSchema,
  snapshotListSchema,
  snapshotProofSchema,
  snapshotReportSchema,
  timelineSchema,
} from '../../preload/contract/snapshots.ts';
import type { Frozen } from '../../preload/contract/types.ts';
import type { WorkOptions } from '../engine/engine.ts';
import type { ExportReport } from '../engine/export/export-report.ts';
import type { Inspection } from '../engine/package/inspection.ts';
import type { CheckReport, PruneReport, RepairReport } from '../engine/repository/maintenance.ts';
import type { LockHolder, NewRepository } from '../engine/repository/repository.ts';
import type { Comparison, ComparisonRequest } from '../engine/snapshot/comparison.ts';
import type { SnapshotProof } from '../engine/snapshot/seal.ts';
import type { RepositoryAddress, SnapshotList } from '../engine/snapshot/snapshot-summary.ts';
import type { InitialRepository, SnapshotWork } from '../engine/snapshot/snapshot-work.ts';
import type { SnapshotReport, SnapshotRequest } from '../engine/snapshot/take-snapshot.ts';
import type { Timeline, TimelineRequest } from '../engine/snapshot/timeline.ts';
import type { WriteOutRequest } from '../engine/snapshot/write-out.ts';
import type { EngineCall } from './engine-protocol.ts';

/** Asks the engine's process and checks what it answers. */
export type Call = <Schema extends z.ZodType>(
  call: EngineCall,
  schema: Schema,
  options?: WorkOptions,
) => Promise<Frozen<z.infer<Schema>>>;

/** The engine's work with snapshots, as the main process sees it. */
export class SnapshotsClient implements SnapshotWork {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  init(path: string, protection: NewRepository): Promise<InitialRepository> {
    return this.#call({ method: 'snapshots.init', path, protection }, initialRepositorySchema);
  }

  identity(repository: RepositoryAddress): Promise<string | null> {
    return this.#call({ method: 'snapshots.identity', repository }, z.string().nullable());
  }

  list(repository: RepositoryAddress): Promise<SnapshotList> {
    return this.#call({ method: 'snapshots.list', repository }, snapshotListSchema);
  }

  take(
    repository: RepositoryAddress,
    request: SnapshotRequest,
    options?: WorkOptions,
  ): Promise<SnapshotReport> {
    return this.#call({ method: 'snapshots.take', repository, request }, snapshotReportSchema, options);
  }

  open(repository: RepositoryAddress, id: string, options?: WorkOptions): Promise<Inspection> {
    return this.#call({ method: 'snapshots.open', repository, id }, inspectionSchema, options);
  }

  test(repository: RepositoryAddress, id: string, options?: WorkOptions): Promise<SnapshotProof> {
    return this.#call({ method: 'snapshots.test', repository, id }, snapshotProofSchema, options);
  }

  verify(repository: RepositoryAddress, id: string, options?: WorkOptions): Promise<SnapshotProof> {
    return this.#call({ method: 'snapshots.verify', repository, id }, snapshotProofSchema, options);
  }

  forget(
    repository: RepositoryAddress,
    ids: readonly string[],
    restsOn: readonly string[] = [],
  ): Promise<readonly string[]> {
    return this.#call({ method: 'snapshots.forget', repository, ids, restsOn }, z.array(z.string()));
  }

  check(
    repository: RepositoryAddress,
    what: { readonly readData: boolean },
    options?: WorkOptions,
  ): Promise<CheckReport> {
    return this.#call({ method: 'snapshots.check', repository, ...what }, checkReportSchema, options);
  }

  prune(
    repository: RepositoryAddress,
    what: { readonly dryRun: boolean },
    options?: WorkOptions,
  ): Promise<PruneReport> {
    return this.#call({ method: 'snapshots.prune', repository, ...what }, pruneReportSchema, options);
  }

  repair(repository: RepositoryAddress, options?: WorkOptions): Promise<RepairReport> {
    return this.#call({ method: 'snapshots.repair', repository }, repairReportSchema, options);
  }

  unlock(repository: RepositoryAddress): Promise<readonly LockHolder[]> {
    return this.#call({ method: 'snapshots.unlock', repository }, z.array(lockHolderSchema));
  }

  compare(
    repository: RepositoryAddress,
    request: ComparisonRequest,
    options?: WorkOptions,
  ): Promise<Comparison> {
    return this.#call({ method: 'snapshots.compare', repository, request }, comparisonSchema, options);
  }

  writeOut(
    repository: RepositoryAddress,
    id: string,
    request: WriteOutRequest,
    options?: WorkOptions,
  ): Promise<ExportReport> {
    const call = { method: 'snapshots.writeOut', repository, id, request } as const;
    return this.#call(call, exportReportSchema, options);
  }

  timeline(
    repository: RepositoryAddress,
    request: TimelineRequest,
    options?: WorkOptions,
  ): Promise<Timeline> {
    return this.#call({ method: 'snapshots.timeline', repository, request }, timelineSchema, options);
  }
}
