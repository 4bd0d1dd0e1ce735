import type Database from 'libsql';
import { EngineError } from '../engine/errors.ts';
import { createSchedules } from './schedule-tables.ts';
import { inTransaction } from './transaction.ts';

/** A step from one version of the store to the next. It is never changed after a release. */
export type Migration = (database: Database.Database) => void;

/** The version of the store is how many of these have run. */
export const MIGRATIONS: readonly Migration[] = [createJobs, addSearchTexts, createSchedules];

/**
 * Brings a store up to the newest version, step by step, each in a transaction with the version that it makes.
 * Several processes may do that at once: who comes second finds the step done. Throws `JOBS_STORE_NEWER` when the
 * store has a version that this program does not know.
 */
export function migrate(database: Database.Database, migrations = MIGRATIONS): void {
  if (versionOf(database) > migrations.length) throw newer(versionOf(database), migrations.length);
  migrations.forEach((migration, before) => {
    if (versionOf(database) > before) return;
    inTransaction(database, 'immediate', () => {
      if (versionOf(database) > before) return;
      migration(database);
      database.exec(`pragma user_version = ${before + 1}`);
    });
  });
}

function versionOf(database: Database.Database): number {
  const row: unknown = database.prepare('pragma user_version').raw().get();
  return Array.isArray(row) ? Number(row[0]) : 0;
}

function createJobs(database: Database.Database): void {
  database.exec(`
    create table jobs (
      id text primary key not null,
      kind text not null,
      state text not null,
      started_at text not null,
      ended_at text,
      duration_ms integer,
      os_user text not null,
      edms_user text,
      package_path text,
      package_sha256 text,
      target text,
      storage_root text,
      mode text,
      records integer,
      records_per_second integer,
      undone_job text,
      undoable integer not null default 0,
      -- who does the work, to tell later whether that process still lives
      pid integer not null,
      pid_started text,
      -- JSON
      error text,
      report text
    ) strict;
    create index jobs_state on jobs (state);
  `);
}

/** SQLite compares letter case in ASCII alone: the text to search in is written lower-cased by us. */
function addSearchTexts(database: Database.Database): void {
  database.exec(`alter table jobs add column search text not null default ''`);
  const rows = database
    .prepare(
      `select id, concat_ws(char(10), id, kind, state, os_user, edms_user, package_path, package_sha256, target,
                storage_root, mode, error ->> '$.code')
         from jobs`,
    )
    .raw()
    .all();
  const update = database.prepare('update jobs set search = ? where id = ?');
  for (const row of rows) {
    if (Array.isArray(row)) update.run(String(row[1]).toLowerCase(), row[0]);
  }
}

function newer(found: number, known: number): EngineError {
  return new EngineError({
    code: 'JOBS_STORE_NEWER',
    message: `The list of jobs was written by a newer version of the console (${found}; this one knows ${known}).`,
    consequence: 'It was neither read nor changed.',
    advice: 'Use that newer version, or name another folder with EDMS_BACKUP_HOME.',
  });
}
