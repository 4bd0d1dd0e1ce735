import fs from 'node:fs/promises';
import path from 'node:path';
import { app, dialog, shell } from 'electron';
import { EngineError } from '../../engine/errors.ts';
import type { RestoreReport } from '../../engine/restore/report.ts';
import { reportHtml } from '../report-html.ts';
import { type AreaHandlers, type HandlerContext, nothingThere } from './context.ts';
import { reportOf } from './job-handlers.ts';

/** A report as a file, and the folders that a report speaks of. */
export function reportHandlers(context: HandlerContext): AreaHandlers<'report' | 'folder'> {
  const { session } = context;
  let exported: string | null = null;
  return {
    'report:export': async ({ format, of }) => {
      const report = of === null ? session.report : restoreReportOf(context, of);
      const file = await exportReport(context, report, format);
      if (file === null) return null;
      exported = file;
      return { path: file };
    },
    'folder:open': async ({ folder }) => {
      if (folder === 'report' && exported !== null) shell.showItemInFolder(exported);
      else if (folder === 'storage' && session.storageRoot !== null)
        await shell.openPath(session.storageRoot);
      else throw nothingThere('There is no folder to open yet.');
      return null;
    },
  };
}

function restoreReportOf({ log }: HandlerContext, id: string): RestoreReport | null {
  const kept = reportOf(log.get(id));
  return kept.kind === 'restore' ? kept.report : null;
}

async function exportReport(
  context: HandlerContext,
  report: RestoreReport | null,
  format: 'html' | 'json',
): Promise<string | null> {
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
