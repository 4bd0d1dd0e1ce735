import { rmSync } from 'node:fs';
import type Database from 'libsql';
import { idOf } from './job-row.ts';
import { inTransaction } from './transaction.ts';

/** How much is kept. A job that runs is always kept, and so is one that is being undone. */
export interface Retention {
  /** The newest so many, whatever they are. */
  readonly newest: number;
  /** Beyond them, for so many days, what can be undone, and what was interrupted: `recover` may need it. */
  readonly undoableDays: number;
}

export const DEFAULT_RETENTION: Retention = { newest: 500, undoableDays: 90 };

const DAY = 24 * 60 * 60 * 1000;

/**
 * Removes what the retention does not keep, the folders first: what is interrupted between the two is found again
 * by its row the next time. Returns the ids.
 */
export function pruneJobs(
  database: Database.Database,
  { newest, undoableDays }: Retention,
  now: number,
  folderOf: (id: string) => string,
): readonly string[] {
  const since = new Date(now - undoableDays * DAY).toISOString();
  const rows = database
    .prepare(
      `select id from jobs
        where id not in (select id from jobs order by id desc limit ?)
          and state <> 'running'
          and not ((undoable = 1 or state = 'interrupted') and started_at > ?)
          and id not in (select undone_job from jobs where state = 'running' and undone_job is not null)`,
    )
    .all([newest, since]);
  const ids = rows.map(idOf);
  for (const id of ids) rmSync(folderOf(id), { recursive: true, force: true });
  inTransaction(database, 'immediate', () => {
    const remove = database.prepare('delete from jobs where id = ?');
    for (const id of ids) remove.run(id);
  });
  return ids;
}
