import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshTarget, targetKinds, withFreshTarget } from '../database/testing.ts';
import type { TypedValue } from '../export/query-part.ts';
import { hashOfAll, hashSql } from './hash-sql.ts';

/** A server that hashes records, and one that is too old for that: newer ones can hash as it does. */
const versions = [140_000, 130_000];

const typed = (text: string, type: string): TypedValue => ({ sql: `${text}::${type}`, type });

/** Values of one type, each other than the one beside it. */
const others: readonly (readonly [type: string, one: string, other: string])[] = [
  ['text', `''`, 'null'],
  ['text', `'a'`, `'a '`],
  ['character varying', `'a'`, `'A'`],
  ['boolean', 'false', 'null'],
  ['smallint', '0', 'null'],
  ['integer', '-1', '1'],
  ['date', `'2000-01-01'`, `'2000-01-02'`],
  ['uuid', `'00000000-0000-0000-0000-000000000000'`, `'00000000-0000-0000-0000-000000000001'`],
  ['bytea', `'\\x00'`, `'\\x0000'`],
  // What PostgreSQL's own hash of the type takes for the same: halves that cancel each other out,
  ['bigint', '0', '4294967297'],
  ['bigint', '-1', '0'],
  ['bigint', '-2147483648', '2147483648'],
  ['bigint', '0', 'null'],
  ['timestamp with time zone', `'2000-01-01Z'`, `'2000-01-01 01:11:34.967297Z'`],
  ['timestamp without time zone', `'2000-01-01'`, `'2000-01-01 01:11:34.967297'`],
  // networks whose host is the same,
  ['inet', `'10.0.0.1'`, `'10.0.0.1/8'`],
  ['inet', `'10.0.0.1'`, `'::ffff:10.0.0.1'`],
  // numbers that are equal but not written alike,
  ['numeric', '1.0', '1.00'],
  ['double precision', '0', `'-0'`],
  ['jsonb', `'[1.0]'`, `'[1.00]'`],
  ['jsonb', `'{}'`, 'null'],
  ['interval', `'30 days'`, `'1 month'`],
  // and elements of a list that change places so far from each other.
  ['jsonb', listText(0, 64), listText(64, 0)],
];

/** A list of 65 elements all of which are null but the first and the last. */
function listText(first: number, last: number): string {
  return `'${JSON.stringify([first, ...Array.from({ length: 63 }, () => null), last])}'`;
}

describe.each(targetKinds)('the hash of a row in a %s database', (kind) => {
  let fresh: Awaited<ReturnType<typeof freshTarget>>;
  beforeAll(async () => {
    fresh = await freshTarget(kind);
  });
  afterAll(() => fresh.remove());

  /** What statements give, each one number. */
  const ask = (statements: readonly string[]): Promise<readonly bigint[]> =>
    fresh.target.read(async (sql) => {
      const hashes: bigint[] = [];
      for (const statement of statements)
        for (const { h } of await sql.query<{ readonly h: bigint }>(statement)) hashes.push(h);
      return hashes;
    });
  const hashesOf = (rows: readonly (readonly TypedValue[])[], version: number) =>
    ask(rows.map((row) => `select ${hashSql(row, version)} as h`));

  it.each(versions)('is another one for every other value (as of %d)', async (version) => {
    for (const [type, one, other] of others) {
      const row = [typed(one, type)];
      const [before, after, again] = await hashesOf([row, [typed(other, type)], row], version);
      expect(before, `${type}: ${one}, ${other}`).not.toBe(after);
      expect(before).toBe(again);
    }
  });

  it.each(versions)('is another one where values change places or borders (as of %d)', async (version) => {
    const row = (type: string, ...texts: readonly string[]) => texts.map((text) => typed(`'${text}'`, type));
    const rows = [
      row('text', 'a', 'b'),
      row('text', 'b', 'a'),
      row('text', 'ab', ''),
      row('text', '', 'ab'),
      row('bigint', '1', '2'),
      row('bigint', '2', '1'),
    ];
    expect(new Set(await hashesOf(rows, version)).size).toBe(rows.length);
  });

  it('is made of a column, too, that others have given a type without collations meanwhile', async () => {
    const meanwhile = (value: string): readonly TypedValue[] => [{ sql: `'${value}'::jsonb`, type: 'text' }];
    const [one, other] = await hashesOf([meanwhile('1.0'), meanwhile('1.00')], 140_000);
    expect(one).not.toBe(other);
  });

  it.each(versions)('put together, tells values that change rows (as of %d)', async (version) => {
    const hash = hashOfAll(
      [
        { sql: 'key', type: 'bigint' },
        { sql: 'name', type: 'text' },
      ],
      version,
    );
    const rows = [`(1, 'a'), (2, 'b')`, `(1, 'b'), (2, 'a')`, `(2, 'b'), (1, 'a')`];
    const [one, other, same] = await ask(
      rows.map((each) => `select ${hash} as h from (values ${each}) as row (key, name)`),
    );
    expect(one).not.toBe(other);
    expect(one).toBe(same);
  });

  it.each(versions)(
    'put together, tells a change that several rows have alike (as of %d)',
    async (version) => {
      const column = (sql: string): TypedValue => ({ sql, type: 'integer' });
      const hash = hashOfAll([column('key'), column('value')], version);
      const [hashes] = await ask([
        `select count(distinct h) as h from (
         select ${hash} as h from generate_series(1, 2) as key, generate_series(1, 60000) as value group by value
       ) as changed`,
      ]);
      expect(hashes).toBe(60_000n);
    },
  );
});

it('is of the bytes of a text, also where its column takes others for equal', () =>
  withFreshTarget('server', async (target, { address }) => {
    const client = new pg.Client(address.kind === 'server' ? address.url : '');
    await client.connect();
    await client.query(
      "create collation without_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    );
    await client.end();
    const [one, other] = ["'a'", "'A'"].map((text) => `${text}::text collate without_case`);
    const hash = (sql = '') => hashSql([{ sql, type: 'text' }], 140_000);
    const [found] = await target.read((sql) =>
      sql.query<{ readonly equal: boolean; readonly a: bigint; readonly b: bigint }>(
        `select ${one} = ${other} as equal, ${hash(one)} as a, ${hash(other)} as b`,
      ),
    );
    expect(found?.equal).toBe(true);
    expect(found?.a).not.toBe(found?.b);
  }));
