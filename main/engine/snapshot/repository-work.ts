import type { Target } from '../database/target.ts';
import type { WorkOptions } from '../engine.ts';
import { cancelledError, EngineError, toPlainError } from '../errors.ts';
import { ProgressMeter } from '../progress.ts';
import { createRepository, openRepository } from '../repository/open-repository.ts';
import type { NewRepository, Repository } from '../repository/repository.ts';
import { compareSnapshots, compareWithTarget, type ModelDifference } from './compare-states.ts';
import { type Comparison, ComparisonBuilder, type ComparisonRequest } from './comparison.ts';
import { readSeals } from './seal.ts';
import { SnapshotPackage } from './snapshot-package.ts';
import { type RepositoryAddress, type SnapshotList, summariseSnapshot } from './snapshot-summary.ts';
import { findSnapshot, listSnapshots } from './snapshots.ts';
import { type SnapshotReport, type TakeSnapshotOptions, takeSnapshot } from './take-snapshot.ts';
import { type SnapshotTest, testSnapshot } from './test-snapshot.ts';

/** A repository that was just made. */
export interface InitialRepository {
  readonly id: string;
  readonly path: string;
  /** Opens it when all else is lost; told this once. Null where it is not encrypted. */
  readonly recoveryKey: string | null;
}

/** Makes a repository. Errors: `USAGE` (the folder is not empty), `STORAGE_…`. */
export async function initRepository(place: string, protection: NewRepository): Promise<InitialRepository> {
  const { repository, recoveryKey } = await createRepository(place, protection);
  const { id, path } = repository;
  await repository.close();
  return { id, path, recoveryKey };
}

/** Opens a repository for as long as `work` takes. Errors: `REPOSITORY_…`, `ENCRYPTION_…`, and those of `work`. */
export async function withRepository<T>(
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

export function takeInto(
  address: RepositoryAddress,
  target: Target,
  options: TakeSnapshotOptions,
): Promise<SnapshotReport> {
  return withRepository(address, (repository) => takeSnapshot(repository, target, options));
}

export function listRepository(address: RepositoryAddress): Promise<SnapshotList> {
  return withRepository(address, async (repository) => {
    const { id, path, isEncrypted } = repository;
    const { snapshots, unreadable } = await listSnapshots(repository);
    const seals = await readSeals(repository);
    return {
      repository: { id, path, isEncrypted },
      snapshots: snapshots.map((snapshot) => summariseSnapshot(snapshot, seals.get(snapshot.id) ?? [])),
      unreadable,
    };
  });
}

/** Opens a snapshot as a package; closing that lets go of the repository. */
export async function openSnapshotPackage(
  { path, keys }: RepositoryAddress,
  named: string,
): Promise<SnapshotPackage> {
  const repository = await openRepository(path, keys);
  try {
    const snapshot = await findSnapshot(repository, named);
    const lock = await repository.lock('shared', 'reading a snapshot');
    const blobs = await repository.openBlobs();
    return new SnapshotPackage(repository.path, snapshot, blobs, async () => {
      await lock.release();
      await repository.close();
    });
  } catch (error) {
    await repository.close();
    throw error;
  }
}

export function testInRepository(
  address: RepositoryAddress,
  named: string,
  options: WorkOptions,
): Promise<SnapshotTest> {
  return withRepository(address, async (repository) =>
    cancelledAs('The restore test was stopped; the snapshot has no seal of it.', options, async () =>
      testSnapshot(repository, await findSnapshot(repository, named), options),
    ),
  );
}

/** Compares two snapshots, or one with what `target` holds now. */
export function compareInRepository(
  address: RepositoryAddress,
  request: ComparisonRequest,
  target: Target | null,
  options: WorkOptions,
): Promise<Comparison> {
  return withRepository(address, async (repository) => {
    const before = (await findSnapshot(repository, request.before)).manifest;
    const now = request.now === null ? null : (await findSnapshot(repository, request.now)).manifest;
    const lock = await repository.lock('shared', 'comparing');
    try {
      const blobs = await repository.openBlobs();
      const builder = new ComparisonBuilder(request);
      const add = (difference: ModelDifference): void => builder.add(difference);
      const only = request.model === null ? null : new Set([request.model]);
      const work = { meter: new ProgressMeter(options.onProgress), signal: options.signal, only };
      if (now !== null) await compareSnapshots(blobs, before, now, work, add);
      else if (target !== null) await compareWithTarget(blobs, before, target, work, add);
      return builder.build();
    } finally {
      await lock.release();
    }
  });
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
