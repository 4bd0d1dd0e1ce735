import type Database from 'libsql';

/** Schedules with how they stand, their runs, and who was told of what. Times are milliseconds since 1970. */
export function createSchedules(database: Database.Database): void {
  database.exec(`
    create table schedules (
      id text primary key not null,
      -- the name without regard to case
      name_key text not null unique,
      -- JSON
      definition text not null,
      created_at integer not null,
      next_due integer,
      begin_at integer,
      failures integer not null default 0,
      covered_until integer not null,
      trouble_since integer,
      waiting_for text,
      last_run integer,
      last_success integer,
      last_outcome text
    ) strict;
    create table schedule_runs (
      id integer primary key autoincrement,
      schedule_id text not null,
      trigger text not null,
      due integer,
      covers integer not null,
      covers_until integer not null,
      attempt integer not null,
      started_at integer not null,
      ended_at integer,
      -- null while it runs
      outcome text,
      -- JSON
      error text,
      result text,
      -- who does it, to tell later whether that process still lives
      pid integer not null,
      pid_started text
    ) strict;
    create index schedule_runs_schedule on schedule_runs (schedule_id, id);
    -- what makes a schedule run once at a time, whoever starts it
    create unique index schedule_runs_running on schedule_runs (schedule_id) where outcome is null;
    create table schedule_notices (
      id integer primary key autoincrement,
      schedule_id text not null,
      -- the same event is told once on each channel
      event text not null,
      channel text not null,
      -- JSON
      notice text not null,
      state text not null,
      attempts integer not null default 0,
      try_at integer not null,
      error text,
      pid integer,
      pid_started text,
      unique (event, channel)
    ) strict;
    create index schedule_notices_state on schedule_notices (state, try_at);
  `);
}
