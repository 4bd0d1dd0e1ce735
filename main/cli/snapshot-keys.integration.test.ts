import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RepositoryStore } from '../settings/repositories.ts';
import { openSecrets } from '../settings/secrets.ts';
import { runProcess } from './testing.ts';

const PASSPHRASE = 'pl4nted passphrase';
const hasKeyring = process.platform === 'linux' && (await openSecrets()).where.kind === 'keychain';
const noKeyring = { DBUS_SESSION_BUS_ADDRESS: undefined, XDG_RUNTIME_DIR: undefined };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-snapshot-keys-'));
});
afterEach(() => {
  const text = readFileSync(path.join(folder, 'home', 'settings', 'repositories.json'), 'utf8');
  expect(text).not.toContain(PASSPHRASE);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function snapshot(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  return runProcess(['snapshot', ...words], {
    EDMS_BACKUP_HOME: path.join(folder, 'home'),
    REPOSITORY_PASSPHRASE: PASSPHRASE,
    ...environment,
  });
}

/** Each start of the program, and each try of a passphrase, takes a while. */
describe('a repository on the command line', { timeout: 120_000 }, () => {
  const given = ['--passphrase-env', 'REPOSITORY_PASSPHRASE'];

  it('is put into the list of the window, and needs its passphrase where none is kept', async () => {
    const repo = path.join(folder, 'plain');
    const made = await snapshot(['init', '--repo', repo, '--name', 'Tape room', ...given], noKeyring);
    expect(made).toMatchObject({ status: 0, err: '' });
    expect(made.out).toContain('AGE-SECRET-KEY-1');
    const store = new RepositoryStore(path.join(folder, 'home'));
    expect(store.at(repo)).toMatchObject({ name: 'Tape room', path: repo, isEncrypted: true });
    const locked = await snapshot(['list', '--repo', repo], noKeyring);
    expect(locked.err).toContain('ENCRYPTION_KEY_NEEDED');
    expect(await snapshot(['list', '--repo', repo, ...given], noKeyring)).toMatchObject({ status: 0 });
  });

  it.skipIf(!hasKeyring)(
    'is opened with what the keychain holds, as a run on a schedule needs it',
    async () => {
      const repo = path.join(folder, 'kept');
      const made = await snapshot(['init', '--repo', repo, '--keep-passphrase', ...given]);
      expect(made).toMatchObject({ status: 0, err: '' });
      const bare = { REPOSITORY_PASSPHRASE: undefined };
      expect(await snapshot(['list', '--repo', repo], bare)).toMatchObject({ status: 0, err: '' });
      const known = new RepositoryStore(path.join(folder, 'home')).at(repo);
      const secrets = await openSecrets();
      expect(await secrets.get(String(known?.id))).toBe(PASSPHRASE);
      await secrets.delete(String(known?.id));
      expect((await snapshot(['list', '--repo', repo], bare)).err).toContain('ENCRYPTION_KEY_NEEDED');
    },
  );

  it('says that a passphrase is not kept where there is no keychain, and makes the repository', async () => {
    const repo = path.join(folder, 'without');
    const made = await snapshot(['init', '--repo', repo, '--keep-passphrase', ...given], noKeyring);
    expect(made.status).toBe(0);
    expect(made.err).toContain('The passphrase is not kept.');
    const wrong = await snapshot(['init', '--repo', `${repo}2`, '--keep-passphrase']);
    expect(wrong.err).toContain('--keep-passphrase goes with --passphrase-env');
  });
});
