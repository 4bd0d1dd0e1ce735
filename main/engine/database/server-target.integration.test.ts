import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineError, toPlainError } from '../errors.ts';
import { withScene } from '../testing/scene.ts';
import { withRole } from '../testing/sessions.ts';
import { initTarget, openTarget } from './open-target.ts';
import type { Readers, Sql, Target } from './target.ts';
import { freshServerUrl, freshTarget, onServer } from './testing.ts';

type Edit = (url: URL) => void;

describe('a server target', () => {
  let database: Awaited<ReturnType<typeof freshServerUrl>>;
  beforeAll(async () => {
    database = await freshServerUrl();
    await (await initTarget({ kind: 'server', url: database.url })).close();
  });
  afterAll(() => database.remove());

  const edited = (edit: Edit) => {
    const url = new URL(database.url);
    edit(url);
    return { kind: 'server', url: url.href } as const;
  };

  it.each<[string, Edit, string]>([
    [
      'a wrong password',
      (url) => {
        url.password = 'wr0ng-s3cret';
      },
      'TARGET_SIGN_IN_FAILED',
    ],
    [
      'no password at all',
      (url) => {
        url.password = '';
      },
      'TARGET_SIGN_IN_FAILED',
    ],
    [
      'an unknown user',
      (url) => {
        url.username = 'nobody_here';
      },
      'TARGET_SIGN_IN_FAILED',
    ],
    [
      'an unknown database',
      (url) => {
        url.pathname = '/nowhere';
      },
      'TARGET_UNREACHABLE',
    ],
    [
      'a port where nothing listens',
      (url) => {
        url.port = '1';
      },
      'TARGET_UNREACHABLE',
    ],
    [
      'a host that does not exist',
      (url) => {
        url.hostname = 'nohost.invalid';
      },
      'TARGET_UNREACHABLE',
    ],
    [
      'a server without TLS that must have it',
      (url) => {
        url.searchParams.set('sslmode', 'require');
      },
      'TARGET_TLS',
    ],
    [
      'a certificate that is not there',
      (url) => {
        url.search = '?sslmode=verify-ca&sslrootcert=/nowhere.pem';
      },
      'TARGET_TLS',
    ],
    [
      'a database without an EDMS',
      (url) => {
        url.pathname = '/template1';
      },
      'TARGET_NOT_EDMS',
    ],
    [
      'a schema without an EDMS',
      (url) => {
        url.searchParams.set('schema', 'elsewhere');
      },
      'TARGET_NOT_EDMS',
    ],
  ])('is refused for %s', async (_, edit, code) => {
    const address = edited(edit);
    const error = await openTarget(address).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(EngineError);
    if (!(error instanceof EngineError)) return;
    expect(error.plain.code).toBe(code);
    expect(JSON.stringify(error.plain)).not.toContain(new URL(address.url).password || 'password=');
  });

  it('shows no password', async () => {
    const target = await openTarget({ kind: 'server', url: database.url });
    expect(target.label).not.toContain(new URL(database.url).password);
    expect(target.label).toMatch(/^postgresql:\/\/postgres@127\.0\.0\.1:\d+\/edms_test_/);
    await target.close();
  });

  it('is not initialised where anything is', async () => {
    const before = await openTarget({ kind: 'server', url: database.url });
    await before.close();
    await expect(initTarget({ kind: 'server', url: database.url })).rejects.toMatchObject({
      code: 'TARGET_NOT_EMPTY',
    });
  });

  it('says so when the database can only be read', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await onServer(`alter database ${name} set default_transaction_read_only = on`);
    const target = await openTarget({ kind: 'server', url: database.url });
    expect(await target.summary()).toMatchObject({ canOnlyBeRead: true });
    await expect(target.occupy('somebody')).rejects.toMatchObject({ code: 'TARGET_READ_ONLY' });
    await target.close();
    await onServer(`alter database ${name} reset default_transaction_read_only`);
  });

  it('is read alike where the database quotes all names', async () => {
    const name = new URL(database.url).pathname.slice(1);
    const plain = await openTarget({ kind: 'server', url: database.url });
    await onServer(`alter database ${name} set quote_all_identifiers = on`);
    const quoting = await openTarget({ kind: 'server', url: database.url });
    expect(quoting.schema).toEqual(plain.schema);
    await onServer(`alter database ${name} reset quote_all_identifiers`);
    await quoting.close();
    await plain.close();
  });

  it('has bytes in lists written alike where the database escapes them', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await onServer(`alter database ${name} set bytea_output = escape`);
    const escaping = await openTarget({ kind: 'server', url: database.url });
    const rows = await escaping.read((sql) => sql.query("select to_json(array['a'::bytea])::text as bytes"));
    expect(rows).toEqual([{ bytes: '["\\\\x61"]' }]);
    await onServer(`alter database ${name} reset bytea_output`);
    await escaping.close();
  });

  it('says what to do where it takes no connections, and where its encoding lacks a character', async () => {
    const name = `${new URL(database.url).pathname.slice(1)}_latin1`;
    const url = new URL(database.url);
    url.pathname = `/${name}`;
    await onServer(
      `create database ${name} encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'`,
    );
    const target = await initTarget({ kind: 'server', url: url.href });
    const refused = await target
      .read((sql) => sql.query('select $1::text as t', 'a — b'))
      .catch(toPlainError);
    expect(refused).toMatchObject({ code: 'TARGET_ENCODING', details: expect.stringContaining('LATIN1') });
    await target.close();
    await onServer(`alter database ${name} allow_connections false`);
    expect(await openTarget({ kind: 'server', url: url.href }).catch(toPlainError)).toMatchObject({
      code: 'TARGET_REFUSED',
      details: expect.stringContaining('not currently accepting connections'),
    });
    await onServer(`drop database ${name}`);
  });

  it('reads one moment, whatever others write', async () => {
    const target = await openTarget({ kind: 'server', url: database.url });
    const others = await openTarget({ kind: 'server', url: database.url });
    const count = 'select count(*)::int as n from auth_group';
    const [before, after] = await target.read(async (sql) => {
      const first = await sql.query(count);
      await others.write((other) => other.execute(`insert into auth_group (name) values ('meanwhile')`));
      return [first, await sql.query(count)];
    });
    expect(before).toEqual([{ n: 0 }]);
    expect(after).toEqual([{ n: 0 }]);
    await others.close();
    await target.close();
  });
});

