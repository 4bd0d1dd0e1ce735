import type { LiveCheck, LiveColumn, LiveForeignKey, LiveSchema, LiveTable } from './live-schema.ts';
import { schemaDigest } from './schema-digest.ts';
import type { Sql } from './target.ts';

/**
 * Reads the schema that a database really has, from `pg_catalog` (PostgreSQL 12 and later, PGlite). The tables
 * are those of the schema that holds Django's content types; where there are none, of the current schema.
 */
export async function introspect(sql: Sql): Promise<LiveSchema> {
  const [server] = await sql.query<ServerRow>(serverQuery);
  if (server === undefined) throw new Error('The server did not say what it is');
  const schemaName = server.schema_name ?? '';
  const tables = await sql.query<TableRow>(tablesQuery, schemaName);
  const columns = grouped(await sql.query<ColumnRow>(columnsQuery, schemaName));
  const keys = grouped(await sql.query<KeyRow>(keysQuery, schemaName));
  const foreignKeys = grouped(await sql.query<ForeignKeyRow>(foreignKeysQuery, schemaName));
  const checks = grouped(await sql.query<CheckRow>(checksQuery, schemaName));
  return {
    serverVersion: server.version,
    schemaName,
    digest: await schemaDigest(sql, schemaName),
    tables: new Map(
      tables.map((row) => {
        const name = row.table_name;
        const ofTable = {
          columns: columns.get(name) ?? [],
          keys: keys.get(name) ?? [],
          foreignKeys: foreignKeys.get(name) ?? [],
          checks: checks.get(name) ?? [],
        };
        return [name, tableFrom(row, ofTable)];
      }),
    ),
  };
}

interface OfTable {
  readonly table_name: string;
}

interface ServerRow {
  readonly version: number;
  readonly schema_name: string | null;
}

interface TableRow extends OfTable {
  readonly has_user_triggers: boolean;
  readonly owned: boolean;
  readonly readable: boolean;
}

interface ColumnRow extends OfTable {
  readonly column_name: string;
  readonly type: string;
  readonly not_null: boolean;
  readonly has_default: boolean;
  readonly default_text: string | null;
  /** A JSON array of the enum's values; null for other types. */
  readonly labels: string | null;
  readonly generated: boolean;
  readonly identity_always: boolean;
  readonly sequence: string | null;
}

interface KeyRow extends OfTable {
  readonly is_primary: boolean;
  /** A JSON array of column names. */
  readonly columns: string;
}

interface ForeignKeyRow extends OfTable {
  readonly name: string;
  readonly columns: string;
  readonly referenced_table: string;
  readonly referenced_columns: string;
  readonly deferrable: boolean;
}

interface CheckRow extends OfTable {
  readonly name: string;
  readonly columns: string;
  readonly expression: string;
}

interface RowsOfTable {
  readonly columns: readonly ColumnRow[];
  readonly keys: readonly KeyRow[];
  readonly foreignKeys: readonly ForeignKeyRow[];
  readonly checks: readonly CheckRow[];
}

function tableFrom(row: TableRow, { columns, keys, foreignKeys, checks }: RowsOfTable): LiveTable {
  const primary = keys.find((key) => key.is_primary);
  return {
    name: row.table_name,
    columns: new Map(columns.map((column) => [column.column_name, columnFrom(column)])),
    primaryKey: primary === undefined ? [] : names(primary.columns),
    uniques: keys.filter((key) => !key.is_primary).map((key) => names(key.columns)),
    foreignKeys: foreignKeys.map(foreignKeyFrom),
    hasUserTriggers: row.has_user_triggers,
    owned: row.owned,
    readable: row.readable,
    checks: checks.map(checkFrom),
  };
}

function checkFrom(row: CheckRow): LiveCheck {
  return { name: row.name, columns: names(row.columns), expression: row.expression };
}

function columnFrom(row: ColumnRow): LiveColumn {
  return {
    name: row.column_name,
    type: row.type,
    notNull: row.not_null,
    hasDefault: row.has_default,
    ...(row.default_text === null ? {} : { default: row.default_text }),
    ...(row.labels === null ? {} : { labels: names(row.labels) }),
    generated: row.generated,
    identityAlways: row.identity_always,
    sequence: row.sequence,
  };
}

function foreignKeyFrom(row: ForeignKeyRow): LiveForeignKey {
  return {
    name: row.name,
    columns: names(row.columns),
    referencedTable: row.referenced_table,
    referencedColumns: names(row.referenced_columns),
    deferrable: row.deferrable,
  };
}

function names(json: string): readonly string[] {
  const parsed: unknown = JSON.parse(json);
  return Array.isArray(parsed) ? parsed.map(String) : [];
}

function grouped<Row extends OfTable>(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.table_name);
    if (group === undefined) groups.set(row.table_name, [row]);
    else group.push(row);
  }
  return groups;
}

