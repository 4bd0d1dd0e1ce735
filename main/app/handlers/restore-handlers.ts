import { localWorker } from '../../engine/own-records/record-restore.ts';
import type { Job } from '../../jobs/job.ts';
import { neededPlace } from '../../jobs/record-job.ts';
import { endOfRestore, endOfUndo } from '../job-ends.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** What writes into the target: a restore, and taking one back. */
export function restoreHandlers(context: HandlerContext): AreaHandlers<'preflight' | 'restore' | 'undo'> {
  const { session, jobs, log, longWorks } = context;
  return {
    'preflight:run': ({ job }) => jobs.run(job, (options) => session.preflight(options)),
    'restore:start': ({ job, accept }) =>
      longWorks.run({ kind: 'restore', job }, () =>
        jobs.run(job, async (options) => {
          const report = await log.record(
            { ...session.facts(), kind: 'restore', mode: session.mode, storageRoot: session.storageRoot },
            (place) =>
              session.restore({
                ...options,
                accept,
                ...(place ? { job: place, recordAs: localWorker() } : {}),
              }),
            endOfRestore,
          );
          log.settle(report.recovered);
          return report;
        }),
      ),
    'undo:plan': ({ job, of }) =>
      jobs.run(job, (options) => {
        const undone = log.get(of);
        session.mustBeOpen(undone);
        return session.planUndo(log.placeOf(of), undone.storageRoot, options);
      }),
    'undo:start': ({ job, of, shown }) =>
      longWorks.run({ kind: 'undo', job }, () =>
        jobs.run(job, async (options) => {
          const undone = log.get(of);
          session.mustBeOpen(undone);
          return log.record(
            startOfUndo(undone),
            (place) => session.undo(log.placeOf(of), neededPlace(place), undone.storageRoot, shown, options),
            endOfUndo,
          );
        }),
      ),
  };
}

function startOfUndo(undone: Job) {
  const { id, packagePath, packageSha256, target, storageRoot, mode } = undone;
  return { kind: 'undo', of: id, packagePath, packageSha256, target, storageRoot, mode } as const;
}
