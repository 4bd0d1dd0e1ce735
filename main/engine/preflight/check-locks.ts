import { ADVISORY_LOCK, describeHolder, type Holder } from '../database/occupation.ts';
import { readWithin } from '../database/read-within.ts';
import { holderColumns } from '../database/sessions.ts';
import type { Sql } from '../database/target.ts';
import { counted, listText } from '../figures.ts';
import { STATEMENT_LIMIT } from './limits.ts';
import { ok, type PreflightCheck, type PreflightInput, stop, warn } from './preflight.ts';
import { lockedTables } from './written-tables.ts';

/**
 * Locks of others that a restore would wait for, and another restore that is under way. An embedded database has
 * no other session.
 */
export async function checkLocks(input: PreflightInput): Promise<PreflightCheck> {
  const { target } = input;
  if (target.kind === 'embedded')
    return ok('locks', 'The embedded database is open in this program only: nobody else can hold a lock.');
  const tables = lockedTables(input);
  const { consoles, holders } = await readWithin(target, STATEMENT_LIMIT, async (sql) => ({
    consoles: await readConsoles(sql),
    holders: byHolder(await readLocks(sql, target.schema.schemaName, tables)),
  }));
  const [other] = consoles;
  if (other !== undefined) {
    return stop(
      'locks',
      `Another restore into this database is under way: ${describeHolder(other)}.`,
      'Wait until it has ended, look at its report, and plan again.',
    );
  }
  if (holders.length === 0) {
    return ok(
      'locks',
      `Nobody holds a lock on the ${counted(tables.length, 'table')} that the restore locks.`,
    );
  }
  return warn(
    'locks',
    `The restore would have to wait for ${counted(holders.length, 'other session')}: ${listText(holders)}.`,
    'Let them end their work, or have the administrator end them (pg_terminate_backend); a restore gives up after some time and changes nothing.',
  );
}

/** Of both kinds: a transaction may run on for a while after its console is gone. */
function readConsoles(sql: Sql): Promise<readonly Holder[]> {
  return sql.query(
    `select ${holderColumns('coalesce(a.xact_start, a.backend_start)')}
       from pg_locks lock join pg_stat_activity a on a.pid = lock.pid
      where lock.locktype = 'advisory' and lock.granted and lock.objsubid = 2
        and lock.classid::int8 = $1::int8 and lock.objid::int8 = any($2::int8[])
        and lock.database = (select oid from pg_database where datname = current_database())
        and lock.pid <> pg_backend_pid()`,
    ADVISORY_LOCK.space,
    [ADVISORY_LOCK.console, ADVISORY_LOCK.transaction],
  );
}

/** The modes that SHARE ROW EXCLUSIVE waits for (PostgreSQL's documentation, 13.3). */
const CONFLICTING_MODES = [
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
];

type HeldLock = Holder & { readonly table: string; readonly gid: string | null };

/**
 * An autovacuum, which has no role, gives way by itself, unless it has to prevent that transaction numbers run out.
 */
function readLocks(sql: Sql, schemaName: string, tables: readonly string[]): Promise<readonly HeldLock[]> {
  return sql.query(
    `select ${holderColumns('coalesce(a.xact_start, prepared.prepared)')},
            class.relname::text as table, prepared.gid
       from pg_locks lock
       join pg_class class on class.oid = lock.relation
       join pg_namespace space on space.oid = class.relnamespace
       left join pg_stat_activity a on a.pid = lock.pid
       left join pg_prepared_xacts prepared on lock.virtualtransaction = '-1/' || prepared.transaction::text
      where lock.locktype = 'relation' and lock.granted
        and lock.database = (select oid from pg_database where datname = current_database())
        and space.nspname = $1 and class.relname = any($2::text[]) and lock.mode = any($3::text[])
        and lock.pid is distinct from pg_backend_pid()
        and (lock.pid is null or a.usesysid is not null or a.query like '%to prevent wraparound%')
      order by lock.pid, class.relname`,
    schemaName,
    tables,
    CONFLICTING_MODES,
  );
}

/** One text for each session, with the tables that it holds. */
function byHolder(locks: readonly HeldLock[]): readonly string[] {
  const holders = new Map<string, { readonly lock: HeldLock; readonly tables: Set<string> }>();
  for (const lock of locks) {
    const key = `${lock.pid} ${lock.gid}`;
    const holder = holders.get(key) ?? { lock, tables: new Set() };
    holders.set(key, holder);
    holder.tables.add(lock.table);
  }
  return [...holders.values()].map(({ lock, tables }) => {
    const who = lock.gid === null ? describeHolder(lock) : `${describeHolder(lock)}, named ${lock.gid}`;
    return `${who} (holds ${listText([...tables])})`;
  });
}
