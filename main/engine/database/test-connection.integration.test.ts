import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../create-engine.ts';
import type { ConnectionStep, ConnectionTest } from './connection-test.ts';
import { initTarget } from './open-target.ts';
import type { Target } from './target.ts';
import { testConnection } from './test-connection.ts';
import { freshServerUrl, freshTarget, onServer, stepOf } from './testing.ts';

type Edit = (url: URL) => void;

const SECRET = 'pl4nted-s3cret';
/** Roles belong to the server, which other runs of these tests may use at the same time. */
const run = randomBytes(6).toString('hex');
const ROLES = {
  owner: `edms_owner_${run}`,
  reader: `edms_reader_${run}`,
  writer: `edms_writer_${run}`,
} as const;

let folder = '';
let database: Awaited<ReturnType<typeof freshServerUrl>>;
let target: Target;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-connection-'));
  mkdirSync(path.join(folder, 'storage', 'documents'), { recursive: true });
  database = await freshServerUrl();
  target = await initTarget({ kind: 'server', url: database.url });
  await target.write(async (sql) => {
    for (const role of Object.values(ROLES)) {
      await sql.execute(`create role ${role} login password '${SECRET}'`);
      await sql.execute(`grant usage on schema public to ${role}`);
    }
    await sql.execute(`grant select on auth_group to ${ROLES.reader}`);
    await sql.execute(
      `grant select, insert, update, delete on all tables in schema public to ${ROLES.writer}`,
    );
  });
});

afterAll(async () => {
  await target.write(async (sql) => {
    for (const role of Object.values(ROLES)) {
      await sql.execute(`reassign owned by ${role} to current_user`);
      await sql.execute(`drop owned by ${role}`);
      await sql.execute(`drop role ${role}`);
    }
  });
  await target.close();
  await database.remove();
  rmSync(folder, { recursive: true, force: true });
});

const edited = (edit: Edit = () => undefined) => {
  const url = new URL(database.url);
  edit(url);
  return { kind: 'server', url: url.href } as const;
};
const as = (role: keyof typeof ROLES) =>
  edited((url) => {
    url.username = ROLES[role];
    url.password = SECRET;
  });
const storage = () => path.join(folder, 'storage');

const levels = (test: ConnectionTest) => Object.fromEntries(test.steps.map(({ id, level }) => [id, level]));

