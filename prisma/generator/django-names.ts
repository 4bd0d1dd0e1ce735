import { createHash } from 'node:crypto';

/** PostgreSQL's limit for names, in bytes; every name of the EDMS is ASCII. */
const maxLength = 63;

/**
 * The name that Django 4.2 gives to an index or constraint: table, columns and a digest, shortened evenly when
 * it is too long (`BaseDatabaseSchemaEditor._create_index_name`). An EDMS migration that drops a constraint by
 * name finds ours under it.
 */
export function djangoName(table: string, columns: readonly string[], suffix: string): string {
  const digest = createHash('md5');
  for (const part of [table, ...columns]) digest.update(part);
  const tail = `${digest.digest('hex').slice(0, 8)}${suffix}`;
  const joined = columns.join('_');
  const whole = `${table}_${joined}_${tail}`;
  if (whole.length <= maxLength) return whole;
  const ending = tail.length > maxLength / 3 ? tail.slice(0, Math.floor(maxLength / 3)) : tail;
  const rest = Math.floor((maxLength - ending.length) / 2) - 1;
  const short = `${table.slice(0, rest)}_${joined.slice(0, rest)}_${ending}`;
  return /^[_0-9]/.test(short) ? `D${short.slice(0, -1)}` : short;
}
