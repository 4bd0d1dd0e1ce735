import { EngineError } from '../../engine/errors.ts';
import { localWorker, type Worker } from '../../engine/own-records/record-restore.ts';
import type { JobPlace } from '../../engine/restore/restore.ts';
import type { Job } from '../../jobs/job.ts';
import type { Call } from '../gate.ts';
import { endOfRestore, endOfUndo } from '../job-ends.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** What writes into the target: a restore, and taking one back. */
export function restoreHandlers(context: HandlerContext): AreaHandlers<'preflight' | 'restore' | 'undo'> {
  const { session, jobs, log, longWorks } = context;
  return {
    'preflight:run': ({ job }) => jobs.run(job, (options) => session.preflight(options)),
    'restore:start': async ({ job, accept, typedName }, call) => {
      session.mustBeTyped(typedName);
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
        session.mustBeOpen(undone);
        return session.planUndo(log.placeOf(of), undone.storageRoot, options);
      }),
    'undo:start': async ({ job, of, shown, typedName }, call) => {
      session.mustBeTyped(typedName);
      return longWorks.run({ kind: 'undo', job }, () =>
        jobs.run(job, async (options) => {
          const undone = log.get(of);
          session.mustBeOpen(undone);
          return log.record(
            { ...startOfUndo(undone), ...asWhom(call) },
            (place) => session.undo(log.placeOf(of), needed(place), undone.storageRoot, shown, options),
            endOfUndo,
          );
        }),
      );
    },
  };
}

/** Who does it, for the EDMS's own records. */
function workerOf({ session }: Call): Worker {
  return { ...localWorker(), account: session?.account ?? null };
}

/** Who does it, for the list of jobs. */
function asWhom({ session }: Call): { readonly edmsUser: string | null } {
  return { edmsUser: session?.account?.username ?? null };
}

function startOfUndo(undone: Job) {
  const { id, packagePath, packageSha256, target, storageRoot, mode } = undone;
  return { kind: 'undo', of: id, packagePath, packageSha256, target, storageRoot, mode } as const;
}

/** An undo without a job could not be told from a restore that was never undone. */
function needed(place: JobPlace | null): JobPlace {
  if (place !== null) return place;
  throw new EngineError({
    code: 'JOBS_STORE_UNUSABLE',
    message: 'The undo could not be written down among the jobs.',
    consequence: 'Nothing was changed.',
    advice: 'Look at the list of jobs: it says what is wrong. A full disk is the usual reason.',
  });
}
