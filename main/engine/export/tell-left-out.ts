import type { Catalogue } from '../catalogue/catalogue.ts';
import type { LiveTable } from '../database/live-schema.ts';
import type { Sql, Target } from '../database/target.ts';
import { throwIfCancelled } from '../errors.ts';
import type { BoundModel } from '../plan/binding.ts';
import { quote } from '../plan/statements.ts';
import type { Problem } from '../problems.ts';

export interface TellLeftOutOptions {
  readonly target: Target;
  readonly catalogue: Catalogue;
  /** The tables whose rows are read. */
  readonly taken: ReadonlySet<string>;
  readonly onProblem: (problem: Problem) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Tables without anything that an export is about: sessions stay, and Django's list of migrations comes with the program. */
const ON_PURPOSE: ReadonlySet<string> = new Set(['django_session', 'django_migrations']);

/**
 * Tells of what the database has and the export does not: a warning where there are rows, or where that cannot be seen;
 * a note where there is nothing to miss.
 */
export async function tellLeftOut(options: TellLeftOutOptions, sql: Sql): Promise<void> {
  throwIfCancelled(options.signal);
  await tellTables(options, sql);
  await tellMissing(options, sql);
}

async function tellTables(
  { target, catalogue, taken, onProblem }: TellLeftOutOptions,
  sql: Sql,
): Promise<void> {
  const parts = await partsOf([...taken], sql);
  const names = [...target.schema.tables.keys()].filter(
    (name) => !taken.has(name) && !ON_PURPOSE.has(name) && !parts.has(name),
  );
  const shut = new Set(names.filter((name) => target.schema.tables.get(name)?.readable !== true));
  const full = await tablesWithRows(
    names.filter((name) => !shut.has(name)),
    sql,
  );
  const owners = ownersOf(catalogue);
  for (const name of names) {
    const owner = owners.get(name);
    const mayHaveRows = full.has(name) || shut.has(name);
    if (!mayHaveRows && (owner !== undefined || catalogue.tables.has(name))) continue;
    const why =
      owner === undefined ? 'belongs to no model that is known' : `is not made as that of ${owner} is known`;
    const rows = shut.has(name)
      ? 'this user may not read it: if it has rows, they are not exported'
      : full.has(name)
        ? 'its rows are not exported'
        : 'it has no rows';
    onProblem({
      code: 'TABLE_UNKNOWN',
      severity: mayHaveRows ? 'warning' : 'note',
      message: `The table ${name} ${why}; ${rows}.`,
      ...(mayHaveRows ? { advice: 'Keep them with pg_dump if they matter.' } : {}),
    });
  }
}

/** Partitions of tables, and what inherits from them: their rows are read with those of the table. */
async function partsOf(tables: readonly string[], sql: Sql): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ name: string }>(
    `with recursive part (oid) as (
       select inhrelid from pg_inherits where inhparent = any ($1::text[]::regclass[])
       union select child.inhrelid from pg_inherits child join part on part.oid = child.inhparent)
     select relname::text as name from part join pg_class on pg_class.oid = part.oid`,
    tables.map(quote),
  );
  return new Set(rows.map(({ name }) => name));
}

/** Who a table belongs to, for tables of models and of their many-to-many fields. */
function ownersOf(catalogue: Catalogue): ReadonlyMap<string, string> {
  return new Map(
    [...catalogue.models.values()].flatMap(({ label, table, manyToMany }) => [
      ...manyToMany.map((field): readonly [string, string] => [field.table, `${label}.${field.name}`]),
      [table, label] as const,
    ]),
  );
}

/** Tables of the EDMS that are not where the others are. What goes by their names elsewhere is not read. */
async function tellMissing({ target, catalogue, onProblem }: TellLeftOutOptions, sql: Sql): Promise<void> {
  const missing = [...ownersOf(catalogue).keys()].filter((name) => !target.schema.tables.has(name)).sort();
  if (missing.length === 0) return;
  const elsewhere = await sql.query<{ name: string; kind: string; space: string }>(
    `select class.relname::text as name, class.relkind::text as kind, space.nspname::text as space
       from pg_class class join pg_namespace space on space.oid = class.relnamespace
      where class.relname = any($1::text[]) and class.relkind in ('r', 'p', 'v', 'm', 'f')
        and space.nspname <> 'information_schema' and space.nspname !~ '^pg_'
      order by 1, 3`,
    missing,
  );
  for (const { name, kind, space } of elsewhere)
    onProblem({
      code: 'TABLE_MISSING',
      severity: 'warning',
      message: `The EDMS's table ${name} is a ${KINDS[kind] ?? 'relation'} of the schema ${space} here; its rows are not exported.`,
      advice: `Keep them with pg_dump, or make it a table of the schema ${target.schema.schemaName} again.`,
    });
  const gone = missing.filter((name) => elsewhere.every((found) => found.name !== name));
  if (gone.length === 0) return;
  onProblem({
    code: 'TABLE_MISSING',
    severity: 'note',
    message: `${gone.length === 1 ? 'A table' : `${gone.length} tables`} of the EDMS that is known ${gone.length === 1 ? 'is' : 'are'} not in this database: ${gone.join(', ')}.`,
  });
}

/** PostgreSQL's letters for what a relation is. */
const KINDS: { readonly [kind: string]: string } = {
  r: 'table',
  p: 'partitioned table',
  v: 'view',
  m: 'materialised view',
  f: 'foreign table',
};

/**
 * Tells of values that the lists of many-to-many fields have no place for: such a list names the rows at its other end, and
 * no more.
 */
export async function tellLostOfLists(
  models: readonly BoundModel[],
  { onProblem, signal }: Pick<TellLeftOutOptions, 'onProblem' | 'signal'>,
  sql: Sql,
): Promise<void> {
  throwIfCancelled(signal);
  const more = models.flatMap(({ manyToMany }) =>
    [...manyToMany.values()].flatMap(({ field, table }) =>
      columnsBeside(table, [field.fromColumn, field.toColumn]).map((column) => ({
        table: table.name,
        column,
      })),
    ),
  );
  if (more.length === 0) return;
  const asked = more.map(
    ({ table, column }, at) =>
      `select ${at} as at where exists (select from ${quote(table)} where ${quote(column)} is not null)`,
  );
  for (const { at } of await sql.query<{ at: number }>(asked.join(' union all '))) {
    const { table = '', column = '' } = more[at] ?? {};
    onProblem({
      code: 'COLUMN_UNKNOWN',
      severity: 'warning',
      message: `The column ${table}.${column} is not exported: a many-to-many field names the two rows that belong together, and no more.`,
      advice: 'Keep it with pg_dump, or export the tables as they are (csv, sqlite), if it matters.',
      where: { field: column },
    });
  }
}

/** The columns beside those that are named and the table's own number, which the database makes. */
function columnsBeside({ columns, primaryKey }: LiveTable, named: readonly string[]): readonly string[] {
  return [...columns.keys()].filter((name) => !named.includes(name) && !primaryKey.includes(name));
}

async function tablesWithRows(tables: readonly string[], sql: Sql): Promise<ReadonlySet<string>> {
  if (tables.length === 0) return new Set();
  const asked = tables.map((table, at) => `select ${at} as at where exists (select from ${quote(table)})`);
  const rows = await sql.query<{ at: number }>(asked.join(' union all '));
  return new Set(rows.flatMap(({ at }) => tables[at] ?? []));
}
