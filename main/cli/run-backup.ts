import { stat } from 'node:fs/promises';
import path from 'node:path';
import { createEngine } from '../engine/create-engine.ts';
import { labelOf } from '../engine/database/address.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError, toPlainError } from '../engine/errors.ts';
import { exportFormatOf } from '../engine/export/export-format.ts';
import type { ExportReport } from '../engine/export/export-report.ts';
import type { EdmsAccount } from '../engine/own-records/own-work.ts';
import { isWell, type Problem } from '../engine/problems.ts';
import { recordJob } from '../jobs/record-job.ts';
import { type Cleared, clearAway, takeAndProve, unproven } from '../schedule/make-snapshot.ts';
import type { RunFinding } from '../schedule/run-finding.ts';
import type { Backup } from '../schedule/runner.ts';
import type { BackupAction, ExportAction, Schedule } from '../schedule/schedule.ts';
import type { ScheduleRun } from '../schedule/schedule-row.ts';
import { dateText, wallOf } from '../schedule/zone.ts';
import { ownSigningKey } from '../settings/signing-key.ts';
import type { CommonOptions } from './command-entry.ts';
import { enterTarget } from './enter-target.ts';
import { withJobStore } from './job-record.ts';
import { nameInFile, removeLeftOfRuns } from './left-of-runs.ts';
import { needTarget } from './need-target.ts';
import { type ResolvedTarget, resolveTarget } from './resolve-target.ts';
import { storageRootOf } from './restore-command.ts';
import type { RanAs } from './schedule-edms.ts';
import { unattendedRepository } from './unattended-repository.ts';
import { unlocked } from './unlock-repository.ts';

/** What a run made, as it is kept with the run. */
export interface Made {
  /** Name of the file, or id of the snapshot. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly records: number;
  readonly files: number;
  /** False when something is missing in it; the job's report says what. */
  readonly whole: boolean;
}

/** A snapshot that a run made; `bytes` are those by which the repository grew. */
export interface MadeSnapshot extends Made, Cleared {
  /** Whether it was proven, by a restore or by reading it back. */
  readonly proven: boolean;
  /** In what it is not as the schedule says. */
  readonly findings: readonly RunFinding[];
}

export interface BackupParts {
  readonly options: CommonOptions;
  readonly now: () => number;
  /** What a schedule's runs came to, the newest first. */
  readonly runsOf: (schedule: Schedule) => readonly ScheduleRun[];
  /** Is told as whom a run works, so that the run can be written into the EDMS when it has ended. */
  readonly onEntered: (as: RanAs) => void;
}

/** What a schedule's runs do. The one place in which an action becomes work. */
export function backupOf(parts: BackupParts): Backup {
  return async (schedule, signal) => {
    const { action } = schedule;
    switch (action.kind) {
      case 'export':
        return { result: await runScheduledExport(action, schedule, parts, signal) };
      case 'backup':
        return { result: await runScheduledSnapshot(action, schedule, parts, signal) };
    }
  };
}

async function runScheduledExport(
  action: ExportAction,
  schedule: Schedule,
  { options, now, onEntered }: BackupParts,
  signal: AbortSignal,
): Promise<Made> {
  await needFolder(action.folder);
  const file = path.join(action.folder, exportName(action.pattern, schedule, now()));
  const target = await resolveTarget(action.target, options);
  needTarget(target);
  const engine = createEngine();
  try {
    const report = await withJobStore(options, async (store) => {
      await removeLeftOfRuns(store, action, schedule);
      return recordJob(
        store,
        { kind: 'export', packagePath: file, target: labelOf(target.address) },
        async (): Promise<ExportReport> => {
          await enter(engine, target, onEntered, signal);
          const format = exportFormatOf(file, null);
          const { filesOnly = false } = action;
          const what = { keys: 'natural', canonical: false, select: [], filesOnly } as const;
          const request = { path: file, format, ...what };
          return engine.exportTarget(request, await storageRootOf(action, target), { signal });
        },
        (done) => ({
          state: isWell(done.problems) ? 'completed' : 'completed with findings',
          packageSha256: done.sha256,
          records: done.records,
          report: done,
        }),
      );
    });
    const { bytes, sha256, records, files } = report;
    return { name: path.basename(file), bytes, sha256, records, files, whole: isWell(report.problems) };
  } finally {
    await engine.close();
  }
}

