import type { z } from 'zod';
import type * as account from './account.ts';
import type * as connection from './connection.ts';
import type * as exporting from './export.ts';
import type * as health from './health.ts';
import type * as jobs from './jobs.ts';
import type * as notices from './notices.ts';
import type * as pkg from './package.ts';
import type * as plan from './plan.ts';
import type * as policies from './policies.ts';
import type * as preflight from './preflight.ts';
import type * as repositories from './repositories.ts';
import type * as schedules from './schedules.ts';
import type * as selection from './selection.ts';
import type * as snapshots from './snapshots.ts';
import type * as undo from './undo.ts';

/** A value that nobody changes after it was made; what a schema infers is made so, all the way down. */
export type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

type Of<Schema extends z.ZodType> = Frozen<z.infer<Schema>>;

export type Place = Of<typeof pkg.placeSchema>;
export type Problem = Of<typeof pkg.problemSchema>;
export type Severity = Problem['severity'];
export type ErrorCode = Of<typeof pkg.errorCodeSchema>;
export type PlainError = Of<typeof pkg.plainErrorSchema>;
export type Inspection = Of<typeof pkg.inspectionSchema>;

export type ConnectionTest = Of<typeof connection.connectionTestSchema>;
export type ConnectionStep = ConnectionTest['steps'][number];
export type Account = Of<typeof account.accountSchema>;
export type TargetSummary = Of<typeof plan.targetSummarySchema>;
export type Progress = Of<typeof plan.progressSchema>;
export type Phase = Progress['phase'];
export type ConflictClass = Of<typeof plan.conflictClassSchema>;
export type Decision = Of<typeof plan.decisionSchema>;
export type Outcome = Of<typeof plan.outcomeSchema>;
export type RestoreMode = Of<typeof plan.restoreModeSchema>;
export type Selection = Of<typeof plan.selectionSchema>;
export type RestorePolicy = Of<typeof plan.policySchema>;
export type LastingPolicy = Of<typeof policies.lastingPolicySchema>;
export type SavedPolicies = Of<typeof policies.savedPoliciesSchema>;
export type NamedPolicy = SavedPolicies['policies'][number];
export type Adaptation = Of<typeof plan.adaptationSchema>;
export type FillProposal = Of<typeof plan.fillProposalSchema>;
export type PlanSummary = Of<typeof plan.planSummarySchema>;
export type ConflictGroup = PlanSummary['conflicts'][number];
export type PlanQuery = Of<typeof plan.planQuerySchema>;
export type PlanPage = Of<typeof plan.planPageSchema>;
export type PlannedRecord = PlanPage['rows'][number];
export type PlannedRecordDetail = Of<typeof plan.plannedRecordDetailSchema>;
export type RestoreReport = Of<typeof plan.restoreReportSchema>;
export type UndoPlan = Of<typeof undo.undoPlanSchema>;
export type UndoReport = Of<typeof undo.undoReportSchema>;
export type Recovery = Of<typeof undo.recoverySchema>;

export type JobKind = Of<typeof jobs.jobKindSchema>;
export type JobState = Of<typeof jobs.jobStateSchema>;
export type JobSummary = Of<typeof jobs.jobSummarySchema>;
export type Job = Of<typeof jobs.wholeJobSchema>;
export type JobQuery = Of<typeof jobs.jobQuerySchema>;
export type JobPage = Of<typeof jobs.jobPageSchema>;
export type BeyondGroup = PlanSummary['beyond'][number];

export type SelectionTree = Of<typeof selection.selectionTreeSchema>;
export type SelectionNode = SelectionTree['nodes'][number];
export type SelectedRecord = Of<typeof selection.selectedRecordsSchema>[number];
export type CandidateQuery = Of<typeof selection.candidateQuerySchema>;
export type CandidatePage = Of<typeof selection.candidatePageSchema>;
export type Candidate = CandidatePage['rows'][number];
export type JobReport = Of<typeof jobs.jobReportSchema>;
export type ShownJob = Of<typeof jobs.shownJobSchema>;

