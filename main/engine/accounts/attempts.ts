import type { LiveSchema } from '../database/live-schema.ts';
import type { Sql } from '../database/target.ts';
import { EngineError } from '../errors.ts';
import { ownRowsCondition } from '../own-records/recognise.ts';

/** So many failures are forgiven: people mistype. */
const FREE = 3;
const LONGEST_SECONDS = 300;

/** How long nobody may try a name after so many failures in a row, in seconds: 1, 2, 4 … 300. */
export function delayAfter(failures: number): number {
  return failures < FREE ? 0 : Math.min(2 ** (failures - FREE), LONGEST_SECONDS);
}

/** Failures of a name since its last success. */
export interface Failures {
  readonly count: number;
  /** Seconds since the last of them. */
  readonly since: number;
}

/**
 * Failed sign-ins of this process, by target and name. The EDMS's `login_audit` knows those of other processes too;
 * this one counts where the console may not write there.
 */
export class FailureMemory {
  readonly #failures = new Map<string, { readonly count: number; readonly at: number }>();
  readonly #now: () => number;

  /** `now`: milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  of(key: string): Failures {
    const known = this.#failures.get(key);
    return known ? { count: known.count, since: (this.#now() - known.at) / 1000 } : { count: 0, since: 0 };
  }

  failed(key: string): void {
    this.#failures.set(key, { count: this.of(key).count + 1, at: this.#now() });
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }
}

/** The failures that the console wrote into `login_audit` in the last hour, by whatever process. */
export async function recordedFailures(sql: Sql, schema: LiveSchema, username: string): Promise<Failures> {
  const own = ownRowsCondition(schema, 'login_audit');
  if (own === null) return { count: 0, since: 0 };
  const [row] = await sql.query<{ readonly count: number; readonly since: string }>(
    `with own as (select timestamp, success from login_audit
                   where username = $1::text and ${own} and timestamp > now() - interval '1 hour')
     select count(*)::int4 as count, coalesce(extract(epoch from now() - max(timestamp)), 0)::text as since
       from own where not success
        and timestamp > coalesce((select max(timestamp) from own where success), '-infinity')`,
    username,
  );
  return { count: row?.count ?? 0, since: Number(row?.since ?? 0) };
}

/** Throws `SIGN_IN_DELAYED` while the last failure is too recent. */
export function refuseTooEarly(...known: readonly Failures[]): void {
  // A clock that was set back makes nobody wait longer.
  const wait = Math.max(...known.map(({ count, since }) => delayAfter(count) - Math.max(0, since)));
  if (wait <= 0) return;
  const seconds = Math.ceil(wait);
  throw new EngineError({
    code: 'SIGN_IN_DELAYED',
    message: `There were failed sign-ins. The next one is possible in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    consequence: 'The password was not looked at.',
    advice: 'Wait, and type it once more.',
  });
}
