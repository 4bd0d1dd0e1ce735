import { statSync } from 'node:fs';
import os from 'node:os';
import { EngineError } from '../../engine/errors.ts';
import { consoleHome } from '../../engine/home.ts';
import { osUser } from '../../jobs/os-user.ts';
import { type Installation, installationFor, ownCall, type Program } from './installation.ts';

/** The timer of this system that calls this program. Error: `SCHEDULE_NOT_INSTALLED` where none is known. */
export function ownInstallation(system: boolean, program: Program): Installation {
  const home = consoleHome();
  const own = ownCall(program);
  const installation = installationFor(
    process.platform,
    { ...own, command: [...own.command, 'schedule', 'run', '--due', '--quiet', '--home', home] },
    {
      system,
      userHome: os.homedir(),
      configHome: process.env.XDG_CONFIG_HOME || null,
      consoleHome: home,
      uid: ownerOf(home),
      userName: userOf(process.env),
    },
  );
  if (installation !== null) return installation;
  throw new EngineError({
    code: 'SCHEDULE_NOT_INSTALLED',
    message: `The console knows no timer of this system (${process.platform}).`,
    consequence: 'Nothing was installed.',
    advice: 'Let cron call edms-backup schedule run --due every five minutes.',
  });
}

/** Whoever keeps the schedules does their runs: also when an administrator installs the timer. */
function ownerOf(home: string): number | null {
  if (process.getuid === undefined) return null;
  try {
    return statSync(home).uid;
  } catch {
    return process.getuid();
  }
}

/** On Windows with the domain (or the machine) whose user it is: a name alone may be that of another one. */
function userOf({ USERDOMAIN: domain }: NodeJS.ProcessEnv): string {
  return process.platform === 'win32' && domain ? `${domain}\\${osUser()}` : osUser();
}
