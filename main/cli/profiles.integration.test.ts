import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freshServerUrl, onServer } from '../engine/database/testing.ts';
import { buildPackage } from '../engine/testing/build-package.ts';
import { basics } from '../engine/testing/sample-records.ts';
import { ProfileStore } from '../settings/profile-store.ts';
import { openSecrets } from '../settings/secrets.ts';
import { connectionFromUrl } from '../settings/server-connection.ts';
import { type Ended, PROGRAM, type RunOptions, runProcess } from './testing.ts';

const run_ = randomBytes(6).toString('hex');
/** It has every sign that a URL, a shell or JSON would change. */
const SECRET = `pl4nted/${run_}@:%#&"\\ é`;
/** The part that stays as it is wherever and however it is written. */
const TRACE = `nted/${run_}`;
const TRACE_ENCODED = `nted%2F${run_}`;
const ROLE = `edms_profiles_${run_}`;

const hasKeyring = process.platform === 'linux' && (await openSecrets()).where.kind === 'keychain';
const noKeyring = { DBUS_SESSION_BUS_ADDRESS: undefined, XDG_RUNTIME_DIR: undefined };

let folder = '';
let database: Awaited<ReturnType<typeof freshServerUrl>>;
const ended: Ended[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-profiles-'));
  mkdirSync(path.join(folder, 'storage', 'documents'), { recursive: true });
  database = await freshServerUrl();
  await onServer(`create role ${ROLE} superuser login password '${SECRET}'`);
});

afterAll(async () => {
  await database.remove();
  await onServer(`drop role ${ROLE}`);
  rmSync(folder, { recursive: true, force: true });
});

afterEach(() => {
  for (const text of [...ended.map(({ out, err }) => out + err), ...filesBelow(home()).map(read)]) {
    expect(text).not.toContain(TRACE);
    expect(text).not.toContain(TRACE_ENCODED);
  }
  ended.length = 0;
  rmSync(home(), { recursive: true, force: true });
});

const home = () => path.join(folder, 'home');
const read = (file: string) => readFileSync(file, 'latin1');

function filesBelow(root: string): readonly string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

async function run(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  options: RunOptions = {},
): Promise<Ended> {
  const end = await runProcess([...words, '--home', home()], environment, options);
  ended.push(end);
  return end;
}

/** The URL of the test's own role, with or without its password. */
function url(password?: string): string {
  const own = new URL(database.url);
  own.username = ROLE;
  own.password = password === undefined ? '' : encodeURIComponent(password);
  return own.href;
}

const add = (...more: readonly string[]) => ['profiles', 'add', 'Head office', ...more];

describe.skipIf(!hasKeyring)('profiles with a keyring', () => {
  it('stand for a target whose password only the keyring knows', async () => {
    const storage = path.join(folder, 'storage');
    const added = await run(
      add('--url', url(), '--storage', storage, '--environment', 'test', '--password-stdin', '--json'),
      {},
      { input: `${SECRET}\n` },
    );
    expect(added).toMatchObject({ status: 0, err: '' });
    expect(JSON.parse(added.out)).toMatchObject({
      profile: { name: 'Head office', environment: 'test', colour: 'blue', storageRoot: storage },
      password: 'keychain',
      because: null,
      variable: 'EDMS_PASSWORD_HEAD_OFFICE',
      notes: [],
    });

    const empty = await run(['profiles', 'test', 'head office', '--json']);
    expect(JSON.parse(empty.out)).toMatchObject({ profile: 'Head office', level: 'warn', role: 'superuser' });
    expect(empty.status).toBe(3);
    expect((await run(['init', '--target', 'profile:Head office'])).status).toBe(0);
    const tested = await run(['profiles', 'test', 'Head office']);
    expect(tested).toMatchObject({ status: 0, out: expect.stringMatching(/ok {4}edms .*present release/) });

    const package_ = await buildPackage(path.join(folder, 'p.zip'), basics(), []);
    const planned = await run(['plan', package_, '--target', 'HEAD OFFICE', '--json']);
    expect(JSON.parse(planned.out)).toMatchObject({ state: 'dry run', records: 3 });
    const restored = await run(['restore', package_, '--yes', '--json'], { EDMS_TARGET: 'Head office' });
    expect(JSON.parse(restored.out)).toMatchObject({ created: 3, verified: true });

    const removed = await run(['profiles', 'remove', 'head office', '--json']);
    expect(JSON.parse(removed.out)).toMatchObject({ profile: { name: 'Head office' }, secretDeleted: true });
    const { id } = JSON.parse(removed.out).profile;
    expect(await (await openSecrets()).get(id)).toBeNull();
  }, 240_000);

  it('forget the secret of a profile that was removed where there was no keyring', async () => {
    const added = await run(add('--url', url(SECRET), '--json'));
    const { profile, password, notes } = JSON.parse(added.out);
    expect(password).toBe('keychain');
    expect(notes).toEqual([expect.stringContaining('command line')]);
    const removed = await run(['profiles', 'remove', 'Head office'], noKeyring);
    expect(removed).toMatchObject({ status: 0, err: expect.stringContaining('keychain') });
    expect(await (await openSecrets()).get(profile.id)).toBe(SECRET);
    await run(['profiles', 'add', 'Another', '--url', url(SECRET)]);
    expect(await (await openSecrets()).get(profile.id)).toBeNull();
    await run(['profiles', 'remove', 'Another']);
  });
});

