import type Database from 'libsql';
import { z } from 'zod';
import { unreadableNames } from './lost-schedules.ts';
import { invalidSchedule, type Schedule } from './schedule.ts';
import { type KeptSchedule, scheduleOf, stateColumns } from './schedule-row.ts';
import { openRuns } from './schedule-runs.ts';
import type { ScheduleState } from './state.ts';
import type { Instant } from './zone.ts';

/** The rows of `schedules`, read and written. Whoever calls these holds the transaction. */

/** A name as it is compared with others: whatever its case. */
export function keyOf(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}

/**
 * By name, those for which `condition` (SQL of our own) holds, without those that cannot be read: schedules in one query,
 * and what is at work in another.
 */
export function selectSchedules(
  database: Database.Database,
  condition: string,
  values: readonly unknown[],
): readonly KeptSchedule[] {
  const rows = database.prepare(`select * from schedules where ${condition} order by name_key`).all(values);
  if (rows.length === 0) return [];
  const runs = new Map(openRuns(database).map(({ scheduleId, told: run }) => [scheduleId, run]));
  return rows.flatMap((row) => {
    const kept = scheduleOf(row);
    return kept === null ? [] : [{ ...kept, running: runs.get(kept.schedule.id) ?? null }];
  });
}

/** The schedule with this id, or of this name. */
export function scheduleNamed(database: Database.Database, name: string): KeptSchedule | null {
  return selectSchedules(database, 'id = ? or name_key = ?', [name, keyOf(name)])[0] ?? null;
}

/** Throws `SCHEDULE_INVALID` where another schedule has this one's name. */
export function refuseTakenName(database: Database.Database, { id, name }: Schedule): void {
  const other = scheduleNamed(database, name);
  if (other !== null && other.schedule.id !== id)
    throw invalidSchedule(
      `There is a schedule of the name ${other.schedule.name} already.`,
      'Take another name.',
    );
  if (other === null && unreadableNames(database).includes(keyOf(name)))
    throw invalidSchedule(
      `There is a schedule of the name ${name} already, which this version of the console cannot read.`,
      `Take another name, or remove that one: edms-backup schedule remove "${name}".`,
    );
}

export function insertSchedule(
  database: Database.Database,
  schedule: Schedule,
  state: ScheduleState,
  now: Instant,
): void {
  const columns = {
    id: schedule.id,
    name_key: keyOf(schedule.name),
    definition: JSON.stringify(schedule),
    created_at: now,
    ...stateColumns(state),
  };
  const names = Object.keys(columns);
  database
    .prepare(
      `insert into schedules (${names.join(', ')}) values (${names.map((one) => `:${one}`).join(', ')})`,
    )
    .run(columns);
}

/** Replaces what a schedule is; how it stands is written by itself. */
export function redefineSchedule(database: Database.Database, schedule: Schedule): void {
  database
    .prepare('update schedules set name_key = ?, definition = ? where id = ?')
    .run([keyOf(schedule.name), JSON.stringify(schedule), schedule.id]);
}

export function writeState(database: Database.Database, id: string, state: ScheduleState): void {
  const columns = stateColumns(state);
  const sets = Object.keys(columns).map((name) => `${name} = :${name}`);
  database.prepare(`update schedules set ${sets.join(', ')} where id = :id`).run({ ...columns, id });
}

/** With its runs, and what was to be told of them. */
export function deleteSchedule(database: Database.Database, id: string): void {
  for (const table of ['schedule_notices', 'schedule_runs'])
    database.prepare(`delete from ${table} where schedule_id = ?`).run([id]);
  database.prepare('delete from schedules where id = ?').run([id]);
}

/** Forgets one that cannot be read, by the key of its name; false when there is none. */
export function deleteUnreadable(database: Database.Database, key: string): boolean {
  if (!unreadableNames(database).includes(key)) return false;
  const row = database.prepare('select id from schedules where name_key = ?').get([key]);
  deleteSchedule(database, idRow.parse(row).id);
  return true;
}

const idRow = z.object({ id: z.string() });
