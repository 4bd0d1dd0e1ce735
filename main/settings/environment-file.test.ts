import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineError } from '../engine/errors.ts';
import { connectionFromEnvironment, readEnvironmentFile } from './environment-file.ts';

const SECRET = 'pl4nted-s3cret';

describe('an environment file of Django', () => {
  it('names the database field by field, as the EDMS does', () => {
    const read = connectionFromEnvironment(
      [
        '# Database',
        'SECRET_KEY=django-insecure-1',
        'DEBUG=False',
        'DB_NAME=edms_db',
        'DB_USER=edms_user',
        `DB_PASSWORD=${SECRET}`,
        'DB_HOST=192.168.1.5',
        'DB_PORT=5433',
        'REDIS_URL=redis://:other@redis:6379/0',
        'STORAGE_ROOT=/srv/edms/storage',
      ].join('\n'),
    );
    expect(read).toEqual({
      connection: {
        kind: 'server',
        host: '192.168.1.5',
        port: 5433,
        database: 'edms_db',
        user: 'edms_user',
        sslMode: 'prefer',
        sslRootCert: null,
        sslCert: null,
        sslKey: null,
        searchPath: null,
      },
      password: SECRET,
      storageRoot: '/srv/edms/storage',
      notes: [],
    });
  });

  it.each([
    ['POSTGRES_DB=d\nPOSTGRES_USER=u\nPOSTGRES_PASSWORD=p\nDB_HOST=h.example'],
    ['DJANGO_DB_NAME=d\nDJANGO_DB_USER=u\nDJANGO_DB_PASSWORD=p\nDJANGO_DB_HOST=h.example'],
    [
      'SQL_DATABASE=d\nSQL_USER=u\nSQL_PASSWORD=p\nSQL_HOST=h.example\nSQL_ENGINE=django.db.backends.postgresql',
    ],
    ['PGDATABASE=d\nPGUSER=u\nPGPASSWORD=p\nPGHOST=h.example'],
    [
      'DATABASE_NAME="d"\nexport DATABASE_USER=\'u\'\nDATABASE_PASSWORD=p # a comment\nDATABASE_HOST=h.example\r\n',
    ],
    ['DATABASE_URL=postgres://u:p@h.example/d'],
    ['DATABASE_URL="postgis://u:p@h.example/d?conn_max_age=600"\nDB_NAME=other\nDB_USER=other'],
    ['DATABASE_URL=postgresql+psycopg2://u:p@h.example:5432/d'],
  ])('may spell it in other ways: %s', (text) => {
    expect(connectionFromEnvironment(text)).toMatchObject({
      connection: { host: 'h.example', port: 5432, database: 'd', user: 'u', sslMode: 'prefer' },
      password: 'p',
    });
  });

  it.each([
    ['DB_PASSWORD=ab#cd', 'ab#cd'],
    ['DB_PASSWORD=ab#cd # the end', 'ab#cd'],
    ['DB_PASSWORD=ab #cd', 'ab'],
    ['DB_PASSWORD="ab #cd"', 'ab #cd'],
    ["DB_PASSWORD='a\"b`c'", 'a"b`c'],
    ["DB_PASSWORD=a'b#c", "a'b#c"],
    ['DB_PASSWORD=pa$$word$(date)`id`', 'pa$$word$(date)`id`'],
    ['DB_PASSWORD=$ecret', '$ecret'],
    ['DB_PASSWORD=" lead"', ' lead'],
    ['DB_PASSWORD=', null],
  ])('gives the password as Django would read it, and runs nothing: %s', (line, password) => {
    expect(connectionFromEnvironment(`DB_NAME=d\nDB_USER=u\n${line}\n`).password).toBe(password);
  });

  it('takes TLS from the URL or from fields', () => {
    const fields = 'DB_NAME=d\nDB_USER=u\nDB_HOST=h.x\nDB_SSLMODE=verify-ca\nDB_SSLROOTCERT=/etc/ca.pem';
    expect(connectionFromEnvironment(fields).connection).toMatchObject({
      sslMode: 'verify-ca',
      sslRootCert: '/etc/ca.pem',
    });
    const url = 'DATABASE_URL=postgres://u@h/d?ssl_require=true';
    expect(connectionFromEnvironment(url).connection.sslMode).toBe('require');
  });

  it('does not follow references, and says so', () => {
    const read = connectionFromEnvironment(
      `DATABASE_URL=postgres://\${DB_USER}:\${DB_PASSWORD}@db/edms\nDB_NAME=d\nDB_USER=u\nDB_PASSWORD=$OTHER\nOTHER=${SECRET}`,
    );
    expect(read).toMatchObject({ connection: { database: 'd', user: 'u' }, password: null });
    expect(read.notes).toEqual([
      'DATABASE_URL refers to another variable, which is not followed.',
      'The file names no host: localhost was assumed.',
      'DB_PASSWORD refers to another variable, which is not followed.',
    ]);
  });

  it('warns of a host that only containers know', () => {
    const { notes } = connectionFromEnvironment('DB_NAME=d\nDB_USER=u\nDB_HOST=db');
    expect(notes).toEqual([expect.stringContaining('"db"')]);
  });

  it.each([
    ['MEDIA_ROOT=/app/storage/media', '/app/storage'],
    ['DOCUMENT_STORAGE_PATH=/app/storage/documents/', '/app/storage'],
    ['EDMS_STORAGE_ROOT=/srv/edms\nMEDIA_ROOT=/elsewhere/media', '/srv/edms'],
    ['MEDIA_ROOT=storage/media', '/opt/edms/storage'],
    ['MEDIA_ROOT=$BASE_DIR\nBASE_DIR=/app', null],
    ['', null],
  ])('proposes the folder that documents/ lies in: %s', (line, root) => {
    expect(connectionFromEnvironment(`DB_NAME=d\nDB_USER=u\n${line}`, '/opt/edms').storageRoot).toBe(root);
  });

  it.each([
    [`DB_USER=u\nDB_PASSWORD=${SECRET}`, 'DB_NAME'],
    [`DB_NAME=d\nDB_PASSWORD=${SECRET}`, 'DB_USER'],
    [`DB_ENGINE=django.db.backends.mysql\nDB_NAME=d\nDB_USER=u\nDB_PASSWORD=${SECRET}`, 'another kind'],
    [`DATABASE_URL=mysql://u:${SECRET}@h/d`, 'another kind'],
    ['DATABASE_URL=sqlite:///db.sqlite3', 'another kind'],
    [`DATABASE_URL=postgres://u:a@${SECRET}/x@h/d`, 'can be read'],
    [`DB_NAME=d\nDB_USER=u\nDB_PORT=${SECRET}`, 'port'],
    [`DB_NAME=d\nDB_USER=u\nDB_SSLMODE=${SECRET}`, 'sslmode'],
    [`nothing ${SECRET}`, 'DB_NAME'],
  ])('is refused with a reason and without its values: %s', (text, reason) => {
    try {
      connectionFromEnvironment(text);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      expect(error.plain).toMatchObject({ code: 'TARGET_SYNTAX', message: expect.stringContaining(reason) });
      expect(JSON.stringify(error.plain)).not.toContain(SECRET);
    }
  });
});

describe('an environment file on the disk', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'edms-env-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is read where it lies', async () => {
    const file = path.join(folder, '.env');
    writeFileSync(file, 'DB_NAME=d\nDB_USER=u\nMEDIA_ROOT=./media\n');
    expect(await readEnvironmentFile(file)).toMatchObject({
      connection: { database: 'd' },
      storageRoot: folder,
    });
  });

  it('is refused when it is not there or is no environment file', async () => {
    await expect(readEnvironmentFile(path.join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'SETTINGS_NOT_READABLE',
    });
    const large = path.join(folder, 'large');
    writeFileSync(large, Buffer.alloc(1_000_001, 'x'));
    await expect(readEnvironmentFile(large)).rejects.toMatchObject({ code: 'SETTINGS_NOT_READABLE' });
  });
});
