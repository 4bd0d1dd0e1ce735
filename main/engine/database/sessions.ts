/**
 * The columns of a `Holder` (`occupation.ts`) from `pg_stat_activity as a`.
 *
 * @param since an expression for the time that is told: when its transaction or its connection began
 */
export function holderColumns(since: string): string {
  return `a.pid, nullif(a.application_name, '') as application, a.usename::text as role,
    host(a.client_addr) as address,
    to_char(${since} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') as since`;
}
