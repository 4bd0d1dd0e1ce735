import type pg from 'pg';
import { EngineError } from '../errors.ts';
import { translateError } from './sql-error.ts';

/**
 * Advisory locks of the console, as `(space, key)`: "EDMS" in ASCII, and a number. A console that works on a
 * target holds `console` on a connection of its own from the first staged file to the last one placed; the
 * transaction that writes holds `transaction`, so that what a lost connection left running is noticed too.
 * PostgreSQL frees both when their connections end, however they end.
 */
export const ADVISORY_LOCK = { space: 0x45444d53, console: 1, transaction: 2 } as const;

/** A target that is held for one console's work. */
export interface Occupation {
  /** Lets go of the target. More than once does no harm. */
  release(): Promise<void>;
}

/**
 * Holds a server's database for this console. Throws `TARGET_IN_USE`, naming who holds it and since when, while
 * another console does.
 *
 * @param config how to connect; the connection is this occupation's own
 * @param who shown to others as the connection's name: `EDMS Backup Console: alice@laptop`
 */
export async function occupyServer(config: pg.ClientConfig, label: string, who: string): Promise<Occupation> {
  const { default: driver } = await import('pg');
  // PostgreSQL cuts names at 63 bytes.
  const client = new driver.Client({
    ...config,
    application_name: `EDMS Backup Console: ${who}`.slice(0, 63),
  });
  // A connection that breaks later frees the lock by itself; the work finds out on its own connection.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const taken = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, $2) as taken', [
      ADVISORY_LOCK.space,
      ADVISORY_LOCK.console,
    ]);
    if (taken.rows[0]?.taken === true) return { release: () => client.end().catch(() => undefined) };
    const holder = await client.query<Holder>(HOLDER_QUERY, [ADVISORY_LOCK.space, ADVISORY_LOCK.console]);
    throw inUseError(holder.rows[0]);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error instanceof EngineError ? error : translateError(driverError(error), label);
  }
}

const embedded = new Set<string>();

/** Holds an embedded database, which one process alone can have open, against another work of this process. */
export function occupyEmbedded(data: string): Occupation {
  if (embedded.has(data)) throw inUseError(undefined);
  embedded.add(data);
  return { release: async () => void embedded.delete(data) };
}

/** A session of the server that holds something. What the role may not see is null. */
export interface Holder {
  /** Number of its process; null for a prepared transaction, which has none any more. */
  readonly pid: number | null;
  readonly application: string | null;
  readonly role: string | null;
  readonly address: string | null;
  /** `2026-11-25 02:14:05 UTC` */
  readonly since: string | null;
}

/** Who holds the advisory lock `($1, $2)` of this database, as {@link Holder}. */
export const HOLDER_QUERY = `
select a.pid, a.application_name as application, a.usename::text as role, host(a.client_addr) as address,
       to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC' as since
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
 where l.locktype = 'advisory' and l.classid = $1::int::oid and l.objid = $2::int::oid and l.granted
   and l.database = (select oid from pg_database where datname = current_database())`;

/** `TARGET_IN_USE`, with who it is where that is known. */
export function inUseError(holder: Holder | undefined): EngineError {
  return new EngineError({
    code: 'TARGET_IN_USE',
    message: `Another restore is running into this target${holder ? ` (${describeHolder(holder)})` : ''}.`,
    consequence: 'Nothing was changed.',
    advice: 'Wait until it has ended, look at its report, and plan again.',
  });
}

/** `gunicorn, process 4711, as edms, from 10.0.0.7, since 2026-11-25 02:14:05 UTC` */
export function describeHolder({ pid, application, role, address, since }: Holder): string {
  const parts = [
    application || (pid === null ? 'a prepared transaction' : 'a program without a name'),
    pid === null ? null : `process ${pid}`,
    role === null ? null : `as ${role}`,
    address === null ? null : `from ${address}`,
    since === null ? null : `since ${since}`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** A plain driver's error in the form in which the driver adapter hands it on. */
function driverError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code: unknown = Reflect.get(error, 'code');
  const isState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
  return Object.assign(new Error(error.message), {
    cause: { originalMessage: error.message, ...(isState ? { originalCode: code } : {}) },
  });
}
