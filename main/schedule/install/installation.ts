import path from 'node:path';
import { launchdInstallation } from './launchd.ts';
import { systemdInstallation } from './systemd.ts';
import { windowsInstallation } from './windows-task.ts';

/** What the system is to call every five minutes. */
export interface Call {
  /** The program and its words, as they are; the first is an absolute path. */
  readonly command: readonly string[];
  /** Added to its environment. */
  readonly environment: { readonly [name: string]: string };
}

/** For whom, and where things are. */
export interface Place {
  /** For the whole machine, without anybody signed in; otherwise for this user. */
  readonly system: boolean;
  /** The user's own folder. */
  readonly userHome: string;
  /** `XDG_CONFIG_HOME`, or null. */
  readonly configHome: string | null;
  /** The console's folder: on Windows the task is kept in it. */
  readonly consoleHome: string;
  /** Number of the user that owns the console's folder: a machine-wide timer works as that one. Null on Windows. */
  readonly uid: number | null;
  /** The same user's name. */
  readonly userName: string;
}

export interface InstalledFile {
  readonly path: string;
  readonly text: string;
  readonly encoding: 'utf8' | 'utf16le';
}

/** Everything that an installation is: it is shown before it is made, and nothing else is made. */
export interface Installation {
  readonly files: readonly InstalledFile[];
  /** Run after the files are there. */
  readonly begin: readonly (readonly string[])[];
  /** Run before the files go; a refusal (it was not there) is no failure. */
  readonly end: readonly (readonly string[])[];
  /** What a person should know, as sentences. */
  readonly notes: readonly string[];
}

/**
 * One timer that looks at the schedules every five minutes, instead of one for each: a schedule that is added or changed
 * needs no rights, and catching up, retries, conditions and blackouts are the same on all systems. Null for a system
 * that is not known.
 */
export function installationFor(platform: NodeJS.Platform, call: Call, place: Place): Installation | null {
  switch (platform) {
    case 'linux':
      return systemdInstallation(call, place);
    case 'darwin':
      return launchdInstallation(call, place);
    case 'win32':
      return windowsInstallation(call, place);
    default:
      return null;
  }
}

/** Every so many minutes. */
export const EVERY_MINUTES = 5;

/** How this very program runs. */
export interface Program {
  readonly execPath: string;
  /** The script that runs, or undefined. */
  readonly script: string | undefined;
  readonly isElectron: boolean;
  /** The folder of the application, where an unpacked Electron runs it. */
  readonly appFolder?: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** How this very program is called again. */
export function ownCall(program: Program): Call {
  const { execPath, script, isElectron, appFolder, environment } = program;
  // An AppImage is mounted anew at every start: the file is what lasts.
  if (environment.APPIMAGE) return { command: [environment.APPIMAGE], environment: {} };
  const asNode = isElectron && environment.ELECTRON_RUN_AS_NODE === '1';
  if (isElectron && !asNode)
    return { command: appFolder === undefined ? [execPath] : [execPath, appFolder], environment: {} };
  return {
    command: [execPath, ...(script === undefined ? [] : [path.resolve(script)])],
    environment: asNode ? { ELECTRON_RUN_AS_NODE: '1' } : {},
  };
}
