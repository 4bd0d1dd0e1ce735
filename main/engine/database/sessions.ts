/** A session of somebody else, as `pg_stat_activity` shows it. */
export interface OtherSession {
  /** Null for a prepared transaction, which has no process any more. */
  readonly pid: number | null;
  readonly role: string | null;
  readonly application: string | null;
  /** Address of the client; null when it is on the server itself. */
  readonly client: string | null;
  /** `2026-11-25 02:13:05 UTC`; null when it is not told to this role. */
  readonly since: string | null;
}

/** The columns of {@link OtherSession} from `pg_stat_activity as a`; `since` is an expression. */
export function sessionColumns(since: string): string {
  return `a.pid, a.usename::text as role, nullif(a.application_name, '') as application,
    host(a.client_addr) as client,
    to_char(${since} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') as since`;
}

/** `psql of edms on 10.1.2.3 (process 4711, since 2026-11-25 02:13:05 UTC)` */
export function describeSession(session: OtherSession): string {
  const { pid, role, application, client, since } = session;
  const name = application ?? (pid === null ? 'a prepared transaction' : 'a program without a name');
  const where = client === null ? '' : ` on ${client}`;
  const parts = [...(pid === null ? [] : [`process ${pid}`]), ...(since === null ? [] : [`since ${since}`])];
  const told = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
  return `${name}${role === null ? '' : ` of ${role}`}${where}${told}`;
}
