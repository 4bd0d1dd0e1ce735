import { existsSync } from 'node:fs';
import { EngineError, toPlainError } from '../engine/errors.ts';
import { readConfig } from '../engine/repository/config.ts';
import { thisMachine } from '../schedule/conditions.ts';
import type { MailServer } from '../schedule/notify/channel.ts';
import { runCommand } from '../schedule/notify/command.ts';
import { type Delivered, deliver } from '../schedule/notify/deliver.ts';
import { certificatesIn, sendMail } from '../schedule/notify/mail.ts';
import { mailEntry, mailPasswordFromEnvironment } from '../schedule/notify/mail-password.ts';
import { RUNS_ASKED } from '../schedule/policy-on-snapshots.ts';
import { type DoneRun, ScheduleRunner } from '../schedule/runner.ts';
import type { ScheduleStore } from '../schedule/schedule-store.ts';
import { openSecrets } from '../settings/secrets.ts';
import { isTakenTarget } from '../settings/taken-target.ts';
import { passwordFromInput } from './ask-password.ts';
import type { CommonOptions } from './command-entry.ts';
import { usage } from './command-entry.ts';
import { EXIT, type ExitStatus, statusOfError } from './exit-status.ts';
import { importConfiguration } from './import-schedules.ts';
import { runInstall } from './install-command.ts';
import { needTarget } from './need-target.ts';
import { note, show } from './output.ts';
import {
  renderImported,
  renderRound,
  renderRun,
  renderSchedule,
  renderSchedules,
  toldSchedule,
} from './render-schedules.ts';
import { resolveTarget } from './resolve-target.ts';
import { backupOf } from './run-backup.ts';
import { lastingTarget } from './schedule-action.ts';
import { configurationsOf, edmsSender, type RanAs, recordRun } from './schedule-edms.ts';
import type { AddSchedule, ScheduleOptions } from './schedule-entry.ts';

/** `schedule …`. Rejects with an `EngineError`. */
export async function runSchedule(
  command: CommonOptions & ScheduleOptions,
  signal: AbortSignal,
): Promise<ExitStatus> {
  if (command.action === 'install' || command.action === 'uninstall') return runInstall(command);
  // Not before it is needed: the store is a binary of the system's own kind.
  const { ScheduleStore } = await import('../schedule/schedule-store.ts');
  const store = ScheduleStore.open();
  try {
    tellOfStore(command, store);
    switch (command.action) {
      case 'list': {
        const all = store.list();
        const now = Date.now();
        const schedules = all.map((kept) => toldSchedule(kept, now));
        show(command, { schedules }, () => renderSchedules(all, now));
        return EXIT.done;
      }
      case 'show': {
        const kept = store.require(command.name);
        const now = Date.now();
        const runs = store.runs(command.name, command.limit);
        const notices = store.outbox.list(kept.schedule.id, command.limit);
        show(command, { schedule: toldSchedule(kept, now), runs, notices }, () =>
          renderSchedule(kept, runs, notices, now),
        );
        return EXIT.done;
      }
      case 'add':
        return await addSchedule(command, store);
      case 'remove': {
        const { schedule } = store.remove(command.name);
        show(command, { removed: schedule }, () => `Removed the schedule ${schedule.name}.\n`);
        return EXIT.done;
      }
      case 'pause':
      case 'resume': {
        const { schedule } = store.require(command.name);
        const kept = store.change({ ...schedule, paused: command.action === 'pause' }, Date.now());
        show(command, { schedule: toldSchedule(kept, Date.now()) }, () =>
          renderSchedules([kept], Date.now()),
        );
        return EXIT.done;
      }
      case 'import':
        return await importSchedules(command, store);
      case 'run':
        return await runRuns(command, store, signal);
    }
  } finally {
    store.close();
  }
}

function tellOfStore(options: CommonOptions, store: ScheduleStore): void {
  if (store.putAside !== null)
    process.stderr.write(
      `The list of jobs was damaged and has been put aside: ${store.putAside}. All schedules were in it: make them anew.\n`,
    );
  const unreadable = store.unreadable();
  if (unreadable > 0)
    note(
      options,
      `${unreadable} schedules were written by another version of the console: their runs are not done.`,
    );
}

async function addSchedule(command: CommonOptions & AddSchedule, store: ScheduleStore): Promise<ExitStatus> {
  const { draft, passwordStdin } = command;
  const { action } = draft;
  // A profile that is not there is told now, and not at night.
  needTarget(await resolveTarget(action.target, { ...command, quiet: true }));
  for (const channel of draft.tell.channels)
    if (channel.kind === 'mail' && channel.ca !== undefined) await needCertificates(channel.ca);
  if (action.kind === 'export' && !existsSync(action.folder))
    throw usage(`The folder for the exports is not there: ${action.folder}.`);
  // Whether it is one; what opens it is looked for with each run.
  if (action.kind === 'backup') await readConfig(action.repository);
  const kept = store.add(draft, Date.now());
  const password = passwordStdin ? await keepMailPassword(command) : 'none';
  const now = Date.now();
  show(command, { schedule: toldSchedule(kept, now), password }, () => renderSchedules([kept], now));
  if (password === 'not kept')
    note(command, 'The mail server’s password was not kept: give it in EDMS_SMTP_PASSWORD.');
  return EXIT.done;
}

