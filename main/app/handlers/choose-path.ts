import { dialog } from 'electron';
import type { HandlerContext } from './context.ts';

/** What the system's dialog lets the person choose. Environment files begin with a dot: they are hidden elsewhere. */
const PROPERTIES = {
  file: ['openFile'],
  certificate: ['openFile'],
  environment: ['openFile', 'showHiddenFiles'],
  identity: ['openFile', 'showHiddenFiles'],
  program: ['openFile'],
  folder: ['openDirectory', 'createDirectory'],
  storage: ['openDirectory', 'createDirectory'],
  repository: ['openDirectory', 'createDirectory'],
  exports: ['openDirectory', 'createDirectory'],
  configuration: ['openDirectory'],
} as const;

/** Lets the person choose a file or a folder; null when they choose none. */
export async function choosePath(
  { window, words }: HandlerContext,
  what: keyof typeof PROPERTIES,
): Promise<string | null> {
  const parent = window();
  const all = { name: words.dialogs.allFiles, extensions: ['*'] };
  const filters = {
    file: [{ name: words.dialogs.packages, extensions: ['gz', 'tgz', 'tar', 'zip', 'json', 'age'] }, all],
    certificate: [{ name: words.dialogs.certificates, extensions: ['pem', 'crt', 'cer', 'key'] }, all],
    environment: [all],
    identity: [all],
    program: [all],
    folder: [],
    storage: [],
    repository: [],
    exports: [],
    configuration: [],
  }[what];
  const options: Electron.OpenDialogOptions = {
    title: words.dialogs[what],
    properties: [...PROPERTIES[what]],
    ...(filters.length > 0 ? { filters } : {}),
  };
  const answer = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}
