import fs from 'node:fs';
import path from 'node:path';
import { app, type BrowserWindow, ipcMain, powerMonitor, powerSaveBlocker } from 'electron';
import type { EventOf, Language, PackageRef } from '../../preload/contract/bridge.ts';
import { DROPPED_CHANNEL, droppedSchema } from '../../preload/contract/channels.ts';
import { wordsOf } from '../../preload/contract/words/words.ts';
import { TokenKeeper } from '../auth/token-keeper.ts';
import { consoleHome } from '../engine/home.ts';
import type { Progress } from '../engine/progress.ts';
import { type Call, ownCall, type Program } from '../schedule/install/installation.ts';
import { PolicyStore } from '../settings/policies.ts';
import { ProfileStore } from '../settings/profile-store.ts';
import { RepositoryStore } from '../settings/repositories.ts';
import { Settings } from '../settings/settings.ts';
import { embeddedNameOf } from '../settings/taken-target.ts';
import { packageOf } from './arguments.ts';
import { askBeforeClosing } from './closing.ts';
import { startEngineChild } from './engine-child.ts';
import { EngineClient } from './engine-client.ts';
import { Entrance } from './entrance.ts';
import { Gate } from './gate.ts';
import { isTimerInstalled } from './handlers/schedule-handlers.ts';
import { createHandlers } from './handlers.ts';
import { answerRequests, isTrusted, tellWindow } from './ipc.ts';
import { JobLog } from './job-log.ts';
import { Jobs } from './jobs.ts';
import { LongWorks } from './long-work.ts';
import { setMenu } from './menu.ts';
import { noticeShower, notifyEnd, notifyPutAway } from './notify.ts';
import { declareScheme, servePage } from './page.ts';
import { findSample } from './resource.ts';
import { ScheduleRuns } from './schedule-runs.ts';
import { Schedules } from './schedules.ts';
import { forbidWhatWeNeverNeed } from './security.ts';
import { Session } from './session.ts';
import { WorkTray } from './tray.ts';
import { openWindow } from './window.ts';

/** How long the program waits for its engine as it ends, in milliseconds. */
const ENGINE_ENDS_WITHIN = 5000;

type SessionEnd = EventOf<'session:ended'>['because'];

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
  const log = new JobLog();
  log.begin();
  const jobs = new Jobs(
    (job, progress) => {
      tellWindow(contents(), 'job:progress', { job, progress });
      showOnTaskbar(window, progress);
      if (longWorks.current?.job === job) tray.showProgress(progress);
    },
    () => showOnTaskbar(window, null),
  );

  let isAway = false;
  const bringBack = (): void => {
    isAway = false;
    tray.showWindowAway(false);
    if (window?.isMinimized()) window.restore();
    window?.show();
    window?.focus();
  };
  const cancelLongWork = (): void => {
    for (const { job } of longWorks.all) jobs.cancel(job);
  };
  const tray = new WorkTray(words, {
    open: bringBack,
    cancel: cancelLongWork,
    quit: () => {
      // The question that is asked then stands in the window.
      if (longWorks.current) bringBack();
      app.quit();
    },
  });
  let awake: number | null = null;
  const longWorks = new LongWorks({
    onBegin: (work) => {
      awake ??= powerSaveBlocker.start('prevent-app-suspension');
      tray.showWork(longWorks.current ?? work);
    },
    onEnd: (work, end) => {
      if (awake !== null && longWorks.current === null) {
        powerSaveBlocker.stop(awake);
        awake = null;
      }
      tray.showWork(longWorks.current);
      // What became of a schedule's run is told by its notices.
      if (window === null || window.isFocused() || work.kind === 'schedule') return;
      window.flashFrame(true);
      notifyEnd(work, end, work.kind === 'repository' ? null : session.facts().target, words, bringBack);
    },
  });

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

  forbidWhatWeNeverNeed();
  servePage(path.join(__dirname, '..', 'renderer'));
  const keeper = new TokenKeeper();
  endSessions(
    keeper,
    () => longWorks.atTarget !== null,
    (because) => tellWindow(contents(), 'session:ended', { because }),
  );
  const entrance = new Entrance();
  const { snapshots, repositories, chosen, target } = session;
  const schedules = new Schedules({
    ...{ snapshots, repositories, chosen },
    known: new RepositoryStore(),
    profiles: new ProfileStore(),
  });
  const program = commandLine();
  let runs = 0;
  const showNotice = noticeShower(words, bringBack);
  const scheduleRuns = new ScheduleRuns({
    store: () => schedules.store(),
    call: callOfRuns(program),
    lent: {
      isOurs: (named) => target.embeddedName !== null && embeddedNameOf(named) === target.embeddedName,
      isIdle: () => jobs.isIdle && longWorks.atTarget === null,
      isAway: () => isAway,
      release: () => target.release(),
      reopen: async () => {
        const targetOpen = await target.reopen();
        tellWindow(contents(), 'target:lent', { targetOpen });
      },
    },
    during: (work) => {
      runs += 1;
      const job = `job-9${String(runs).padStart(8, '0')}`;
      return longWorks.run({ kind: 'schedule', job }, () =>
        jobs.run(job, ({ signal }) => work(signal ?? new AbortController().signal)),
      );
    },
    show: showNotice,
    onChange: () => tellWindow(contents(), 'schedules:changed', {}),
  });
  answerRequests(contents, {
    keeper,
    entrance,
    gate: new Gate({
      keeper,
      account: (id) => engine.account(id),
      isBusy: () => longWorks.atTarget !== null,
      now: Date.now,
    }),
    handlers: createHandlers({
      session,
      keeper,
      entrance,
      jobs,
      log,
      policies: new PolicyStore(),
      ...{ schedules, scheduleRuns, program },
      ...{ longWorks, showNotice },
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
    }),
  });
  ipcMain.on(DROPPED_CHANNEL, (event, message: unknown) => {
    const dropped = droppedSchema.safeParse(message);
    if (isTrusted(event, contents()) && dropped.success) arrive(dropped.data.path);
  });

  window = openWindow(settings, words.app.name);
  refreshMenu();
  let isQuitting = false;
  let wasTold = false;
  app.on('before-quit', () => {
    isQuitting = true;
  });
  askBeforeClosing(window, {
    longWorks,
    words,
    cancel: cancelLongWork,
    onStay: () => {
      isQuitting = false;
    },
    putAway: () => {
      isAway = true;
      tray.showWindowAway(true);
      window?.hide();
      if (!wasTold && longWorks.current === null) notifyPutAway(words, bringBack);
      wasTold = true;
      void scheduleRuns.look();
    },
    staysForSchedules: () => !isQuitting && needsWindow(schedules) && isTimerInstalled(program) !== true,
  });
  window.on('closed', () => {
    window = null;
  });
  if (process.env.EDMS_RELOAD) reloadOnChange(window);

  scheduleRuns.start();
  app.on('activate', bringBack);
  app.on('second-instance', (_event, argv, folder) => {
    bringBack();
    const file = packageOf(argv, app.getAppPath(), folder);
    if (file !== null && fs.existsSync(file)) arrive(file);
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    arrive(file);
  });
  // The engine takes away what it holds of packages as it ends: the program is not gone before, or that would be cut off.
  app.once('will-quit', (event) => {
    event.preventDefault();
    scheduleRuns.stop();
    schedules.close();
    tray.remove();
    const longEnough = new Promise((resolve) => setTimeout(resolve, ENGINE_ENDS_WITHIN));
    void Promise.race([engine.end(), longEnough]).then(() => {
      log.close();
      // Not before this quit is over, which it would be lost in where there is no engine to wait for.
      setImmediate(() => app.quit());
    });
  });
}

