import type { AreaHandlers, HandlerContext } from './context.ts';

/** Choosing records of the open package. Looks only at the package, so that no job is kept of it. */
export function selectionHandlers({ session, jobs }: HandlerContext): AreaHandlers<'selection'> {
  return {
    'selection:tree': ({ job, selection }) =>
      jobs.run(job, (options) => session.selectionTree(selection, options)),
    'selection:expand': ({ record }) => session.selectionExpand(record),
    'selection:candidates': ({ job, query }) =>
      jobs.run(job, (options) => session.selectionCandidates(query, options)),
  };
}
