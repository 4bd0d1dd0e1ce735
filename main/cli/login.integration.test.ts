import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTarget } from '../engine/database/open-target.ts';
import { buildPackage } from '../engine/testing/build-package.ts';
import { basics } from '../engine/testing/sample-records.ts';
import { openSecrets } from '../settings/secrets.ts';
import { type Ended, type RunOptions, runProcess } from './testing.ts';

const hasKeyring = process.platform === 'linux' && (await openSecrets()).where.kind === 'keychain';
const noKeyring = { DBUS_SESSION_BUS_ADDRESS: undefined, XDG_RUNTIME_DIR: undefined };
const SECRET = `planted ${randomBytes(6).toString('hex')}`;
const root = { EDMS_ACCOUNT: 'root', EDMS_ACCOUNT_PASSWORD: SECRET };

let folder = '';
let package_ = '';
const ended: Ended[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-login-'));
  package_ = await buildPackage(path.join(folder, 'p.zip'), basics(), []);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const home = () => path.join(folder, 'home');

async function run(words: readonly string[], environment: NodeJS.ProcessEnv = {}, options: RunOptions = {}) {
  const end = await runProcess([...words, '--home', home(), '--json'], environment, options);
  ended.push(end);
  return { status: end.status, said: JSON.parse(end.out) as Record<string, unknown> };
}

const login = (...more: readonly string[]) => ['login', 'guarded', '--account', 'root', ...more];
const restore = ['restore', '--yes', '--target', 'guarded'];

/** What a command that opens the target is refused with. */
const refused = (code: string) => ({ status: 5, said: { error: { code } } });

describe('a profile that demands a sign-in', () => {
  it('lets nobody near its target, by whatever name, and makes nothing', async () => {
    await run(['profiles', 'add', 'guarded', '--embedded', 'safe', '--demand-sign-in'], noKeyring);
    for (const target of ['guarded', 'embedded:safe']) {
      expect(await run(['plan', package_, '--target', target], noKeyring)).toMatchObject(
        refused('SIGN_IN_NEEDED'),
      );
    }
    expect(existsSync(path.join(home(), 'targets'))).toBe(false);
  });

  it('has its first administrator made by the person, once', async () => {
    const input = { input: `${SECRET}\n` };
    expect(await run(login(), noKeyring, input)).toMatchObject({
      said: { error: { code: 'SIGN_IN_REFUSED', message: expect.stringContaining('no administrator yet') } },
    });
    const made = await run(login('--first-administrator'), noKeyring, input);
    expect(made).toMatchObject({
      status: 3,
      said: { account: { username: 'root', role: 'write' }, minutes: 0 },
    });
    expect(made.said.because).toMatch(/EDMS_ACCOUNT_PASSWORD/);
    expect(await run(login('--first-administrator'), noKeyring, input)).toMatchObject(refused('NOT_ALLOWED'));
  });

  it('takes an account out of the environment, and names it in what the EDMS is told', async () => {
    const wrong = { ...root, EDMS_ACCOUNT_PASSWORD: 'wrong', ...noKeyring };
    expect(await run([...restore, package_], wrong)).toMatchObject(refused('SIGN_IN_REFUSED'));
    const done = await run([...restore, package_], { ...root, ...noKeyring });
    expect(done.said).toMatchObject({ created: 3, verified: true });
    expect(done.said.ownRecords).toContainEqual({ table: 'login_audit', rows: 1 });
    const quiet = await run([...restore, '--no-record', package_], { ...root, ...noKeyring });
    expect(quiet.said).toMatchObject({ unchanged: 3, ownRecords: [] });
    const told = await inDatabase(
      'select user_display_name as who, users.username from audit_trail join users on users.id = user_id',
    );
    expect(told).toEqual([{ who: 'root', username: 'root' }]);
  });

  it('lets who is no administrator look, and write nothing', async () => {
    await inDatabase(
      `insert into users select (u).* from (select jsonb_populate_record(users, jsonb_build_object(
         'id', nextval(pg_get_serial_sequence('users', 'id')), 'username', 'reader', 'uuid', gen_random_uuid(), 'is_superuser', false, 'is_staff', false)) as u
       from users where username = 'root') as made`,
    );
    const reader = { ...root, EDMS_ACCOUNT: 'reader', ...noKeyring };
    const planned = await run(['plan', package_, '--target', 'guarded'], reader);
    expect(planned.said).toMatchObject({ state: 'dry run', unchanged: 3 });
    const { said: jobs } = await run(['jobs'], noKeyring);
    const job =
      (jobs.jobs as readonly { id: string; kind: string }[]).find(({ kind }) => kind === 'restore')?.id ?? '';
    for (const writing of [
      [...restore, package_],
      ['undo', job, '--yes', '--target', 'guarded'],
      ['recover', '--target', 'embedded:safe'],
    ])
      expect(await run(writing, reader), writing[0]).toMatchObject(refused('NOT_ALLOWED'));
  });

  it.skipIf(!hasKeyring)('knows who has logged in, until they log out or are deactivated', async () => {
    const input = { input: `${SECRET}\n` };
    expect(await run(login(), {}, input)).toMatchObject({ status: 0, said: { minutes: 15, because: null } });
    expect((await run([...restore, package_])).said).toMatchObject({ unchanged: 3 });
    await run(['logout', 'guarded']);
    expect(await run([...restore, package_])).toMatchObject(refused('SIGN_IN_NEEDED'));
    await run(login(), {}, input);
    await inDatabase("update users set is_active = false where username = 'root' returning id::int4 as id");
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

async function inDatabase(statement: string): Promise<readonly object[]> {
  const target = await openTarget({ kind: 'embedded', name: 'safe' }, { home: home() });
  try {
    return await target.write((sql) => sql.query(statement));
  } finally {
    await target.close();
  }
}
