import path from 'node:path';
import { type ScheduleDraft, USUAL, USUAL_FILE_NAME } from '../schedule/schedule.ts';
import { localTimeZone } from '../schedule/zone.ts';
import { type CommandEntry, type Given, type OptionName, targetOf, usage } from './command-entry.ts';
import { KEEP_HELP } from './keep-options.ts';
import { actionOf, EITHER, EXPORT_OPTIONS, resolved, SNAPSHOT_OPTIONS } from './schedule-action.ts';
import { readBlackout, readMissed, readNumber, readWhen } from './schedule-words.ts';
import { readTell } from './tell-words.ts';

const ADD_OPTIONS: readonly OptionName[] = [
  'target',
  'storage',
  'when',
  'zone',
  'blackout',
  'jitter',
  'missed',
  'attempts',
  'time-limit',
  'mains-power',
  'reachable',
  ...SNAPSHOT_OPTIONS,
  ...EXPORT_OPTIONS,
  'tell',
  'tell-about',
  'tell-success',
  'overdue-after',
  'smtp',
  'smtp-ca',
  'mail-from',
  'password-stdin',
];

interface Named {
  readonly command: 'schedule';
  readonly name: string;
}

export interface AddSchedule {
  readonly command: 'schedule';
  readonly action: 'add';
  readonly draft: ScheduleDraft;
  /** The mail server's password comes over standard input. */
  readonly passwordStdin: boolean;
}