async function needCertificates(file: string): Promise<void> {
  await certificatesIn(file).catch((error: unknown) => {
    throw usage(`--smtp-ca: ${toPlainError(error).message}`);
  });
}

async function keepMailPassword({ draft }: AddSchedule): Promise<'keychain' | 'not kept' | 'none'> {
  const server = draft.tell.channels.flatMap((channel) =>
    channel.kind === 'mail' ? [channel.server] : [],
  )[0];
  if (server === undefined || server.user === null)
    throw usage('--password-stdin is for a mail server with a user: --smtp smtps://USER@HOST.');
  const password = await passwordFromInput();
  if (password === null) return 'none';
  const secrets = await openSecrets();
  if (secrets.where.kind === 'session') return 'not kept';
  await secrets.set(mailEntry(server), password);
  return 'keychain';
}

async function mailPassword(server: MailServer): Promise<string | null> {
  return mailPasswordFromEnvironment() ?? (await openSecrets()).get(mailEntry(server));
}

async function importSchedules(
  command: CommonOptions & Extract<ScheduleOptions, { readonly action: 'import' }>,
  store: ScheduleStore,
): Promise<ExitStatus> {
  const target = lastingTarget(command.target);
  if (command.repository !== null) await readConfig(command.repository);
  const open = await resolveTarget(command.target, command);
  needTarget(open);
  const configurations = await configurationsOf(open);
  const imported = configurations.map((configuration) => {
    const made = importConfiguration(configuration, { ...command, target });
    if (made.draft === null || command.dryRun) return made;
    try {
      store.add(made.draft, Date.now());
      return made;
    } catch (error) {
      // A name that is taken, above all: it was imported before.
      if (!(error instanceof EngineError) || error.code !== 'SCHEDULE_INVALID') throw error;
      return { ...made, draft: null, notes: [...made.notes, error.message] };
    }
  });
  show(command, { imported, dryRun: command.dryRun }, () => renderImported(imported, command.dryRun));
  return EXIT.done;
}

async function runRuns(
  command: CommonOptions & Extract<ScheduleOptions, { readonly action: 'run' }>,
  store: ScheduleStore,
  signal: AbortSignal,
): Promise<ExitStatus> {
  let ranAs: RanAs | null = null;
  const runner = new ScheduleRunner({
    store,
    machine: { ...thisMachine, isTaken: isTakenTarget },
    now: Date.now,
    backup: backupOf({
      options: command,
      now: Date.now,
      runsOf: ({ id }) => store.runs(id, RUNS_ASKED),
      onEntered: (as) => {
        ranAs = as;
      },
    }),
    onDone: async (done) => {
      if (ranAs !== null)
        for (const sentence of await recordRun(done, ranAs))
          note(command, `${done.schedule.name}: ${sentence}`);
      ranAs = null;
    },
  });
  if (command.name === null) {
    const round = await runner.runDue(signal);
    const notices = await sendNotices(command, store, signal);
    show(command, { ...round, done: round.done.map(toldRun), notices }, () => renderRound(round));
    tellOfNotices(command, notices);
    return round.done.some(({ end }) => end.outcome !== 'succeeded') ? EXIT.needsLook : EXIT.done;
  }
  const run = await runner.runNow(command.name, signal);
  const notices = await sendNotices(command, store, signal);
  show(command, { run: toldRun(run), notices }, () => renderRun(run));
  tellOfNotices(command, notices);
  return run.end.outcome === 'succeeded' ? EXIT.done : statusOfError(run.end.error.code);
}

function sendNotices(
  options: CommonOptions,
  store: ScheduleStore,
  signal: AbortSignal,
): Promise<readonly Delivered[]> {
  const senders = {
    mail: async (channel, notice) => void (await sendMail(channel, notice, mailPassword)),
    command: (channel, notice) => runCommand(channel, notice),
    edms: edmsSender(options),
  } satisfies Parameters<typeof deliver>[1];
  return deliver(store.outbox, senders, Date.now, signal);
}

function tellOfNotices(options: CommonOptions, notices: readonly Delivered[]): void {
  for (const { channel, failure } of notices)
    if (failure !== null) note(options, `A notice by ${channel} was not sent. ${failure}`);
}

/** A run as `--json` tells it. */
function toldRun({ schedule, startedAt, endedAt, end, ...run }: DoneRun) {
  return {
    ...run,
    schedule: schedule.name,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    outcome: end.outcome,
    error: end.outcome === 'succeeded' ? null : end.error,
  };
}
