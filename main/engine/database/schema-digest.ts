import type { Sql } from './target.ts';

/**
 * A short text that is another one when the schema is: tables and who may read them, columns, defaults, constraints, unique
 * indexes, triggers and the values of enums. What it is made of stays in the database, so that it can be asked for before
 * each piece of work.
 */
export async function schemaDigest(sql: Sql, schemaName: string): Promise<string> {
  const rows = await sql.query<{ digest: string }>(DIGEST, schemaName);
  return rows.map(({ digest }) => digest).join(' ');
}

/** Rows of a catalogue as one figure: how many, and the sum of their hashes, so that their order does not matter. */
const figure = (...columns: readonly string[]): string =>
  `select concat(count(*), ':', sum(hashtextextended(concat_ws(' ', ${columns.join(', ')}), 0))) as digest`;

const DIGEST = `
with own as materialized (
  select class.oid, relname, relkind, relowner, relacl
    from pg_class class join pg_namespace space on space.oid = class.relnamespace
   where space.nspname = $1 and relkind in ('r', 'p'))
${figure('own.oid', 'relname', 'relkind', 'relowner', 'relacl')} from own
union all
${figure(
  'attrelid',
  'attnum',
  'attname',
  'atttypid',
  'atttypmod',
  'attnotnull',
  'attidentity',
  'attgenerated',
)}
  from pg_attribute join own on own.oid = attrelid where attnum > 0 and not attisdropped
union all
${figure('definition.oid', 'adrelid', 'adnum')} from pg_attrdef definition join own on own.oid = adrelid
union all
${figure('rule.oid', 'conname', 'contype', 'condeferrable')} from pg_constraint rule join own on own.oid = conrelid
union all
${figure('indexrelid', 'indisprimary', 'indisvalid')} from pg_index join own on own.oid = indrelid where indisunique
union all
${figure('one.oid', 'tgenabled')} from pg_trigger one join own on own.oid = tgrelid where not tgisinternal
union all
${figure('enumtypid', 'enumlabel', 'enumsortorder')} from pg_enum`;
