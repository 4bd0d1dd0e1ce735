/**
 * No code: the compiler's proof that the window's contract and the engine's types are the same. When one of
 * the two changes alone, the type check fails in this file.
 */
import type * as contract from '../../preload/contract/types.ts';
import type { Account } from '../engine/accounts/account.ts';
import type { ConnectionTest } from '../engine/database/connection-test.ts';
import type { TargetSummary } from '../engine/database/target.ts';
import type { ErrorCode, PlainError } from '../engine/errors.ts';
import type { SourceSize } from '../engine/export/measure-source.ts';
import type { Health, RepairKind } from '../engine/health/health.ts';
import type { RepairPlan, RepairReport } from '../engine/health/repair.ts';
import type { Inspection } from '../engine/package/inspection.ts';
import type { ConflictClass, Decision, RestorePolicy } from '../engine/plan/policy.ts';
import type { PlannedRecordDetail, PlanPage, PlanQuery, PlanSummary } from '../engine/plan/summary.ts';
import type { Preflight, PreflightCheckId } from '../engine/preflight/preflight.ts';
import type { Problem } from '../engine/problems.ts';
import type { Progress } from '../engine/progress.ts';
import type {
  CheckReport,
  PruneReport,
  RepairReport as RepositoryRepair,
} from '../engine/repository/maintenance.ts';
import type { LockHolder } from '../engine/repository/repository.ts';
import type { Recovery } from '../engine/restore/recover.ts';
import type { RestoreReport } from '../engine/restore/report.ts';
import type {
  CandidatePage,
  CandidateQuery,
  SelectedRecord,
  SelectionTree,
} from '../engine/select/selection.ts';
import type { Comparison } from '../engine/snapshot/comparison.ts';
import type { SnapshotProof } from '../engine/snapshot/seal.ts';
import type { SnapshotList } from '../engine/snapshot/snapshot-summary.ts';
import type { SnapshotReport } from '../engine/snapshot/take-snapshot.ts';
import type { Timeline } from '../engine/snapshot/timeline.ts';
import type { UndoPlan, UndoReport } from '../engine/undo/undo-plan.ts';
import type { Job, JobPage, JobQuery, JobSummary } from '../jobs/job.ts';
import type { MailServer, ToldEvent } from '../schedule/notify/channel.ts';
import type { RetentionPolicy } from '../schedule/retention-policy.ts';
import type { Reason } from '../schedule/retention-reason.ts';
import type { When } from '../schedule/schedule.ts';
import type { LastingPolicy, NamedPolicy } from '../settings/policies.ts';
import type { KnownRepository } from '../settings/repositories.ts';

type Assignable<From extends To, To> = From;
/** Fails to compile unless each of the two can stand for the other. */
type Same<A extends B, B extends C, C = A> = [A, B, C];

export type Proof = [
  Same<contract.ErrorCode, ErrorCode>,
  Same<contract.PlainError, PlainError>,
  Same<contract.Problem, Problem>,
  Same<contract.Progress, Progress>,
  Same<contract.Inspection, Inspection>,
  Same<contract.TargetSummary, TargetSummary>,
  Same<contract.Account, Account>,
  Same<contract.ConnectionTest, ConnectionTest>,
  Same<contract.ConflictClass, ConflictClass>,
  Same<contract.Decision, Decision>,
  Same<contract.PlanSummary, PlanSummary>,
  Same<contract.PlanQuery, PlanQuery>,
  Same<contract.PlanPage, PlanPage>,
  Same<contract.PlannedRecordDetail, PlannedRecordDetail>,
  Same<contract.RestoreReport, RestoreReport>,
  Same<contract.UndoPlan, UndoPlan>,
  Same<contract.UndoReport, UndoReport>,
  Same<contract.Recovery, Recovery>,
  Same<contract.JobSummary, JobSummary>,
  Same<contract.Job, Job>,
  Same<contract.JobQuery, JobQuery>,
  Same<contract.JobPage, JobPage>,
  Same<contract.SelectionTree, SelectionTree>,
  Same<contract.SelectedRecord, SelectedRecord>,
  Same<contract.CandidateQuery, CandidateQuery>,
  Same<contract.CandidatePage, CandidatePage>,
  Same<contract.LastingPolicy, LastingPolicy>,
  Same<contract.NamedPolicy, NamedPolicy>,
  Same<contract.PreflightCheckId, PreflightCheckId>,
  Same<contract.Preflight, Preflight>,
  Same<contract.Health, Health>,
  Same<contract.RepairKind, RepairKind>,
  Same<contract.RepairPlan, RepairPlan>,
  Same<contract.RepairReport, RepairReport>,
  Same<contract.SourceSize, SourceSize>,
  Same<contract.SnapshotList, SnapshotList>,
  Same<contract.SnapshotReport, SnapshotReport>,
  Same<contract.SnapshotProof, SnapshotProof>,
  Same<contract.CheckReport, CheckReport>,
  Same<contract.PruneReport, PruneReport>,
  Same<contract.RepositoryRepair, RepositoryRepair>,
  Same<contract.LockHolder, LockHolder>,
  Same<contract.Comparison, Comparison>,
  Same<contract.Timeline, Timeline>,
  Same<contract.ShownRepository, KnownRepository>,
  Same<contract.When, When>,
  Same<contract.RetentionPolicy, RetentionPolicy>,
  Same<contract.ToldEvent, ToldEvent>,
  Same<contract.MailServer, MailServer>,
  Same<contract.RetentionReason, Reason>,
  // Its keys are texts in the window and record numbers in the engine, so only this way round.
  Assignable<contract.RestorePolicy, RestorePolicy>,
];
