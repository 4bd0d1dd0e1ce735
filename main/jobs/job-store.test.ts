import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobEnd, JobQuery, JobStart } from './job.ts';
import { JobStore } from './job-store.ts';

let home = '';
let now = Date.parse('2026-11-25T02:00:00Z');
let store: JobStore;
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'edms-jobs-'));
  now = Date.parse('2026-11-25T02:00:00Z');
  store = JobStore.open(home, () => now);
});
afterEach(() => {
  store.close();
  rmSync(home, { recursive: true, force: true });
});

/** Every change is synced to the disk, which may be busy. */
const patient = { timeout: 60_000 };

const DAY = 24 * 60 * 60 * 1000;
const ALL: JobQuery = { search: '', kinds: [], target: null, offset: 0, limit: 100 };
const restore: JobStart = {
  kind: 'restore',
  packagePath: '/backups/edms_migration_package_20251212_164044.tar.gz',
  packageSha256: 'ab'.repeat(32),
  target: 'postgresql://edms@db:5432/edms',
  storageRoot: '/srv/edms/storage',
  mode: 'merge',
};
const report = { records: 670, byModel: { 'users.user': { records: 7 } }, notRestored: [], durationMs: 12.5 };

/** A job that took a second. */
function done(start: JobStart, end: Partial<JobEnd> = {}) {
  const { id } = store.begin(start);
  now += 1000;
  return store.finish(id, { state: 'completed', ...end });
}

const found = (query: Partial<JobQuery>) => store.list({ ...ALL, ...query }).jobs.map(({ id }) => id);

describe('the jobs of the console', patient, () => {
  it('are written down when they begin, and whole when they end', () => {
    const begun = store.begin({ ...restore, edmsUser: 'admin' });
    expect(begun).toEqual({
      ...restore,
      id: expect.stringMatching(/^job_[0-9A-Z]{26}$/),
      state: 'running',
      startedAt: '2026-11-25T02:00:00.000Z',
      endedAt: null,
      durationMs: null,
      osUser: os.userInfo().username,
      edmsUser: 'admin',
      records: null,
      recordsPerSecond: null,
      of: null,
      undoable: false,
      error: null,
      report: null,
    });
    now += 2500;
    const ended = store.finish(begun.id, {
      state: 'completed with findings',
      records: 670,
      undoable: true,
      report,
    });
    expect(ended).toEqual({
      ...begun,
      state: 'completed with findings',
      endedAt: '2026-11-25T02:00:02.500Z',
      durationMs: 2500,
      records: 670,
      recordsPerSecond: 268,
      undoable: true,
      report,
    });
    store.close();
    store = JobStore.open(home);
    expect(store.get(begun.id)).toEqual(ended);
  });

  it('keep the error that they failed with', () => {
    const error = {
      code: 'TARGET_LOST',
      message: 'The connection was lost.',
      consequence: 'Nothing was changed.',
      advice: 'Check the server.',
      where: { record: 12, model: 'users.user' },
    } as const;
    const { id } = done(restore, { state: 'failed', error });
    expect(store.get(id)).toMatchObject({ state: 'failed', error });
  });

  it('end once', () => {
    const { id } = done(restore);
    expect(() => store.finish(id, { state: 'failed' })).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(store.get(id)?.state).toBe('completed');
    const never = 'job_01ARYZ6S410000000000000000';
    expect(() => store.finish(never, { state: 'failed' })).toThrow(
      expect.objectContaining({ code: 'JOB_NOT_FOUND' }),
    );
    expect(store.get(never)).toBeNull();
  });

  it('make a restore undone when its undo completes, and not when that fails', () => {
    const { id } = done(restore, { undoable: true });
    done({ kind: 'undo', of: id }, { state: 'failed' });
    expect(store.get(id)).toMatchObject({ state: 'completed', undoable: true });
    done({ kind: 'undo', of: id });
    expect(store.get(id)).toMatchObject({ state: 'undone', undoable: false });
    expect(found({ search: 'undone' })).toEqual([id]);
  });

  it('have a folder each, and nothing else is one', () => {
    const { id } = store.begin(restore);
    expect(store.folderOf(id)).toBe(path.join(home, 'jobs', id));
    for (const text of ['../../etc', '', 'job_', 'jobs.sqlite'])
      expect(() => store.folderOf(text)).toThrow(expect.objectContaining({ code: 'JOB_NOT_FOUND' }));
  });
});

describe('the list of jobs', patient, () => {
  it('has the newest first, in pages, and says how many there are', () => {
    const ids = Array.from({ length: 7 }, () => done(restore).id).reverse();
    expect(found({})).toEqual(ids);
    const page = store.list({ ...ALL, offset: 2, limit: 3 });
    expect(page.total).toBe(7);
    expect(page.jobs.map(({ id }) => id)).toEqual(ids.slice(2, 5));
    expect(page.jobs[0]).not.toHaveProperty('report');
  });

  it('is searched by words that must all occur, whatever the letter case, also beyond ASCII', () => {
    const a = done({ ...restore, edmsUser: 'Jörg.MÜLLER' }).id;
    const b = done({ ...restore, target: 'embedded:case-1234', packagePath: '/x/ÄRGER.zip' }).id;
    const c = done(restore, { state: 'cancelled' }).id;
    expect(found({ search: 'müller' })).toEqual([a]);
    expect(found({ search: '  ärger   CASE-1234 ' })).toEqual([b]);
    expect(found({ search: 'ärger müller' })).toEqual([]);
    expect(found({ search: 'cancelled' })).toEqual([c]);
    expect(found({ search: a.toLowerCase() })).toEqual([a]);
    expect(found({ search: 'abababab' })).toEqual([c, b, a]);
    expect(found({ search: '%' })).toEqual([]);
    expect(found({ search: `' or 1=1 --` })).toEqual([]);
  });

  it('is narrowed to kinds and to a target', () => {
    const a = done(restore).id;
    const b = done({ ...restore, kind: 'plan' }).id;
    const c = done({ ...restore, kind: 'plan', target: 'embedded:demo' }).id;
    expect(found({ kinds: ['plan'] })).toEqual([c, b]);
    expect(found({ kinds: ['plan', 'restore'], target: restore.target ?? null })).toEqual([b, a]);
    expect(found({ kinds: ['undo'] })).toEqual([]);
  });
});

