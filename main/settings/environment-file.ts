import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'dotenv';
import { syntaxError } from '../engine/database/address.ts';
import { EngineError } from '../engine/errors.ts';
import { type ConnectionWithPassword, connectionFromUrl, urlOf } from './server-connection.ts';

/** What a Django `.env` file says of the database and of the files. Nothing else of it is kept. */
export interface EnvironmentFileConnection extends ConnectionWithPassword {
  /** Where the EDMS keeps its files, by the file: a proposal, for it is the EDMS's machine that it speaks of. */
  readonly storageRoot: string | null;
  /** Sentences about what was assumed or could not be followed; without values. */
  readonly notes: readonly string[];
}

/** Environment files are short; what is longer is something else. */
const MOST_BYTES = 1_000_000;

/** Reads an environment file. Rejects with `SETTINGS_NOT_READABLE`, and like {@link connectionFromEnvironment}. */
export async function readEnvironmentFile(file: string): Promise<EnvironmentFileConnection> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw new Error('it is too large for an environment file');
    return connectionFromEnvironment(await readFile(file, 'utf8'), path.dirname(path.resolve(file)));
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError({
      code: 'SETTINGS_NOT_READABLE',
      message: `The environment file cannot be read: ${file}.`,
      consequence: 'Nothing was changed.',
      advice: 'Check the path and who may read it.',
      details: error instanceof Error ? error.message : String(error),
    });
  }
}

/**
 * Reads the text of an environment file: `DATABASE_URL`, or the fields one by one in the usual spellings (`DB_NAME`,
 * `POSTGRES_DB`, `DJANGO_DB_NAME`, …). Nothing is executed, and references to other variables are not followed.
 * `folder` is where the file lies, for a storage folder that is given relative to it. Throws `TARGET_SYNTAX`,
 * without any value of the file.
 */
export function connectionFromEnvironment(
  text: string,
  folder: string | null = null,
): EnvironmentFileConnection {
  const variables = variablesOf(text);
  const notes: string[] = [];
  const storageRoot = storageRootOf(variables, folder);
  const url = first(variables, URLS, notes);
  if (url !== undefined) return { ...connectionFromUrl(ownScheme(url)), storageRoot, notes };
  const field = (names: readonly string[]) => first(variables, spellings(names), notes);
  refuseOtherDatabase(field(['ENGINE']));
  const database = field(['NAME', 'DATABASE', 'DB', 'DBNAME']);
  const user = field(['USER', 'USERNAME']);
  if (database === undefined) throw missing('database (DB_NAME)');
  if (user === undefined) throw missing('user (DB_USER)');
  const host = field(['HOST', 'HOSTNAME']);
  if (host === undefined) notes.push('The file names no host: localhost was assumed.');
  else if (/^[a-z0-9_-]+$/i.test(host) && host !== 'localhost') {
    notes.push(`The host "${host}" may be known only inside the containers of the EDMS.`);
  }
  const parameters = new URLSearchParams();
  for (const [name, names] of Object.entries(TLS_FIELDS)) {
    const value = field(names);
    if (value !== undefined) parameters.set(name, value);
  }
  const port = field(['PORT']) ?? '5432';
  const place = urlOf(
    { ...BARE, host: host ?? 'localhost', port: /^\d{1,5}$/.test(port) ? Number(port) : 0, database, user },
    field(['PASSWORD', 'PASS', 'PWD']) ?? null,
  );
  return { ...connectionFromUrl(`${place}?${parameters}`), storageRoot, notes };
}

const BARE = {
  kind: 'server',
  sslMode: 'prefer',
  sslRootCert: null,
  sslCert: null,
  sslKey: null,
  searchPath: null,
} as const;

const URLS = ['DATABASE_URL', 'DJANGO_DATABASE_URL', 'DB_URL', 'POSTGRES_URL', 'POSTGRESQL_URL'];

/** The spellings of Django's projects first, then those of PostgreSQL's container image, then libpq's own. */
const PREFIXES = [
  'DB_',
  'DATABASE_',
  'DJANGO_DB_',
  'DJANGO_DATABASE_',
  'SQL_',
  'POSTGRES_',
  'POSTGRESQL_',
  'PG',
];

