import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { z } from 'zod';

const root = path.resolve(__dirname, '..', '..');

/** The console as a person has it open: its process, its first window, and the folder it keeps its own in. */
export interface OpenConsole {
  readonly app: ElectronApplication;
  readonly window: Page;
  /** `EDMS_BACKUP_HOME` of this console: embedded targets, window state, recent packages. */
  readonly home: string;
  /** Quits the console and removes the home folder when this launch made it. */
  close(): Promise<void>;
}

/** How long one action in the window waits for what it needs, in milliseconds. */
export const actionTimeout = 30_000;

/** How a test wants the console started; everything has a default. */
export interface LaunchOptions {
  /** Folder to use as `EDMS_BACKUP_HOME`, kept afterwards. By default a new one that `close` removes. */
  readonly home?: string;
  /** A home whose embedded targets are copied into this console's before it starts. */
  readonly targetsOf?: string;
  /** Added to the environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Added to the command line, after Electron's own arguments. */
  readonly args?: readonly string[];
  readonly colorScheme?: 'light' | 'dark';
}

/**
 * Starts the built console (`npm run build`) in a real Electron and waits for its window to show the first screen. Needs a
 * display; `npm test -- e2e` gives it one.
 */
export async function openConsole(options: LaunchOptions = {}): Promise<OpenConsole> {
  const electron = electronRuntime();
  const home = options.home ?? (await temporaryHome());
  if (options.targetsOf !== undefined)
    await cp(path.join(options.targetsOf, 'targets'), path.join(home, 'targets'), { recursive: true });
  const app = await _electron.launch({
    executablePath: electron.executable,
    args: [...launchArguments(home), ...electron.appArguments, ...(options.args ?? [])],
    env: launchEnvironment(home, options.env),
    ...(options.colorScheme ? { colorScheme: options.colorScheme } : {}),
  });
  const window = await app.firstWindow();
  window.setDefaultTimeout(actionTimeout);
  // A window is there before its page is, and keys that are pressed too early are lost.
  await window.getByRole('main').waitFor();
  return {
    app,
    window,
    home,
    close: async () => {
      // A test that failed in the middle of a restore must not wait for the answer to the closing question.
      await app
        .evaluate(({ dialog }) => {
          dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false });
        })
        .catch(() => undefined);
      await app.close();
      if (options.home === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}

/** Ends the engine's process the hard way, as a lack of memory would. */
export async function killEngine(app: ElectronApplication): Promise<void> {
  const pid = await app.evaluate(
    ({ app: electron }) =>
      electron.getAppMetrics().find(({ type, name }) => type === 'Utility' && name === 'EDMS engine')?.pid,
  );
  if (pid === undefined) throw new Error('The engine has no process.');
  process.kill(pid, 'SIGKILL');
}

/** A new, empty folder for `EDMS_BACKUP_HOME`. */
export function temporaryHome(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), 'edms-console-'));
}

/** Chromium's own arguments: its profile inside the home folder, no sandbox where root runs it, and no graphics card where there is none. */
export function launchArguments(home: string): string[] {
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  // Behind a virtual display there is no graphics card: Chromium would try that out at each start, and draw with OpenGL in
  // software then.
  const drawing = process.env.EDMS_TEST_DISPLAYS ? ['--disable-gpu'] : [];
  return [...sandbox, ...drawing, `--user-data-dir=${path.join(home, 'chromium')}`];
}

/** The test's environment with the console's home in it and without what would change how Electron starts. */
export function launchEnvironment(home: string, more: LaunchOptions['env'] = {}): Record<string, string> {
  const wanted = {
    ...process.env,
    ELECTRON_RUN_AS_NODE: undefined,
    NODE_OPTIONS: undefined,
    EDMS_BACKUP_HOME: home,
    ...ownDisplay(),
    ...more,
  };
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** The virtual display of this worker and its cookie; none where a person's own display is used. */
function ownDisplay(): { readonly DISPLAY?: string; readonly XAUTHORITY?: string } {
  const { EDMS_TEST_DISPLAYS: displays = '', TEST_PARALLEL_INDEX: index = '0' } = process.env;
  const [display, cookie] = displays.trim().split(' ')[Number(index)]?.split('=') ?? [];
  return display && cookie ? { DISPLAY: display, XAUTHORITY: cookie } : {};
}

const runtimeRecord = z.object({
  executable: z.string(),
  appArguments: z.array(z.string()),
  dist: z.string(),
  version: z.string(),
});

/** The Electron that the set-up found (`scripts/lib/electron.mjs`). */
export function electronRuntime(): z.infer<typeof runtimeRecord> {
  const file = path.join(root, '.cache', 'electron.json');
  if (!existsSync(file)) throw new Error('Electron is not set up: run `npm run setup` first.');
  return runtimeRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
}
