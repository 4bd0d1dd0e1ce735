import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '../engine/accounts/password-hash.ts';
import { openTarget } from '../engine/database/open-target.ts';
import { addUser } from '../engine/testing/add-user.ts';
import { buildPackage } from '../engine/testing/build-package.ts';
import { basics } from '../engine/testing/sample-records.ts';
import { openSecrets } from '../settings/secrets.ts';
import { type Ended, type KnownEdms, knownEdms, type RunOptions, runProcess } from './testing.ts';

const hasKeyring = process.platform === 'linux' && (await openSecrets()).where.kind === 'keychain';
const noKeyring = { DBUS_SESSION_BUS_ADDRESS: undefined, XDG_RUNTIME_DIR: undefined };
const SECRET = `planted ${randomBytes(6).toString('hex')}`;
const root = { EDMS_ACCOUNT: 'root', EDMS_ACCOUNT_PASSWORD: SECRET };

let folder = '';
let package_ = '';
let edms: KnownEdms;
const ended: Ended[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-login-'));
  package_ = await buildPackage(path.join(folder, 'p.zip'), basics(), []);
  edms = await knownEdms(home(), 'guarded', { demandSignIn: true });
  const password = await hashPassword(SECRET);
  await edms.target.write(async (sql) => {
    await addUser(sql, { id: 1, username: 'root', password, is_superuser: true });
    await addUser(sql, { id: 2, username: 'reader', password });
    await sql.query(`select setval('users_id_seq', 2)::text`);
  });
});
afterAll(async () => {
  await edms.remove();
  rmSync(folder, { recursive: true, force: true });
});

const home = () => path.join(folder, 'home');

async function run(words: readonly string[], environment: NodeJS.ProcessEnv = {}, options: RunOptions = {}) {
  const known = { EDMS_PASSWORD: edms.password, ...environment };
  const end = await runProcess([...words, '--home', home(), '--json'], known, options);
  ended.push(end);
  return { status: end.status, said: JSON.parse(end.out) as Record<string, unknown> };
}

const login = (profile: string, ...more: readonly string[]) => [
  ...['login', profile, '--account', 'root', ...more],
];
const restore = ['restore', '--yes', '--target', 'guarded'];

/** What a command that opens the target is refused with. */
const refused = (code: string) => ({ status: 5, said: { error: { code } } });

describe('a profile that demands a sign-in', () => {
  it('lets nobody near its target, an embedded one by whatever name, and makes nothing', async () => {
    await run(['profiles', 'add', 'local', '--embedded', 'safe', '--demand-sign-in'], noKeyring);
    for (const target of ['guarded', 'local', 'embedded:safe']) {
      expect(await run(['plan', package_, '--target', target], noKeyring)).toMatchObject(
        refused('SIGN_IN_NEEDED'),
      );
    }
    expect(existsSync(path.join(home(), 'targets'))).toBe(false);
  });

  it('has the first administrator of an embedded one made by the person, once', async () => {
    const input = { input: `${SECRET}\n` };
    expect(await run(login('local'), noKeyring, input)).toMatchObject({
      said: { error: { code: 'SIGN_IN_REFUSED', message: expect.stringContaining('no administrator yet') } },
    });
    const first = login('local', '--first-administrator');
    const made = await run(first, noKeyring, input);
    expect(made).toMatchObject({
      status: 3,
      said: { account: { username: 'root', role: 'write' }, minutes: 0 },
    });
    expect(made.said.because).toMatch(/EDMS_ACCOUNT_PASSWORD/);
    expect(await run(first, noKeyring, input)).toMatchObject(refused('NOT_ALLOWED'));
    const onServer = login('guarded', '--first-administrator');
    expect(await run(onServer, noKeyring, input)).toMatchObject(refused('NOT_ALLOWED'));
  });

  it('takes an account out of the environment, and names it in what the EDMS is told', async () => {
    const wrong = { ...root, EDMS_ACCOUNT_PASSWORD: 'wrong', ...noKeyring };
    expect(await run([...restore, package_], wrong)).toMatchObject(refused('SIGN_IN_REFUSED'));
    const done = await run([...restore, package_], { ...root, ...noKeyring });
    expect(done.said).toMatchObject({ created: 3, verified: true });
    expect(done.said.ownRecords).toContainEqual({ table: 'login_audit', rows: 1 });
    const quiet = await run([...restore, '--no-record', package_], { ...root, ...noKeyring });
    expect(quiet.said).toMatchObject({ unchanged: 3, ownRecords: [] });
    const told = await edms.target.read((sql) =>
      sql.query(
        'select user_display_name as who, users.username from audit_trail join users on users.id = user_id',
      ),
    );
    expect(told).toEqual([{ who: 'root', username: 'root' }]);
  });

  it('lets who is no administrator look, and write nothing', async () => {
    const reader = { ...root, EDMS_ACCOUNT: 'reader', ...noKeyring };
    const planned = await run(['plan', package_, '--target', 'guarded'], reader);
    expect(planned.said).toMatchObject({ state: 'dry run', unchanged: 3 });
    const { said: jobs } = await run(['jobs'], noKeyring);
    const job =
      (jobs.jobs as readonly { id: string; kind: string }[]).find(({ kind }) => kind === 'restore')?.id ?? '';
    for (const writing of [
      [...restore, package_],
      ['undo', job, '--yes', '--target', 'guarded'],
      ['recover', '--target', 'guarded'],
    ])
      expect(await run(writing, reader), writing[0]).toMatchObject(refused('NOT_ALLOWED'));
  });

  it('lets them as little into an embedded one by its bare name', async () => {
    const target = await openTarget({ kind: 'embedded', name: 'safe' }, { home: home() });
    const password = await hashPassword(SECRET);
    await target
      .write((sql) => addUser(sql, { id: 2, username: 'reader', password }))
      .finally(() => target.close());
    const recover = ['recover', '--target', 'embedded:safe'];
    const reader = { ...root, EDMS_ACCOUNT: 'reader', ...noKeyring };
    expect(await run(recover, reader)).toMatchObject(refused('NOT_ALLOWED'));
    expect(await run(recover, { ...root, ...noKeyring })).toMatchObject({ status: 0 });
  });

  it.skipIf(!hasKeyring)('knows who has logged in, until they log out or are deactivated', async () => {
    const input = { input: `${SECRET}\n` };
    expect(await run(login('guarded'), {}, input)).toMatchObject({
      status: 0,
      said: { minutes: 15, because: null },
    });
    expect((await run([...restore, package_])).said).toMatchObject({ unchanged: 3 });
    await run(['logout', 'guarded']);
    expect(await run([...restore, package_])).toMatchObject(refused('SIGN_IN_NEEDED'));
    await run(login('guarded'), {}, input);
    await edms.target.write((sql) =>
      sql.execute("update users set is_active = false where username = 'root'"),
    );
    expect(await run([...restore, package_])).toMatchObject(refused('SIGN_IN_NEEDED'));
    await run(['profiles', 'remove', 'guarded']);
  });

  it('keeps the password to itself', () => {
    const files = readdirSync(home(), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath ?? entry.path, entry.name), 'latin1'));
    expect(files.length).toBeGreaterThan(5);
    for (const text of [...ended.map(({ out, err }) => out + err), ...files])
      expect(text.includes(SECRET)).toBe(false);
  });
});