async function runScheduledSnapshot(
  action: BackupAction,
  schedule: Schedule,
  { options, now, runsOf, onEntered }: BackupParts,
  signal: AbortSignal,
): Promise<MadeSnapshot> {
  // First: a disk that is not mounted is told before the EDMS is asked for anything.
  let repository = await unattendedRepository(action.repository);
  const target = await resolveTarget(action.target, options);
  needTarget(target);
  const engine = createEngine();
  const { snapshots } = engine;
  try {
    const storageRoot = await storageRootOf(action, target);
    let findings: readonly RunFinding[] = [];
    const made = await withJobStore(options, (store) =>
      recordJob(
        store,
        { kind: 'snapshot', packagePath: repository.path, target: labelOf(target.address), storageRoot },
        async () => {
          await enter(engine, target, onEntered, signal);
          repository = await unlocked(snapshots, repository);
          const { unsigned, ...signing } = await signingOf(action);
          if (unsigned !== null) findings = [unsigned];
          const planned = { ...schedule, action };
          return takeAndProve(snapshots, repository, planned, storageRoot, { signal, ...signing });
        },
        (done) => ({
          state:
            isWell(done.problems) && unproven(done, action) === null && findings.length === 0
              ? 'completed'
              : 'completed with findings',
          records: done.records,
          error: done.proofError,
          report: {
            ...done,
            problems: [...done.problems, ...findings.map(asWarning)],
            ...(done.proof === null ? {} : { test: done.proof }),
          },
        }),
      ),
    );
    const failure = unproven(made, action);
    if (failure !== null) throw failure;
    const runs = runsOf(schedule);
    const request = { schedule, action, source: made.target, runs, now: now(), options: { signal } };
    const cleared = await clearAway(snapshots, repository, request);
    const { id, bytesAdded, records, files, problems, proof } = made;
    const whole = isWell(problems);
    return {
      ...{ name: id, bytes: bytesAdded, sha256: null, records, files, whole, proven: proof !== null },
      ...{ ...cleared, findings },
    };
  } finally {
    await engine.close();
  }
}

/**
 * With what a snapshot is signed that is to be. A backup that is not signed is worth more than none: where the key cannot be
 * reached (its keychain is locked at night), it is taken all the same, and a finding says so.
 */
async function signingOf({
  sign,
}: BackupAction): Promise<{ readonly signWith?: string; readonly unsigned: RunFinding | null }> {
  if (!sign) return { unsigned: null };
  try {
    return { signWith: (await ownSigningKey()).privateKey, unsigned: null };
  } catch (error) {
    const { message, advice } = toPlainError(error);
    return {
      unsigned: { code: 'SNAPSHOT_UNSIGNED', message: `The snapshot is not signed. ${message}`, advice },
    };
  }
}

function asWarning(finding: RunFinding): Problem {
  return { ...finding, severity: 'warning' };
}

/** Opens the target of a run, and says as whom. */
async function enter(
  engine: Engine,
  target: ResolvedTarget,
  onEntered: BackupParts['onEntered'],
  signal: AbortSignal,
): Promise<void> {
  const { account } = await enterTarget(engine, target, 'look', { signal });
  onEntered({ target, account, mayWrite: target.guard === null || mayWrite(account) });
}

function mayWrite(account: EdmsAccount | null): boolean {
  return account !== null && 'role' in account && account.role === 'write';
}

/** A folder that is not there is a disk or share that is not mounted: what is made in its place would be in the way. */
async function needFolder(folder: string): Promise<void> {
  const isThere = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isThere) return;
  throw new EngineError({
    code: 'STORAGE_NOT_FOUND',
    message: `The folder for the exports is not there: ${folder}.`,
    consequence: 'Nothing was exported.',
    advice: 'Mount it, or make it by hand.',
  });
}

/** `{name}-{date}-{time}.zip` with what the clocks of the schedule's zone show. */
export function exportName(pattern: string, schedule: Schedule, now: number): string {
  const wall = wallOf(now, schedule.timeZone);
  return pattern
    .replaceAll('{name}', () => nameInFile(schedule))
    .replaceAll('{date}', dateText(wall))
    .replaceAll('{time}', new Date(wall).toISOString().slice(11, 19).replaceAll(':', ''));
}