describe('a secret', patient, () => {
  it('is never kept, wherever it came from', () => {
    const secret = 'pl4nted-s3cret';
    const url = `postgresql://edms:${secret}@db:5432/edms`;
    const { id } = store.begin({
      ...restore,
      target: url,
      storageRoot: url,
      packagePath: url,
      edmsUser: url,
    });
    store.finish(id, {
      state: 'failed',
      error: {
        code: 'TARGET_LOST',
        message: `Lost ${url}`,
        consequence: `password=${secret}`,
        advice: `Try ${url} again`,
        details: `{"password": "${secret}"}`,
        where: { key: url },
      },
      report: { target: url, options: { password: secret, list: [url, { [url]: `token: ${secret}` }] } },
    });
    store.begin({ ...restore, target: url });
    store.close();
    for (const name of readdirSync(path.join(home, 'jobs')))
      expect(readFileSync(path.join(home, 'jobs', name)).includes(secret), name).toBe(false);
    store = JobStore.open(home);
    expect(store.get(id)).toMatchObject({
      target: 'postgresql://edms:***@db:5432/edms',
      report: { target: 'postgresql://edms:***@db:5432/edms', options: { password: '***' } },
    });
  });

  it('is not seen where there is none: the report is kept as it is', () => {
    const whole = {
      byModel: { 'authtoken.token': { records: 3 } },
      notRestored: [
        { model: 'users.user', reason: 'The password differs; a@b.example: see https://a.example/@b' },
      ],
      nothing: null,
    };
    const { id } = done(restore, { report: whole });
    expect(store.get(id)?.report).toEqual(whole);
  });
});

describe('a job whose process is gone', patient, () => {
  it('becomes interrupted at the next start, and can still be ended by recover', () => {
    const alive = store.begin(restore);
    const ended = done(restore);
    const dead = store.begin(restore);
    const another = store.begin(restore);
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    edit('update jobs set pid = ? where id = ?', gone, dead.id);
    // The number of its process belongs to another one by now.
    edit(`update jobs set pid_started = 'another boot 17' where id = ?`, another.id);
    expect(store.sweep().map(({ id }) => id)).toEqual([dead.id, another.id]);
    expect(store.sweep()).toEqual([]);
    expect(store.get(dead.id)).toMatchObject({ state: 'interrupted', endedAt: null, durationMs: null });
    expect(store.get(alive.id)?.state).toBe('running');
    expect(store.get(ended.id)?.state).toBe('completed');
    expect(found({ search: 'interrupted' })).toEqual([another.id, dead.id]);
    now += 60_000;
    expect(store.finish(dead.id, { state: 'completed', records: 670, undoable: true })).toMatchObject({
      state: 'completed',
      undoable: true,
      durationMs: null,
      recordsPerSecond: null,
    });
  });
});

describe('old jobs', patient, () => {
  const withFolder = (id: string) => {
    mkdirSync(store.folderOf(id), { recursive: true });
    writeFileSync(path.join(store.folderOf(id), 'undo.gz'), 'x');
    return id;
  };

  it('are removed with their folders, except the newest and what can be undone for a while', () => {
    const tooOld = withFolder(done(restore, { undoable: true }).id);
    now += 60 * DAY;
    const undoable = withFolder(done(restore, { undoable: true }).id);
    const plain = withFolder(done(restore).id);
    const running = withFolder(store.begin(restore).id);
    const newest = [withFolder(done(restore).id), done({ kind: 'plan' }).id];
    now += 40 * DAY;
    expect([...store.prune({ newest: 2, undoableDays: 90 })].sort()).toEqual([tooOld, plain].sort());
    expect(found({})).toEqual([...[...newest].reverse(), running, undoable]);
    for (const id of [tooOld, plain]) expect(existsSync(store.folderOf(id))).toBe(false);
    for (const id of [undoable, running, newest[0] ?? '']) expect(existsSync(store.folderOf(id))).toBe(true);
    expect(store.prune({ newest: 2, undoableDays: 90 })).toEqual([]);
  });

  it('are not removed while they are being undone', () => {
    const old = withFolder(done(restore, { undoable: true }).id);
    now += 100 * DAY;
    const undo = store.begin({ kind: 'undo', of: old });
    expect(store.prune({ newest: 0, undoableDays: 90 })).toEqual([]);
    expect(existsSync(store.folderOf(old))).toBe(true);
    store.finish(undo.id, { state: 'cancelled' });
    expect(store.prune({ newest: 0, undoableDays: 90 })).toEqual([old, undo.id]);
  });

  it('stay, 500 of them, when nothing else is said', () => {
    edit(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 520)
      insert into jobs (id, kind, state, started_at, os_user, pid)
      select 'job_01ARYZ6S41' || printf('%016d', i), 'plan', 'completed', '2025-01-01T00:00:00.000Z', 'x', 1 from n`);
    expect(store.prune()).toHaveLength(20);
    expect(store.list(ALL)).toMatchObject({ total: 500 });
  });
});

/** Changes the file behind the store's back. */
function edit(statement: string, ...values: readonly unknown[]): void {
  const database = new Database(path.join(home, 'jobs', 'jobs.sqlite'));
  database.prepare(statement).run(...values);
  database.close();
}