describe('profiles without a keyring', () => {
  it('say that the password was not kept, and take it from the environment', async () => {
    const added = await run(add('--url', url(SECRET)), noKeyring);
    expect(added.status).toBe(0);
    expect(added.err).toContain('The password was not kept.');
    expect(added.err).toContain('EDMS_PASSWORD_HEAD_OFFICE');
    const without = await run(['profiles', 'test', 'Head office', '--json'], noKeyring);
    expect(JSON.parse(without.out)).toMatchObject({ level: 'stop' });
    expect(without).toMatchObject({ status: 5, err: expect.stringContaining('EDMS_PASSWORD_HEAD_OFFICE') });
    for (const variable of ['EDMS_PASSWORD', 'EDMS_PASSWORD_HEAD_OFFICE']) {
      const given = await run(['profiles', 'test', 'Head office', '--json'], {
        ...noKeyring,
        [variable]: SECRET,
      });
      expect(JSON.parse(given.out).steps).toContainEqual(
        expect.objectContaining({ id: 'sign-in', level: 'ok' }),
      );
    }
    const wrong = await run(['profiles', 'test', 'Head office'], {
      ...noKeyring,
      EDMS_PASSWORD: `${SECRET}!`,
    });
    expect(wrong).toMatchObject({ status: 5, out: expect.stringMatching(/stop +sign-in/) });
    const listed = await run(['profiles', 'list', '--json'], noKeyring);
    expect(JSON.parse(listed.out)).toMatchObject({
      profiles: [{ name: 'Head office', environment: 'production', colour: 'red' }],
      notices: [],
    });
  });

  it('are made of an environment file, of which nothing else is kept', async () => {
    const file = path.join(folder, '.env');
    const { hostname, port, pathname } = new URL(database.url);
    const lines = [
      `SECRET_KEY=django-${run_}`,
      `DB_NAME=${pathname.slice(1)}`,
      `DB_USER=${ROLE}`,
      `DB_PASSWORD='${SECRET}'`,
      `DB_HOST=${hostname}`,
      `DB_PORT=${port}`,
      'MEDIA_ROOT=storage/media',
      'STORAGE_ROOT=/nowhere/at/all',
    ];
    writeFileSync(file, lines.join('\n'));
    const added = await run(add('--dotenv', file, '--json'), noKeyring);
    expect(JSON.parse(added.out)).toMatchObject({
      profile: { connection: { user: ROLE, host: hostname, port: Number(port) }, storageRoot: null },
      password: 'not kept',
      because: expect.stringContaining('no D-Bus session bus'),
      notes: [expect.stringContaining('/nowhere/at/all')],
    });
    for (const text of filesBelow(home()).map(read)) expect(text).not.toContain(`django-${run_}`);
    writeFileSync(file, lines.slice(0, -1).join('\n'));
    const again = await run(['profiles', 'add', 'Again', '--dotenv', file, '--json'], noKeyring);
    expect(JSON.parse(again.out)).toMatchObject({
      profile: { storageRoot: path.join(folder, 'storage') },
      notes: [],
    });
  });

  it('give a URL that has no password the one of the environment', async () => {
    const refused = await run(['init', '--target', url(), '--json'], noKeyring);
    expect(JSON.parse(refused.out)).toMatchObject({ error: { code: 'TARGET_SIGN_IN_FAILED' } });
    const other = await freshServerUrl();
    try {
      const address = new URL(url());
      address.pathname = new URL(other.url).pathname;
      const made = await run(['init', '--target', address.href], { ...noKeyring, EDMS_PASSWORD: SECRET });
      expect(made).toMatchObject({ status: 0, out: expect.stringContaining('82 tables') });
    } finally {
      await other.remove();
    }
  });

  it.each([
    ['a name that is taken', add('--embedded', 'x'), 2, 'PROFILE_INVALID'],
    ['a name that is none', ['profiles', 'add', 'a/b', '--embedded', 'x'], 2, 'PROFILE_INVALID'],
    [
      'a URL that is not whole',
      ['profiles', 'add', 'b', '--url', `postgresql://u:${SECRET}@h`],
      5,
      'TARGET_SYNTAX',
    ],
    [
      'an environment file that is not there',
      ['profiles', 'add', 'b', '--dotenv', '/no/.env'],
      5,
      'SETTINGS_NOT',
    ],
    ['a password as a word', ['profiles', 'add', 'b', SECRET, '--embedded', 'x'], 2, 'USAGE'],
    ['a password as an option', ['profiles', 'add', 'b', `--password=${SECRET}`], 2, 'USAGE'],
    ['nobody', ['profiles', 'test', 'nobody'], 5, 'PROFILE_UNKNOWN'],
    ['a target that is nobody', ['init', '--target', 'profile:nobody'], 5, 'PROFILE_UNKNOWN'],
    ['a target that is nothing', ['init', '--target', 'nothing'], 5, 'TARGET_SYNTAX'],
    [
      'a profile that demands a sign-in',
      ['recover', '--target', 'guarded', '--storage', '/tmp'],
      5,
      'SIGN_IN_NEEDED',
    ],
    ['a production system without a yes', ['restore', 'p.zip', '--target', 'Head office'], 2, 'USAGE'],
  ])('refuse %s', async (_, words, status, code) => {
    const store = new ProfileStore(home());
    const common = { colour: 'red', storageRoot: null } as const;
    const { connection } = connectionFromUrl(url());
    store.add({ ...common, name: 'Head office', environment: 'production', connection, demandSignIn: false });
    const guarded = { kind: 'embedded', name: 'guarded' } as const;
    store.add({
      ...common,
      name: 'guarded',
      environment: 'embedded',
      connection: guarded,
      demandSignIn: true,
    });
    const before = store.list();
    const end = await run(words, noKeyring);
    expect(end).toMatchObject({ status, out: '', err: expect.stringContaining(code) });
    expect(store.list()).toEqual(before);
    expect(readdirSync(home())).toEqual(['settings']);
  });

  it('use an embedded database, whose folder --home moves', async () => {
    await run(['profiles', 'add', 'trial', '--embedded', 'trial-db'], noKeyring);
    const package_ = await buildPackage(path.join(folder, 'q.zip'), basics(), []);
    const done = await run(['restore', package_, '--target', 'trial', '--yes', '--json'], noKeyring);
    expect(JSON.parse(done.out)).toMatchObject({ created: 3, target: 'embedded:trial-db' });
    expect(readdirSync(path.join(home(), 'targets'))).toEqual(['trial-db']);
    const tested = await run(['profiles', 'test', 'trial', '--json'], noKeyring);
    expect(JSON.parse(tested.out)).toMatchObject({ edms: { release: 'present' }, role: 'superuser' });
  });
});

