import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, sha256 } from '../engine/testing/build-package.ts';
import { basics, document } from '../engine/testing/sample-records.ts';
import { type KnownEdms, knownEdms, runProcess } from './testing.ts';

let folder = '';
let edms: KnownEdms;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-snapshot-cli-'));
  edms = await knownEdms(path.join(folder, 'home'), 'out');
});
afterAll(async () => {
  await edms.remove();
  await rm(folder, { recursive: true, force: true });
});

const run = (...words: readonly string[]) =>
  runProcess([...words, '--quiet'], {
    EDMS_BACKUP_HOME: path.join(folder, 'home'),
    EDMS_REPOSITORY: path.join(folder, 'repository'),
    EDMS_TARGET: 'out',
    EDMS_PASSWORD: edms.password,
    PASS: 'correct horse battery',
    // No keychain answers.
    DBUS_SESSION_BUS_ADDRESS: undefined,
  });
const identity = () => path.join(folder, 'recovery.txt');
const withKey = async (key: readonly string[], words: readonly string[]) => {
  const ended = await run('snapshot', ...words, ...key, '--json');
  return { status: ended.status, report: JSON.parse(ended.out || 'null'), err: ended.err };
};
const withPassphrase = (...words: readonly string[]) => withKey(['--passphrase-env', 'PASS'], words);
/** With the recovery key, which does not take the second that trying a passphrase takes. */
const snapshot = (...words: readonly string[]) => withKey(['--identity', identity()], words);

