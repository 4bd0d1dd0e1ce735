import path from 'node:path';
import { syntaxError } from '../engine/database/address.ts';
import { parseServerUrl } from '../engine/database/server-url.ts';
import type { TargetAddress } from '../engine/database/target.ts';
import type { Profile, ServerConnection } from './profile.ts';

/** A connection as a profile keeps it, and the password apart from it. */
export interface ConnectionWithPassword {
  readonly connection: ServerConnection;
  readonly password: string | null;
}

/**
 * Reads a pasted `postgresql://` URL. Throws `TARGET_SYNTAX` when it cannot be read, or names no host, user or
 * database; the error never repeats what was pasted.
 */
export function connectionFromUrl(text: string): ConnectionWithPassword {
  const url = parseServerUrl(text.trim());
  const { host, user, database } = url;
  if (host === undefined) throw incomplete('host');
  if (user === undefined) throw incomplete('user');
  if (database === undefined) throw incomplete('database');
  const connection: ServerConnection = {
    kind: 'server',
    host,
    port: url.port,
    database,
    user,
    sslMode: url.sslMode,
    sslRootCert: certificate(url.sslRootCert),
    sslCert: certificate(url.sslCert),
    sslKey: certificate(url.sslKey),
    searchPath: url.searchPath ?? null,
  };
  return { connection, password: url.password ?? null };
}

/** The target that a profile stands for, as the engine takes it. */
export function addressOf(
  { connection }: Pick<Profile, 'connection'>,
  password: string | null,
): TargetAddress {
  return connection.kind === 'embedded'
    ? { kind: 'embedded', name: connection.name }
    : { kind: 'server', url: urlOf(connection, password) };
}

/** The URL of a connection, which {@link connectionFromUrl} reads back as it was. */
export function urlOf(connection: ServerConnection, password: string | null): string {
  const { host, port, user, database, sslMode } = connection;
  const account = `${encodeURIComponent(user)}${password ? `:${encodeURIComponent(password)}` : ''}`;
  const place = host.includes(':') && !host.startsWith('/') ? `[${host}]` : encodeURIComponent(host);
  const parameters = {
    sslmode: sslMode === 'prefer' ? null : sslMode,
    sslrootcert: connection.sslRootCert,
    sslcert: connection.sslCert,
    sslkey: connection.sslKey,
    search_path: connection.searchPath,
  };
  const query = Object.entries(parameters)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
    .join('&');
  return `postgresql://${account}@${place}:${port}/${encodeURIComponent(database)}${query && `?${query}`}`;
}

/** Profiles are used from any folder; `system` is no path. */
function certificate(file: string | undefined): string | null {
  if (file === undefined) return null;
  return file === 'system' ? file : path.resolve(file);
}

function incomplete(what: string) {
  return syntaxError(
    `The URL names no ${what}.`,
    'Write it as postgresql://user@host:5432/database; the password can be given apart.',
  );
}
