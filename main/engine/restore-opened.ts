import type { Target } from './database/target.ts';
import type { RestoreOptions } from './engine.ts';
import { joinOwnRecords, type OwnRecords } from './own-records/own-work.ts';
import { RestoreRecorder } from './own-records/record-restore.ts';
import type { Inspection } from './package/inspection.ts';
import type { Package } from './package/package.ts';
import { PhaseClock } from './phase-clock.ts';
import type { RestorePlan } from './plan/create-plan.ts';
import { makeReport } from './restore/make-report.ts';
import type { RestoreReport } from './restore/report.ts';
import { restorePlan } from './restore/restore.ts';
import { dryRunResult, sideFileRequest } from './restore/side-file-of-restore.ts';

/** What a restore is made of: an open package, an open target and the plan from the one into the other. */
export interface OpenedRestore {
  readonly source: Package;
  readonly inspection: Inspection;
  readonly target: Target;
  readonly plan: RestorePlan;
  /** What the EDMS was told of sign-ins before it; the report names it. */
  readonly signIns: OwnRecords;
}

/** Carries the plan out (or says what it would do), tells the EDMS of it where that is wanted, and reports. */
export async function restoreOpened(opened: OpenedRestore, options: RestoreOptions): Promise<RestoreReport> {
  const { plan, target, inspection } = opened;
  const clock = new PhaseClock(options);
  const dryRun = options.dryRun === true;
  const recorder = recorderOf(opened, options, clock.startedAt);
  const sideFile = sideFileRequest(options, inspection, target);
  const result = dryRun
    ? await dryRunResult(plan, sideFile, options)
    : await restorePlan({
        ...options,
        plan,
        target,
        source: opened.source,
        sideFile,
        onProgress: clock.listener,
        ...(recorder ? { writeOwnRows: (sql) => recorder.completed(sql) } : {}),
      }).catch(async (error: unknown) => {
        await recorder?.failed(error);
        throw error;
      });
  return makeReport(plan, {
    dryRun,
    verified: !dryRun,
    fieldsCompared: result.fieldsCompared,
    problems: [...inspection.problems, ...plan.problems.toArray(), ...result.problems],
    job: dryRun ? null : (options.job?.id ?? null),
    undoable: result.undoable,
    recovered: result.recovered,
    ownRecords: joinOwnRecords([opened.signIns, ...(recorder ? [recorder.written] : [])]),
    missingFiles: inspection.files.missing,
    packagePath: inspection.path,
    sha256: inspection.sha256,
    target: target.label,
    sideFile: result.sideFile,
    startedAt: clock.startedAt,
    durationMs: clock.elapsed(),
    phases: clock.phases(),
  });
}

function recorderOf(
  { plan, target, inspection }: OpenedRestore,
  { dryRun = false, job, recordAs: by }: RestoreOptions,
  startedAt: Date,
): RestoreRecorder | null {
  if (dryRun || !job || !by) return null;
  return new RestoreRecorder({ job: job.id, by, plan, target, inspection, startedAt });
}
