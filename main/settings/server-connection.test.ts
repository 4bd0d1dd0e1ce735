import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseServerUrl } from '../engine/database/server-url.ts';
import { EngineError } from '../engine/errors.ts';
import type { ServerConnection } from './profile.ts';
import { addressOf, connectionFromUrl, urlOf } from './server-connection.ts';

describe('a pasted URL', () => {
  it('becomes a connection, with the password apart', () => {
    const { connection, password } = connectionFromUrl(
      ' postgresql://ann%40x:s3cr%2Fet@db.example:5433/edms?sslmode=verify-full&sslrootcert=/etc/ca.pem&schema=docs\n',
    );
    expect(connection).toEqual({
      kind: 'server',
      host: 'db.example',
      port: 5433,
      database: 'edms',
      user: 'ann@x',
      sslMode: 'verify-full',
      sslRootCert: '/etc/ca.pem',
      sslCert: null,
      sslKey: null,
      searchPath: '"docs"',
    });
    expect(password).toBe('s3cr/et');
    expect(JSON.stringify(connection)).not.toContain('s3cr');
  });

  it('may have its password among the parameters, or none', () => {
    expect(connectionFromUrl('postgresql://ann@db/edms?password=hidden')).toMatchObject({
      password: 'hidden',
    });
    expect(connectionFromUrl('postgresql://ann@db/edms')).toMatchObject({
      connection: { port: 5432, sslMode: 'prefer', searchPath: null },
      password: null,
    });
  });

  it('keeps certificates by their whole path, except those of the system', () => {
    const { connection } = connectionFromUrl(
      'postgresql://a@h/d?sslrootcert=system&sslcert=a.pem&sslkey=k.pem',
    );
    expect(connection).toMatchObject({ sslRootCert: 'system', sslCert: path.resolve('a.pem') });
    expect(connection.sslKey).toBe(path.resolve('k.pem'));
  });

  it.each([
    ['postgresql://:topsecret@/edms', 'can be read'],
    ['postgresql://db/edms?password=topsecret', 'no user'],
    ['postgresql://ann:topsecret@db', 'no database'],
    ['postgresql:///edms?user=ann&password=topsecret', 'no host'],
    ['mysql://ann:topsecret@db/edms', 'can be read'],
    ['ann:topsecret@db/edms', 'can be read'],
  ])('is refused when it is not whole, and never repeated: %s', (text, reason) => {
    const error = thrownBy(() => connectionFromUrl(text));
    expect(error.plain).toMatchObject({ code: 'TARGET_SYNTAX', message: expect.stringContaining(reason) });
    expect(JSON.stringify(error.plain)).not.toContain('topsecret');
  });
});

describe('the way back', () => {
  const plain: ServerConnection = connectionFromUrl('postgresql://ann@db/edms').connection;
  const cases: readonly (readonly [string, ServerConnection, string | null])[] = [
    ['everything plain', plain, 'secret'],
    ['no password', plain, null],
    ['a password of signs', plain, 'p@ss/w:rd?#%20 ü&=+'],
    ['a user and a database of signs', { ...plain, user: 'a@b:c/d', database: 'e d/m#s?' }, 'x'],
    ['IPv6', { ...plain, host: '2001:db8::1', port: 6000 }, 'x'],
    ['a socket', { ...plain, host: '/run/postgresql' }, null],
    [
      'certificates and a schema',
      {
        ...plain,
        sslMode: 'verify-ca',
        sslRootCert: '/c a/root.pem',
        sslCert: '/c a/own.pem',
        sslKey: '/c a/own&key.pem',
        searchPath: '"My ""S", public',
      },
      'x',
    ],
  ];

  it.each(cases)('leads from a connection to a URL that is read as it was: %s', (_, connection, password) => {
    const url = urlOf(connection, password);
    expect(connectionFromUrl(url)).toEqual({ connection, password });
    expect(parseServerUrl(url).label).not.toContain('p@ss');
  });

  it('is an address of the engine', () => {
    expect(addressOf({ connection: plain }, 'pw')).toEqual({
      kind: 'server',
      url: 'postgresql://ann:pw@db:5432/edms',
    });
    expect(addressOf({ connection: { kind: 'embedded', name: 'demo' } }, null)).toEqual({
      kind: 'embedded',
      name: 'demo',
    });
  });
});

function thrownBy(work: () => unknown): EngineError {
  try {
    work();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
}
