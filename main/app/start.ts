import fs from 'node:fs';
import path from 'node:path';
import { app, type BrowserWindow, dialog, ipcMain } from 'electron';
import type { Language, PackageRef } from '../../preload/contract/bridge.ts';
import { DROPPED_CHANNEL, droppedSchema } from '../../preload/contract/channels.ts';
import { wordsOf } from '../../preload/contract/words/words.ts';
import { consoleHome } from '../engine/home.ts';
import type { Progress } from '../engine/progress.ts';
import { Settings } from '../settings/settings.ts';
import { packageOf } from './arguments.ts';
import { startEngineChild } from './engine-child.ts';
import { EngineClient } from './engine-client.ts';
import { createHandlers } from './handlers.ts';
import { answerRequests, isTrusted, tellWindow } from './ipc.ts';
import { Jobs } from './jobs.ts';
import { setMenu } from './menu.ts';
import { declareScheme, servePage } from './page.ts';
import { forbidWhatWeNeverNeed } from './security.ts';
import { Session } from './session.ts';
import { openWindow } from './window.ts';

/** Starts the console with its window. A second start only brings the first one to the front. */
export function startApplication(): void {
  app.setName('EDMS Backup Console');
  if (!app.commandLine.hasSwitch('user-data-dir'))
    app.setPath('userData', path.join(consoleHome(), 'window'));
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  declareScheme();
  app.on('window-all-closed', () => app.quit());
  void app.whenReady().then(run);
}

function run(): void {
  const language: Language = (process.env.EDMS_LANGUAGE ?? app.getLocale()).startsWith('de') ? 'de' : 'en';
  const words = wordsOf(language);
  const settings = new Settings();
  let window: BrowserWindow | null = null;
  const contents = () => window?.webContents ?? null;

  const engine = new EngineClient(startEngineChild, () => {
    void session.reopen().then((what) => tellWindow(contents(), 'engine:restarted', what));
  });
  const session = new Session(engine, settings);
  const jobs = new Jobs(
    (job, progress) => {
      tellWindow(contents(), 'job:progress', { job, progress });
      showOnTaskbar(window, progress);
    },
    () => showOnTaskbar(window, null),
  );

  const startedWith = packageOf(process.argv, app.getAppPath(), process.cwd());
  let arrived: PackageRef | null =
    startedWith !== null && fs.existsSync(startedWith) ? session.refer(startedWith) : null;
  const arrive = (file: string): void => tellWindow(contents(), 'package:arrived', session.refer(file));

  const refreshMenu = (): void => {
    void session.recents().then((recents) =>
      setMenu(words, recents, {
        send: (command) => tellWindow(contents(), 'menu:command', { command }),
        openRecent: ({ id, name, folder }) => tellWindow(contents(), 'package:arrived', { id, name, folder }),
      }),
    );
  };

  let restoring = false;
  forbidWhatWeNeverNeed();
  servePage(path.join(__dirname, '..', 'renderer'));
  answerRequests(
    contents,
    createHandlers({
      session,
      jobs,
      words,
      language,
      window: () => window,
      samplePath: findSample(),
      takeArrived: () => {
        const ref = arrived;
        arrived = null;
        return ref;
      },
      onRecentsChanged: refreshMenu,
      onRestoring: (running) => {
        restoring = running;
        if (!running && window && !window.isFocused()) window.flashFrame(true);
      },
    }),
  );
  ipcMain.on(DROPPED_CHANNEL, (event, message: unknown) => {
    const dropped = droppedSchema.safeParse(message);
    if (isTrusted(event, contents()) && dropped.success) arrive(dropped.data.path);
  });

  window = openWindow(settings, words.app.name);
  refreshMenu();
  askBeforeClosing(window, () => restoring, words.dialogs);
  window.on('closed', () => {
    window = null;
  });
  if (process.env.EDMS_RELOAD) reloadOnChange(window);

  app.on('second-instance', (_event, argv, folder) => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
    const file = packageOf(argv, app.getAppPath(), folder);
    if (file !== null && fs.existsSync(file)) arrive(file);
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    arrive(file);
  });
  app.on('will-quit', () => engine.end());
}

/** `null` takes the progress away; 2 is electron's way to say "for as long as it takes". */
function showOnTaskbar(window: BrowserWindow | null, progress: Progress | null): void {
  if (!window || window.isDestroyed()) return;
  if (progress === null) window.setProgressBar(-1);
  else window.setProgressBar(progress.total > 0 ? Math.min(1, progress.done / progress.total) : 2);
}

/** A window that restores is not closed by a slip: the restore is cancelled first, when that is wanted. */
function askBeforeClosing(
  window: BrowserWindow,
  restoring: () => boolean,
  words: ReturnType<typeof wordsOf>['dialogs'],
): void {
  window.on('close', (event) => {
    if (!restoring()) return;
    const answer = dialog.showMessageBoxSync(window, {
      type: 'warning',
      message: words.closeWhileRestoring,
      detail: words.closeWhileRestoringDetail,
      buttons: [words.keepRestoring, words.cancelAndClose],
      defaultId: 0,
      cancelId: 0,
    });
    if (answer === 0) event.preventDefault();
  });
}

/** The sample package: beside the program when it is packaged, in `resources/` of the project otherwise. */
function findSample(): string | null {
  const roots = [
    path.join(__dirname, '..', '..', 'resources'),
    path.join(process.resourcesPath, 'resources'),
  ];
  const places = roots.flatMap((root) => [path.join(root, 'sample'), root]);
  for (const folder of places) {
    const names = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
    const name = names.find((candidate) => /\.(tar\.gz|tgz|zip)$/.test(candidate));
    if (name) return path.join(folder, name);
  }
  return null;
}

function reloadOnChange(window: BrowserWindow): void {
  let waiting: NodeJS.Timeout | undefined;
  fs.watch(path.join(__dirname, '..', 'renderer'), { recursive: process.platform !== 'linux' }, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    }, 300);
  });
}
