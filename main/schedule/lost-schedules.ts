import { readdirSync } from 'node:fs';
import path from 'node:path';
import type Database from 'libsql';
import { z } from 'zod';
import { scheduleOf } from './schedule-row.ts';

/** Schedules whose runs are not done: those that cannot be read, and those of a list that was put aside. */

/** Keys of the names of schedules that another version of the console has written, and this one cannot read. */
export function unreadableNames(database: Database.Database): readonly string[] {
  const rows = database.prepare('select * from schedules order by name_key').all();
  return rows.filter((row) => scheduleOf(row) === null).map((row) => nameRow.parse(row).name_key);
}

const nameRow = z.object({ name_key: z.string() });

/**
 * The newest list of jobs that was put aside because it was damaged, as long as there is no schedule: then theirs were in
 * it, and whoever put it aside may have been a command at night. Null for none.
 */
export function lostWith(database: Database.Database, file: string): string | null {
  if (database.prepare('select 1 from schedules limit 1').get() !== undefined) return null;
  const begin = `${path.basename(file)}.damaged-`;
  const aside = readdirSync(path.dirname(file)).filter(
    (name) => name.startsWith(begin) && !/-(wal|shm)$/.test(name),
  );
  const newest = aside.sort().at(-1);
  return newest === undefined ? null : path.join(path.dirname(file), newest);
}
