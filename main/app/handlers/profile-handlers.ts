import { choosePath } from './choose-path.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** Profiles: listing, entering, testing, importing and removing them. */
export function profileHandlers(context: HandlerContext): AreaHandlers<'profiles'> {
  const { session, jobs, keeper } = context;
  const { profiles, chosen } = session;
  return {
    'profiles:list': (what) => profiles.list(what),
    // A change that is refused ends nothing.
    'profiles:save': async ({ id, draft, password, remember }) => {
      const saved = await profiles.save(id, draft, password, remember);
      const open = session.target.afterSaving(id, password.kind);
      if (open.ended) keeper.end();
      return { ...saved, open };
    },
    'profiles:remove': async ({ id }) => {
      const removed = await profiles.remove(id);
      if (session.target.profileId === id) keeper.end();
      return removed;
    },
    'profiles:test': ({ job, id }) => jobs.run(job, (options) => profiles.test(id, options)),
    'profiles:try': ({ job, id, draft, password }) =>
      jobs.run(job, (options) => profiles.try(id, draft, password, options)),
    'profiles:import': async (source) => {
      if (source.kind === 'url') return profiles.importUrl(source.url);
      const file = await choosePath(context, 'environment');
      return file === null ? null : profiles.importFile(file);
    },
    'profiles:certificate': async () => {
      const path = await choosePath(context, 'certificate');
      return path === null ? null : { id: chosen.take('certificate', path), path };
    },
  };
}