const serverQuery = `
select current_setting('server_version_num')::int as version,
       coalesce(
         (select space.nspname::text
            from pg_class kind join pg_namespace space on space.oid = kind.relnamespace
           where kind.oid = to_regclass('django_content_type')),
         current_schema()::text
       ) as schema_name`;

const tablesQuery = `
select class.relname::text as table_name,
       exists (select 1 from pg_trigger one
                where one.tgrelid = class.oid and not one.tgisinternal and one.tgenabled <> 'D') as has_user_triggers,
       pg_has_role(class.relowner, 'USAGE') as owned,
       has_table_privilege(class.oid, 'select') as readable
  from pg_class class join pg_namespace space on space.oid = class.relnamespace
 where space.nspname = $1 and class.relkind in ('r', 'p')
 order by 1`;

/** A sequence is known by ownership (serial, identity) or, failing that, by what the default depends on. */
const columnsQuery = `
select class.relname::text as table_name,
       attribute.attname::text as column_name,
       format_type(attribute.atttypid, attribute.atttypmod) as type,
       attribute.attnotnull as not_null,
       attribute.atthasdef or attribute.attidentity <> '' as has_default,
       (select pg_get_expr(definition.adbin, definition.adrelid) from pg_attrdef definition
         where definition.adrelid = class.oid and definition.adnum = attribute.attnum) as default_text,
       (select json_agg(label.enumlabel order by label.enumsortorder)::text from pg_enum label
         where label.enumtypid = attribute.atttypid) as labels,
       attribute.attgenerated <> '' as generated,
       attribute.attidentity = 'a' as identity_always,
       case when attribute.atthasdef or attribute.attidentity <> '' then
         coalesce(
           pg_get_serial_sequence(format('%I.%I', space.nspname, class.relname), attribute.attname),
           (select format('%I.%I', home.nspname, used.relname)
              from pg_attrdef definition
              join pg_depend link on link.classid = 'pg_attrdef'::regclass and link.objid = definition.oid
                                 and link.refclassid = 'pg_class'::regclass
              join pg_class used on used.oid = link.refobjid and used.relkind = 'S'
              join pg_namespace home on home.oid = used.relnamespace
             where definition.adrelid = class.oid and definition.adnum = attribute.attnum
             limit 1)
         )
       end as sequence
  from pg_class class
  join pg_namespace space on space.oid = class.relnamespace
  join pg_attribute attribute on attribute.attrelid = class.oid
 where space.nspname = $1 and class.relkind in ('r', 'p')
   and attribute.attnum > 0 and not attribute.attisdropped
 order by 1, attribute.attnum`;

const keysQuery = `
select class.relname::text as table_name,
       index.indisprimary as is_primary,
       (select json_agg(attribute.attname order by part.place)
          from unnest(index.indkey::int2[]) with ordinality as part (attnum, place)
          join pg_attribute attribute on attribute.attrelid = class.oid and attribute.attnum = part.attnum
         where part.place <= index.indnkeyatts)::text as columns
  from pg_index index
  join pg_class class on class.oid = index.indrelid
  join pg_namespace space on space.oid = class.relnamespace
 where space.nspname = $1 and class.relkind in ('r', 'p')
   and index.indisunique and index.indisvalid and index.indpred is null and index.indexprs is null
 order by 1, index.indexrelid`;

const foreignKeysQuery = `
select class.relname::text as table_name,
       rule.conname::text as name,
       (select json_agg(attribute.attname order by part.place)
          from unnest(rule.conkey) with ordinality as part (attnum, place)
          join pg_attribute attribute
            on attribute.attrelid = rule.conrelid and attribute.attnum = part.attnum)::text as columns,
       target.relname::text as referenced_table,
       (select json_agg(attribute.attname order by part.place)
          from unnest(rule.confkey) with ordinality as part (attnum, place)
          join pg_attribute attribute
            on attribute.attrelid = rule.confrelid and attribute.attnum = part.attnum)::text as referenced_columns,
       rule.condeferrable as deferrable
  from pg_constraint rule
  join pg_class class on class.oid = rule.conrelid
  join pg_namespace space on space.oid = class.relnamespace
  join pg_class target on target.oid = rule.confrelid
 where space.nspname = $1 and rule.contype = 'f'
 order by 1, 2`;

const checksQuery = `
select class.relname::text as table_name,
       rule.conname::text as name,
       coalesce((select json_agg(attribute.attname order by attribute.attnum)
          from pg_attribute attribute
         where attribute.attrelid = rule.conrelid and attribute.attnum = any (rule.conkey)), '[]')::text as columns,
       pg_get_expr(rule.conbin, rule.conrelid) as expression
  from pg_constraint rule
  join pg_class class on class.oid = rule.conrelid
  join pg_namespace space on space.oid = class.relnamespace
 where space.nspname = $1 and rule.contype = 'c'
 order by 1, 2`;