describe('the test of a connection', () => {
  it('tells a superuser that everything is as it should be, with figures', async () => {
    const test = await testConnection(edited(), storage());
    expect(levels(test)).toEqual({
      reachable: 'ok',
      'sign-in': 'ok',
      tls: 'ok',
      version: 'ok',
      edms: 'ok',
      privileges: 'ok',
      clock: 'ok',
      'database-space': 'ok',
      storage: 'ok',
    });
    expect(test).toMatchObject({
      level: 'ok',
      label: expect.stringMatching(/^postgresql:\/\/postgres@127\.0\.0\.1:/),
      serverVersion: expect.stringMatching(/^\d+\.\d+/),
      tls: null,
      edms: { release: 'present', tables: 82, users: 0, documents: 0 },
      role: 'superuser',
      storage: { writable: true },
    });
    expect(test.latencyMs).toBeGreaterThan(0);
    expect(test.storage?.freeBytes).toBeGreaterThan(0);
    // The test server is on this machine.
    expect(test.databaseFreeBytes).toBeGreaterThan(0);
    expect(Math.abs(test.clockDifferenceSeconds ?? Number.NaN)).toBeLessThan(5);
    expect(stepOf(test, 'tls').message).toContain('not encrypted');
  });

  it('tells a role with few rights what it may not read', async () => {
    const test = await testConnection(as('reader'), storage());
    expect(test).toMatchObject({ level: 'stop', role: 'other', databaseFreeBytes: null });
    expect(test.edms).toEqual({ release: 'present', tables: 82, users: null, documents: null });
    expect(stepOf(test, 'privileges')).toMatchObject({
      level: 'stop',
      message: expect.stringMatching(/may not read 81 of the tables/),
    });
    expect(stepOf(test, 'database-space').message).toContain('cannot be told');
  });

  it('warns a role that may write but does not own the tables that triggers fire', async () => {
    const test = await testConnection(as('writer'), storage());
    expect(test).toMatchObject({ level: 'warn', role: 'other', edms: { users: 0 } });
    expect(stepOf(test, 'privileges')).toMatchObject({
      level: 'warn',
      message: expect.stringContaining('triggers'),
    });
  });

  it('knows the owner of the tables', async () => {
    const tables = await target.read((sql) =>
      sql.query<{ readonly name: string }>(
        `select tablename::text as name from pg_tables where schemaname = 'public'`,
      ),
    );
    await target.write(async (sql) => {
      for (const { name } of tables) await sql.execute(`alter table "${name}" owner to ${ROLES.owner}`);
    });
    const test = await testConnection(as('owner'), storage());
    expect(test).toMatchObject({ level: 'ok', role: 'owner' });
    expect(stepOf(test, 'privileges').message).toContain('owns');
  });

  it.each<[string, Edit, ConnectionStep['id'], RegExp]>([
    [
      'a wrong password',
      (url) => {
        url.password = `${SECRET}-wrong`;
      },
      'sign-in',
      /did not accept/,
    ],
    [
      'no password',
      (url) => {
        url.password = '';
      },
      'sign-in',
      /asks for a password/,
    ],
    [
      'a port where nothing listens',
      (url) => {
        url.port = '1';
      },
      'reachable',
      /cannot be reached/,
    ],
    [
      'a name with several addresses where nothing listens',
      (url) => {
        url.hostname = 'localhost';
        url.port = '1';
      },
      'reachable',
      /cannot be reached/,
    ],
    [
      'a host that does not exist',
      (url) => {
        url.hostname = 'nohost.invalid';
      },
      'reachable',
      /cannot be reached/,
    ],
    [
      'a database that does not exist',
      (url) => {
        url.pathname = '/nowhere';
      },
      'reachable',
      /no such database/,
    ],
    [
      'a server without TLS that must have it',
      (url) => {
        url.searchParams.set('sslmode', 'verify-full');
      },
      'tls',
      /No encrypted connection/,
    ],
    [
      'a certificate that is not there',
      (url) => {
        url.search = '?sslmode=verify-ca&sslrootcert=/nowhere.pem';
      },
      'tls',
      /cannot be found/,
    ],
  ])('says what is in the way, and goes on with the storage folder: %s', async (_, edit, id, message) => {
    const address = edited(edit);
    const test = await testConnection(address, storage());
    expect(test).toMatchObject({ level: 'stop', edms: null, role: null });
    expect(stepOf(test, id)).toMatchObject({ level: 'stop', message: expect.stringMatching(message) });
    expect(stepOf(test, id).advice).not.toBe('');
    expect(stepOf(test, 'storage').level).toBe('ok');
    expect(JSON.stringify(test)).not.toContain(SECRET);
    const { password } = new URL(database.url);
    expect(JSON.stringify(test)).not.toContain(password);
  });

  it('tells an empty database and one with other tables from an EDMS', async () => {
    const other = await freshServerUrl();
    try {
      const address = { kind: 'server', url: other.url } as const;
      const empty = await testConnection(address, null);
      expect(stepOf(empty, 'edms')).toMatchObject({ level: 'warn', message: 'The database is empty.' });
      await onServer('create table wine (name text)', new URL(other.url).pathname.slice(1));
      const foreign = await testConnection(address, null);
      expect(stepOf(foreign, 'edms')).toMatchObject({
        level: 'stop',
        message: expect.stringContaining('no EDMS'),
      });
      expect(foreign.edms).toBeNull();
    } finally {
      await other.remove();
    }
  });

  it('knows the next release by its tables, and does not guess', async () => {
    const fresh = await freshTarget('server');
    try {
      await fresh.target.write(async (sql) => {
        for (const name of DROPPED) await sql.execute(`drop table ${name} cascade`);
        await sql.execute('create table document_reviews (id int)');
      });
      expect(await testConnection(fresh.address, null)).toMatchObject({ edms: { release: 'unknown' } });
      await fresh.target.write((sql) => sql.execute('create table system_configuration (id int)'));
      const next = await testConnection(fresh.address, null);
      expect(next).toMatchObject({ edms: { release: 'next', tables: 71 } });
      expect(stepOf(next, 'edms').level).toBe('ok');
    } finally {
      await fresh.remove();
    }
  });

  it('does not wait for a table that somebody holds, and disturbs nobody', async () => {
    await target.write(async (sql) => {
      await sql.execute('lock table users in access exclusive mode');
      const test = await testConnection(edited(), storage());
      expect(test.edms).toMatchObject({ users: null, documents: 0 });
      expect(stepOf(test, 'edms').message).toContain('users that could not be counted');
      expect(await sql.query('select count(*)::int as n from users')).toEqual([{ n: 0 }]);
    });
  });

  it('warns where the database can only be read', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await onServer(`alter database ${name} set default_transaction_read_only = on`);
    try {
      const test = await testConnection(edited(), storage());
      expect(stepOf(test, 'privileges')).toMatchObject({
        level: 'warn',
        message: expect.stringContaining('only be read'),
      });
    } finally {
      await onServer(`alter database ${name} reset default_transaction_read_only`);
    }
  });

  it('finds what is wrong with a storage folder', async () => {
    const none = await testConnection(edited(), null);
    expect(stepOf(none, 'storage')).toMatchObject({
      level: 'warn',
      message: expect.stringContaining('No storage'),
    });
    const missing = await testConnection(edited(), path.join(folder, 'nowhere'));
    expect(stepOf(missing, 'storage')).toMatchObject({ level: 'stop' });
    expect(missing.storage).toBeNull();
  });
});