/**
 * Nobody stays signed in at a machine that was left: an account's session ends when the screen is locked, when the
 * machine sleeps, and when it was not used for as long as a token lives.
 */
function endSessions(keeper: TokenKeeper, isBusy: () => boolean, tell: (because: SessionEnd) => void): void {
  const end = (because: SessionEnd) => (): void => {
    if (keeper.endAccount()) tell(because);
  };
  powerMonitor.on('lock-screen', end('locked'));
  powerMonitor.on('suspend', end('slept'));
  const watch = setInterval(() => {
    if (isBusy()) keeper.use();
    else if (keeper.endUnused()) tell('expired');
  }, 15_000);
  app.once('will-quit', () => clearInterval(watch));
}

/** `null` takes the progress away; 2 is electron's way to say "for as long as it takes". */
function showOnTaskbar(window: BrowserWindow | null, progress: Progress | null): void {
  if (!window || window.isDestroyed()) return;
  if (progress === null) window.setProgressBar(-1);
  else window.setProgressBar(progress.total > 0 ? Math.min(1, progress.done / progress.total) : 2);
}

/**
 * How this program is a command line. On Linux Electron runs it as Node, because Chromium does not start without a display;
 * elsewhere the packaged program cannot (the fuse is off), and is its own command line.
 */
function commandLine(): Program {
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  const { execPath } = process;
  if (process.platform === 'linux') {
    const script = path.join(__dirname, '..', 'cli', 'index.js');
    return {
      ...{ execPath, script, isElectron: true },
      environment: { ...environment, ELECTRON_RUN_AS_NODE: '1' },
    };
  }
  const unpacked = app.isPackaged ? {} : { appFolder: app.getAppPath() };
  return { execPath, script: undefined, isElectron: true, ...unpacked, environment };
}

/** How a run of this window is called: as the system's timer would, but out of the mounted AppImage and not by mounting it anew. */
function callOfRuns({ environment: { APPIMAGE: _, ...environment }, ...program }: Program): Call {
  return ownCall({ ...program, environment });
}

/** Whether there are runs that come due by themselves. A store that cannot be read keeps nobody from closing. */
function needsWindow(schedules: Schedules): boolean {
  try {
    return schedules
      .store()
      .list()
      .some(({ schedule }) => !schedule.paused && schedule.when.kind !== 'on-demand');
  } catch {
    return false;
  }
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
