import { stat } from 'node:fs/promises';
import path from 'node:path';
import { createEngine } from '../engine/create-engine.ts';
import { labelOf } from '../engine/database/address.ts';
import { embeddedExists } from '../engine/database/embedded-target.ts';
import { EngineError } from '../engine/errors.ts';
import { exportFormatOf } from '../engine/export/export-format.ts';
import type { ExportReport } from '../engine/export/export-report.ts';
import { consoleHome } from '../engine/home.ts';
import type { EdmsAccount } from '../engine/own-records/own-work.ts';
import { recordJob } from '../jobs/record-job.ts';
import type { Backup, Outcome } from '../schedule/runner.ts';
import type { BackupAction, ExportAction, Schedule } from '../schedule/schedule.ts';
import { dateText, wallOf } from '../schedule/zone.ts';
import type { CommonOptions } from './command-entry.ts';
import { enterTarget } from './enter-target.ts';
import { isWhole } from './export-command.ts';
import { withJobStore } from './job-record.ts';
import { type ResolvedTarget, resolveTarget } from './resolve-target.ts';
import { storageRootOf } from './restore-command.ts';
import type { RanAs } from './schedule-edms.ts';

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

export interface BackupParts {
  readonly options: CommonOptions;
  readonly now: () => number;
  /** Makes a snapshot and applies the retention. Null: there is no repository to make one in. */
  readonly snapshot:
    | ((action: BackupAction, schedule: Schedule, signal: AbortSignal) => Promise<Outcome>)
    | null;
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
        if (parts.snapshot === null) throw noSnapshots(schedule);
        return parts.snapshot(action, schedule, signal);
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
    const report = await withJobStore(options, (store) =>
      recordJob(
        store,
        { kind: 'export', packagePath: file, target: labelOf(target.address) },
        async (): Promise<ExportReport> => {
          const worker = await enterTarget(engine, target, 'look', { signal });
          onEntered({
            target,
            account: worker.account,
            mayWrite: target.guard === null || mayWrite(worker.account),
          });
          const format = exportFormatOf(file, null);
          const request = { path: file, format, keys: 'natural', canonical: false, select: [] } as const;
          return engine.exportTarget(request, await storageRootOf(action, target), { signal });
        },
        (done) => ({
          state: isWhole(done) ? 'completed' : 'completed with findings',
          packageSha256: done.sha256,
          records: done.records,
          report: done,
        }),
      ),
    );
    const { bytes, sha256, records, files } = report;
    return { name: path.basename(file), bytes, sha256, records, files, whole: isWhole(report) };
  } finally {
    await engine.close();
  }
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

/** An embedded database that is not there would be made, and the export of nothing taken for a backup. */
export function needTarget({ address, name }: ResolvedTarget): void {
  if (address.kind === 'server' || embeddedExists(address.name, consoleHome())) return;
  throw new EngineError({
    code: 'TARGET_UNREACHABLE',
    message: `There is no embedded database of this name: ${name}.`,
    consequence: 'Nothing was exported.',
    advice: 'Check the name, and the folder that EDMS_BACKUP_HOME names.',
  });
}

/** `{name}-{date}-{time}.zip` with what the clocks of the schedule's zone show. */
export function exportName(pattern: string, { name, timeZone }: Schedule, now: number): string {
  const wall = wallOf(now, timeZone);
  return (
    pattern
      // What the name of a file cannot hold everywhere.
      .replaceAll('{name}', name.replace(/[<>:"/\\|?*\p{C}]/gu, '_').replace(/\s+/g, '-'))
      .replaceAll('{date}', dateText(wall))
      .replaceAll('{time}', new Date(wall).toISOString().slice(11, 19).replaceAll(':', ''))
  );
}

function noSnapshots({ name }: Schedule): EngineError {
  return new EngineError({
    code: 'SCHEDULE_INVALID',
    message: `The schedule ${name} makes snapshots, which this version of the console does not know.`,
    consequence: 'Nothing was done.',
    advice: 'Use the version that made the schedule.',
  });
}
