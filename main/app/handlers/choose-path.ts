import { dialog } from 'electron';
import type { HandlerContext } from './context.ts';

/** Lets the person choose a file or a folder; null when they choose none. */
export async function choosePath(
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
