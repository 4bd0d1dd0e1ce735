import type Database from 'libsql';
import type { ProcessIdentity } from '../engine/database/process-identity.ts';
import type { PlainError } from '../engine/errors.ts';
import { freeOfSecrets } from '../jobs/free-of-secrets.ts';
import { type OpenRun, openRunOf, runOf, type ScheduleRun } from './schedule-row.ts';
import type { Beginning, RunEnd } from './state.ts';
import type { Instant } from './zone.ts';

/** How many runs of a schedule are kept. */
const KEPT_RUNS = 500;

/** Writes down a run that begins, by this process; or, with `skipped`, one that is let go of. Returns its number. */
export function insertRun(
  database: Database.Database,
  id: string,
  { trigger, due, covers, coversUntil, attempt }: Beginning,
  { pid, started }: ProcessIdentity,
  now: Instant,
  outcome: 'skipped' | null = null,
): number {
  const { lastInsertRowid } = database
    .prepare(
      `insert into schedule_runs (schedule_id, trigger, due, covers, covers_until, attempt, started_at, ended_at,
                                  outcome, pid, pid_started)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run([
      ...[id, trigger, due, covers, coversUntil, attempt, now],
      ...[outcome === null ? null : now, outcome, pid, started],
    ]);
  const run = Number(lastInsertRowid);
  // Not each time: old runs do no harm.
  if (run % 50 === 0)
    database
      .prepare(
        `delete from schedule_runs where schedule_id = ? and id <=
           (select id from schedule_runs where schedule_id = ? order by id desc limit 1 offset ?)`,
      )
      .run([id, id, KEPT_RUNS]);
  return run;
}

/** Writes down how a run ended. */
export function endRun(
  database: Database.Database,
  run: number,
  end: RunEnd,
  result: unknown,
  now: Instant,
): void {
  const error: PlainError | null = end.outcome === 'succeeded' ? null : end.error;
  database
    .prepare('update schedule_runs set ended_at = ?, outcome = ?, error = ?, result = ? where id = ?')
    .run([now, end.outcome, json(error), json(result), run]);
}

/** Whether a run is still the one that its process began, and not ended by somebody who took that for gone. */
export function isOpen(database: Database.Database, run: number): boolean {
  return (
    database.prepare('select 1 from schedule_runs where id = ? and outcome is null').get(run) !== undefined
  );
}

/** The runs of a schedule, the newest first. */
export function runsOf(database: Database.Database, id: string, limit: number): readonly ScheduleRun[] {
  return database
    .prepare('select * from schedule_runs where schedule_id = ? order by id desc limit ?')
    .all([id, limit])
    .map(runOf);
}

/** The last run of a schedule before this one that succeeded. */
export function successBefore(database: Database.Database, id: string, run: number): ScheduleRun | null {
  const row = database
    .prepare(
      `select * from schedule_runs where schedule_id = ? and id < ? and outcome = 'succeeded' order by id desc limit 1`,
    )
    .get([id, run]);
  return row === undefined ? null : runOf(row);
}

/** What is at work, with what it takes to end it. */
export function openRuns(database: Database.Database): readonly (OpenRun & { readonly told: ScheduleRun })[] {
  return database
    .prepare('select * from schedule_runs where outcome is null')
    .all()
    .map((row) => ({ ...openRunOf(row), told: runOf(row) }));
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(freeOfSecrets(value));
}
