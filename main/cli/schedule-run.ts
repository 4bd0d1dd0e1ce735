import { thisMachine } from '../schedule/conditions.ts';
import type { MailServer } from '../schedule/notify/channel.ts';
import { runCommand } from '../schedule/notify/command.ts';
import { type Delivered, deliver } from '../schedule/notify/deliver.ts';
import { mailEntry, mailPasswordFromEnvironment } from '../schedule/notify/mail-password.ts';
import { RUNS_ASKED } from '../schedule/policy-on-snapshots.ts';
import { type DoneRun, ScheduleRunner } from '../schedule/runner.ts';
import type { ScheduleStore } from '../schedule/schedule-store.ts';
import { openSecrets } from '../settings/secrets.ts';
import { isTakenTarget } from '../settings/taken-target.ts';
import type { CommonOptions } from './command-entry.ts';
import { EXIT, type ExitStatus, statusOfError } from './exit-status.ts';
import { note, show } from './output.ts';
import { renderRound, renderRun } from './render-schedules.ts';
import type { BackupParts } from './run-backup.ts';
import type { RanAs } from './schedule-edms.ts';
import type { ScheduleOptions } from './schedule-entry.ts';

/** `schedule run`: what is due, or one schedule by its name; then the notices that are waiting. */
export async function runRuns(
  command: CommonOptions & Extract<ScheduleOptions, { readonly action: 'run' }>,
  store: ScheduleStore,
  signal: AbortSignal,
): Promise<ExitStatus> {
  let ranAs: RanAs | null = null;
  const runner = new ScheduleRunner({
    store,
    machine: { ...thisMachine, isTaken: isTakenTarget },
    now: Date.now,
    // Not before something is due: the system's timer asks for that every few minutes.
    backup: async (schedule, cancelled) => {
      const { backupOf } = await import('./run-backup.ts');
      const parts: BackupParts = {
        options: command,
        now: Date.now,
        runsOf: ({ id }) => store.runs(id, RUNS_ASKED),
        onEntered: (as) => {
          ranAs = as;
        },
      };
      return backupOf(parts)(schedule, cancelled);
    },
    onDone: async (done) => {
      // Of a run that hangs the server may be the reason.
      if (ranAs === null || runner.isStuck) return;
      const { recordRun } = await import('./schedule-edms.ts');
      for (const sentence of await recordRun(done, ranAs))
        note(command, `${done.schedule.name}: ${sentence}`);
      ranAs = null;
    },
    onLook: async () => tellOfNotices(command, await sendNotices(command, store, signal)),
  });
  if (command.name === null) {
    const round = await runner.runDue(signal);
    const notices = await sendNotices(command, store, signal);
    const lost = store.lost();
    show(command, { ...round, done: round.done.map(toldRun), notices, lost }, () => renderRound(round));
    tellOfNotices(command, notices);
    // Whoever watches the timer has to see that nothing is backed up any more.
    const isWell = lost === null && round.done.every(({ end }) => end.outcome === 'succeeded');
    return ended(runner, isWell ? EXIT.done : EXIT.needsLook);
  }
  const run = await runner.runNow(command.name, signal);
  const notices = await sendNotices(command, store, signal);
  show(command, { run: toldRun(run), notices }, () => renderRun(run));
  tellOfNotices(command, notices);
  return ended(runner, run.end.outcome === 'succeeded' ? EXIT.done : statusOfError(run.end.error.code));
}

/** Ends the process where a run hangs in it, once all is said: it would never end by itself. */
async function ended({ isStuck }: ScheduleRunner, status: ExitStatus): Promise<ExitStatus> {
  if (!isStuck) return status;
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  process.exit(status);
}

function sendNotices(
  options: CommonOptions,
  store: ScheduleStore,
  signal: AbortSignal,
): Promise<readonly Delivered[]> {
  const senders = {
    mail: async (channel, notice) => {
      const { sendMail } = await import('../schedule/notify/mail.ts');
      await sendMail(channel, notice, mailPassword);
    },
    command: (channel, notice) => runCommand(channel, notice),
    edms: async (channel, notice) => {
      const { edmsSender } = await import('./schedule-edms.ts');
      return edmsSender(options)(channel, notice);
    },
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

async function mailPassword(server: MailServer): Promise<string | null> {
  return mailPasswordFromEnvironment() ?? (await openSecrets()).get(mailEntry(server));
}
