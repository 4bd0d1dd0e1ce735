import { choosePath } from './choose-path.ts';
import type { AreaHandlers, HandlerContext } from './context.ts';

/** Profiles: listing, entering, testing, importing and removing them. */
export function profileHandlers(context: HandlerContext): AreaHandlers<'profiles'> {
  const { session, jobs, keeper } = context;
  const { profiles, chosen } = session;
  /** Once a profile has changed, what is open by it has to be opened anew; a change that is refused ends nothing. */
  const changing = async <T>(id: string | null, change: Promise<T>): Promise<T> => {
    const changed = await change;
    if (id !== null && session.target.profileId === id) keeper.end();
    return changed;
  };
  return {
    'profiles:list': (what) => profiles.list(what),
    'profiles:save': ({ id, draft, password, remember }) =>
      changing(id, profiles.save(id, draft, password, remember)),
    'profiles:remove': ({ id }) => changing(id, profiles.remove(id)),
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
