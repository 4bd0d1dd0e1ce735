import { asWhom } from '../gate.ts';
import { endOfHealth, endOfRepair } from '../job-ends.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** How the open target is, and the repairs that lose nothing. */
export function healthHandlers(context: HandlerContext): AreaHandlers<'health' | 'repair'> {
  const { session, jobs, log, longWorks } = context;
  return {
    'health:check': ({ job, storage }, call) =>
      jobs.run(job, (options) => {
        const storageRoot = session.folderOf(storage);
        return log.record(
          { ...asWhom(call), kind: 'health', target: session.facts().target, storageRoot },
          async () => (await session.settled()).health(storageRoot, options),
          endOfHealth,
        );
      }),
    'health:record': async () => (await session.settled()).recordHealth(),
    'repair:plan': ({ job, kind, storage }) =>
      jobs.run(job, async (options) =>
        (await session.settled()).planRepair(kind, session.folderOf(storage), options),
      ),
    'repair:start': async ({ job, kind, storage, typedName }, call) => {
      session.target.mustBeTyped(typedName);
      return longWorks.run({ kind: 'repair', job }, () =>
        jobs.run(job, (options) => {
          const storageRoot = session.folderOf(storage);
          const { target, packagePath, packageSha256 } = session.facts();
          // Sequences are repaired whatever package is open.
          const from = kind === 'missing-files' ? { packagePath, packageSha256 } : {};
          return log.record(
            { ...from, ...asWhom(call), kind: 'repair', target, storageRoot },
            async () => (await session.settled()).repair(kind, storageRoot, options),
            endOfRepair,
          );
        }),
      );
    },
  };
}
