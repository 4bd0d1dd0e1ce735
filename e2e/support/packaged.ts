import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Page } from 'playwright';
import { actionTimeout, launchArguments, launchEnvironment } from './launch.ts';

const root = path.resolve(__dirname, '..', '..');
const unpacked = path.join(root, 'release', 'linux-unpacked');

/** The files of the packaged application that a person starts. */
export const packaged = {
  executable: path.join(unpacked, 'edms-backup-console'),
  commandLine: path.join(unpacked, 'edms-backup'),
  sample: path.join(unpacked, 'resources', 'resources', 'sample'),
};

/** What a program answered. */
export interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Makes the packaged application as `npm run package` does. */
export function makePackage(): Promise<Answer> {
  return answerOf(process.execPath, [path.join(root, 'scripts', 'package.mjs')], process.env);
}

/** Runs a command of the packaged command line, with no display to be seen. */
export function runPackagedCommand(home: string, ...args: readonly string[]): Promise<Answer> {
  const env = launchEnvironment(home, { DISPLAY: undefined, WAYLAND_DISPLAY: undefined });
  return answerOf(packaged.commandLine, args, env);
}

async function answerOf(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Answer> {
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [status] = await once(child, 'close');
  return { status: typeof status === 'number' ? status : null, stdout, stderr };
}

/** The window of the packaged application. */
export interface PackagedWindow {
  readonly window: Page;
  /** Closes the window as a person does and resolves with the program's exit status. */
  close(): Promise<number | null>;
}

/**
 * Opens the packaged application. Its fuses refuse the debugger of Node that Playwright's Electron support
 * needs, so the window is reached through Chromium's, and the main process not at all.
 */
export async function openPackaged(home: string): Promise<PackagedWindow> {
  const child = spawn(packaged.executable, [...launchArguments(home), '--remote-debugging-port=0'], {
    env: launchEnvironment(home),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'close');
  try {
    const browser = await chromium.connectOverCDP(await debuggerAddress(child), { noDefaults: true });
    const [context] = browser.contexts();
    if (!context) throw new Error('The packaged application has no window.');
    const window = context.pages()[0] ?? (await context.waitForEvent('page'));
    window.setDefaultTimeout(actionTimeout);
    return {
      window,
      close: async () => {
        await window.close();
        const [status] = await exited;
        await rm(path.join(home, 'chromium'), { recursive: true, force: true });
        return typeof status === 'number' ? status : null;
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address) resolve(address);
    });
    child.once('close', () => reject(new Error(`The packaged application ended at once:\n${said}`)));
  });
}
