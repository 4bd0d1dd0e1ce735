import { labelOf } from '../engine/database/address.ts';
import { isSameTarget } from '../engine/database/target-label.ts';
import type { Engine, WorkOptions } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import type { UndoReport } from '../engine/undo/undo-plan.ts';
import type { Job } from '../jobs/job.ts';
import { keepRecovered, neededPlace, recordJob } from '../jobs/record-job.ts';
import { undoneJob } from '../jobs/undone-job.ts';
import type { CommonOptions } from './command-entry.ts';
import { enterTarget } from './enter-target.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { withJobStore } from './job-record.ts';
import { harmless, show } from './output.ts';
import { renderRecovery, renderUndoPlan, renderUndoReport } from './render-undo.ts';
import { resolveTarget } from './resolve-target.ts';
import { confirm, storageRootOf } from './restore-command.ts';
import type { RecoverOptions, UndoOptions } from './undo-entry.ts';

/** `undo`: exit status 0 when everything was undone, 3 when something stayed. Errors: `JOB_NOT_FOUND`, `UNDO_NOT_POSSIBLE`. */
export async function runUndo(
  command: CommonOptions & UndoOptions,
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  const target = await resolveTarget(command.target, command);
  return withJobStore(command, async (store) => {
    const { jobNotFound } = await import('../jobs/job-store.ts');
    const job = store?.get(command.job) ?? null;
    if (store === null || job === null) throw jobNotFound(command.job);
    refuseOther(job);
    refuseElsewhere(job, labelOf(target.address));
    const of = undoneJob(job, store.folderOf(job.id));
    const worker = await enterTarget(engine, target, command.dryRun ? 'look' : 'write', work, command);
    const storageRoot = await storageRootOf(command, target);
    const plan = await engine.planUndo(of, storageRoot, work);
    if (command.dryRun) {
      show(command, plan, () => renderUndoPlan(plan));
      return plan.conflictCount > 0 ? EXIT.needsLook : EXIT.done;
    }
    if (!command.yes) {
      process.stderr.write(harmless(renderUndoPlan(plan)));
      await confirm(`Undo job ${job.id} in ${target.name}?`, target);
    }
    const report = await recordJob<UndoReport>(
      store,
      {
        kind: 'undo',
        of: job.id,
        edmsUser: worker.account?.username ?? null,
        target: labelOf(target.address),
        storageRoot,
        packagePath: job.packagePath,
      },
      async (place) =>
        engine.undo(of, neededPlace(place), storageRoot, plan.conflictCount, {
          ...work,
          ...(command.noRecord ? {} : { recordAs: worker }),
        }),
      (done) => ({ state: hasFindings(done) ? 'completed with findings' : 'completed', report: done }),
    );
    show(command, report, () => renderUndoReport(report));
    return hasFindings(report) ? EXIT.needsLook : EXIT.done;
  });
}

/** `recover`: exit status 0, or 3 when something could not be finished. */
export async function runRecover(
  command: CommonOptions & RecoverOptions,
  engine: Engine,
  work: WorkOptions,
): Promise<ExitStatus> {
  const target = await resolveTarget(command.target, command);
  await enterTarget(engine, target, 'write', work);
  const storageRoot = await storageRootOf(command, target);
  const recovery = await withJobStore(command, async (store) => {
    const found = await engine.recover(storageRoot);
    keepRecovered(store, found.recovered);
    return found;
  });
  show(command, recovery, () => renderRecovery(recovery));
  return recovery.problems.length > 0 ? EXIT.needsLook : EXIT.done;
}

function hasFindings(report: UndoReport): boolean {
  return report.kept + report.files.kept > 0 || report.problems.length > 0;
}

function refuseOther(job: Job): void {
  if (job.kind === 'restore' && job.state !== 'undone') return;
  throw new EngineError({
    code: 'UNDO_NOT_POSSIBLE',
    message:
      job.state === 'undone' ? `Job ${job.id} has been undone already.` : `Job ${job.id} is no restore.`,
    consequence: 'Nothing was changed.',
    advice: '`jobs` lists what can be undone.',
  });
}

/** A restore is undone where it was made: what it wrote may be in a copy of that database, too. */
function refuseElsewhere({ id, target: wanted }: Job, given: string): void {
  if (isSameTarget(wanted, given)) return;
  const into = wanted ?? 'a target that is not known';
  throw new EngineError({
    code: 'UNDO_NOT_POSSIBLE',
    message: `The restore of job ${id} went into ${into}, not into ${given}.`,
    consequence: 'Nothing was changed.',
    advice: `Name the target as it was named then: --target ${wanted === null ? 'T' : `"${wanted}"`}, or a profile of it.`,
  });
}
