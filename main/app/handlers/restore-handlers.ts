import type { Job } from '../../jobs/job.ts';
import { neededPlace } from '../../jobs/record-job.ts';
import { undoneJob } from '../../jobs/undone-job.ts';
import { asWhom, workerOf } from '../gate.ts';
import { endOfRestore, endOfUndo } from '../job-ends.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** What writes into the target: a restore, and taking one back. */
export function restoreHandlers(context: HandlerContext): AreaHandlers<'preflight' | 'restore' | 'undo'> {
  const { session, jobs, log, longWorks } = context;
  return {
    'preflight:run': ({ job }) => jobs.run(job, (options) => session.preflight(options)),
    'restore:start': async ({ job, accept, typedName }, call) => {
      session.target.mustBeTyped(typedName);
      return longWorks.run({ kind: 'restore', job }, () =>
        jobs.run(job, async (options) => {
          const report = await log.record(
            {
              ...session.facts(),
              ...asWhom(call),
              kind: 'restore',
              mode: session.mode,
              storageRoot: session.storageRoot,
            },
            (place) =>
              session.restore({
                ...options,
                accept,
                ...(place ? { job: place, recordAs: workerOf(call) } : {}),
              }),
            endOfRestore,
          );
          log.settle(report.recovered);
          return report;
        }),
      );
    },
    'undo:plan': ({ job, of }) =>
      jobs.run(job, (options) => {
        const undone = log.get(of);
        session.target.mustBeOpen(undone);
        return session.planUndo(undoneJob(undone, log.placeOf(of).folder), undone.storageRoot, options);
      }),
    'undo:start': async ({ job, of, shown, typedName }, call) => {
      session.target.mustBeTyped(typedName);
      return longWorks.run({ kind: 'undo', job }, () =>
        jobs.run(job, async (options) => {
          const undone = log.get(of);
          session.target.mustBeOpen(undone);
          return log.record(
            { ...startOfUndo(undone), ...asWhom(call) },
            (place) =>
              session.undo(
                undoneJob(undone, log.placeOf(of).folder),
                neededPlace(place),
                undone.storageRoot,
                shown,
                options,
              ),
            endOfUndo,
          );
        }),
      );
    },
  };
}

function startOfUndo(undone: Job) {
  const { id, packagePath, packageSha256, target, storageRoot, mode } = undone;
  return { kind: 'undo', of: id, packagePath, packageSha256, target, storageRoot, mode } as const;
}