describe.skipIf(process.platform !== 'linux')('a password that is asked for at the terminal', () => {
  /** Runs the command at a terminal of its own and types `answer` once it asks. */
  function atTerminal(words: readonly string[], answer: string): Promise<Ended> {
    const quoted = [process.execPath, ...PROGRAM, ...words, '--home', home()]
      .map((word) => `'${word}'`)
      .join(' ');
    const child = spawn('script', ['-qec', quoted, '/dev/null'], {
      env: { ...process.env, ...noKeyring },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let out = '';
    let answered = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (answered || !out.includes('Password')) return;
      answered = true;
      child.stdin.write(answer);
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject).on('close', (status) => {
        const end = { status, out, err: '' };
        ended.push(end);
        resolve(end);
      });
    });
  }

  it('is not shown', async () => {
    const added = await atTerminal(add('--url', url()), `${SECRET}\r`);
    expect(added).toMatchObject({ status: 0, out: expect.stringContaining('The password was not kept.') });
    const tested = await atTerminal(['profiles', 'test', 'Head office'], `${SECRET}\r`);
    expect(tested.out).toMatch(/ok +sign-in/);
    expect(tested.out).toContain(`Password of ${ROLE} for Head office:`);
  });

  it('can be left by Ctrl+C, and then nothing was added', async () => {
    const left = await atTerminal(add('--url', url()), '\x03');
    expect(left).toMatchObject({ status: 130, out: expect.stringContaining('CANCELLED') });
    expect(new ProfileStore(home()).list()).toEqual([]);
  });
});
