import { EngineError } from '../errors.ts';
import { serverLabel } from './target-label.ts';

/** How far a connection is encrypted and the server checked: libpq's `sslmode`, with its meaning. */
export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** A server's URL, read. Everything that is not given is undefined, so that libpq's own rules can apply. */
export interface ServerUrl {
  readonly host: string | undefined;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  /** The PostgreSQL schema (or search path) that the EDMS lives in. */
  readonly searchPath: string | undefined;
  readonly sslMode: SslMode;
  /** Paths of PEM files. */
  readonly sslRootCert: string | undefined;
  readonly sslCert: string | undefined;
  readonly sslKey: string | undefined;
  readonly connectTimeoutSeconds: number;
  /** Fit to be shown: see `serverLabel`. */
  readonly label: string;
}

/** Parameters that other tools write into URLs and that make no difference here. */
const ignored = new Set([
  ...['application_name', 'channel_binding', 'client_encoding', 'connection_limit', 'gssencmode'],
  ...['keepalives', 'pgbouncer', 'pool_timeout', 'sslnegotiation', 'statement_cache_size'],
  ...['target_session_attrs', 'uselibpqcompat'],
]);

const known = new Set([
  ...['host', 'port', 'user', 'password', 'dbname', 'schema', 'search_path', 'options'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'connect_timeout'],
]);

/**
 * Reads a connection URL as libpq does (PostgreSQL's documentation, 34.1.1.2), and `schema=` as Prisma does.
 * Throws `TARGET_SYNTAX`.
 */
export function parseServerUrl(text: string): ServerUrl {
  const url = parsed(text);
  const parameters = parametersOf(url);
  const host = parameters.get('host') ?? hostOf(url);
  const port = numberOf('port', parameters.get('port') ?? (url.port || '5432'), 65535);
  const user = parameters.get('user') ?? decoded(url.username);
  const database = parameters.get('dbname') ?? decoded(url.pathname.replace(/^\//, ''));
  const searchPath = searchPathOf(parameters);
  return {
    host,
    port,
    user,
    password: parameters.get('password') ?? decoded(url.password),
    database,
    searchPath,
    sslMode: sslModeOf(parameters),
    sslRootCert: parameters.get('sslrootcert'),
    sslCert: parameters.get('sslcert'),
    sslKey: parameters.get('sslkey'),
    connectTimeoutSeconds: numberOf('connect_timeout', parameters.get('connect_timeout') ?? '15', 3600),
    label: serverLabel({ host, port, user, database, searchPath }),
  };
}

function parsed(text: string): URL {
  try {
    const url = new URL(text);
    // A password with a bare / or # in it ends the host too early: parts of it would be shown as a database.
    const isWhole = !`${url.pathname}${url.hash}`.includes('@');
    if (/^postgres(ql)?:$/.test(url.protocol) && isWhole) return url;
  } catch {
    // Node's message would repeat the URL, password and all.
  }
  throw wrong('This is not a postgresql:// URL that can be read.');
}

function parametersOf(url: URL): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    if (ignored.has(name)) continue;
    if (!known.has(name)) throw wrong(`The URL has a parameter that is not known: ${name.slice(0, 40)}.`);
    if (value !== '') parameters.set(name, value);
  }
  return parameters;
}

function hostOf(url: URL): string | undefined {
  const host = decoded(url.hostname)?.replace(/^\[(.*)\]$/, '$1');
  if (host?.includes(',')) throw wrong('Only one host can be given.');
  return host;
}

function decoded(part: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    throw wrong('The URL has a % that is not followed by two hexadecimal digits.');
  }
}

function numberOf(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most)
    throw wrong(`${name} is not a number from 1 to ${most}.`);
  return value;
}

function sslModeOf(parameters: ReadonlyMap<string, string>): SslMode {
  const text = parameters.get('sslmode') ?? 'prefer';
  const mode = SSL_MODES.find((one) => one === text);
  if (mode === undefined) throw wrong(`sslmode is one of ${SSL_MODES.join(', ')}.`);
  return mode;
}

/** `schema=edms`, `search_path=edms,public`, or `options=-c search_path=edms`. */
function searchPathOf(parameters: ReadonlyMap<string, string>): string | undefined {
  const schema = parameters.get('schema');
  if (schema !== undefined) return `"${schema.replaceAll('"', '""')}"`;
  const plain = parameters.get('search_path');
  if (plain !== undefined) return plain;
  const options = parameters.get('options');
  if (options === undefined) return undefined;
  const match = /^-c\s*search_path=([^\s\\]+)$/.exec(options.trim());
  if (match === null) throw wrong('Of options, only "-c search_path=…" is understood.');
  return match[1];
}

function wrong(message: string): EngineError {
  return new EngineError({
    code: 'TARGET_SYNTAX',
    message,
    consequence: 'Nothing was read or changed.',
    advice: 'Write it like postgresql://user:password@host:5432/database?sslmode=require.',
  });
}
