import { asWhom } from '../gate.ts';
import { endOfPlan } from '../job-ends.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** The preview. */
export function planHandlers({ session, jobs, log }: HandlerContext): AreaHandlers<'plan'> {
  return {
    'plan:create': ({ job, policy, storage }, call) =>
      jobs.run(job, (options) =>
        log.record(
          {
            ...session.facts(),
            ...asWhom(call),
            kind: 'plan',
            mode: policy.mode,
            storageRoot: session.folderOf(storage),
          },
          () => session.createPlan(policy, storage, options),
          endOfPlan,
        ),
      ),
    'plan:page': ({ job, query }) => jobs.run(job, (options) => session.planPage(query, options)),
    'plan:record': ({ record }) => session.planRecord(record),
  };
}
