import type { Target } from '../database/target.ts';
import type { WorkOptions } from '../engine.ts';
import { cancelledError, EngineError, toPlainError } from '../errors.ts';
import type { ExportReport } from '../export/export-report.ts';
import type { Inspection } from '../package/inspection.ts';
import type { Package } from '../package/package.ts';
import type { CheckReport, PruneReport, RepairReport } from '../repository/maintenance.ts';
import { createRepository, openRepository, repositoryIdentity } from '../repository/open-repository.ts';
import type { LockHolder, NewRepository, Repository } from '../repository/repository.ts';
import type { Comparison, ComparisonRequest } from './comparison.ts';
import { type ComparisonSurroundings, Comparisons } from './comparisons.ts';
import { forgetSnapshots } from './forget.ts';
import { snapshotReferences } from './references.ts';
import { readSeals, type SnapshotProof } from './seal.ts';
import { SnapshotPackage } from './snapshot-package.ts';
import { SnapshotSignatures, signatureFindings } from './snapshot-signatures.ts';
import {
  type RepositoryAddress,
  type SnapshotList,
  type SnapshotSummary,
  summariseSnapshot,
} from './snapshot-summary.ts';
import type { InitialRepository, SnapshotWork } from './snapshot-work.ts';
import { findSnapshot, listSnapshots } from './snapshots.ts';
import { type SnapshotReport, type SnapshotRequest, takeSnapshot } from './take-snapshot.ts';
import { testSnapshot } from './test-snapshot.ts';
import { type Timeline, type TimelineRequest, timelineOf } from './timeline.ts';
import { verifySnapshot } from './verify-snapshot.ts';
import { type WriteOutRequest, writeOutSnapshot } from './write-out.ts';

/** What the engine has that snapshots need. */
export interface SnapshotSurroundings extends ComparisonSurroundings {
  /** The open target. Error: none is open. */
  readonly target: () => Target;
  /** Opens a package in place of the one before, and inspects it. */
  readonly open: (source: () => Promise<Package>, options: WorkOptions) => Promise<Inspection>;
}

/** Opens the repository anew for each piece of work: others may have written to it meanwhile. */
export class EngineSnapshots implements SnapshotWork {
  readonly #engine: SnapshotSurroundings;
  readonly #comparisons: Comparisons;

  constructor(engine: SnapshotSurroundings) {
    this.#engine = engine;
    this.#comparisons = new Comparisons(engine);
  }

  /** Lets go of what is kept of the last comparison. */
  close(): Promise<void> {
    return this.#comparisons.close();
  }

  async init(place: string, protection: NewRepository): Promise<InitialRepository> {
    const { repository, recoveryKey } = await createRepository(place, protection);
    const { id, path } = repository;
    await repository.close();
    return { id, path, recoveryKey };
  }

  identity({ path, keys }: RepositoryAddress): Promise<string | null> {
    return repositoryIdentity(path, keys);
  }

  list(address: RepositoryAddress): Promise<SnapshotList> {
    return withRepository(address, async (repository) => {
      const { id, path, isEncrypted } = repository;
      const { snapshots, unreadable } = await listSnapshots(repository);
      const seals = await readSeals(repository);
      const signatures = await SnapshotSignatures.of(repository, address.knownSigners);
      const summaries: SnapshotSummary[] = [];
      for (const snapshot of snapshots) {
        const proofs = seals.get(snapshot.id) ?? [];
        summaries.push(summariseSnapshot(snapshot, proofs, await signatures.stateOf(snapshot)));
      }
      return {
        repository: { id, path, isEncrypted },
        snapshots: summaries,
        unreadable,
      };
    });
  }

  async take(
    address: RepositoryAddress,
    request: SnapshotRequest,
    options: WorkOptions = {},
  ): Promise<SnapshotReport> {
    const target = this.#engine.target();
    return withRepository(address, (repository) =>
      takeSnapshot(repository, target, { ...options, ...request }),
    );
  }

  open(address: RepositoryAddress, id: string, options: WorkOptions = {}): Promise<Inspection> {
    return this.#engine.open(() => openSnapshotPackage(address, id), options);
  }