export type CheckLevel = Of<typeof preflight.checkLevelSchema>;
export type PreflightCheckId = Of<typeof preflight.preflightCheckIdSchema>;
export type Preflight = Of<typeof preflight.preflightSchema>;
export type PreflightCheck = Preflight['checks'][number];
export type Health = Of<typeof health.healthSchema>;
export type HealthFinding = Health['findings'][number];
export type RepairKind = Of<typeof health.repairKindSchema>;
export type RepairPlan = Of<typeof health.repairPlanSchema>;
export type OwnRecords = Of<typeof health.ownRecordsSchema>;
export type RepairReport = Of<typeof health.repairReportSchema>;

export type ExportFormat = Of<typeof exporting.exportFormatSchema>;
export type ExportEnding = Of<typeof exporting.exportEndingSchema>;
export type ExportFormats = Of<typeof exporting.exportFormatsSchema>;
export type MadeExport = Of<typeof exporting.madeExportSchema>;
export type SourceSize = Of<typeof exporting.sourceSizeSchema>;

export type When = Of<typeof schedules.whenSchema>;
export type RetentionPolicy = Of<typeof schedules.retentionPolicySchema>;
export type RetentionReason = Of<typeof schedules.retentionReasonSchema>;
export type RetentionQuestion = Of<typeof schedules.retentionQuestionSchema>;
export type RetentionOrder = Of<typeof schedules.retentionOrderSchema>;
export type RetentionPreview = Of<typeof schedules.retentionPreviewSchema>;
export type ToldEvent = Of<typeof notices.toldEventSchema>;
export type MailServer = Of<typeof notices.mailServerSchema>;
export type SentTest = Of<typeof notices.sentTestSchema>;
export type KeptMailPassword = Of<(typeof notices.NOTICE_REQUESTS)['notices:password']['output']>;
export type ScheduleDraft = Of<typeof schedules.scheduleDraftSchema>;
export type OfferedSchedule = Of<typeof schedules.offeredScheduleSchema>;
export type ShownSchedule = Of<typeof schedules.shownScheduleSchema>;
export type ScheduleList = Of<typeof schedules.scheduleListSchema>;
export type ScheduleRun = Of<typeof schedules.scheduleRunSchema>;
export type ScheduleTimer = Of<typeof schedules.timerSchema>;
export type ShownRepository = Of<typeof repositories.shownRepositorySchema>;
export type ChosenFolder = Of<typeof repositories.chosenFolderSchema>;
export type CreatedRepository = Of<typeof repositories.createdRepositorySchema>;
export type TakenSnapshot = Of<typeof repositories.takenSnapshotSchema>;
export type SnapshotKind = Of<typeof snapshots.snapshotKindSchema>;
export type SnapshotSummary = Of<typeof snapshots.snapshotSummarySchema>;
export type Seal = Of<typeof snapshots.sealSchema>;
export type SnapshotList = Of<typeof snapshots.snapshotListSchema>;
export type SnapshotReport = Of<typeof snapshots.snapshotReportSchema>;
export type SnapshotProof = Of<typeof snapshots.snapshotProofSchema>;
export type CheckReport = Of<typeof snapshots.checkReportSchema>;
export type PruneReport = Of<typeof snapshots.pruneReportSchema>;
export type RepositoryRepair = Of<typeof snapshots.repairReportSchema>;
export type Comparison = Of<typeof snapshots.comparisonSchema>;
export type Changes = Of<typeof snapshots.changesSchema>;
export type ShownDifference = Of<typeof snapshots.shownDifferenceSchema>;
export type FieldDifference = ShownDifference['fields'][number];
export type Timeline = Of<typeof snapshots.timelineSchema>;
export type TimelineEntry = Timeline['entries'][number];
export type LockHolder = Of<typeof snapshots.lockHolderSchema>;
