import { emptyDatabaseStatements } from '../catalogue/generated/empty-database.ts';
import { EngineError } from '../errors.ts';
import type { Sql } from './target.ts';

/**
 * Makes an empty EDMS database in the current schema, inside the transaction of `sql`: tables, constraints,
 * indexes, and the content types and permissions that Django itself creates. Rejects with `TARGET_NOT_EMPTY`
 * when anything is in that schema, and with `TARGET_NO_PRIVILEGE` when nothing may be created there.
 */
export async function createEmptyEdms(sql: Sql, label: string): Promise<void> {
  const [found] = await sql.query<{ readonly schema: string | null; readonly objects: number }>(
    `select current_schema()::text as schema,
            (select count(*) from pg_class class join pg_namespace space on space.oid = class.relnamespace
              where space.nspname = current_schema())::int as objects`,
  );
  if (found === undefined || found.schema === null) throw noSchema(label);
  if (found.objects > 0) throw notEmpty(label, found.schema, found.objects);
  for (const statement of emptyDatabaseStatements) await sql.execute(statement);
}

function notEmpty(label: string, schema: string, objects: number): EngineError {
  return new EngineError({
    code: 'TARGET_NOT_EMPTY',
    message: `The database is not empty: ${label}.`,
    consequence: 'Nothing was changed.',
    advice: 'Create a new database for the EDMS and name that one.',
    details: `schema ${schema}: ${objects} tables, indexes, sequences or views`,
  });
}

function noSchema(label: string): EngineError {
  return new EngineError({
    code: 'TARGET_NO_PRIVILEGE',
    message: `There is no schema to create tables in: ${label}.`,
    consequence: 'Nothing was changed.',
    advice: 'Create the schema that the URL names, or have the right to use it granted.',
  });
}
