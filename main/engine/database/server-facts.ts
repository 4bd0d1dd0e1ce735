import { stat, statfs } from 'node:fs/promises';
import { mappedSchema } from '../catalogue/mapped-schema.ts';
import { EngineError } from '../errors.ts';
import { CAN_ONLY_BE_READ } from './check-server.ts';
import type { EdmsRelease } from './connection-test.ts';
import { SqlError } from './sql-error.ts';
import type { Sql } from './target.ts';

/** What a database says of itself, before anything is made of it. */
export interface ServerFacts {
  readonly latencyMs: number;
  readonly clockDifferenceSeconds: number;
  /** `server_version_num`. */
  readonly versionNumber: number;
  readonly version: string;
  /** A standby, or set to read only. */
  readonly readOnly: boolean;
  readonly superuser: boolean;
  /** True when triggers can be set aside by a right that was granted (PostgreSQL 15 and later). */
  readonly maySetReplicationRole: boolean;
  /** The schema of the EDMS's tables, or the current one; null when the search path leads to none. */
  readonly schema: string | null;
  readonly mayCreate: boolean;
  readonly tables: readonly TableFacts[];
  /** Null when they may not be read or took too long. */
  readonly users: number | null;
  readonly documents: number | null;
}

export interface TableFacts {
  readonly name: string;
  readonly owned: boolean;
  readonly readable: boolean;
  /** Rows can be added, changed and removed. */
  readonly writable: boolean;
}

/** Asks a database, embedded or on a server, for all that is true of both. */
export async function readServerFacts(sql: Sql): Promise<ServerFacts> {
  const times = await measure(sql);
  const [server] = await sql.query<ServerRow>(serverQuery);
  if (server === undefined) throw new Error('The server did not say what it is');
  const tables = await sql.query<TableFacts>(tablesQuery, server.schema ?? '');
  const readable = (name: string) => tables.some((table) => table.name === name && table.readable);
  return {
    ...times,
    ...server,
    maySetReplicationRole: await maySetReplicationRole(sql, server.versionNumber),
    tables,
    users: readable('users') ? await count(sql, 'select count(*)::text as n from users') : null,
    documents: readable('documents') ? await count(sql, 'select count(*)::text as n from documents') : null,
  };
}

/** Without these a database is no EDMS, whatever its release. */
const ESSENTIAL = ['django_content_type', 'users', 'documents'];

/** What the release after the present one adds and drops. Everything else has stayed. */
const ADDED_NEXT = ['document_reviews', 'system_configuration'];
const DROPPED_NEXT = new Set([
  ...['backup_configurations', 'backup_jobs', 'restore_jobs', 'health_checks', 'system_metrics'],
  ...['disaster_recovery_plans', 'system_health_checks', 'task_executions', 'notification_queue'],
  ...['notification_queue_recipients', 'document_schedules', 'document_schedules_notification_users'],
  'workflow_tasks',
]);

/** Which release of the EDMS has these tables; null when they are not an EDMS's. */
export function releaseOf(tables: readonly { readonly name: string }[]): EdmsRelease | null {
  const there = new Set(tables.map(({ name }) => name));
  if (!ESSENTIAL.every((name) => there.has(name))) return null;
  const missing = [...mappedSchema().keys()].filter((name) => !there.has(name));
  if (missing.length === 0) return 'present';
  const isNext = missing.length === DROPPED_NEXT.size && missing.every((name) => DROPPED_NEXT.has(name));
  return isNext && ADDED_NEXT.every((name) => there.has(name)) ? 'next' : 'unknown';
}

/** How the connection is encrypted, by the server's own word; null when it is not. */
export async function encryptionOf(sql: Sql): Promise<string | null> {
  const [row] = await sql.query<{ readonly ssl: boolean; readonly version: string | null }>(
    'select ssl, version from pg_stat_ssl where pid = pg_backend_pid()',
  );
  return row?.ssl ? (row.version ?? 'TLS') : null;
}

/**
 * Free bytes where the database's files lie. PostgreSQL has no word for it, so this is known only to a superuser on
 * the server's own machine: of the folder that the server names, when it is the same one here by its times.
 */
