import { app } from 'electron';
import { endOfInspection } from '../job-ends.ts';
import { choosePath } from './choose-path.ts';
import { type AreaHandlers, type HandlerContext, nothingThere } from './context.ts';

/** Choosing, opening and inspecting a package. */
export function packageHandlers(context: HandlerContext): AreaHandlers<'package'> {
  const { session, jobs, log } = context;
  return {
    'package:choose': async ({ what }) => {
      const file = await choosePath(context, what);
      return file === null ? null : session.refer(file);
    },
    'package:sample': async () => {
      if (context.samplePath === null) throw nothingThere('This copy of the program has no sample package.');
      return session.refer(context.samplePath);
    },
    'package:recents': () => session.recents(),
    'package:forget': async ({ id }) => {
      session.forget(id);
      context.onRecentsChanged();
      return session.recents();
    },
    'package:open': async ({ job, id }) => {
      const inspection = await jobs.run(job, (options) =>
        log.record(
          { kind: 'inspect', packagePath: session.pathOf(id) },
          () => session.openPackage(id, options),
          endOfInspection,
        ),
      );
      if (inspection.format !== 'snapshot') app.addRecentDocument(inspection.path);
      context.onRecentsChanged();
      return inspection;
    },
  };
}