  test(address: RepositoryAddress, id: string, options: WorkOptions = {}): Promise<SnapshotProof> {
    const { knownSigners } = address;
    return withRepository(address, async (repository) =>
      cancelledAs('The restore test was stopped; the snapshot has no seal of it.', options, async () =>
        testSnapshot(repository, await findSnapshot(repository, id), { ...options, knownSigners }),
      ),
    );
  }

  verify(address: RepositoryAddress, id: string, options: WorkOptions = {}): Promise<SnapshotProof> {
    const { knownSigners } = address;
    return withRepository(address, async (repository) =>
      cancelledAs('The verification was stopped; the snapshot has no seal of it.', options, async () =>
        verifySnapshot(repository, await findSnapshot(repository, id), { ...options, knownSigners }),
      ),
    );
  }

  forget(
    address: RepositoryAddress,
    ids: readonly string[],
    restsOn: readonly string[] = [],
  ): Promise<readonly string[]> {
    return withRepository(address, (repository) => forgetSnapshots(repository, ids, restsOn));
  }

  check(
    address: RepositoryAddress,
    what: { readonly readData: boolean },
    options: WorkOptions = {},
  ): Promise<CheckReport> {
    return withRepository(address, async (repository) => {
      const report = await repository.check({ ...options, ...what, references: snapshotReferences });
      return { ...report, findings: [...report.findings, ...(await signatureFindings(repository))] };
    });
  }

  prune(
    address: RepositoryAddress,
    what: { readonly dryRun: boolean },
    options: WorkOptions = {},
  ): Promise<PruneReport> {
    return withRepository(address, (repository) =>
      repository.prune({ ...options, ...what, references: snapshotReferences }),
    );
  }

  repair(address: RepositoryAddress, options: WorkOptions = {}): Promise<RepairReport> {
    return withRepository(address, (repository) =>
      repository.repair({ ...options, references: snapshotReferences }),
    );
  }

  unlock(address: RepositoryAddress): Promise<readonly LockHolder[]> {
    return withRepository(address, (repository) => repository.unlock());
  }

  compare(
    address: RepositoryAddress,
    request: ComparisonRequest,
    options: WorkOptions = {},
  ): Promise<Comparison> {
    return withRepository(address, (repository) =>
      cancelledAs('Nothing was changed.', options, () =>
        this.#comparisons.compare(repository, request, options),
      ),
    );
  }

  writeOut(
    address: RepositoryAddress,
    id: string,
    request: WriteOutRequest,
    options: WorkOptions = {},
  ): Promise<ExportReport> {
    return withRepository(address, async (repository) =>
      writeOutSnapshot(repository, await findSnapshot(repository, id), { ...request, ...options }),
    );
  }

  timeline(
    address: RepositoryAddress,
    request: TimelineRequest,
    options: WorkOptions = {},
  ): Promise<Timeline> {
    return withRepository(address, (repository) =>
      cancelledAs('Nothing was changed.', options, () => timelineOf(repository, request, options.signal)),
    );
  }
}

/** Opens a repository for as long as `work` takes. Errors: `REPOSITORY_…`, `ENCRYPTION_…`, and those of `work`. */
async function withRepository<T>(
  { path, keys }: RepositoryAddress,
  work: (repository: Repository) => Promise<T>,
): Promise<T> {
  const repository = await openRepository(path, keys);
  try {
    return await work(repository);
  } finally {
    await repository.close();
  }
}

/** Opens a snapshot as a package; closing that lets go of the repository. */
async function openSnapshotPackage(
  { path, keys, knownSigners }: RepositoryAddress,
  named: string,
): Promise<SnapshotPackage> {
  const repository = await openRepository(path, keys);
  try {
    const snapshot = await findSnapshot(repository, named);
    const signature = await (await SnapshotSignatures.of(repository, knownSigners)).stateOf(snapshot);
    const lock = await repository.lockToRead('reading a snapshot');
    const blobs = await repository.openBlobs();
    const close = async (): Promise<void> => {
      await lock.release();
      await repository.close();
    };
    return new SnapshotPackage(repository.path, snapshot, blobs, close, signature);
  } catch (error) {
    await repository.close();
    throw error;
  }
}

/** Does something whose being cancelled leaves nothing to put right. */
async function cancelledAs<T>(
  consequence: string,
  { signal }: WorkOptions,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) throw cancelledError(consequence);
    throw error instanceof EngineError ? error : new EngineError(toPlainError(error), error);
  }
}