describe('the log of a quiet server', () => {
  it('is written as far as an open transaction has come once it is pushed, and does not end that one', async () => {
    const { target, remove } = await freshTarget('server');
    await target.write(async (sql) => {
      await sql.execute(`insert into auth_group (name) values ('open')`);
      const [at] = await sql.query<{ log: string }>('select pg_current_wal_insert_lsn()::text as log');
      await target.pushLog();
      const isWritten = async () => {
        const [row] = await sql.query<{ written: boolean }>(
          'select pg_current_wal_flush_lsn() >= $1::pg_lsn as written, pg_sleep(0.05)::text',
          at?.log,
        );
        return row?.written;
      };
      await expect.poll(isWritten, { timeout: 5000 }).toBe(true);
      expect(await target.read((other) => other.query('select from auth_group')).catch(String)).toContain(
        'inside another one',
      );
    });
    expect(await target.read((sql) => sql.query('select name from auth_group'))).toEqual([{ name: 'open' }]);
    await remove();
  });
});

describe('a server target that is lost in the middle', () => {
  it('says so, and nothing was changed', async () => {
    const { target, address, remove } = await freshTarget('server');
    const writing = target.write(async (sql) => {
      await sql.execute(`insert into auth_group (name) values ('lost')`);
      const [row] = await sql.query<{ readonly pid: number }>('select pg_backend_pid() as pid');
      await onServer(`select pg_terminate_backend(${row?.pid})`);
      await sql.execute(`insert into auth_group (name) values ('too late')`);
    });
    await expect(writing).rejects.toMatchObject({ code: 'TARGET_LOST' });
    // The connection comes back by itself with the next transaction.
    expect(await target.read((sql) => sql.query('select name from auth_group'))).toEqual([]);
    const again = await openTarget(address);
    await again.close();
    await remove();
  });
});

