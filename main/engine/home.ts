import os from 'node:os';
import path from 'node:path';

/**
 * The folder in which the console keeps what is its own: embedded databases, window state, recent packages.
 * `EDMS_BACKUP_HOME` moves it as a whole.
 */
export function consoleHome(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment.EDMS_BACKUP_HOME;
  if (chosen) return path.resolve(chosen);
  if (process.platform === 'win32') {
    return path.join(
      environment.LOCALAPPDATA || path.join(os.homedir(), 'AppData', 'Local'),
      'EDMS Backup Console',
    );
  }
  if (process.platform === 'darwin') {
    return path.join(os.homedir(), 'Library', 'Application Support', 'EDMS Backup Console');
  }
  return path.join(
    environment.XDG_DATA_HOME || path.join(os.homedir(), '.local', 'share'),
    'edms-backup-console',
  );
}

/** The folder that belongs to one job: its undo record and side file. */
export function jobFolder(job: string, home = consoleHome()): string {
  return path.join(home, 'jobs', job);
}

/** The list of jobs, in which the schedules are kept too. */
export function jobsFile(home = consoleHome()): string {
  return path.join(home, 'jobs', 'jobs.sqlite');
}

/** The folder of one embedded target: its database in `data/`, its document files in `storage/`. */
export function embeddedTargetFolder(name: string, home = consoleHome()): string {
  return path.join(home, 'targets', name);
}