describe('the test of a connection in an engine that is at work', () => {
  it('leaves the open target open, a server or an embedded one', async () => {
    const fresh = await freshTarget('embedded');
    await fresh.target.close();
    const before = process.env.EDMS_BACKUP_HOME;
    process.env.EDMS_BACKUP_HOME = fresh.home;
    const engine = createEngine();
    try {
      expect(await testConnection(fresh.address, null)).toMatchObject({
        label: 'embedded:fresh',
        edms: { release: 'present', users: 0 },
        role: 'superuser',
      });
      await engine.openTarget(fresh.address);
      expect(await engine.testConnection(edited(), storage())).toMatchObject({ level: 'ok' });
      const own = await engine.testConnection(fresh.address, null);
      expect(stepOf(own, 'reachable')).toMatchObject({
        level: 'ok',
        message: expect.stringContaining('open'),
      });
      expect(await engine.openTarget(fresh.address)).toMatchObject({ tables: 82 });
      const absent = await engine.testConnection({ kind: 'embedded', name: 'not-yet' }, null);
      expect(stepOf(absent, 'reachable')).toMatchObject({
        level: 'ok',
        message: expect.stringContaining('first'),
      });
    } finally {
      await engine.close();
      if (before === undefined) delete process.env.EDMS_BACKUP_HOME;
      else process.env.EDMS_BACKUP_HOME = before;
      await fresh.remove();
    }
  });
});

/** The tables that the next release no longer has. */
const DROPPED = [
  ...['backup_jobs', 'restore_jobs', 'backup_configurations', 'health_checks', 'system_metrics'],
  ...['disaster_recovery_plans', 'system_health_checks', 'task_executions', 'notification_queue_recipients'],
  ...['notification_queue', 'document_schedules_notification_users', 'document_schedules', 'workflow_tasks'],
];
