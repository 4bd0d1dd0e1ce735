import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { schemaDifferences } from './schema-differences.ts';
import { SqlError } from './sql-error.ts';
import type { Target, TargetAddress } from './target.ts';
import { type FreshTarget, freshTarget, targetKinds } from './testing.ts';

async function groupNames(target: Target): Promise<readonly string[]> {
  const rows = await target.read((sql) =>
    sql.query<{ name: string }>('select name from auth_group order by 1'),
  );
  return rows.map((row) => row.name);
}

/** Runs a statement on a connection of its own; an embedded database has none to give. */
async function somebodyElse(address: TargetAddress, statement: string): Promise<void> {
  if (address.kind === 'embedded') return;
  const client = new pg.Client(address.url);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

const addGroup = `insert into auth_group (name) values ($1)`;
/** A group permission whose group and permission do not exist: a deferred violation. */
const dangling = 'insert into auth_group_permissions (group_id, permission_id) values (1000, 1000)';

describe.each(targetKinds)('a fresh %s target', (kind) => {
  let fresh: FreshTarget & { readonly remove: () => Promise<void> };
  beforeAll(async () => {
    fresh = await freshTarget(kind);
  });
  beforeEach(() => fresh.target.write((sql) => sql.execute('truncate auth_group restart identity cascade')));
  afterAll(() => fresh.remove());

  it('is what the map says, with what Django itself creates', async () => {
    const { target } = fresh;
    expect(schemaDifferences(target.schema)).toEqual([]);
    expect(await target.summary()).toMatchObject({
      kind,
      label: target.label,
      version: expect.stringMatching(/^PostgreSQL \d+\.\d+$/),
      tables: 82,
      users: 0,
      documents: 0,
      canDisableTriggers: true,
      canOnlyBeRead: false,
    });
    const [row] = await target.read((sql) =>
      sql.query(`select (select count(*) from django_content_type)::int as types,
                        (select count(*) from auth_permission)::int as permissions,
                        (select count(*) from auth_permission where codename like 'can\\_%')::int as custom,
                        (select name from auth_permission where codename = 'add_userrole') as name,
                        (select min(id) || ' to ' || max(id) from auth_permission) as ids`),
    );
    expect(row).toEqual({
      types: 71,
      permissions: 284,
      custom: 0,
      name: 'Can add User Role Assignment',
      ids: '1 to 284',
    });
  });

  it('is read through several connections as it was at one moment', async () => {
    const { target } = fresh;
    const count = 'select count(*)::int as n from auth_group';
    const seen = await target.readTogether(3, async ({ first, others }) => {
      const readers = [first, ...(await others)];
      expect(readers).toHaveLength(kind === 'server' ? 3 : 1);
      const before = await first.query<{ n: number }>(count);
      await somebodyElse(fresh.address, `insert into auth_group (name) values ('meanwhile')`);
      const after = await Promise.all(readers.map((sql) => sql.query<{ n: number }>(count)));
      return [before, ...after].map(([row]) => row?.n);
    });
    expect(new Set(seen)).toEqual(new Set([0]));
    expect(await groupNames(target)).toEqual(kind === 'server' ? ['meanwhile'] : []);
    const failing = target.readTogether(2, async ({ first, others }) => {
      for (const sql of [...(await others), first]) await sql.query('select 1 / 0');
    });
    await expect(failing).rejects.toBeInstanceOf(SqlError);
    expect(await target.readTogether(2, ({ first }) => first.query('select 1 as one'))).toEqual([{ one: 1 }]);
  });

  it('keeps what a write committed, and nothing of one that threw', async () => {
    const { target } = fresh;
    expect(await target.write((sql) => sql.execute(addGroup, 'kept'))).toBe(1);
    const thrown = new Error('changed my mind');
    const failing = target.write(async (sql) => {
      await sql.execute(addGroup, 'lost');
      throw thrown;
    });
    await expect(failing).rejects.toBe(thrown);
    expect(await groupNames(target)).toEqual(['kept']);
  });

  it('reports a violated constraint with its SQLSTATE, also one that was deferred', async () => {
    const { target } = fresh;
    const twice = target.write(async (sql) => {
      await sql.execute(addGroup, 'same');
      await sql.execute(addGroup, 'same');
    });
    await expect(twice).rejects.toBeInstanceOf(SqlError);
    await expect(twice).rejects.toMatchObject({ sqlState: '23505' });
    const deferred = target.write((sql) => sql.execute(dangling));
    await expect(deferred).rejects.toMatchObject({ sqlState: '23503' });
    expect(await groupNames(target)).toEqual([]);
  });

  it('takes a refused statement for nothing else, whatever words are in it', async () => {
    const { target } = fresh;
    const refused = [
      ['select nothing from security_pdfsigningcertificate', '42703'],
      [`select 'connection terminated, certificate, ECONNREFUSED'::int`, '22P02'],
    ] as const;
    for (const [statement, sqlState] of refused) {
      const reading = target.read((sql) => sql.query(statement));
      await expect(reading).rejects.toBeInstanceOf(SqlError);
      await expect(reading).rejects.toMatchObject({ sqlState });
    }
  });

  it('does not call it done when a failed statement was ignored', async () => {
    const { target } = fresh;
    const ignoring = target.write(async (sql) => {
      await sql.execute(addGroup, 'lost');
      await sql.query('select 1 / 0').catch(() => undefined);
      return 'done';
    });
    await expect(ignoring).rejects.toMatchObject({ sqlState: '22012' });
    expect(await groupNames(target)).toEqual([]);
  });

  it('lets a savepoint take back a statement that failed', async () => {
    const { target } = fresh;
    await target.write(async (sql) => {
      await sql.execute(addGroup, 'kept');
      await sql.execute('savepoint attempt');
      await sql.query('select 1 / 0').catch(() => sql.execute('rollback to savepoint attempt'));
    });
    expect(await groupNames(target)).toEqual(['kept']);
  });

  it('refuses a transaction inside another one, instead of waiting for itself', async () => {
    const { target } = fresh;
    const nested = target.write(() => target.read((sql) => sql.query('select 1')));
    await expect(nested).rejects.toThrow('inside another one');
    expect(await groupNames(target)).toEqual([]);
  });

  it('refuses to write while reading', async () => {
    const { target } = fresh;
    const writing = target.read((sql) => sql.execute(addGroup, 'lost'));
    await expect(writing).rejects.toMatchObject({ code: 'TARGET_READ_ONLY' });
  });

  it('hands texts over exactly, both ways', async () => {
    const { target } = fresh;
    const texts = ['Ünïcode 漢字 🚀', `"quotes" 'and' \\backslashes`, '{1,2}', '', ' 2025-01-01T00:00:00Z '];
    const exact = await target.read((sql) =>
      sql.query(
        `select $1::timestamptz::text as time, $2::jsonb::text as json, $3::int8::text as big,
                $4::interval::text as interval, $5::text[]::text as list, $6::numeric::text as decimal,
                $7::text as nothing, array(select json_array_elements_text($8::json)) as texts`,
        '2025-12-12T16:40:44.123456+02:00',
        '{"b": 1.0, "a": 12345678901234567890}',
        '9007199254740993',
        'P1DT2H0.000001S',
        ['a', 'b"c', 'NULL'],
        '1.500',
        null,
        JSON.stringify(texts),
      ),
    );
    expect(exact).toEqual([
      {
        time: '2025-12-12 14:40:44.123456+00',
        json: '{"a": 12345678901234567890, "b": 1.0}',
        big: '9007199254740993',
        interval: '1 day 02:00:00.000001',
        list: '{a,"b\\"c","NULL"}',
        decimal: '1.500',
        nothing: null,
        texts,
      },
    ]);
  });

  it('takes thousands of rows as one parameter of many megabytes', async () => {
    const { target } = fresh;
    const rows = Array.from({ length: 5000 }, (_, n) => ({ name: `g${n}`, note: 'ä'.repeat(1000) }));
    const json = JSON.stringify(rows);
    expect(Buffer.byteLength(json)).toBeGreaterThan(10_000_000);
    const inserted = await target.write((sql) =>
      sql.execute(
        `insert into auth_group (name) select name from json_to_recordset($1::json) as r (name text, note text)
          where length(note) = 1000`,
        json,
      ),
    );
    expect(inserted).toBe(5000);
    expect(await groupNames(target)).toHaveLength(5000);
  });

  it('numbers new rows from 1 in every table', async () => {
    const { target } = fresh;
    const sequences = [...target.schema.tables.values()].flatMap((table) =>
      [...table.columns.values()].flatMap(({ sequence }) => (sequence === null ? [] : [sequence])),
    );
    expect(sequences).toHaveLength(79);
    const [row] = await target.write((sql) =>
      sql.query(`insert into auth_group (name) values ('first') returning id`),
    );
    expect(row).toEqual({ id: 1 });
  });
});
