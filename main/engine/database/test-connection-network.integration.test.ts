import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer } from '../../../scripts/test-server.mjs';
import { openTarget } from './open-target.ts';
import { testConnection } from './test-connection.ts';
import { stepOf } from './testing.ts';

const SECRET = 'pl4nted-s3cret';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-connection-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a server that takes the connection and says nothing', () => {
  let silent: net.Server;
  beforeAll(async () => {
    silent = net.createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => silent.close());
  const address = () => {
    const bound = silent.address();
    if (bound === null || typeof bound === 'string') throw new Error('The server is not bound to a port');
    return { kind: 'server', url: `postgresql://u:${SECRET}@127.0.0.1:${bound.port}/d` } as const;
  };

  it('is given up when the time is over', async () => {
    const test = await testConnection(address(), null, { limitMs: 200 });
    expect(stepOf(test, 'reachable')).toMatchObject({
      level: 'stop',
      message: expect.stringContaining('in time'),
    });
  });

  it('can be left at any moment', async () => {
    const controller = new AbortController();
    silent.once('connection', () => controller.abort());
    const test = testConnection(address(), null, { signal: controller.signal });
    await expect(test).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

const hasOpenssl = () => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(!hasOpenssl())('a server with TLS', () => {
  let server: Awaited<ReturnType<typeof startTestServer>>;
  const files = () => ({
    key: path.join(folder, 'tls', 'key.pem'),
    cert: path.join(folder, 'tls', 'cert.pem'),
  });
  beforeAll(async () => {
    const { key, cert } = files();
    mkdirSync(path.dirname(key));
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const pair = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2'];
    execFileSync('openssl', ['req', '-x509', ...pair, ...subject], { stdio: 'ignore' });
    server = await startTestServer();
    const before = await openConnection(server.url);
    const [data] = await before.query('show data_directory');
    await giveTo(String(Reflect.get(data ?? {}, 'data_directory')), key);
    await before.query(`alter system set ssl_key_file = '${key}'`);
    await before.query(`alter system set ssl_cert_file = '${cert}'`);
    await before.query('alter system set ssl = on');
    await before.query('select pg_reload_conf()');
    await before.end();
  });
  afterAll(() => server?.stop());

  const over = (query: string, host = 'localhost') => {
    const url = new URL(server.url);
    url.hostname = host;
    url.search = query;
    return { kind: 'server', url: url.href } as const;
  };

  it('is encrypted without being asked, and the test says that nobody checked the certificate', async () => {
    const test = await testConnection(over(''), null);
    expect(test.tls).toEqual({ version: expect.stringMatching(/^TLSv1\.[23]$/), certificateChecked: false });
    expect(stepOf(test, 'tls').message).toContain('not checked');
  });

  it('is checked against the root certificate that is named', async () => {
    const test = await testConnection(over(`?sslmode=verify-full&sslrootcert=${files().cert}`), null);
    expect(test.tls).toMatchObject({ certificateChecked: true });
    expect(stepOf(test, 'tls')).toMatchObject({
      level: 'ok',
      message: expect.stringContaining('was checked'),
    });
    const target = await openTarget(over(`?sslmode=verify-full&sslrootcert=${files().cert}`)).catch(
      (error: unknown) => error,
    );
    expect(target).toMatchObject({ code: 'TARGET_NOT_EDMS' });
  });

  it('is refused with a certificate that nobody vouches for, or of another host', async () => {
    const unknown = await testConnection(over('?sslmode=verify-full'), null);
    expect(stepOf(unknown, 'tls').level).toBe('stop');
    const other = await testConnection(
      over(`?sslmode=verify-full&sslrootcert=${files().cert}`, '127.0.0.1'),
      null,
    );
    expect(stepOf(other, 'tls').level).toBe('stop');
    const chain = await testConnection(
      over(`?sslmode=verify-ca&sslrootcert=${files().cert}`, '127.0.0.1'),
      null,
    );
    expect(chain.tls).toMatchObject({ certificateChecked: true });
  });
});

async function openConnection(url: string) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    query: async (text: string): Promise<readonly object[]> => (await client.query(text)).rows,
    end: () => client.end(),
  };
}

/** The server runs under an account of its own when the tests run as root, and wants its key for itself alone. */
async function giveTo(data: string, key: string): Promise<void> {
  const { uid, gid } = statSync(data);
  for (const file of [folder, path.dirname(key)]) chmodSync(file, 0o755);
  chmodSync(key, 0o600);
  if (process.getuid?.() === 0) chownSync(key, uid, gid);
}