describe('connections that read one moment together', () => {
  it('end well where one is lost that nobody uses any more', async () => {
    const { target, remove } = await freshTarget('server');
    const one = await target.readTogether(2, async ({ first, others }) => {
      const [second] = await others;
      const [row] = (await second?.query<{ pid: number }>('select pg_backend_pid() as pid')) ?? [];
      await onServer(`select pg_terminate_backend(${row?.pid})`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return first.query('select 1 as one');
    });
    expect(one).toEqual([{ one: 1 }]);
    expect(await target.readTogether(2, othersOf)).toBe(1);
    await remove();
  });

  it('are fewer where there is none to spare', async () => {
    const { address, remove } = await freshTarget('server');
    if (address.kind !== 'server') throw new Error('A server was asked for');
    const url = new URL(address.url);
    // A connection that there is not is waited for as long as for a server.
    url.searchParams.set('connect_timeout', '2');
    const target = await openTarget({ kind: 'server', url: url.href });
    let leave = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const others = Array.from({ length: 3 }, () => target.read(() => held));
    expect(await target.readTogether(2, othersOf)).toBe(0);
    leave();
    await Promise.all(others);
    expect(await target.readTogether(2, othersOf)).toBe(1);
    await target.close();
    await remove();
  }, 60_000);
});

async function othersOf({ others }: Readers): Promise<number> {
  return (await others).length;
}

describe('an EDMS in a schema of its own', () => {
  it('is found by the schema in the URL', async () => {
    const database = await freshServerUrl();
    const url = new URL(database.url);
    url.searchParams.set('schema', 'Edms 1');
    await expect(initTarget({ kind: 'server', url: url.href })).rejects.toMatchObject({
      code: 'TARGET_NO_PRIVILEGE',
    });
    const other = new URL(database.url);
    await onServer('create schema "Edms 1"', other.pathname.slice(1));
    const target = await initTarget({ kind: 'server', url: url.href });
    expect(target.schema.schemaName).toBe('Edms 1');
    expect(target.schema.tables.size).toBe(82);
    expect(target.schema.tables.get('users')?.columns.get('id')?.sequence).toBe('"Edms 1".users_id_seq');
    await target.close();
    await database.remove();
  });
});

describe('a role with few rights', () => {
  it('may look, and is told when it may not write', () =>
    asReader(async (reader) => {
      expect(await reader.summary()).toMatchObject({ canDisableTriggers: false, tables: 82 });
      expect(reader.schema.tables.get('users')?.owned).toBe(false);
      const writing = reader.write((sql) => sql.execute(`insert into auth_group (name) values ('x')`));
      await expect(writing).rejects.toMatchObject({ code: 'TARGET_NO_PRIVILEGE' });
    }));

  it('reads through one connection where it may not show its moment to a second one', () =>
    asReader(async (reader, owner) => {
      await owner.write((sql) => sql.execute('revoke execute on function pg_export_snapshot() from public'));
      expect(await reader.readTogether(2, othersOf)).toBe(0);
      const users = reader.readTogether(2, ({ first }) => first.query('select id from users where false'));
      expect(await users).toEqual([]);
      expect(await owner.readTogether(2, othersOf)).toBe(1);
    }));

  it('is refused a table of which a policy hides rows from it, instead of being shown the rest as all', () =>
    asReader(async (reader, owner) => {
      await owner.write(async (sql) => {
        await sql.execute(`insert into auth_group (name) values ('seen'), ('hidden')`);
        await sql.execute('alter table auth_group enable row level security');
        await sql.execute(`create policy visible on auth_group using (name = 'seen')`);
      });
      const groups = (sql: Sql) => sql.query('select name from auth_group');
      expect(await owner.read(groups)).toHaveLength(2);
      const error = await reader.read(groups).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        plain: {
          code: 'TARGET_NO_PRIVILEGE',
          advice: expect.stringContaining('BYPASSRLS'),
          details: expect.stringContaining('"auth_group"'),
        },
      });
    }));
});

/** Opens an EDMS as a role that may read its tables; `owner` may all. */
const asReader = (work: (reader: Target, owner: Target) => Promise<void>): Promise<void> =>
  withScene('server', (scene) =>
    withRole(scene, 'grant select on all tables in schema public to', (reader) => work(reader, scene.target)),
  );
