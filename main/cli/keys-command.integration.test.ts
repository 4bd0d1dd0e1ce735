import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateIdentity, recipientOf } from '../engine/encryption/age.ts';
import { buildPackage } from '../engine/testing/build-package.ts';
import { hasCommand, runCommand } from '../engine/testing/commands.ts';
import { basics } from '../engine/testing/sample-records.ts';
import { fillEmbedded, runProcess } from './testing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-keys-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (words: readonly string[], home = 'home', environment: NodeJS.ProcessEnv = {}) =>
  runProcess([...words, '--quiet'], {
    EDMS_BACKUP_HOME: path.join(folder, home),
    EDMS_TARGET: undefined,
    // The key lies in a file where there is no keychain.
    DBUS_SESSION_BUS_ADDRESS: undefined,
    XDG_RUNTIME_DIR: undefined,
    ...environment,
  });

describe('encryption and signatures on the command line', () => {
  it('encrypts, signs, opens and restores, and each refusal has its status', async () => {
    const first = await buildPackage(path.join(folder, 'in.zip'), basics());
    await fillEmbedded(path.join(folder, 'home'), 'out', first);
    const key = path.join(folder, 'key.txt');
    const identity = await generateIdentity();
    await writeFile(key, `# mine\n${identity}\n`);
    const recipient = await recipientOf(identity);
    const out = path.join(folder, 'out.tar.gz');
    const export_ = ['export', out, '--target', 'embedded:out', '--recipient', recipient, '--sign', '--json'];
    const exported = await run(export_);
    expect(exported).toMatchObject({ status: 0, err: '' });
    const report = JSON.parse(exported.out);
    const { fingerprint } = JSON.parse((await run(['keys', 'show', '--json'])).out);
    expect(report).toMatchObject({
      path: `${out}.age`,
      encryption: 'recipients',
      signature: { path: `${out}.age.sig`, fingerprint },
    });
    const own = path.join(folder, 'home', 'settings', 'signing-key.pem');
    if (process.platform !== 'win32') expect((await stat(own)).mode & 0o777).toBe(0o600);

    const opened = await run(['inspect', `${out}.age`, '--identity', key, '--json']);
    expect(opened.status).toBe(0);
    expect(JSON.parse(opened.out)).toMatchObject({
      encryption: { by: 'recipients', recipients: 1 },
      signature: { kind: 'signed', fingerprint, known: true },
    });
    const text = await run(['inspect', `${out}.age`, '--identity', key]);
    expect(text.out).toContain('with age, for 1 recipient');
    expect(text.out).toContain(`whole, by ${fingerprint} (known)`);

    const needed = await run(['inspect', `${out}.age`]);
    expect([needed.status, needed.err.split(':')[0]]).toEqual([2, 'ENCRYPTION_KEY_NEEDED']);
    const other = path.join(folder, 'other.txt');
    await writeFile(other, await generateIdentity());
    const wrong = await run(['plan', `${out}.age`, '--target', 'embedded:out', '--identity', other]);
    expect([wrong.status, wrong.err.split(':')[0]]).toEqual([2, 'ENCRYPTION_KEY_WRONG']);
    const bytes = await readFile(`${out}.age`);
    bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 1;
    await writeFile(path.join(folder, 'changed.age'), bytes);
    const changed = await run(['inspect', path.join(folder, 'changed.age'), '--identity', key]);
    expect(changed.status).toBe(4);
    expect(`${changed.out}${changed.err}`).toContain('ENCRYPTION_DAMAGED');

    const preflight = ['preflight', `${out}.age`, '--target', 'embedded:out', '--identity', key];
    expect([0, 3]).toContain((await run(preflight)).status);
    const restored = await run([
      'restore',
      `${out}.age`,
      '--target',
      'embedded:back',
      '--yes',
      '--identity',
      key,
    ]);
    expect(restored).toMatchObject({ status: 0 });

    // Another console does not know the key before somebody has trusted it.
    const there = ['inspect', `${out}.age`, '--identity', key, '--json'];
    expect(JSON.parse((await run(there, 'second')).out).signature.known).toBe(false);
    expect((await run(['keys', 'trust', fingerprint], 'second')).status).toBe(0);
    expect((await run(['keys', 'list'], 'second')).out).toContain(`${fingerprint}  (trusted)`);
    expect(JSON.parse((await run(there, 'second')).out).signature.known).toBe(true);

    const usage = [
      [...export_.slice(0, 4), '--recipient', 'age1nobody'],
      [...export_.slice(0, 4), '--passphrase-env', 'NOT_THERE'],
      ['export', path.join(folder, 'x.zip.age'), '--target', 'embedded:out'],
      ['inspect', first, '--identity', first],
      ['keys', 'trust', 'MD5:abc'],
    ];
    for (const words of usage) expect((await run(words)).status, words.join(' ')).toBe(2);
  }, 240_000);

  it('takes a passphrase out of the environment, and never says it', async () => {
    const home = 'home';
    const WORDS = { BACKUP_WORDS: 'planted passphrase of this test' };
    const out = path.join(folder, 'words.json');
    const exported = await run(
      ['export', out, '--target', 'embedded:out', '--passphrase-env', 'BACKUP_WORDS', '--json'],
      home,
      WORDS,
    );
    expect(exported.status).toBe(0);
    const inspect = ['inspect', `${out}.age`, '--passphrase-env', 'BACKUP_WORDS'];
    const opened = await run(inspect, home, WORDS);
    expect(opened.status).toBe(0);
    const wrong = await run(inspect, home, { BACKUP_WORDS: 'planted passphrase of another' });
    expect([wrong.status, wrong.err.split(':')[0]]).toEqual([2, 'ENCRYPTION_KEY_WRONG']);
    for (const { out: said, err } of [exported, opened, wrong]) expect(said + err).not.toContain('planted');
    const jobs = await run(['jobs', '--limit', '100', '--json']);
    expect(jobs.out).not.toContain('planted');
  }, 240_000);

  it.skipIf(!hasCommand('ssh-keygen'))('signs so that ssh-keygen verifies it', async () => {
    const file = path.join(folder, 'out.tar.gz.age');
    const words = ['-Y', 'check-novalidate', '-n', 'edms-backup@package', '-s', `${file}.sig`];
    expect((await runCommand('ssh-keygen', words, await readFile(file))).status).toBe(0);
  });
});
