import { endOfHealth, endOfRepair } from '../job-ends.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** How the open target is, and the repairs that lose nothing. */
export function healthHandlers(context: HandlerContext): AreaHandlers<'health' | 'repair'> {
  const { session, jobs, log, longWorks } = context;
  return {
    'health:check': ({ job, storage }) =>
      jobs.run(job, (options) => {
        const storageRoot = session.folderOf(storage);
        return log.record(
          { kind: 'health', target: session.facts().target, storageRoot },
          async () => (await session.settled()).health(storageRoot, options),
          endOfHealth,
        );
      }),
    'health:record': async () => (await session.settled()).recordHealth(),
    'repair:plan': ({ job, kind, storage }) =>
      jobs.run(job, async (options) =>
        (await session.settled()).planRepair(kind, session.folderOf(storage), options),
      ),
    'repair:start': ({ job, kind, storage }) =>
      longWorks.run({ kind: 'repair', job }, () =>
        jobs.run(job, (options) => {
          const storageRoot = session.folderOf(storage);
          const { target, packagePath, packageSha256 } = session.facts();
          // Sequences are repaired whatever package is open.
          const from = kind === 'missing-files' ? { packagePath, packageSha256 } : {};
          return log.record(
            { ...from, kind: 'repair', target, storageRoot },
            async () => (await session.settled()).repair(kind, storageRoot, options),
            endOfRepair,
          );
        }),
      ),
  };
}
