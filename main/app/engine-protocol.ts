import type { Credentials } from '../engine/accounts/sign-in.ts';
import type { TargetAddress } from '../engine/database/target.ts';
import type { OpenWith } from '../engine/encryption/age.ts';
import type { PlainError } from '../engine/errors.ts';
import type { ExportKeys, ExportRequest } from '../engine/export/export-report.ts';
import type { RepairKind } from '../engine/health/health.ts';
import type { CompletedBackup } from '../engine/health/last-backup.ts';
import type { Worker } from '../engine/own-records/record-restore.ts';
import type { Notification } from '../engine/own-records/write-notification.ts';
import type { RestorePolicy, Selection } from '../engine/plan/policy.ts';
import type { PlanQuery } from '../engine/plan/summary.ts';
import type { Progress } from '../engine/progress.ts';
import type { NewRepository } from '../engine/repository/repository.ts';
import type { JobPlace } from '../engine/restore/restore.ts';
import type { CandidateQuery } from '../engine/select/selection.ts';
import type { PackagesRequest } from '../engine/snapshot/compare-packages.ts';
import type { ComparisonRequest } from '../engine/snapshot/comparison.ts';
import type { RepositoryAddress } from '../engine/snapshot/snapshot-summary.ts';
import type { SnapshotRequest } from '../engine/snapshot/take-snapshot.ts';
import type { TimelineRequest } from '../engine/snapshot/timeline.ts';
import type { WriteOutRequest } from '../engine/snapshot/write-out.ts';
import type { UndoneJob } from '../engine/undo/undo.ts';

/** What the main process asks of the engine's process: a method of `Engine` and its arguments, as data. */
export type EngineCall =
  | {
      readonly method: 'openPackage';
      readonly path: string;
      readonly keys: OpenWith | null;
      readonly knownSigners: readonly string[];
    }
  | {
      readonly method: 'comparePackage';
      readonly earlier: string;
      readonly request: PackagesRequest;
      readonly keys: OpenWith | null;
    }
  | { readonly method: 'openTarget'; readonly address: TargetAddress }
  | { readonly method: 'closePackage' }
  | { readonly method: 'closeTarget' }
  | { readonly method: 'initTarget'; readonly address: TargetAddress }
  | { readonly method: 'signIn'; readonly credentials: Credentials; readonly record: boolean }
  | { readonly method: 'account'; readonly id: number }
  | { readonly method: 'targetSummary' }
  | { readonly method: 'needsFirstAdministrator' }
  | { readonly method: 'createFirstAdministrator'; readonly credentials: Credentials }
  | { readonly method: 'createPlan'; readonly policy: RestorePolicy; readonly storageRoot: string | null }
  | { readonly method: 'planPage'; readonly query: PlanQuery }
  | { readonly method: 'planRecord'; readonly record: number }
  | {
      readonly method: 'preflight';
      readonly storageRoot: string | null;
      readonly policy: RestorePolicy | null;
    }
  | {
      readonly method: 'health';
      readonly storageRoot: string | null;
      readonly lastConsoleBackup: CompletedBackup | null;
    }
  | { readonly method: 'backupConfigurations' }
  | { readonly method: 'recordHealth' }
  | { readonly method: 'planRepair'; readonly kind: RepairKind; readonly storageRoot: string | null }
  | { readonly method: 'repair'; readonly kind: RepairKind; readonly storageRoot: string | null }
  | {
      readonly method: 'restore';
      readonly dryRun: boolean;
      readonly job: JobPlace | null;
      readonly recordAs: Worker | null;
      readonly accept: readonly string[] | 'all' | null;
    }
  | { readonly method: 'planUndo'; readonly of: UndoneJob; readonly storageRoot: string | null }
  | {
      readonly method: 'undo';
      readonly of: UndoneJob;
      readonly job: JobPlace;
      readonly storageRoot: string | null;
      readonly shown: number | null;
      readonly recordAs: Worker | null;
    }
  | {
      readonly method: 'exportTarget';
      readonly request: ExportRequest;
      readonly storageRoot: string | null;
    }
  | {
      readonly method: 'exports.measure';
      readonly storageRoot: string | null;
      readonly repository: string | null;
    }
  | { readonly method: 'exports.readRecords'; readonly keys: ExportKeys }
  | { readonly method: 'exports.tree'; readonly selection: Selection }
  | { readonly method: 'exports.expand'; readonly record: number }
  | { readonly method: 'exports.candidates'; readonly query: CandidateQuery }
  | { readonly method: 'recover'; readonly storageRoot: string | null }
  | {
      readonly method: 'testConnection';
      readonly address: TargetAddress;
      readonly storageRoot: string | null;
    }
  | {
      readonly method: 'notifyTarget';
      readonly address: TargetAddress;
      readonly notification: Notification;
    }
  | { readonly method: 'selectionTree'; readonly selection: Selection }
  | { readonly method: 'selectionExpand'; readonly record: number }
  | { readonly method: 'selectionCandidates'; readonly query: CandidateQuery }
  | SnapshotCall
  | { readonly method: 'close' };

/** What is asked of `Engine.snapshots`. */
export type SnapshotCall =
  | { readonly method: 'snapshots.init'; readonly path: string; readonly protection: NewRepository }
  | { readonly method: 'snapshots.list' | 'snapshots.identity'; readonly repository: RepositoryAddress }
  | {
      readonly method: 'snapshots.take';
      readonly repository: RepositoryAddress;
      readonly request: SnapshotRequest;
    }
  | {
      readonly method: 'snapshots.open' | 'snapshots.test' | 'snapshots.verify';
      readonly repository: RepositoryAddress;
      readonly id: string;
    }
  | {
      readonly method: 'snapshots.forget';
      readonly repository: RepositoryAddress;
      readonly ids: readonly string[];
      readonly restsOn: readonly string[];
    }
  | {
      readonly method: 'snapshots.check';
      readonly repository: RepositoryAddress;
      readonly readData: boolean;
    }
  | {
      readonly method: 'snapshots.prune';
      readonly repository: RepositoryAddress;
      readonly dryRun: boolean;
    }
  | { readonly method: 'snapshots.repair' | 'snapshots.unlock'; readonly repository: RepositoryAddress }
  | {
      readonly method: 'snapshots.writeOut';
      readonly repository: RepositoryAddress;
      readonly id: string;
      readonly request: WriteOutRequest;
    }
  | {
      readonly method: 'snapshots.timeline';
      readonly repository: RepositoryAddress;
      readonly request: TimelineRequest;
    }
  | {
      readonly method: 'snapshots.compare';
      readonly repository: RepositoryAddress;
      readonly request: ComparisonRequest;
    };

export type ToEngine =
  | { readonly kind: 'request'; readonly id: number; readonly call: EngineCall }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromEngine =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: PlainError };
