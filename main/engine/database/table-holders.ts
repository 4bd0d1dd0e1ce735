import { EngineError } from '../errors.ts';
import { describeHolder, type Holder } from './occupation.ts';
import { holderColumns } from './sessions.ts';
import type { Sql } from './target.ts';

/** What is to be done with tables: the locks of others that keep from it are other ones. */
export type TableUse = 'reading' | 'writing';

/** Modes of locks that keep nobody from a use. Source: the table of conflicts in PostgreSQL's manual, "Explicit Locking". */
const HARMLESS: { readonly [use in TableUse]: readonly string[] } = {
  reading: [
    'AccessShareLock',
    'RowShareLock',
    'RowExclusiveLock',
    'ShareUpdateExclusiveLock',
    'ShareLock',
    'ShareRowExclusiveLock',
    'ExclusiveLock',
  ],
  writing: ['AccessShareLock', 'RowShareLock'],
};

/**
 * The first sessions that keep from using tables (named as in a statement; null means any): those that hold them, and for
 * reading those, too, that wait in front.
 */
export function holdersOf(
  sql: Sql,
  tables: readonly string[] | null,
  use: TableUse,
): Promise<readonly Holder[]> {
  return sql.query<Holder>(
    `select distinct ${holderColumns('a.xact_start')}
       from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'relation'
        and ($1::text[] is null or l.relation in (select to_regclass(name) from unnest($1::text[]) as t (name)))
        and (l.granted or $3) and l.pid <> pg_backend_pid()
        and not l.mode = any($2::text[])
        and l.database = (select oid from pg_database where datname = current_database())
      order by a.pid limit 5`,
    tables && [...tables],
    [...HARMLESS[use]],
    use === 'reading',
  );
}

/** Who they are, as text; empty where they are not known. */
export function describeHolders(holders: readonly Holder[]): string {
  return holders.map(describeHolder).join('; ');
}

/** `TARGET_LOCKED`, with who it is where that is known. */
export function lockedError(holders: readonly Holder[], use: TableUse, cause: unknown): EngineError {
  const who = describeHolders(holders);
  const doing = use === 'reading' ? 'altering tables of' : 'writing to';
  return new EngineError(
    {
      code: 'TARGET_LOCKED',
      message: `Others are ${doing} the target and held what was needed for too long${who === '' ? '' : `: ${who}`}.`,
      consequence: 'Nothing was changed.',
      advice:
        use === 'reading'
          ? 'Wait until the EDMS is upgraded (or end that session) and try again.'
          : 'Stop the EDMS and its workers (or end that session) and try again.',
    },
    cause,
  );
}
