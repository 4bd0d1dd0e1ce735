import type { TypedValue } from '../export/query-part.ts';

/**
 * What is hashed of a value, by its type, with nothing lost: PostgreSQL's own extended hash of each is made of all bytes,
 * so that other values have other hashes but for one chance in 2^64. Types that have several ways to write an equal value,
 * or whose hash puts halves together first, are hashed as something else.
 * Source: PostgreSQL's `hashfunc.c`, `varlena.c`, `uuid.c`, `network.c`.
 */
const HASHED = new Map<string, (sql: string) => readonly string[]>([
  ['boolean', itself],
  ['smallint', itself],
  ['integer', itself],
  ['date', itself],
  ['uuid', itself],
  ['bytea', itself],
  ['inet', itself],
  // Bytes, whatever the column's own collation takes for equal; a column may have no text any more since it was asked for.
  ['text', bytesOfText],
  ['character varying', bytesOfText],
  // The hash of 64 bits is that of both halves as one: what it was made of is known again by the upper half.
  ['bigint', (sql) => [sql, `${sql} >> 32`]],
  ['timestamp with time zone', (sql) => [`timestamptz_send(${sql})`]],
  ['timestamp without time zone', (sql) => [`timestamp_send(${sql})`]],
  ['jsonb', (sql) => [`jsonb_send(${sql})`]],
]);

function itself(sql: string): readonly string[] {
  return [sql];
}

function bytesOfText(sql: string): readonly string[] {
  return [`${sql}::text collate "C"`];
}

/** `hash_record_extended` is there since PostgreSQL 14, as `bit_xor` for 64 bits is; as `server_version_num`. */
const HASHES_RECORDS = 140_000;

/**
 * SQL of a 64-bit hash of a row's values, of those without a hash of their own by their binary form. Values that change
 * places among rows, or in one, make other hashes. Older servers have one function only that makes 64 bits of all bytes of
 * a row: it takes them as an array's element.
 */
export function hashSql(values: readonly TypedValue[], server: number): string {
  if (server < HASHES_RECORDS)
    return `hash_array_extended(array[record_send(row(${values.map(({ sql }) => sql).join(', ')}))], 0)`;
  const sent: string[] = [];
  const hashed: string[] = [];
  for (const { sql, type } of values) {
    const parts = HASHED.get(type);
    if (parts === undefined) sent.push(sql);
    else hashed.push(...parts(`(${sql})`));
  }
  if (sent.length > 0) hashed.push(`record_send(row(${sent.join(', ')}))`);
  return `hash_record_extended(row(${hashed.join(', ')}), 0)`;
}

/**
 * SQL that puts the hashes of several rows together without sorting them; older servers cannot but add them up (to 63 bits).
 * The hash of a record is a sum of its values' hashes: a change that two rows have alike would cancel itself out in far too
 * many cases (one in 75 million), were it not stirred once more, as the seed of a hash of nothing.
 */
export function hashOfAll(values: readonly TypedValue[], server: number): string {
  const hash = hashSql(values, server);
  return server >= HASHES_RECORDS
    ? `bit_xor(hashint4extended(0, ${hash}))`
    : `(sum(${hash}) % 9223372036854775808)::bigint`;
}
