import type { RetentionReason, ScheduleRun, ShownSchedule, When } from '../../types.ts';
import { counted, formatsOf } from '../formats.ts';
import { englishTelling } from './telling.ts';

const f = formatsOf('en');
const { number } = f;
const snapshots = counted(f, 'snapshot', 'snapshots');
const records = counted(f, 'record', 'records');
const files = counted(f, 'file', 'files');
const days = counted(f, 'day', 'days');

type Outcome = NonNullable<ScheduleRun['outcome']>;
type PeriodRule = Extract<RetentionReason, { readonly rule: string }>['rule'];

const weekdays = { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' };
const periods: { readonly [rule in PeriodRule]: string } = {
  hourly: 'hour',
  daily: 'day',
  weekly: 'week',
  monthly: 'month',
  yearly: 'year',
};

function when(value: When): string {
  switch (value.kind) {
    case 'hourly':
      return `every hour at minute ${value.minute}`;
    case 'daily':
      return `every day at ${value.time}`;
    case 'weekly':
      return `${value.days.map((day) => weekdays[day]).join(', ')} at ${value.time}`;
    case 'monthly':
      return value.day === 'last'
        ? `on the last day of each month at ${value.time}`
        : `on day ${value.day} of each month at ${value.time}`;
    case 'cron':
      return `cron ${value.expression}`;
    case 'on-demand':
      return 'only when somebody runs it';
  }
}

function reason(why: RetentionReason): string {
  switch (why.kind) {
    case 'last':
      return `one of the newest ${number(why.count)}`;
    case 'period':
      return `the newest of the ${periods[why.rule]} ${why.period}`;
    case 'within':
      return `within ${why.duration} before the newest`;
    case 'tag':
      return `it has the tag ${why.tag}`;
    case 'no-rule':
      return 'no rule removes anything';
    case 'proven':
      return 'the last one that was tested';
    case 'minimum':
      return `so many stay at least: ${number(why.count)}`;
    case 'newer':
      return `there are ${number(why.count)} newer ones`;
    case 'taken':
      return `the ${periods[why.rule]} ${why.period} is kept by ${why.by.slice(0, 8)}`;
    case 'beyond':
      return `the ${periods[why.rule]} ${why.period} is older than the last ${number(why.count)} that have one`;
    case 'older':
      return `older than ${why.duration} before the newest`;
    case 'no-tag':
      return 'it has no tag that is kept';
  }
}

const outcomes: { readonly [outcome in Outcome]: string } = {
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'was cancelled',
  interrupted: 'was interrupted: its program ended',
  skipped: 'was missed, and let go of',
};

/** What the place for schedules says in English. */
export const englishSchedules = {
  schedules: {
    title: 'Schedules',
    lead: 'A schedule takes snapshots of an EDMS, or exports it, by itself. The EDMS is only read.',
    empty: 'There is no schedule yet.',
    offered: {
      title: (target: string) => `Backup plans that ${target} has itself`,
      lead: 'Each can become a schedule of this console. Switch it off in the EDMS then, or both back it up.',
      show: (count: number) => (count === 1 ? 'Show it' : `Show the ${count}`),
      hide: 'Hide them',
      switchedOff: 'switched off there',
      takeOver: 'Make a schedule of it…',
      takeOverOf: (name: string) => `Make a schedule of ${name}`,
    },
    emptyHint:
      'With one, a snapshot is taken each night, tested by restoring it, and older ones are thinned out, without anybody thinking of it.',
    new: 'New schedule…',
    saveNew: 'Make the schedule',
    save: 'Save the changes',
    edit: 'Change…',
    runNow: 'Run now',
    pause: 'Pause',
    resume: 'Resume',
    remove: 'Remove…',
    removeTitle: (name: string) => `Remove the schedule ${name}?`,
    removeHint: 'Its list of runs goes with it. Snapshots and exports that it made stay.',
    removeYes: 'Remove',
    unreadable: (count: number) =>
      `${number(count)} more were written by another version of the console. They are not run by this one.`,
    list: 'Schedules',
    columns: { name: 'Name', standing: 'Standing', when: 'When', next: 'Next run', last: 'Last run' },
    standing: {
      running: 'running',
      paused: 'paused',
      overdue: 'overdue',
      waiting: 'waiting',
      failed: 'failed',
      due: 'due',
      'on-demand': 'on demand',
      well: 'well',
    } satisfies { readonly [standing in ShownSchedule['standing']]: string },
    when,
    weekdays,
    never: 'none',
    noRun: 'No run yet.',
    lastRun: (outcome: Outcome | null, time: string) =>
      outcome === null ? `It runs since ${time}.` : `On ${time} it ${outcomes[outcome]}.`,
    overdue: (time: string) => `The run that was due on ${time} has not been made.`,
    made: (name: string, recordCount: number, fileCount: number) =>
      `${name}: ${records(recordCount)}${fileCount > 0 ? ` and ${files(fileCount)}` : ''}`,
    snapshotName: (id: string) => `Snapshot ${id.slice(0, 8)}`,
    proven: 'proven',
    notWhole: 'something is missing in it: see the jobs',
    unsigned: 'not signed, as the key could not be reached',
    forgotten: (count: number) => `${snapshots(count)} removed`,
    details: { what: 'What', from: 'EDMS', into: 'Into', zone: 'Time zone', tells: 'Tells', runs: 'Runs' },
    whats: { snapshot: 'a snapshot', export: 'an export' },
    triggers: { due: 'due', 'caught-up': 'made up for', retry: 'again', person: 'asked for' },
    standsFor: (count: number) => `for ${number(count)} due runs`,
    attempt: (count: number) => `attempt ${number(count)}`,
    form: {
      titleNew: 'New schedule',
      titleEdit: (name: string) => `Change ${name}`,
      name: 'Name',
      nameHint: 'How you know it; also in the names of exports.',
      when: 'When',
      kind: 'Repeats',
      kinds: {
        hourly: 'every hour',
        daily: 'every day',
        weekly: 'on weekdays',
        monthly: 'every month',
        cron: 'by a cron expression',
        'on-demand': 'only when somebody runs it',
      },
      minute: 'Minute',
      time: 'Time',
      days: 'Weekdays',
      day: 'Day of the month',
      lastDay: 'last day',
      cron: 'Cron expression',
      cronHint: 'minute, hour, day, month, weekday: 30 2 * * 1-5',
      zone: 'Time zone',
      next: 'Next runs',
      nextNone: 'No run would be due.',
      what: 'What',
      source: 'EDMS',
      sourceHint: 'A profile, or an embedded database. A server needs a profile, which knows its password.',
      noSource: 'There is no profile and no embedded database yet. Make one of them under “Target”.',
      toTarget: 'Go to the target',
      noStorage: 'This profile names no storage folder: documents are not backed up with it.',
      work: 'Makes',
      works: { snapshot: 'a snapshot into a repository', export: 'an export into a folder' },
      repository: 'Repository',
      noRepository: 'There is no repository yet: make one in the place for snapshots.',
      toSnapshots: 'Go to snapshots',
      encryptedHint:
        'The repository is encrypted: runs take its passphrase from the system’s keychain, else from EDMS_REPOSITORY_PASSPHRASE.',
      tags: 'Tags',
      tagsHint: 'Separated by commas. Each snapshot gets them.',
      snapshotKind: 'Kind',
      sign: "Sign each snapshot with this console's key; a run that cannot reach the key takes it unsigned, and says so",
      afterwards: 'Afterwards',
      afterwardsOf: {
        test: 'restore it into a database that is thrown away, and compare everything',
        verify: 'read it back',
        nothing: 'nothing: nobody knows then whether it is good',
      },
      folder: 'Folder',
      chooseFolder: 'Choose a folder…',
      noFolder: 'No folder is chosen yet.',
      ending: 'Format',
      filesOnly: 'Only the files, no records',
      keep: 'What is kept',
      keepAll: 'Keep every snapshot',
      keepSome: 'Remove what no rule keeps, after each snapshot that is proven',
      counts: {
        last: 'Newest',
        hourly: 'Hours',
        daily: 'Days',
        weekly: 'Weeks',
        monthly: 'Months',
        yearly: 'Years',
        minimum: 'Never fewer than',
      },
      within: 'All of the last',
      withinHint: '2y5m7d3h, before the newest',
      keepTags: 'All with a tag',
      thinsAll: 'Count and remove snapshots that others took, too',
      thinsAllHint:
        'All snapshots of this EDMS with the schedule’s tags, whoever took them: those of other schedules go, too.',
      thinsOwn: 'Only snapshots that this schedule took are counted and removed.',
      thinsOwnNew: 'Only snapshots that this schedule takes are counted and removed; there is none yet.',
      tell: englishTelling,
      overdueAfter: 'Overdue after hours',
      conditions: 'Conditions',
      missed: 'Runs that were missed while the machine was off',
      missedOf: { 'run-once': 'are made up for by one', skip: 'are let go of' },
      mainsPower: 'Not while the machine runs on its battery',
      waitForFolder: 'Wait while the folder (a disk, a share) is not there',
      attempts: 'Attempts',
      timeLimit: 'Time limit in minutes',
      timeLimitHint: 'Empty: none',
      blackouts: 'No run begins',
      blackoutDays: 'on',
      blackoutFrom: 'from',
      blackoutTo: 'to',
      addBlackout: 'Add a span of time',
      removeBlackout: 'Remove this span of time',
      incomplete: {
        name: 'Give it a name.',
        target: 'Choose the EDMS.',
        repository: 'Choose a repository.',
        folder: 'Choose a folder.',
        days: 'Choose a weekday.',
        time: 'Give the time.',
        cron: 'Give the cron expression.',
        keep: 'Say what is kept: without a rule every snapshot stays.',
        number: 'A number is not right.',
        mail: 'Say by which server mail is sent, from whom and to whom.',
        command: 'Choose the program that tells somebody.',
        edms: 'Say whom the EDMS notifies.',
        about: 'Say of what each way tells.',
        password: 'Keep the password that was typed, or empty its field.',
      },
    },
    timer: {
      title: 'While the console is closed',
      open: 'Let the system call it…',
      hide: 'Hide',
      on: 'The system looks for due runs every five minutes, also while the console is closed.',
      off: 'Runs are done while the console is open. Closing its window puts it beside the clock, where it goes on, as long as you are signed in.',
      shown: 'This is written, and nothing else:',
      thenRuns: 'Then it runs:',
      install: 'Write this and begin',
      uninstall: 'Let the system stop calling it',
      uninstallRuns: 'To stop it, this is run, and the files are removed:',
      none: 'The console knows no timer of this system.',
    },
    notices: {
      failed: (name: string) => `${name} has failed`,
      succeeded: (name: string) => `${name} has succeeded`,
      recovered: (name: string) => `${name} has succeeded again`,
      overdue: (name: string) => `${name} is overdue`,
      test: (name: string) => `A test message of ${name}`,
    },
    awayTitle: 'The console goes on beside the clock',
    awayHint: 'It does what schedules have due. Quit it there.',
  },
  retention: {
    title: 'What would stay, and what would go',
    hint: 'Nothing is removed by looking.',
    looking: 'Reading the repository',
    show: 'Show what it would do',
    none: 'There is no snapshot that the rules are about.',
    summary: (stay: number, go: number) =>
      go === 0
        ? stay === 1
          ? 'The one snapshot would stay.'
          : `All ${snapshots(stay)} would stay.`
        : `${snapshots(stay)} would stay, ${number(go)} would go.`,
    calendarText: (source: string, stay: number, go: number, dayCount: number) =>
      `${source}: ${number(stay)} stay and ${number(go)} go, on ${days(dayCount)}.`,
    dayText: (day: string, stay: number, go: number) => `${day}: ${number(stay)} stay, ${number(go)} go`,
    legend: { none: 'none', stay: 'stay', go: 'go', both: 'some go' },
    columns: { time: 'Taken', what: 'Becomes', why: 'Why' },
    stays: 'stays',
    goes: 'goes',
    reason,
    forget: {
      part: 'Thin out',
      hint: 'Removes the snapshots that no rule keeps. First you see which stay, which go, and why; hours, days and weeks are those of this machine.',
      tags: 'Only snapshots with these tags',
      tagsHint: 'Separated by commas; all snapshots where it is empty.',
      noRule: 'Name a rule: without one every snapshot stays.',
      start: (count: number) => `Forget ${snapshots(count)}…`,
      title: (count: number, repository: string) => `Forget ${snapshots(count)} of ${repository}?`,
      lead: (count: number) =>
        `${count === 1 ? 'It' : 'They'} can no longer be restored. Every other snapshot stays whole.`,
      list: 'These go',
      stays: (source: string, time: string) => `${source}: the last tested one stays, of ${time}.`,
      noneTested: (source: string) =>
        `${source}: none of those that stay was tested by restoring it, so nobody knows yet that they are good.`,
      space: (count: number) =>
        `No space is freed by this: Prune takes away what only ${count === 1 ? 'it' : 'they'} needed.`,
      prune: 'Prune afterwards',
      yes: (count: number) => `Forget ${number(count)}`,
      removing: 'Removing the snapshots',
      done: (count: number) => `${snapshots(count)} removed.`,
    },
  },
};
