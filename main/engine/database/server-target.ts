import './prisma-log-off.ts';
import { existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { PrismaPg } from '@prisma/adapter-pg';
import type { PoolConfig } from 'pg';
import { EngineError } from '../errors.ts';
import { PrismaClient } from './generated/client.ts';
import { libpqEnvironment } from './libpq-environment.ts';
import { occupyServer } from './occupation.ts';
import { parseServerUrl, type ServerUrl } from './server-url.ts';
import { translateError } from './sql-error.ts';
import { type Connection, NO_PLAN_CACHE } from './transaction.ts';

/**
 * Connects to a PostgreSQL server. Rejects with `TARGET_UNREACHABLE`, `TARGET_SIGN_IN_FAILED` or `TARGET_TLS`.
 * With `sslmode=prefer` (the default, as with libpq) a server without TLS is taken as it is.
 */
export async function connectServer(text: string): Promise<Connection> {
  const url = parseServerUrl(text);
  const attempts = attemptsOf(url);
  for (const [index, ssl] of attempts.entries()) {
    const sockets = new Set<net.Socket>();
    const driver = new PrismaPg({ ...poolConfig(url, ssl), stream: () => socketIn(sockets) });
    const adapter = await driver.connect();
    try {
      // Asked before there is a client of Prisma's, which takes a tenth of a second to make, for each way again.
      await adapter.queryRaw({ sql: 'select 1', args: [], argTypes: [] });
      const client = await clientOver(driver, adapter);
      return {
        kind: 'server',
        label: url.label,
        client,
        searchPath: url.searchPath,
        occupy: (who) => occupyServer(poolConfig(url, ssl), url.label, who),
        libpq: () => libpqEnvironment(url),
        close: () => client.$disconnect(),
      };
    } catch (thrown) {
      // A client that could not be made may have disposed of it: what was thrown first is told.
      await adapter.dispose().catch(() => undefined);
      // The driver leaves a connection open for which it has no password; that would keep the process from ending
      // until the server's patience is over.
      for (const socket of sockets) socket.destroy();
      const error = translateError(thrown, url.label);
      const again =
        index + 1 < attempts.length && error instanceof EngineError && error.code === 'TARGET_TLS';
      if (!again) throw error;
    }
  }
  throw new Error('No way to connect was tried');
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** A client that is connected through this adapter, and disposes of it when it is disconnected. */
async function clientOver({ provider, adapterName }: PrismaPg, adapter: Adapter): Promise<PrismaClient> {
  const client = new PrismaClient({
    adapter: { provider, adapterName, connect: async () => adapter },
    queryPlanCacheMaxSize: NO_PLAN_CACHE,
  });
  await client.$connect();
  return client;
}

/** A socket that is in the set for as long as it is open. */
function socketIn(open: Set<net.Socket>): net.Socket {
  const socket = new net.Socket();
  open.add(socket);
  return socket.once('close', () => open.delete(socket));
}

/** The ways in which a connection to `url` is tried, in this order, for a driver without Prisma. */
export function connectionAttempts(url: ServerUrl): readonly PoolConfig[] {
  return attemptsOf(url).map((ssl) => poolConfig(url, ssl));
}

type Ssl = false | ConnectionOptions;

/** libpq's modes. `allow` is treated as `prefer`: encrypted where the server can. */
function attemptsOf(url: ServerUrl): readonly Ssl[] {
  if (url.host?.startsWith('/')) return [false];
  const unchecked: Ssl = { ...ownCertificate(url), rejectUnauthorized: false };
  switch (url.sslMode) {
    case 'disable':
      return [false];
    case 'allow':
    case 'prefer':
      return [unchecked, false];
    case 'require':
      // With a root certificate libpq checks it even then.
      return [url.sslRootCert === undefined ? unchecked : checkedCertificate(url)];
    case 'verify-ca':
      return [checkedCertificate(url)];
    case 'verify-full':
      return [{ ...ownCertificate(url), ...rootCertificate(url), rejectUnauthorized: true }];
  }
}

/** The chain is checked, the name of the host is not. */
function checkedCertificate(url: ServerUrl): Ssl {
  return {
    ...ownCertificate(url),
    ...rootCertificate(url),
    rejectUnauthorized: true,
    checkServerIdentity: () => undefined,
  };
}

function rootCertificate(url: ServerUrl): ConnectionOptions {
  return url.sslRootCert === undefined || url.sslRootCert === 'system' ? {} : { ca: pem(url.sslRootCert) };
}

function ownCertificate(url: ServerUrl): ConnectionOptions {
  return {
    ...(url.sslCert === undefined ? {} : { cert: pem(url.sslCert) }),
    ...(url.sslKey === undefined ? {} : { key: pem(url.sslKey) }),
  };
}

function pem(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  throw new EngineError({
    code: 'TARGET_TLS',
    message: `The certificate or key cannot be found: ${file}`,
    consequence: 'Nothing was read or changed.',
    advice: 'Check sslrootcert, sslcert and sslkey in the URL.',
  });
}

/** What a server's list of sessions calls this program. */
export const CONSOLE_APPLICATION = 'EDMS Backup Console';

/** A read, through two connections, beside a write at most: the engine does one thing at a time. */
const connections = 4;

function poolConfig(url: ServerUrl, ssl: Ssl): PoolConfig {
  return {
    port: url.port,
    ...(url.host === undefined ? {} : { host: url.host }),
    ...(url.user === undefined ? {} : { user: url.user }),
    ...(url.password === undefined ? {} : { password: url.password }),
    ...(url.database === undefined ? {} : { database: url.database }),
    ssl,
    max: connections,
    keepAlive: true,
    connectionTimeoutMillis: url.connectTimeoutSeconds * 1000,
    application_name: CONSOLE_APPLICATION,
  };
}
