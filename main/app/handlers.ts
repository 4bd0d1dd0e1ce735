import fs from 'node:fs/promises';
import path from 'node:path';
import { app, type BrowserWindow, clipboard, dialog, powerSaveBlocker, shell } from 'electron';
import type { Language, PackageRef } from '../../preload/contract/bridge.ts';
import type { Words } from '../../preload/contract/words/words.ts';
import { EngineError } from '../engine/errors.ts';
import type { Handlers } from './ipc.ts';
import type { Jobs } from './jobs.ts';
import { reportHtml } from './report-html.ts';
import type { Session } from './session.ts';

/** What the handlers work with. */
export interface HandlerContext {
  readonly session: Session;
  readonly jobs: Jobs;
  readonly words: Words;
  readonly language: Language;
  readonly window: () => BrowserWindow | null;
  /** The sample package, or null when this copy of the program has none. */
  readonly samplePath: string | null;
  /** Gives out the package that the program was started with, once. */
  readonly takeArrived: () => PackageRef | null;
  readonly onRecentsChanged: () => void;
  readonly onRestoring: (running: boolean) => void;
}

/** What the main process answers to each request of the window. */
export function createHandlers(context: HandlerContext): Handlers {
  const { session, jobs } = context;
  let exported: string | null = null;
  return {
    'app:start': async () => ({
      version: app.getVersion(),
      language: context.language,
      mac: process.platform === 'darwin',
      hasSample: context.samplePath !== null,
      recents: await session.recents(),
      arrived: context.takeArrived(),
    }),
    'app:copy': async ({ text }) => {
      clipboard.writeText(text);
      return null;
    },
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
      const inspection = await jobs.run(job, (options) => session.openPackage(id, options));
      app.addRecentDocument(inspection.path);
      context.onRecentsChanged();
      return inspection;
    },
    'target:known': () => session.knownTargets(),
    'target:address': async ({ url, password }) => session.takeAddress(url, password),
    'target:open': ({ job, target }) => jobs.run(job, (options) => session.openTarget(target, options)),
    'target:init': ({ job, target }) => jobs.run(job, (options) => session.initTarget(target, options)),
    'storage:choose': async () => {
      const folder = await choosePath(context, 'storage');
      return folder === null ? null : session.chooseStorage(folder);
    },
    'plan:create': ({ job, policy, storage }) =>
      jobs.run(job, (options) => session.createPlan(policy, storage, options)),
    'plan:page': ({ job, query }) => jobs.run(job, (options) => session.planPage(query, options)),
    'plan:record': ({ record }) => session.planRecord(record),
    'restore:start': async ({ job }) => {
      exported = null;
      const awake = powerSaveBlocker.start('prevent-app-suspension');
      context.onRestoring(true);
      try {
        return await jobs.run(job, (options) => session.restore(options));
      } finally {
        powerSaveBlocker.stop(awake);
        context.onRestoring(false);
      }
    },
    'report:export': async ({ format }) => {
      exported = (await exportReport(context, format)) ?? exported;
      return exported === null ? null : { path: exported };
    },
    'folder:open': async ({ folder }) => {
      if (folder === 'report' && exported !== null) shell.showItemInFolder(exported);
      else if (folder === 'storage' && session.storageRoot !== null)
        await shell.openPath(session.storageRoot);
      else throw nothingThere('There is no folder to open yet.');
      return null;
    },
    'job:cancel': async ({ job }) => {
      jobs.cancel(job);
      return null;
    },
  };
}

async function choosePath(
  { window, words }: HandlerContext,
  what: 'file' | 'folder' | 'storage',
): Promise<string | null> {
  const parent = window();
  const filters = [
    { name: words.dialogs.packages, extensions: ['gz', 'tgz', 'tar', 'zip', 'json'] },
    { name: words.dialogs.allFiles, extensions: ['*'] },
  ];
  const options: Electron.OpenDialogOptions = {
    title: words.dialogs[what],
    properties: what === 'file' ? ['openFile'] : ['openDirectory', 'createDirectory'],
    ...(what === 'file' ? { filters } : {}),
  };
  const answer = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

async function exportReport(context: HandlerContext, format: 'html' | 'json'): Promise<string | null> {
  const report = context.session.report;
  const parent = context.window();
  if (report === null || parent === null) throw nothingThere('There is no report to export yet.');
  const stamp = report.startedAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
  const answer = await dialog.showSaveDialog(parent, {
    title: context.words.dialogs.exportReport,
    defaultPath: path.join(app.getPath('documents'), `edms-restore-report-${stamp}.${format}`),
    filters: [{ name: format.toUpperCase(), extensions: [format] }],
  });
  if (answer.canceled || !answer.filePath) return null;
  const text = format === 'json' ? `${JSON.stringify(report, null, 2)}\n` : reportHtml(report, context.words);
  try {
    await fs.writeFile(answer.filePath, text, 'utf8');
  } catch (error) {
    throw new EngineError({
      code: 'STORAGE_NOT_WRITABLE',
      message: 'The report could not be written there.',
      consequence: 'The restore itself is not affected.',
      advice: 'Choose another folder.',
      details: error instanceof Error ? error.message : String(error),
    });
  }
  return answer.filePath;
}

function nothingThere(message: string): EngineError {
  return new EngineError({
    code: 'USAGE',
    message,
    consequence: 'Nothing was changed.',
    advice: 'Go on with the step that comes before.',
  });
}