describe('snapshots on the command line', () => {
  it('are taken, proven, compared, restored, written out, forgotten and looked after', async () => {
    const stored = (number: string, title: string) =>
      document(number, {
        ...{ title, file_path: 'storage/documents/a.txt', file_size: 1, file_checksum: sha256('a') },
      });
    const files = [{ path: 'documents/a.txt', content: 'a' }];
    const first = await buildPackage(path.join(folder, 'a.zip'), [...basics(), stored('D-1', 'One')], files);
    const second = await buildPackage(path.join(folder, 'b.zip'), [...basics(), stored('D-2', 'Two')], files);
    await edms.fill(first);
    const made = await withPassphrase('init');
    expect(made).toMatchObject({
      status: 0,
      report: { recoveryKey: expect.stringMatching(/^AGE-SECRET-KEY-1/) },
    });
    await writeFile(identity(), made.report.recoveryKey);
    const whole = await withPassphrase('create', '--test');
    expect(whole).toMatchObject({ status: 0, report: { kind: 'full', parent: null, files: 1 } });
    expect(whole.report.test.seal).toMatchObject({ kind: 'restored' });

    const added = await edms.fill(second);
    expect(added.byModel['documents.document']).toMatchObject({ created: 1 });
    const live = await snapshot('diff', 'latest', 'live');
    expect(live).toMatchObject({ status: 3, report: { added: 1, changed: 0, removed: 0 } });
    // Packages against the snapshot, from either side, an encrypted one too.
    const against = await snapshot('diff', 'latest', second, '--limit', '1000');
    expect(against).toMatchObject({ status: 3, report: { notCompared: { files: null, records: 0 } } });
    expect(against.report.byModel['documents.document']).toEqual({ added: 1, changed: 0, removed: 1 });
    expect(against.report.byModel.files).toBeUndefined();
    const encrypted = path.join(folder, 'encrypted.tar.gz.age');
    expect((await run('export', encrypted, '--passphrase-env', 'PASS')).status).toBe(0);
    const since = await withPassphrase('diff', encrypted, 'latest');
    expect(since, since.err).toMatchObject({ status: 3, report: { added: 0, changed: 0, removed: 1 } });
    expect(since.report.differences[0]).toMatchObject({ model: 'documents.document', name: 'D-2' });
    expect((await withPassphrase('diff', encrypted, second)).status).toBe(2);
    expect((await withPassphrase('diff', 'latest', encrypted, '--target', 'out')).status).toBe(2);
    // Files of the EDMS, by their content.
    const storage = path.join(edms.storage, 'documents');
    await writeFile(path.join(storage, 'a.txt'), 'b');
    await writeFile(path.join(storage, 'b.txt'), 'b');
    const withFiles = await snapshot('diff', 'latest', 'live', '--model', 'files');
    expect(withFiles.report.byModel).toEqual({ files: { added: 1, changed: 1, removed: 0 } });
    expect(withFiles.report.unknown).toEqual({ user: 2, day: 0 });
    const elsewhere = await snapshot('diff', 'latest', 'live', '--storage', path.join(folder, 'none'));
    expect(elsewhere.status).not.toBe(0);
    await writeFile(path.join(storage, 'a.txt'), 'a');
    await rm(path.join(storage, 'b.txt'));
    const next = await snapshot('create', '--tag', 'night');
    expect(next.report).toMatchObject({ kind: 'incremental', parent: whole.report.id, changed: 1 });
    const list = await snapshot('list');
    expect(list.report.snapshots.map(({ tags }: { tags: string[] }) => tags)).toEqual([[], ['night']]);
    const diff = await snapshot('diff', whole.report.id, 'latest');
    expect(diff.report.byModel).toEqual({ 'documents.document': { added: 1, changed: 0, removed: 0 } });

    const back = await snapshot(
      'restore',
      whole.report.id,
      '--target',
      'embedded:back',
      '--yes',
      '--no-record',
    );
    expect(back).toMatchObject({ status: 0, report: { verified: true, failed: 0 } });
    const out = path.join(folder, 'out.tar.gz');
    expect((await snapshot('write-out', 'latest', out)).status).toBe(0);
    expect((await run('inspect', out)).status).toBe(0);

    expect((await run('snapshot', 'list')).status).toBe(2);
    expect((await snapshot('show', '0123')).status).toBe(2);
    // The only one that was tested stays.
    expect((await snapshot('forget', whole.report.id)).status).toBe(2);
    expect((await snapshot('test', 'latest')).report.seal).not.toBeNull();
    expect((await snapshot('forget', whole.report.id)).report.forgotten).toEqual([whole.report.id]);
    expect((await snapshot('prune')).status).toBe(0);
    expect(await snapshot('check', '--read-data')).toMatchObject({ status: 0 });
    expect((await snapshot('verify', 'latest')).report.seal).toMatchObject({ kind: 'verified' });
    expect((await readdir(path.join(folder, 'repository', 'locks'))).length).toBe(0);
  }, 300_000);

  it('are signed with --sign, or are not made', async () => {
    const signed = await snapshot('create', '--sign');
    expect(signed.status, signed.err).toBe(0);
    const { fingerprint } = JSON.parse((await run('keys', 'show', '--json')).out);
    expect(signed.report).toMatchObject({ signedBy: fingerprint });
    const seen = async (id: string) => (await snapshot('show', id)).report.signature;
    const signature = { kind: 'signed', fingerprint, known: true };
    expect(await seen(signed.report.id)).toEqual(signature);
    const { snapshots } = (await snapshot('list')).report;
    expect(snapshots.at(-1).signature).toEqual(signature);
    expect(snapshots[0].signature).toEqual({ kind: 'unsigned' });
    expect((await snapshot('verify', signed.report.id)).report.problems).toEqual([]);
    // Somebody is there to unlock the keychain: nothing is taken unsigned that was to be signed.
    const settings = path.join(folder, 'home', 'settings');
    await rename(path.join(settings, 'signing-key.pem'), path.join(settings, 'away.pem'));
    const refused = await snapshot('create', '--sign');
    expect(refused.status).not.toBe(0);
    expect(refused.report.error.code).toBe('KEYCHAIN_REFUSED');
    expect((await snapshot('list')).report.snapshots).toHaveLength(snapshots.length);
  }, 120_000);
});