export interface InstallOptions {
  readonly command: 'schedule';
  readonly action: 'install' | 'uninstall';
  /** For the whole machine, and not for this user alone. */
  readonly system: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

export type ScheduleOptions =
  | AddSchedule
  | InstallOptions
  | { readonly command: 'schedule'; readonly action: 'list' }
  /** Null: every run that is due. */
  | { readonly command: 'schedule'; readonly action: 'run'; readonly name: string | null }
  | {
      readonly command: 'schedule';
      readonly action: 'import';
      readonly target: string;
      readonly storage: string | null;
      /** The repository that snapshots go into; null for exports. */
      readonly repository: string | null;
      readonly exportTo: string | null;
      readonly zone: string;
      readonly dryRun: boolean;
    }
  | (Named & { readonly action: 'show'; readonly limit: number })
  | (Named & { readonly action: 'pause' | 'resume' | 'remove' });

/** The options of each action. */
const ACTIONS: { readonly [action in ScheduleOptions['action']]: readonly OptionName[] } = {
  add: ADD_OPTIONS,
  list: [],
  show: ['limit'],
  run: ['due'],
  pause: [],
  resume: [],
  remove: [],
  import: ['target', 'storage', 'repo', 'export-to', 'zone', 'dry-run'],
  install: ['system', 'dry-run', 'yes'],
  uninstall: ['system', 'dry-run', 'yes'],
};
const NAMES = [
  'add',
  'list',
  'show',
  'run',
  'pause',
  'resume',
  'remove',
  'import',
  'install',
  'uninstall',
] as const;

export const scheduleEntry = {
  usage: [
    'schedule add SCHEDULE --target T --when WHEN --repo DIR [--kind KIND] [--tag TAG]… [--afterwards A] [--sign] [--keep-daily N]… [OPTION]…',
    'schedule add SCHEDULE --target T --when WHEN --export-to DIR [OPTION]…',
    'schedule list',
    'schedule show|pause|resume|remove SCHEDULE',
    'schedule run SCHEDULE',
    'schedule run --due',
    'schedule import --target T [--repo DIR | --export-to DIR] [--dry-run]',
    'schedule install|uninstall [--system] [--dry-run] [--yes]',
  ],
  help: `Takes snapshots of an EDMS, or exports it, by itself, at the times that a schedule names. run --due does every run that is due; install lets the
system call it every five minutes (systemd, launchd or the Windows task scheduler). A run that several programs find is
done by one of them.
  --target T     what is backed up; a password is never kept: it comes out of the keychain or the environment
  --storage DIR  the folder in which the EDMS keeps its files; a profile can name it, an embedded target has its own
  --when WHEN    "hourly 15", "daily 02:30", "weekly mon,thu 02:30", "monthly 31 02:30" (the last day of a shorter
                 month), "monthly last 02:30", "cron 30 2 * * 1-5" or on-demand
  --zone ZONE    the time zone of all times (Europe/Berlin); this machine's where it is not given. A time that the clocks
                 leave out is due right after the change, one that occurs twice the first time
  --blackout SPAN  "mon-fri 08:00-18:00": no run begins in it; what is due in it waits for its end
  --jitter SECONDS  begin up to so much later, always the same for the same run
  --missed M     run-once: one run makes up for all that were missed (as without it); skip: they are let go of
  --attempts N   how often a run is tried in all (3): after 5 minutes, 15, 45, then each hour
  --time-limit MINUTES  a run that takes longer is cancelled and has failed
  --mains-power  not while the machine runs on its battery
  --reachable DIR  not while this folder (a mounted disk, a share) is not there
  --repo DIR     the repository that a snapshot goes into; what opens it comes out of the keychain, where the window keeps it,
                 or in EDMS_REPOSITORY_PASSPHRASE, and is never kept with the schedule
  --kind KIND    full, incremental (as without it) or differential
  --tag TAG      a word that each snapshot gets
  --sign         sign each snapshot with the console's own key; a run that cannot reach it takes it unsigned
  --afterwards A  test: restore the snapshot into a database that is thrown away and compare all of it (as without it);
                 verify: read it back; nothing. A run whose snapshot is not proven has failed, and removes nothing
${KEEP_HELP}  --thin-all     what is kept is counted among all snapshots of the EDMS with these tags, whoever took them, and others'
                 go, too; without it among those that this schedule took
  --export-to DIR  the folder that the exports go to; it has to be there, and nothing in it is replaced or removed
  --files-only   packages of files without records
  --file-name PATTERN  ${USUAL_FILE_NAME} where it is not given; the ending says what is exported, as for export
  --tell WAY     who is told of failures, of the success after them and of overdue runs: mail:ADDRESS, edms:ADDRESS (a row
                 of the EDMS's notification_queue, where it has that table), command:PROGRAM or
                 command:["PROGRAM","WORD"] (no shell; the facts are JSON on its standard input)
  --tell-about WAY=EVENTS  of what one of them is told, where it is not all of that: failed, recovered (the success after
                 trouble), overdue, succeeded (every success); WAY is mail, edms, command, or what a --tell says
                 (--tell-about mail=failed,overdue)
  --tell-success  tell of every success
  --overdue-after HOURS  how long after it was due a run is overdue (6)
  --smtp URL     smtps://USER@HOST, smtp+starttls://USER@HOST or smtp://HOST; for mail
  --smtp-ca FILE  certificates (PEM) of a private authority: the mail server's has to be of one of these
  --mail-from ADDRESS  the sender of mail
  --password-stdin  read the mail server's password and keep it in the keychain; otherwise give EDMS_SMTP_PASSWORD
  --limit N      how many runs show prints (1 to 500, 20 when it is not given)
  --due          run what is due
  --dry-run      import: only say what it would make; install: only show what it would write
  --system       install for the whole machine (needs its administrator) and not for this user alone
  --yes          do not ask
A run is written into the EDMS's backup_jobs, under a configuration of the console's own.
Where a schedule says what is kept, its first run of a day that finds something to do also prunes the repository.
import makes paused schedules of the EDMS's own backup configurations, of snapshots with --repo; install shows what it writes, uninstall removes it.

Exit status of run: 0 done or nothing due, 3 a run failed (or the schedules were lost with a damaged list), or the status of
the one run that was asked for.
`,
  options: [...new Set<OptionName>(Object.values(ACTIONS).flat())],
  read: readSchedule,
} satisfies CommandEntry;

/** Understands the words behind `schedule`. Error: `USAGE`. */
function readSchedule(given: Given): ScheduleOptions {
  const [word, name, ...more] = given.operands;
  if (word === undefined) throw usage(`Say what to do with schedules: ${NAMES.join(', ')}.`);
  const action = NAMES.find((one) => one === word);
  if (action === undefined)
    throw usage(`schedule has no action "${word.slice(0, 40)}"; there are: ${NAMES.join(', ')}.`);
  const foreign = scheduleEntry.options.find(
    (option) => given.values[option] !== undefined && !ACTIONS[action].includes(option),
  );
  if (foreign !== undefined) throw usage(`schedule ${action} has no option --${foreign}.`);
  if (more.length > 0) throw usage('There are words too many.');
  const command = 'schedule' as const;
  const { values } = given;
  switch (action) {
    case 'list':
      none(action, name);
      return { command, action };
    case 'install':
    case 'uninstall':
      none(action, name);
      return {
        command,
        action,
        system: values.system === true,
        dryRun: values['dry-run'] === true,
        yes: values.yes === true,
      };
    case 'import':
      none(action, name);
      if (values.repo !== undefined && values['export-to'] !== undefined) throw usage(EITHER);
      return {
        command,
        action,
        target: targetOf(given),
        storage: resolved(values.storage),
        repository: resolved(values.repo),
        exportTo: resolved(values['export-to']),
        zone: values.zone ?? localTimeZone(),
        dryRun: values['dry-run'] === true,
      };
    case 'run':
      if ((name === undefined) === (values.due !== true))
        throw usage('Name the schedule that is run, or say --due for every run that is due.');
      return { command, action, name: name ?? null };
    case 'add':
      return {
        command,
        action,
        draft: draftOf(named(action, name), given),
        passwordStdin: values['password-stdin'] === true,
      };
    case 'show':
      return {
        command,
        action,
        name: named(action, name),
        limit: values.limit === undefined ? 20 : readNumber('limit', values.limit, 1, 500),
      };
    case 'pause':
    case 'resume':
    case 'remove':
      return { command, action, name: named(action, name) };
  }
}

function named(action: string, name: string | undefined): string {
  if (name === undefined) throw usage(`Name the schedule: schedule ${action} SCHEDULE.`);
  return name;
}

function none(action: string, name: string | undefined): void {
  if (name !== undefined) throw usage(`schedule ${action} takes no name.`);
}

function draftOf(name: string, given: Given): ScheduleDraft {
  const { values } = given;
  if (values.when === undefined) throw usage('Say when it runs: --when "daily 02:30".');
  const mail = {
    server: values.smtp ?? null,
    from: values['mail-from'] ?? null,
    ca: resolved(values['smtp-ca']),
  };
  const number = (option: 'jitter' | 'attempts' | 'time-limit', least: number, most: number) => {
    const text = values[option];
    return text === undefined ? null : readNumber(option, text, least, most);
  };
  const overdue = values['overdue-after'];
  return {
    ...USUAL,
    name,
    when: readWhen(values.when),
    timeZone: values.zone ?? localTimeZone(),
    blackouts: (values.blackout ?? []).map(readBlackout),
    jitterSeconds: number('jitter', 0, 21_600) ?? USUAL.jitterSeconds,
    missed: values.missed === undefined ? USUAL.missed : readMissed(values.missed),
    retry: { ...USUAL.retry, attempts: number('attempts', 1, 20) ?? USUAL.retry.attempts },
    timeLimitMinutes: number('time-limit', 1, 7 * 24 * 60),
    conditions: {
      mainsPower: values['mains-power'] === true,
      reachable: (values.reachable ?? []).map((folder) => path.resolve(folder)),
    },
    action: actionOf(given),
    tell: {
      overdueAfterHours:
        overdue === undefined
          ? USUAL.tell.overdueAfterHours
          : readNumber('overdue-after', overdue, 1, 24 * 90),
      ...readTell({
        tell: values.tell ?? [],
        about: values['tell-about'] ?? [],
        everySuccess: values['tell-success'] === true,
        mail,
      }),
    },
  };
}
