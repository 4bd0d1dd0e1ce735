import { readWithin } from '../database/read-within.ts';
import type { Sql } from '../database/target.ts';
import { counted, listText } from '../figures.ts';
import { STATEMENT_LIMIT } from './limits.ts';
import { ok, type PreflightCheck, type PreflightInput, stop, warn } from './preflight.ts';
import { lockedTables, type TableRight, writtenTables } from './written-tables.ts';

/** What the connected role may do, and what that means for rows, triggers and sequences. */
export async function checkPrivileges(input: PreflightInput): Promise<PreflightCheck> {
  const written = writtenTables(input);
  const { role, superuser, mayStage, tables, sequences } = await readWithin(
    input.target,
    STATEMENT_LIMIT,
    (sql) => readRights(sql, input, [...written.keys()]),
  );
  const missing = tables.flatMap((table) => {
    const lacking = missingRights(table, written.get(table.name));
    return lacking.length === 0 ? [] : [`${table.name} (${lacking.join(', ')})`];
  });
  if (missing.length > 0) return missingStop(`${counted(missing.length, 'table')}`, role, missing);
  if (sequences.length > 0) return missingStop(counted(sequences.length, 'sequence'), role, sequences);
  if (!mayStage) return temporaryStop(role);
  if (superuser) {
    return ok(
      'privileges',
      `The role ${role} is a superuser: triggers stay quiet while it writes, and sequences are brought up.`,
    );
  }
  return withoutSuperuser(input, role, lockedTables(input));
}

interface TableRights {
  readonly name: string;
  readonly read: boolean;
  readonly insert: boolean;
  readonly update: boolean;
  readonly delete: boolean;
  readonly truncate: boolean;
}

interface Rights {
  readonly role: string;
  readonly superuser: boolean;
  /** Whether temporary tables may be made. */
  readonly mayStage: boolean;
  readonly tables: readonly TableRights[];
  /** Sequences of written tables that the role may not read or set. */
  readonly sequences: readonly string[];
}

async function readRights(sql: Sql, input: PreflightInput, written: readonly string[]): Promise<Rights> {
  const { schema } = input.target;
  const [role] = await sql.query<{ role: string; superuser: boolean; stage: boolean }>(
    `select current_user::text as role, current_setting('is_superuser') = 'on' as superuser,
            has_database_privilege(current_database(), 'TEMPORARY') as stage`,
  );
  const tables = await sql.query<TableRights>(
    `select class.relname::text as name, has_table_privilege(class.oid, 'SELECT') as read,
            has_table_privilege(class.oid, 'INSERT') as insert, has_table_privilege(class.oid, 'UPDATE') as update,
            has_table_privilege(class.oid, 'DELETE') as delete, has_table_privilege(class.oid, 'TRUNCATE') as truncate
       from pg_class class join pg_namespace space on space.oid = class.relnamespace
      where space.nspname = $1 and class.relkind in ('r', 'p') and class.relname = any($2::text[])
      order by 1`,
    schema.schemaName,
    [...new Set([...lockedTables(input), ...written])],
  );
  const names = written.flatMap((table) =>
    [...(schema.tables.get(table)?.columns.values() ?? [])].flatMap(({ sequence }) => sequence ?? []),
  );
  const sequences = await sql.query<{ readonly name: string }>(
    `select name from unnest($1::text[]) as s (name)
      where not (has_sequence_privilege(name, 'SELECT') and has_sequence_privilege(name, 'UPDATE'))`,
    names,
  );
  return {
    role: role?.role ?? '',
    superuser: role?.superuser === true,
    mayStage: role?.stage === true,
    tables,
    sequences: sequences.map(({ name }) => name),
  };
}

/** Locking a table against others needs one of three rights, whatever is written to it. */
function missingRights(table: TableRights, needed: ReadonlySet<TableRight> | undefined): readonly string[] {
  const missing: string[] = [];
  if (!table.read) missing.push('select');
  for (const right of needed ?? []) if (!table[right]) missing.push(right);
  if (missing.length === 0 && !table.update && !table.delete && !table.truncate) missing.push('update');
  return missing;
}

function missingStop(what: string, role: string, names: readonly string[]): PreflightCheck {
  return stop(
    'privileges',
    `The role ${role} has not the rights on ${what} that the restore needs: ${listText(names, 5)}.`,
    "Connect as the owner of the EDMS's tables, or have the missing rights granted to this role.",
  );
}

function temporaryStop(role: string): PreflightCheck {
  return stop(
    'privileges',
    `The role ${role} may not make temporary tables in this database, which the restore needs.`,
    'Have the right TEMPORARY on the database granted to this role, or connect as its owner.',
  );
}

/** An owner switches user triggers off; for others they fire. */
function withoutSuperuser(
  { target }: PreflightInput,
  role: string,
  tables: readonly string[],
): PreflightCheck {
  const known = tables.flatMap((name) => target.schema.tables.get(name) ?? []);
  const withTriggers = known.filter((table) => table.hasUserTriggers);
  const foreign = withTriggers.filter((table) => !table.owned);
  if (foreign.length > 0) {
    return warn(
      'privileges',
      `The role ${role} is neither superuser nor owner: triggers on ${counted(withTriggers.length, 'table')} (${listText(withTriggers.map(({ name }) => name))}) will answer to restored rows.`,
      'Connect as the owner of the tables, so that their triggers stay quiet; what triggers add ends the restore with nothing changed.',
    );
  }
  const triggers =
    withTriggers.length === 0
      ? 'no table has a trigger that could answer to restored rows'
      : `triggers on ${counted(withTriggers.length, 'table')} are switched off while it writes`;
  const owner = known.every((table) => table.owned) ? 'owns the tables' : 'may write to the tables';
  return ok('privileges', `The role ${role} ${owner}: ${triggers}, and sequences are brought up.`);
}
