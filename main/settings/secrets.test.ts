import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemKeychain } from './keychain.ts';
import type { Profile } from './profile.ts';
import { KEYCHAIN_SERVICE, openSecrets, passwordFromEnvironment, passwordVariable } from './secrets.ts';

const SECRET = 'pl4nted-s3cret "with" sïgns\n$(id)';
const ID = `profile-${'0123456789abcdef'}`;

/** Each call starts a process, which takes a while on a machine that is busy with other tests. */
const PATIENCE = { timeout: 60_000 };

/** The tests get a keyring of their own from `npm test`; elsewhere there may be none. */
const hasKeyring = process.platform === 'linux' && (await openSecrets()).where.kind === 'keychain';

describe.skipIf(!hasKeyring)('secrets with a keyring', PATIENCE, () => {
  it('are kept in it, under the name of the console, until they are deleted', async () => {
    const secrets = await openSecrets();
    expect(secrets.where).toEqual({ kind: 'keychain' });
    expect(await secrets.get(ID)).toBeNull();
    await secrets.set(ID, SECRET);
    const another = await openSecrets();
    expect(await another.get(ID)).toBe(SECRET);
    expect(await systemKeychain(KEYCHAIN_SERVICE, 10_000).get(ID)).toBe(SECRET);
    await secrets.set(ID, 'changed');
    expect(await another.get(ID)).toBe('changed');
    await secrets.delete(ID);
    expect(await another.get(ID)).toBeNull();
    await secrets.delete(ID);
  });

  it('leave nothing of the trial behind', async () => {
    await openSecrets();
    const script =
      'require(process.argv[1]).findCredentials(process.argv[2]).then((all) => console.log(all.length))';
    const keytar = path.resolve('node_modules', 'keytar');
    const found = execFileSync(process.execPath, ['-e', script, keytar, KEYCHAIN_SERVICE], {
      encoding: 'utf8',
    });
    expect(found.trim()).toBe('0');
  });
});

describe.skipIf(process.platform !== 'linux')('secrets without a keyring', PATIENCE, () => {
  const bare = { PATH: process.env.PATH, HOME: process.env.HOME };

  it.each([
    ['no session bus', bare, /no D-Bus session bus/],
    [
      'a bus that is not there',
      { ...bare, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' },
      /keychain cannot be used: .*(connect|bus)/i,
    ],
  ])('live as long as this run, and the person is told why: %s', async (_, environment, because) => {
    const secrets = await openSecrets({ environment });
    expect(secrets.where).toEqual({ kind: 'session', because: expect.stringMatching(because) });
    expect(await secrets.get(ID)).toBeNull();
    await secrets.set(ID, SECRET);
    expect(await secrets.get(ID)).toBe(SECRET);
    expect(JSON.stringify(secrets)).not.toContain('pl4nted');
    expect(await (await openSecrets({ environment })).get(ID)).toBeNull();
    await secrets.delete(ID);
    expect(await secrets.get(ID)).toBeNull();
  });

  describe('but with a bus that never answers', () => {
    let folder = '';
    let bus: net.Server;
    beforeAll(async () => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'edms-bus-'));
      bus = net.createServer();
      await new Promise<void>((resolve) => bus.listen(path.join(folder, 'bus'), resolve));
    });
    afterAll(() => {
      bus.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const environment = () => ({
      ...bare,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${path.join(folder, 'bus')}`,
    });

    it('are not waited for without end', async () => {
      const { where } = await openSecrets({ environment: environment(), limitMs: 1000 });
      expect(where).toEqual({ kind: 'session', because: expect.stringContaining('did not answer') });
    });

    it('stand in no list of processes while they are on their way', async () => {
      const given = { ...environment(), EDMS_PASSWORD: SECRET, EDMS_PASSWORD_A: SECRET };
      const kept = systemKeychain(KEYCHAIN_SERVICE, 2000, given).set(ID, SECRET);
      const refused = expect(kept).rejects.toThrow('did not answer');
      const processes = execFileSync('ps', ['axeww'], { encoding: 'utf8', maxBuffer: 1e8 });
      expect(processes.split('\n').some((line) => line.includes('keytar') && line.includes(folder))).toBe(
        true,
      );
      expect(processes).not.toContain('pl4nted');
      await refused;
    });
  });
});

describe('the password of a profile in the environment', () => {
  const profile = (name: string, id: string): Profile => ({
    id: `profile-${id.repeat(16)}`,
    name,
    colour: 'grey',
    environment: 'embedded',
    connection: { kind: 'embedded', name: 'x' },
    storageRoot: null,
    demandSignIn: false,
  });
  const [office, other] = [profile('Head office (2)', 'a'), profile('head-office [2]', 'b')];

  it('has a variable of its own, over which no other wins', () => {
    expect(passwordVariable(office)).toBe('EDMS_PASSWORD_HEAD_OFFICE__2_');
    const environment = { EDMS_PASSWORD: 'common', EDMS_PASSWORD_HEAD_OFFICE__2_: 'own' };
    expect(passwordFromEnvironment(office, [office], environment)).toBe('own');
    expect(passwordFromEnvironment(profile('B', 'c'), [office], environment)).toBe('common');
    expect(passwordFromEnvironment(office, [office], { EDMS_PASSWORD: '' })).toBeNull();
  });

  it('is not guessed when two profiles have the same variable', () => {
    const environment = { EDMS_PASSWORD_HEAD_OFFICE__2_: 'own' };
    expect(() => passwordFromEnvironment(office, [office, other], environment)).toThrow(
      expect.objectContaining({ code: 'PROFILE_INVALID' }),
    );
    expect(passwordFromEnvironment(office, [office, other], { EDMS_PASSWORD: 'x' })).toBe('x');
  });
});
