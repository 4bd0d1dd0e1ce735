import { existsSync } from 'node:fs';
import { toPlainError } from '../engine/errors.ts';
import { readConfig } from '../engine/repository/config.ts';
import { mailEntry } from '../schedule/notify/mail-password.ts';
import type { ScheduleStore } from '../schedule/schedule-store.ts';
import { openSecrets } from '../settings/secrets.ts';
import { passwordFromInput } from './ask-password.ts';
import type { CommonOptions } from './command-entry.ts';
import { usage } from './command-entry.ts';
import { EXIT, type ExitStatus } from './exit-status.ts';
import { runInstall } from './install-command.ts';
import { needTarget } from './need-target.ts';
import { note, show } from './output.ts';
import { renderSchedule, renderSchedules, toldSchedule } from './render-schedules.ts';
import { resolveTarget } from './resolve-target.ts';
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
    const unreadable = store.unreadable();
    tellOfStore(command, store, unreadable);
    switch (command.action) {
      case 'list': {
        const all = store.list();
        const now = Date.now();
        const schedules = all.map((kept) => toldSchedule(kept, now));
        show(command, { schedules, unreadable }, () =>
          unreadable.length > 0 && all.length === 0 ? '' : renderSchedules(all, now),
        );
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
        const { name } = command;
        const removed = store.removeUnreadable(name) ? { name } : store.remove(name).schedule;
        show(command, { removed }, () => `Removed the schedule ${removed.name}.\n`);
        return EXIT.done;
      }
      case 'pause':
      case 'resume': {
        const { schedule, ...asItIs } = store.require(command.name);
        const paused = command.action === 'pause';
        // One that is as it should be keeps what it owes: an attempt that is due again, a run that was missed.
        const kept =
          schedule.paused === paused
            ? { schedule, ...asItIs }
            : store.change({ ...schedule, paused }, Date.now());
        show(command, { schedule: toldSchedule(kept, Date.now()) }, () =>
          renderSchedules([kept], Date.now()),
        );
        return EXIT.done;
      }
      case 'import':
        return await (await import('./schedule-import.ts')).importSchedules(command, store);
      case 'run':
        return await (await import('./schedule-run.ts')).runRuns(command, store, signal);
    }
  } finally {
    store.close();
  }
}

function tellOfStore(options: CommonOptions, store: ScheduleStore, unreadable: readonly string[]): void {
  const lost = store.lost();
  if (store.putAside !== null)
    process.stderr.write(
      `The list of jobs was damaged and has been put aside: ${store.putAside}. All schedules were in it: make them anew.\n`,
    );
  else if (lost !== null)
    process.stderr.write(
      `There is no schedule, and a damaged list of jobs was put aside before: ${lost}. Schedules that were in it are not done: make them anew, or move that file away.\n`,
    );
  if (unreadable.length > 0)
    note(
      options,
      `Written by another version of the console, which this one cannot read, so that their runs are not done: ${unreadable.join(', ')}.`,
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
  // What can be refused comes before the schedule is kept.
  const password = passwordStdin ? await keepMailPassword(command) : 'none';
  const kept = store.add(draft, Date.now());
  const now = Date.now();
  show(command, { schedule: toldSchedule(kept, now), password }, () => renderSchedules([kept], now));
  if (password === 'not kept')
    note(command, 'The mail server’s password was not kept: give it in EDMS_SMTP_PASSWORD.');
  return EXIT.done;
}

async function needCertificates(file: string): Promise<void> {
  const { certificatesIn } = await import('../schedule/notify/mail.ts');
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
