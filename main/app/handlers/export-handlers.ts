import { existsSync } from 'node:fs';
import path from 'node:path';
import { app, dialog, shell } from 'electron';
import { EXPORT_ENDINGS } from '../../../preload/contract/export.ts';
import type { MadeExport } from '../../../preload/contract/types.ts';
import { diskSpace } from '../../engine/disk-space.ts';
import { checkEncryptFor } from '../../engine/encryption/age.ts';
import { EngineError } from '../../engine/errors.ts';
import { needOf } from '../../engine/export/estimate-space.ts';
import { EXPORT_FORMATS, type ExportReport, type ExportRequest } from '../../engine/export/export-report.ts';
import { limitsOf } from '../../engine/export/format-limits.ts';
import { removeLeftOf } from '../../engine/export/left-of-export.ts';
import type { SourceSize } from '../../engine/export/measure-source.ts';
import type { Selection } from '../../engine/plan/policy.ts';
import { ownSigningKey, publicSigningKey } from '../../settings/signing-key.ts';
import { namedFile, proposedName } from '../export-place.ts';
import { asWhom } from '../gate.ts';
import { endOfExport } from '../job-ends.ts';
import { choosePath } from './choose-path.ts';
import { type AreaHandlers, type HandlerContext, nothingThere } from './context.ts';

/** Exporting the open target into a file that the person names. */
export function exportHandlers(context: HandlerContext): AreaHandlers<'export'> {
  const { session, jobs, log, longWorks } = context;
  const { chosen } = session;
  /** The folder of the last export: the next one is proposed there. */
  let folder: string | null = null;
  /** What was measured last; what an export takes is told by it. */
  let size: SourceSize | null = null;
  let made: ExportReport | null = null;
  const lastMade = (): ExportReport => {
    if (made === null) throw nothingThere('There is no export yet.');
    return made;
  };
  const proposedFolder = (): string => folder ?? app.getPath('documents');
  const configurationOf = (id: string | null) => (id === null ? null : chosen.pathOf('configuration', id));
  return {
    'export:measure': ({ job, storage }) =>
      jobs.run(job, async (options) => {
        const engine = await session.settled();
        size = await engine.exports.measure(session.folderOf(storage), null, options);
        const space = await diskSpace(proposedFolder());
        return {
          size,
          folder: proposedFolder(),
          freeBytes: space?.freeBytes ?? null,
          signer: publicSigningKey(),
        };
      }),
    'export:formats': async ({ selection, storage, configuration, ...chosen }) => {
      const storageRoot = session.folderOf(storage);
      const asked = { ...chosen, ...choosing(selection), storageRoot };
      return EXPORT_FORMATS.map((format) => ({
        format,
        limits: limitsOf({ ...asked, format, configuration: configurationOf(configuration) }),
        room: Object.fromEntries(
          EXPORT_ENDINGS[format].flatMap((ending) =>
            size === null ? [] : [[ending, needOf({ ...asked, format, path: `export${ending}` }, size)]],
          ),
        ),
      }));
    },
    'export:place': async ({ format, ending, encrypted }) => {
      const parent = context.window();
      const target = session.facts().target;
      if (parent === null || target === null) throw nothingThere('There is no open target to export.');
      const name = proposedName(target, ending, encrypted, new Date());
      const answer = await dialog.showSaveDialog(parent, {
        title: context.words.dialogs.export,
        defaultPath: path.join(proposedFolder(), name),
        // Not asked where that can be helped whether to replace a file: an export replaces none.
        properties: ['createDirectory'],
      });
      if (answer.canceled || !answer.filePath) return null;
      const file = namedFile(path.resolve(answer.filePath), format, ending, encrypted);
      return {
        id: chosen.take('export', file),
        name: path.basename(file),
        folder: path.dirname(file),
      };
    },
    'export:configuration': async () => {
      const project = await choosePath(context, 'configuration');
      if (project === null) return null;
      return { id: chosen.take('configuration', project), name: path.basename(project) };
    },
    'export:start': ({ job, place, protection, sign, storage, selection, ...asked }, call) =>
      longWorks
        .run({ kind: 'export', job }, () =>
          jobs.run(job, (options) => {
            const file = chosen.pathOf('export', place);
            const storageRoot = session.folderOf(storage);
            const encryptFor = protection.kind === 'none' ? null : protection;
            return log.record(
              {
                ...asWhom(call),
                ...{ kind: 'export', packagePath: file, target: session.facts().target, storageRoot },
              },
              async () => {
                if (encryptFor !== null) checkEncryptFor(encryptFor);
                const request: ExportRequest = {
                  ...asked,
                  ...choosing(selection),
                  path: file,
                  configuration: configurationOf(asked.configuration),
                  ...(encryptFor === null ? {} : { encryptFor }),
                  ...(sign ? { signWith: (await ownSigningKey()).privateKey } : {}),
                };
                const engine = await session.settled();
                made = null;
                made = await engine
                  .exportTarget(request, storageRoot, options)
                  .catch((error: unknown) => afterStop(error, file));
                folder = path.dirname(file);
                return made;
              },
              endOfExport,
            );
          }),
        )
        .then(shownExport),
    'export:show': async () => {
      shell.showItemInFolder(lastMade().path);
      return null;
    },
    'export:open': async () => {
      const { path: file } = lastMade();
      if (!existsSync(file)) throw nothingThere(`${path.basename(file)} is no longer where it was written.`);
      return session.refer(file);
    },
    'export:records': ({ job, keys }) =>
      jobs.run(job, async (options) => ({
        records: await (await session.settled()).exports.readRecords(keys, options),
      })),
    'export:tree': ({ job, selection }) =>
      jobs.run(job, async (options) => (await session.settled()).exports.tree(selection, options)),
    'export:expand': async ({ record }) => (await session.settled()).exports.expand(record),
    'export:candidates': ({ job, query }) =>
      jobs.run(job, async (options) => (await session.settled()).exports.candidates(query, options)),
  };
}

/** What an engine that stopped in the middle has left is taken away, and the person told so. */
async function afterStop(error: unknown, file: string): Promise<never> {
  if (error instanceof EngineError && error.code === 'ENGINE_STOPPED' && (await removeLeftOf(file)))
    throw new EngineError(
      {
        ...error.plain,
        consequence: 'There is no export. What was begun of it was taken away; the EDMS was only read.',
      },
      error,
    );
  throw error;
}

function choosing(selection: Selection | null): Pick<ExportRequest, 'select' | 'among'> {
  if (selection === null) return { select: [] };
  const { roots, span, search } = selection;
  return { select: roots, ...(span === null && search === '' ? {} : { among: { span, search } }) };
}

function shownExport({ path: file, signature, ...report }: ExportReport): MadeExport {
  return {
    ...report,
    name: path.basename(file),
    folder: path.dirname(file),
    signature: signature && { name: path.basename(signature.path), fingerprint: signature.fingerprint },
  };
}
