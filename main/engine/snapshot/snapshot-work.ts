import type { WorkOptions } from '../engine.ts';
import type { ExportReport } from '../export/export-report.ts';
import type { Inspection } from '../package/inspection.ts';
import type { CheckReport, PruneReport, RepairReport } from '../repository/maintenance.ts';
import type { LockHolder, NewRepository } from '../repository/repository.ts';
import type { Comparison, ComparisonRequest } from './comparison.ts';
import type { SnapshotProof } from './seal.ts';
import type { RepositoryAddress, SnapshotList } from './snapshot-summary.ts';
import type { SnapshotReport, SnapshotRequest } from './take-snapshot.ts';
import type { Timeline, TimelineRequest } from './timeline.ts';
import type { WriteOutRequest } from './write-out.ts';

/** A repository that was just made. */
export interface InitialRepository {
  readonly id: string;
  readonly path: string;
  /** Opens it when all else is lost; told this once. Null where it is not encrypted. */
  readonly recoveryKey: string | null;
}

/**
 * What the engine does with repositories of snapshots. A snapshot is named by the beginning of its id, or as `latest`.
 * Errors of all: `REPOSITORY_…`, `SNAPSHOT_NOT_FOUND`, `ENCRYPTION_…`, `STORAGE_…`, `CANCELLED`.
 */
export interface SnapshotWork {
  /** Makes a repository. Error: `USAGE` (the folder is not empty). */
  init(path: string, protection: NewRepository): Promise<InitialRepository>;
  /** The identity that opens the repository at once, where a passphrase takes a second; null where it is not encrypted. */
  identity(repository: RepositoryAddress): Promise<string | null>;
  list(repository: RepositoryAddress): Promise<SnapshotList>;
  /** Takes a snapshot of the open target. Errors: `TARGET_…`, `VERIFICATION_FAILED`. */
  take(
    repository: RepositoryAddress,
    request: SnapshotRequest,
    options?: WorkOptions,
  ): Promise<SnapshotReport>;
  /** Opens a snapshot in place of the package before, and inspects it as one. */
  open(repository: RepositoryAddress, id: string, options?: WorkOptions): Promise<Inspection>;
  /** Restores a snapshot into a database that is thrown away, compares everything, and seals it. */
  test(repository: RepositoryAddress, id: string, options?: WorkOptions): Promise<SnapshotProof>;
  /** Reads all of a snapshot back, and seals it. */
  verify(repository: RepositoryAddress, id: string, options?: WorkOptions): Promise<SnapshotProof>;
  /**
   * Removes snapshots; what only they needed goes with the next prune. `restsOn`: ids of snapshots that have to be there
   * still, because the choice was made with them in view. Errors: `SNAPSHOT_NEEDED` (the last proven), `SNAPSHOTS_CHANGED`.
   */
  forget(
    repository: RepositoryAddress,
    ids: readonly string[],
    restsOn?: readonly string[],
  ): Promise<readonly string[]>;
  /** Says what is wrong with a repository, and which snapshots it concerns. */
  check(
    repository: RepositoryAddress,
    what: { readonly readData: boolean },
    options?: WorkOptions,
  ): Promise<CheckReport>;
  /** Takes away what no snapshot needs; first into the trash, where it stays for a day. */
  prune(
    repository: RepositoryAddress,
    what: { readonly dryRun: boolean },
    options?: WorkOptions,
  ): Promise<PruneReport>;
  /** Saves of a damaged repository what is whole. */
  repair(repository: RepositoryAddress, options?: WorkOptions): Promise<RepairReport>;
  /** Takes away the locks of processes that are gone; says whose. */
  unlock(repository: RepositoryAddress): Promise<readonly LockHolder[]>;
  /** Compares two snapshots, or one with what the open target holds now. */
  compare(
    repository: RepositoryAddress,
    request: ComparisonRequest,
    options?: WorkOptions,
  ): Promise<Comparison>;
  /** Writes a snapshot out as an ordinary package, fixture or lines of records; needs no database. */
  writeOut(
    repository: RepositoryAddress,
    id: string,
    request: WriteOutRequest,
    options?: WorkOptions,
  ): Promise<ExportReport>;
  /** Follows one record through all snapshots. Error: `SELECTION_EMPTY`. */
  timeline(repository: RepositoryAddress, request: TimelineRequest, options?: WorkOptions): Promise<Timeline>;
}
