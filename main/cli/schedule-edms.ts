import { openTarget } from '../engine/database/open-target.ts';
import type { Sql, Target } from '../engine/database/target.ts';
import { toPlainError } from '../engine/errors.ts';
import type { EdmsAccount, OwnRecords } from '../engine/own-records/own-work.ts';
import {
  type BackupConfiguration,
  readBackupConfigurations,
} from '../engine/own-records/read-backup-configurations.ts';
import { type BackupWork, writeBackupJob } from '../engine/own-records/write-backup-job.ts';
import { writeNotification } from '../engine/own-records/write-notification.ts';
import type { Sender } from '../schedule/notify/deliver.ts';
import { notSent } from '../schedule/notify/mail.ts';
import type { DoneRun } from '../schedule/runner.ts';
import type { CommonOptions } from './command-entry.ts';
import { type ResolvedTarget, resolveTarget } from './resolve-target.ts';

/** What schedules read of the EDMS and write into it. */

/** As whom a run worked, and whether that account may write. */
export interface RanAs {
  readonly target: ResolvedTarget;
  readonly account: EdmsAccount | null;
  readonly mayWrite: boolean;
}

/** How the EDMS would back itself up. */
export function configurationsOf({ address }: ResolvedTarget): Promise<readonly BackupConfiguration[]> {
  return withTarget(address, (target) => target.read((sql) => readBackupConfigurations(sql, target.schema)));
}

/**
 * Writes a run into the EDMS's `backup_jobs`; returns what could not be written, as sentences. A run is not failed by
 * that. One that never reached the EDMS is not written: it could not be.
 */
export async function recordRun(done: DoneRun, ranAs: RanAs): Promise<readonly string[]> {
  if (!ranAs.mayWrite) return ['The account that signed in may not write into the EDMS.'];
  const work = workOf(done, ranAs.account);
  try {
    return (await write(ranAs.target, (sql, target) => writeBackupJob(sql, target.schema, work))).leftOut;
  } catch (error) {
    return [`The run was not written into the EDMS. ${toPlainError(error).message}`];
  }
}

function workOf(
  { schedule, end, attempt, startedAt, endedAt, result }: DoneRun,
  account: EdmsAccount | null,
): BackupWork {
  const { action, retry } = schedule;
  const made = (name: string): unknown =>
    typeof result === 'object' && result !== null ? Reflect.get(result, name) : null;
  const [name, bytes, sha256] = [made('name'), made('bytes'), made('sha256')];
  const isProven = made('proven') === true || typeof sha256 === 'string';
  const error = end.outcome === 'succeeded' ? null : end.error;
  return {
    schedule: schedule.name,
    kind: action.kind === 'export' ? 'export' : action.backupKind,
    outcome:
      error === null
        ? 'completed'
        : error.code === 'SCHEDULE_TIME_LIMIT'
          ? 'timeout'
          : end.outcome === 'cancelled'
            ? 'cancelled'
            : 'failed',
    startedAt: new Date(startedAt),
    endedAt: new Date(endedAt),
    name: typeof name === 'string' ? name : null,
    bytes: typeof bytes === 'number' ? bytes : null,
    sha256: typeof sha256 === 'string' ? sha256 : null,
    proven: isProven,
    error,
    retries: attempt - 1,
    maxRetries: retry.attempts - 1,
    account,
  };
}

/** Puts notices into the EDMS's own queue. A target that demands a sign-in is not written to: nobody signs in for it. */
export function edmsSender(options: CommonOptions): Sender<'edms'> {
  return async ({ to }, notice) => {
    const target = await resolveTarget(notice.target, options);
    if (target.guard !== null)
      throw notSent(
        `${target.name} demands a sign-in, which a notice has not.`,
        'Take another way: mail, or a command.',
      );
    const { event, kind, subject, text, at } = notice;
    const urgent = kind === 'failed' || kind === 'overdue';
    const entry = { event, to, subject, message: text, urgent, at: new Date(at) };
    const { leftOut } = await write(target, (sql, open) => writeNotification(sql, open.schema, entry));
    if (leftOut.length > 0) throw notSent(leftOut.join(' '), 'Take another way: mail, or a command.');
  };
}

function write(
  { address }: ResolvedTarget,
  work: (sql: Sql, target: Target) => Promise<OwnRecords>,
): Promise<OwnRecords> {
  return withTarget(address, (target) => target.write((sql) => work(sql, target)));
}

async function withTarget<T>(
  address: ResolvedTarget['address'],
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const target = await openTarget(address);
  try {
    return await work(target);
  } finally {
    await target.close();
  }
}
