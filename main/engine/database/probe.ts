import net from 'node:net';
import pg from 'pg';
import { EngineError } from '../errors.ts';
import { connectionAttempts } from './server-target.ts';
import type { ServerUrl } from './server-url.ts';
import { translateError } from './sql-error.ts';
import type { Sql } from './target.ts';

/** One connection to a server that can be let go of at any moment, even while the network is silent. */
export interface Probe {
  /** Statements outside a transaction, each for itself, and each for a few seconds at the most. */
  readonly sql: Sql;
  close(): Promise<void>;
}

/** What a statement of a probe may take, and how long it waits for a lock, in milliseconds. */
const STATEMENT_MS = 5000;
const LOCK_MS = 2000;
/** How long a server may take to say goodbye, in milliseconds. */
const GOODBYE_MS = 1000;

/**
 * Connects as {@link connectServer} does, but with one connection of its own. `signal` ends it, whatever it is waiting
 * for. Rejects with `TARGET_UNREACHABLE`, `TARGET_SIGN_IN_FAILED`, `TARGET_TLS` or `TARGET_LOST`.
 */
export async function probeServer(url: ServerUrl, signal: AbortSignal): Promise<Probe> {
  const attempts = connectionAttempts(url);
  for (const [index, config] of attempts.entries()) {
    try {
      return await connected(config, url, signal);
    } catch (thrown) {
      const error = translateDriverError(thrown, url.label);
      const last = index + 1 === attempts.length || signal.aborted;
      if (last || !(error instanceof EngineError) || error.code !== 'TARGET_TLS') throw error;
    }
  }
  throw new Error('No way to connect was tried');
}

async function connected(config: pg.ClientConfig, url: ServerUrl, signal: AbortSignal): Promise<Probe> {
  const socket = new net.Socket();
  const client = new pg.Client({ ...config, stream: () => socket });
  const end = () => socket.destroy();
  signal.addEventListener('abort', end, { once: true });
  // A connection that breaks between two statements is told by the next one.
  client.on('error', () => undefined);
  const close = async () => {
    signal.removeEventListener('abort', end);
    let timer: NodeJS.Timeout | undefined;
    const longEnough = new Promise((resolve) => {
      timer = setTimeout(resolve, GOODBYE_MS);
    });
    await Promise.race([client.end().catch(() => undefined), longEnough]);
    clearTimeout(timer);
    end();
  };
  try {
    await client.connect();
    await client.query(
      `select set_config(name, value, false)
         from (values ('TimeZone', 'UTC'), ('statement_timeout', $1), ('lock_timeout', $2),
                      ('search_path', $3), ('quote_all_identifiers', 'off')) as wanted (name, value)
        where value is not null`,
      [String(STATEMENT_MS), String(LOCK_MS), url.searchPath ?? null],
    );
  } catch (error) {
    signal.removeEventListener('abort', end);
    end();
    throw error;
  }
  return { sql: sqlOver(client, url.label), close };
}

function sqlOver(client: pg.Client, label: string): Sql {
  const run = async (text: string, params: readonly unknown[]) => {
    try {
      return await client.query({ text, values: [...params] });
    } catch (thrown) {
      throw translateDriverError(thrown, label);
    }
  };
  return {
    query: async <Row extends object>(text: string, ...params: readonly unknown[]) => {
      const rows: readonly Row[] = (await run(text, params)).rows;
      return rows;
    },
    execute: async (text, ...params) => (await run(text, params)).rowCount ?? 0,
  };
}

/** Puts an error of the driver into the form in which Prisma's adapter would have handed it on. */
function translateDriverError(thrown: unknown, label: string): Error {
  if (!(thrown instanceof Error)) return translateError(thrown, label);
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  // Trying several addresses of one name fails with an error that has a code and no words.
  const text = thrown.message || code;
  if (thrown instanceof pg.DatabaseError) {
    return translateError(new Error(text, { cause: { originalCode: code, originalMessage: text } }), label);
  }
  return translateError(
    new Error(text, { cause: { kind: kindOf(text, code), originalMessage: text } }),
    label,
  );
}

/** The codes are OpenSSL's as Node hands them on: `CERT_HAS_EXPIRED`, `UNABLE_TO_VERIFY_LEAF_SIGNATURE`. */
function kindOf(text: string, code: string): string {
  if (/SSL|TLS|CERT|VERIFY|ISSUER/.test(code) || /does not support SSL|establishing an SSL/.test(text)) {
    return 'TlsConnectionError';
  }
  return text === 'timeout expired' ? 'SocketTimeout' : '';
}
