import type { TypedValue } from '../export/query-part.ts';

/**
 * The types whose extended hash is made of all bytes of a value: other values have other hashes, but for one chance in
 * 2^64. It costs less than a value's binary form. Whole numbers of 64 bits and moments are none of them (their halves are
 * put together first), nor what has several ways to write an equal value (`numeric`, `jsonb`, `character(n)`).
 * Source: PostgreSQL's `hashfunc.c`, `varlena.c`, `uuid.c`.
 */
const HASHED_WHOLE = new Map([
  ['boolean', ''],
  ['smallint', ''],
  ['integer', ''],
  ['date', ''],
  ['uuid', ''],
  ['bytea', ''],
  // Bytes, whatever the column's own collation takes for equal; a column may have no text any more since it was asked for.
  ['text', '::text collate "C"'],
  ['character varying', '::text collate "C"'],
]);

/** `hash_record_extended` is there since PostgreSQL 14, as `bit_xor` for 64 bits is; as `server_version_num`. */
const HASHES_RECORDS = 140_000;

/**
 * SQL of a 64-bit hash of a row's values. The one function that makes 64 bits of all bytes of a row takes them as an
 * array's element. What can be hashed for less stands in that row as one number: its hash. Values that change places
 * among rows, or in one, make other hashes.
 */
export function hashSql(values: readonly TypedValue[], server: number): string {
  return `hash_array_extended(array[record_send(row(${inRow(values, server).join(', ')}))], 0)`;
}

/** SQL that puts the hashes of several rows together without sorting them; older servers cannot but add them up (to 63 bits). */
export function hashOfAll(values: readonly TypedValue[], server: number): string {
  const hash = hashSql(values, server);
  return server >= HASHES_RECORDS ? `bit_xor(${hash})` : `(sum(${hash}) % 9223372036854775808)::bigint`;
}

function inRow(values: readonly TypedValue[], server: number): readonly string[] {
  const sent: string[] = [];
  const hashed: string[] = [];
  for (const { sql, type } of values) {
    const bytewise = server >= HASHES_RECORDS ? HASHED_WHOLE.get(type) : undefined;
    if (bytewise === undefined) sent.push(sql);
    else hashed.push(`(${sql})${bytewise}`);
  }
  if (hashed.length > 0) sent.push(`hash_record_extended(row(${hashed.join(', ')}), 0)`);
  return sent;
}
