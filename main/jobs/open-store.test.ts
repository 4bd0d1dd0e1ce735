import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobStore } from './job-store.ts';
import { MIGRATIONS } from './migrations.ts';
import { openStore } from './open-store.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-jobs-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const file = () => path.join(home, 'jobs', 'jobs.sqlite');
const ALL = { search: '', kinds: [], target: null, offset: 0, limit: 100 };

/** What another process does with the file. */
const OTHER = `const Database = require('libsql');
  const database = new Database(process.argv[1]);
  database.exec(process.argv[2]);
  database.close();`;

/** Opens the store, and closes it after `work`. */
function withStore<T>(work: (store: JobStore) => T): T {
  const store = JobStore.open(home);
  try {
    return work(store);
  } finally {
    store.close();
  }
}

const versionOf = () => {
  const database = new Database(file());
  const row = database.prepare('pragma user_version').raw().get();
  database.close();
  return row;
};

// Every change is synced to the disk, which may be busy.
describe('the file of the jobs', { timeout: 60_000 }, () => {
  it.skipIf(process.platform === 'win32')('is for nobody else to read, also one that was', () => {
    withStore((store) => store.begin({ kind: 'plan' }));
    chmodSync(file(), 0o644);
    withStore((store) => {
      store.begin({ kind: 'plan' });
      for (const name of readdirSync(path.join(home, 'jobs')))
        expect(statSync(path.join(home, 'jobs', name)).mode & 0o777, name).toBe(0o600);
    });
    expect(statSync(path.join(home, 'jobs')).mode & 0o777).toBe(0o700);
  });

  it('is brought from version 1 to the newest, with all that it holds', () => {
    const error = { code: 'TARGET_LOST', message: 'm', consequence: 'c', advice: 'a' };
    const old = openStore(file(), MIGRATIONS.slice(0, 1)).database;
    const insert = old.prepare(
      `insert into jobs (id, kind, state, started_at, ended_at, duration_ms, os_user, edms_user, package_path, target,
         mode, records, undone_job, undoable, pid, pid_started, error, report)
       values (?, 'restore', ?, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z', 1000, 'ops', 'Jörg', ?,
         'embedded:demo', 'merge', 670, null, 1, 42, null, ?, ?)`,
    );
    insert.run('job_01ARYZ6S410000000000000001', 'completed', '/x/ÄRGER.zip', null, '{"records":670}');
    insert.run('job_01ARYZ6S410000000000000002', 'failed', null, JSON.stringify(error), null);
    old.close();
    expect(versionOf()).toEqual([1]);
    withStore((store) => {
      expect(store.get('job_01ARYZ6S410000000000000001')).toMatchObject({
        state: 'completed',
        edmsUser: 'Jörg',
        records: 670,
        undoable: true,
        report: { records: 670 },
      });
      expect(store.get('job_01ARYZ6S410000000000000002')).toMatchObject({
        state: 'failed',
        error,
        report: null,
      });
      expect(store.list({ ...ALL, search: 'ärger jörg demo' }).total).toBe(1);
      expect(store.list({ ...ALL, search: 'target_lost' }).total).toBe(1);
    });
    expect(versionOf()).toEqual([MIGRATIONS.length]);
  });

  it('is as before when a step of the way to a new version fails', () => {
    withStore((store) => store.begin({ kind: 'plan' }));
    const failing = (database: Database.Database) => {
      database.exec('delete from jobs');
      throw new Error('no space');
    };
    expect(() => openStore(file(), [...MIGRATIONS, failing])).toThrow(
      expect.objectContaining({ code: 'JOBS_STORE_UNUSABLE' }),
    );
    expect(versionOf()).toEqual([MIGRATIONS.length]);
    withStore((store) => expect(store.list(ALL).total).toBe(1));
  });

  it('is refused when a newer program wrote it, and left as it is', () => {
    withStore((store) => store.begin({ kind: 'plan' }));
    const database = new Database(file());
    database.exec(`pragma user_version = ${MIGRATIONS.length + 1}`);
    database.close();
    expect(() => JobStore.open(home)).toThrow(
      expect.objectContaining({
        code: 'JOBS_STORE_NEWER',
        message: expect.stringContaining('newer version'),
      }),
    );
    expect(versionOf()).toEqual([MIGRATIONS.length + 1]);
    expect(readdirSync(path.join(home, 'jobs')).some((name) => name.includes('damaged'))).toBe(false);
  });

  it.each([
    ['no SQLite file at all', () => Buffer.from('{"jobs": []}'.repeat(1000))],
    ['cut off', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    [
      'overwritten in the middle',
      (whole: Buffer) =>
        Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(8192, 0xa5), whole.subarray(12288)]),
    ],
  ])('is put aside when it is damaged (%s), and said so; a new one is begun', (_, damage) => {
    withStore((store) => {
      for (let n = 0; n < 50; n += 1)
        store.begin({ kind: 'plan', packagePath: `/p/${n}/${'x'.repeat(500)}` });
    });
    intoOneFile();
    const whole = readFileSync(file());
    const damaged = damage(whole);
    writeFileSync(file(), damaged);
    withStore((store) => {
      expect(store.putAside).toMatch(/jobs\.sqlite\.damaged-\d{8}T\d{9}Z$/);
      expect(readFileSync(store.putAside ?? '')).toEqual(damaged);
      expect(store.list(ALL)).toEqual({ total: 0, jobs: [] });
      store.begin({ kind: 'plan' });
    });
    withStore((store) => {
      expect(store.putAside).toBeNull();
      expect(store.list(ALL).total).toBe(1);
    });
  });

  it('is put aside with its log, which would otherwise end up in the new one', () => {
    withStore((store) => store.begin({ kind: 'plan' }));
    intoOneFile();
    withStore((store) => {
      store.begin({ kind: 'plan' });
      const garbage = Buffer.alloc(statSync(file()).size, 0xa5);
      writeFileSync(file(), garbage);
      // another process starts while this one is at work
      const second = JobStore.open(home);
      const aside = path.basename(second.putAside ?? '');
      expect(readdirSync(path.join(home, 'jobs'))).toEqual(expect.arrayContaining([aside, `${aside}-wal`]));
      expect(second.list(ALL).total).toBe(0);
      second.close();
    });
  });

  it('stays one file for a process that has it open twice, whatever others do', () => {
    const first = openStore(file()).database;
    const second = openStore(file()).database;
    const says = (text: string) =>
      execFileSync(process.execPath, ['-e', OTHER, file(), `insert into said values ('${text}')`]);
    first.exec('create table said (text)');
    // Each of them closes what it thinks nobody else has open.
    for (const text of ['once', 'twice', 'again']) says(text);
    for (const database of [first, second])
      expect(database.prepare('select text from said').raw().all().flat()).toEqual([
        'once',
        'twice',
        'again',
      ]);
    second.close();
    says('at last');
    expect(first.prepare('select count(*) from said').raw().get()).toEqual([4]);
    first.close();
  });

  it('says what is wrong when it cannot be made', () => {
    mkdirSync(path.join(home, 'jobs'));
    mkdirSync(file());
    expect(() => JobStore.open(home)).toThrow(
      expect.objectContaining({ code: 'JOBS_STORE_UNUSABLE', message: expect.stringContaining(file()) }),
    );
  });

  /** What the log holds goes into the file, so that damage to the file is all there is. */
  function intoOneFile(): void {
    const database = new Database(file());
    database.exec('pragma wal_checkpoint(truncate)');
    database.close();
  }
});
