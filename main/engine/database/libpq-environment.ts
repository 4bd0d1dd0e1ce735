import type { ServerUrl } from './server-url.ts';

/** What PostgreSQL's own programs take from their environment to connect; the password is among it. */
export type LibpqEnvironment = { readonly [name: string]: string };

/** The variables with which libpq connects as this program does. What is not given stays out: libpq's own rules apply. */
export function libpqEnvironment(url: ServerUrl): LibpqEnvironment {
  const isUnchecked = url.sslMode !== 'verify-full' || url.sslRootCert !== undefined;
  const variables = {
    PGHOST: url.host,
    PGPORT: String(url.port),
    PGUSER: url.user,
    PGPASSWORD: url.password,
    PGDATABASE: url.database,
    PGSSLMODE: url.sslMode,
    // Where no certificate is named our driver takes the system's; libpq wants to be told.
    PGSSLROOTCERT: isUnchecked ? url.sslRootCert : 'system',
    PGSSLCERT: url.sslCert,
    PGSSLKEY: url.sslKey,
    PGCONNECT_TIMEOUT: String(url.connectTimeoutSeconds),
  };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
