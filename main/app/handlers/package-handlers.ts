import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { app } from 'electron';
import { parseIdentities } from '../../engine/encryption/age.ts';
import type { Inspection } from '../../engine/package/inspection.ts';
import { endOfInspection } from '../job-ends.ts';
import type { PackageKey } from '../session.ts';
import { choosePath } from './choose-path.ts';
import { type AreaHandlers, type HandlerContext, nothingThere } from './context.ts';

/** Choosing, opening and inspecting a package. */
export function packageHandlers(context: HandlerContext): AreaHandlers<'package'> {
  const { session, jobs, log } = context;
  const opened = async (job: string, id: string, key: PackageKey): Promise<Inspection> => {
    const inspection = await jobs.run(job, (options) =>
      log.record(
        { kind: 'inspect', packagePath: session.pathOf(id) },
        () => session.openPackage(id, options, key),
        endOfInspection,
      ),
    );
    if (inspection.format !== 'snapshot') app.addRecentDocument(inspection.path);
    context.onRecentsChanged();
    return inspection;
  };
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
    'package:open': ({ job, id }) => opened(job, id, NO_KEY),
    'package:unlock': ({ job, id, passphrase, identity }) => opened(job, id, { passphrase, identity }),
    'package:close': async () => {
      await session.closePackage();
      return null;
    },
    'package:identity': async () => {
      const file = await choosePath(context, 'identity');
      if (file === null) return null;
      // Here, and not only once the package is opened: another file can then be chosen at once.
      parseIdentities(await readFile(file, 'utf8'));
      return { id: session.chosen.take('identity', file), name: basename(file) };
    },
  };
}

const NO_KEY: PackageKey = { passphrase: null, identity: null };