function spellings(names: readonly string[]): readonly string[] {
  return PREFIXES.flatMap((prefix) => names.map((name) => `${prefix}${name}`));
}

const TLS_FIELDS = {
  sslmode: ['SSLMODE', 'SSL_MODE'],
  sslrootcert: ['SSLROOTCERT', 'SSL_ROOT_CERT', 'SSL_CA'],
  sslcert: ['SSLCERT', 'SSL_CERT'],
  sslkey: ['SSLKEY', 'SSL_KEY'],
};

type Variables = ReadonlyMap<string, string>;

/**
 * The variables as Django's readers see them (python-dotenv, django-environ): to them a # inside an unquoted value
 * belongs to it, to dotenv it begins a comment. A password would lose its end, so such values are quoted first.
 */
function variablesOf(text: string): Variables {
  const quoted = text.replace(
    /^(\s*(?:export\s+)?[\w.-]+\s*=[ \t]*)([^\s'"`#]\S*#\S*)/gm,
    (all, name, value: string) => {
      const quote = ["'", '`', '"'].find((one) => !value.includes(one));
      return quote === undefined ? all : `${name}${quote}${value}${quote}`;
    },
  );
  return new Map(Object.entries(parse(quoted)));
}

/** The first of the variables that has a value; one that only refers to others has none. */
function first(variables: Variables, names: readonly string[], notes: string[]): string | undefined {
  for (const name of names) {
    const value = variables.get(name) ?? '';
    if (value.trim() === '') continue;
    if (!/\$\{\w/.test(value) && !(value.startsWith('$') && variables.has(value.slice(1)))) return value;
    notes.push(`${name} refers to another variable, which is not followed.`);
  }
  return undefined;
}

/** Django's URLs name the backend in front (dj-database-url, django-environ), and add settings of its own. */
function ownScheme(url: string): string {
  const match = /^([a-z0-9+]+):\/\/(.*)$/is.exec(url);
  const scheme = match?.[1]?.toLowerCase() ?? '';
  if (!/^(postgres|postgresql|pgsql|psql|postgis|timescale)(\+\w+)?$/.test(scheme)) throw otherDatabase();
  const [place = '', query = ''] = (match?.[2] ?? '').split(/\?(.*)/s);
  const given = new URLSearchParams(query);
  const kept = new URLSearchParams([...given].filter(([name]) => LIBPQ.has(name)));
  if (given.get('ssl_require')?.toLowerCase() === 'true' && !kept.has('sslmode'))
    kept.set('sslmode', 'require');
  return `postgresql://${place}?${kept}`;
}

const LIBPQ = new Set([
  ...['host', 'port', 'user', 'password', 'dbname', 'schema', 'search_path', 'options'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey'],
]);

function refuseOtherDatabase(engine: string | undefined): void {
  if (engine !== undefined && !/postg|timescale/i.test(engine)) throw otherDatabase();
}

const STORAGE = [
  ...['EDMS_STORAGE_ROOT', 'STORAGE_ROOT', 'DOCUMENT_STORAGE_ROOT', 'EDMS_STORAGE_PATH', 'STORAGE_PATH'],
  ...['DOCUMENT_STORAGE_PATH', 'DOCUMENTS_ROOT', 'DJANGO_MEDIA_ROOT', 'MEDIA_ROOT'],
];

/** The folder that `documents/`, `media/` and `certificates/` lie in; a variable may name one of those. */
function storageRootOf(variables: Variables, folder: string | null): string | null {
  const named = first(variables, STORAGE, []);
  if (named === undefined || (folder === null && !path.isAbsolute(named))) return null;
  const whole = path.resolve(folder ?? '/', named);
  return /^(documents|media|certificates)$/.test(path.basename(whole)) ? path.dirname(whole) : whole;
}

function missing(what: string): EngineError {
  return syntaxError(
    `The environment file names no ${what}.`,
    'Take the file that the EDMS itself is started with, or give the connection as a URL.',
  );
}

function otherDatabase(): EngineError {
  return syntaxError(
    'The environment file is for another kind of database than PostgreSQL.',
    'Take the file of the production system; the console restores into PostgreSQL and embedded databases.',
  );
}