export async function databaseFreeBytes(
  sql: Sql,
  local: boolean,
  superuser: boolean,
): Promise<number | null> {
  if (!local || !superuser) return null;
  try {
    const [place] = await sql.query<{ readonly folder: string }>(
      `select coalesce(nullif(pg_tablespace_location(dattablespace), ''), current_setting('data_directory')) as folder
         from pg_database where datname = current_database()`,
    );
    if (place === undefined) return null;
    const [there] = await sql.query<{ readonly modified: number; readonly changed: number }>(
      `select extract(epoch from modification)::int as modified, extract(epoch from change)::int as changed
         from pg_stat_file($1)`,
      place.folder,
    );
    const here = await stat(place.folder);
    const same =
      there?.modified === Math.floor(here.mtimeMs / 1000) &&
      there.changed === Math.floor(here.ctimeMs / 1000);
    if (!same) return null;
    const space = await statfs(place.folder);
    return space.bavail * space.bsize;
  } catch {
    return null;
  }
}

const ROUNDS = 5;

/** The clock is read in the quickest of a few rounds: the answer was made half way through it, near enough. */
async function measure(sql: Sql): Promise<Pick<ServerFacts, 'latencyMs' | 'clockDifferenceSeconds'>> {
  const rounds: { readonly took: number; readonly ahead: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [startedAt, start] = [Date.now(), performance.now()];
    const [row] = await sql.query<{ readonly now: string }>(
      'select extract(epoch from clock_timestamp())::text as now',
    );
    const took = performance.now() - start;
    rounds.push({ took, ahead: Number(row?.now) - (startedAt + took / 2) / 1000 });
  }
  rounds.sort((a, b) => a.took - b.took);
  return {
    latencyMs: rounds[Math.floor(ROUNDS / 2)]?.took ?? 0,
    clockDifferenceSeconds: rounds[0]?.ahead ?? 0,
  };
}

async function maySetReplicationRole(sql: Sql, version: number): Promise<boolean> {
  if (version < 150000) return false;
  const [row] = await sql.query<{ readonly granted: boolean }>(
    `select has_parameter_privilege('session_replication_role', 'SET') as granted`,
  );
  return row?.granted === true;
}

async function count(sql: Sql, text: string): Promise<number | null> {
  try {
    const [row] = await sql.query<{ readonly n: string }>(text);
    return Number(row?.n);
  } catch (error) {
    // It took too long, or somebody holds the table: to be told without a figure.
    const cancelled = error instanceof SqlError && error.sqlState === '57014';
    if (cancelled || (error instanceof EngineError && error.code === 'TARGET_LOCKED')) return null;
    throw error;
  }
}

type ServerRow = Pick<
  ServerFacts,
  'versionNumber' | 'version' | 'readOnly' | 'superuser' | 'schema' | 'mayCreate'
>;

/** Distributions add their own name to the version: `15.14 (Debian 15.14-0+deb12u1)`. */
const serverQuery = `
select current_setting('server_version_num')::int as "versionNumber",
       split_part(current_setting('server_version'), ' ', 1) as version,
       ${CAN_ONLY_BE_READ} as "readOnly",
       current_setting('is_superuser') = 'on' as superuser,
       home.name as schema,
       coalesce(has_schema_privilege(home.name, 'CREATE'), false) as "mayCreate"
  from (select coalesce(
          (select space.nspname::text
             from pg_class kind join pg_namespace space on space.oid = kind.relnamespace
            where kind.oid = to_regclass('django_content_type')),
          current_schema()::text) as name) as home`;

const tablesQuery = `
select class.relname::text as name,
       pg_has_role(class.relowner, 'USAGE') as owned,
       has_table_privilege(class.oid, 'SELECT') as readable,
       has_table_privilege(class.oid, 'INSERT') and has_table_privilege(class.oid, 'UPDATE')
         and has_table_privilege(class.oid, 'DELETE') as writable
  from pg_class class join pg_namespace space on space.oid = class.relnamespace
 where space.nspname = $1 and class.relkind in ('r', 'p')
 order by 1`;
