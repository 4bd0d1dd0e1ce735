import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateIdentity, recipientOf } from '../engine/encryption/age.ts';
import { buildPackage } from '../engine/testing/build-package.ts';
import { basics, document } from '../engine/testing/sample-records.ts';
import { runProcess } from './testing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-diff-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...words: readonly string[]) =>
  runProcess([...words, '--quiet'], {
    EDMS_BACKUP_HOME: path.join(folder, 'home'),
    EDMS_TARGET: undefined,
    DBUS_SESSION_BUS_ADDRESS: undefined,
    XDG_RUNTIME_DIR: undefined,
  });

describe('two packages on the command line', () => {
  it('are compared as snapshots are, with the same statuses', { timeout: 600_000 }, async () => {
    const records = [...basics(), document('D-1')];
    const first = await buildPackage(path.join(folder, 'first.zip'), records);
    const second = await buildPackage(path.join(folder, 'second.zip'), [...records, document('D-2')]);
    const same = await run('diff', first, first);
    expect(same).toMatchObject({ status: 0, err: '' });
    expect(same.out).toContain('Nothing differs.');
    const told = await run('diff', first, second);
    expect(told.status).toBe(3);
    expect(told.out).toContain('+ documents.document D-2');
    const json = await run('diff', first, second, '--json');
    expect(json.status).toBe(3);
    expect(JSON.parse(json.out)).toMatchObject({
      ...{ added: 1, changed: 0, removed: 0 },
      byModel: { 'documents.document': { added: 1, changed: 0, removed: 0 } },
      differences: [{ change: 'added', model: 'documents.document', name: 'D-2' }],
      notCompared: { records: 0, problems: [] },
    });
    expect((await run('diff', first, second, '--model', 'users.user')).status).toBe(0);

    // An encrypted one is opened with what opens it, and refused without.
    const key = path.join(folder, 'key.txt');
    const identity = await generateIdentity();
    await writeFile(key, `${identity}\n`);
    const third = await buildPackage(path.join(folder, 'third.zip'), basics());
    expect((await run('restore', third, '--target', 'embedded:two', '--yes')).status).toBe(0);
    const out = path.join(folder, 'out.tar.gz');
    const recipient = await recipientOf(identity);
    const exported = await run('export', out, '--target', 'embedded:two', '--recipient', recipient);
    expect(exported.status).toBe(0);
    expect(await run('diff', third, `${out}.age`)).toMatchObject({ status: 2 });
    const opened = await run('diff', third, `${out}.age`, '--identity', key, '--json');
    expect(JSON.parse(opened.out)).toMatchObject({ total: { changed: 0, removed: 0 } });
    const back = await run(
      'diff',
      `${out}.age`,
      second,
      '--identity',
      key,
      '--json',
      '--model',
      'documents.document',
    );
    expect(JSON.parse(back.out)).toMatchObject({ total: { added: 2, changed: 0, removed: 0 } });
  });

  it.each([
    [['diff', 'a.zip'], 'Name two packages'],
    [['diff', 'a.zip', 'b.zip', 'c.zip'], 'Name two packages'],
    [['diff', 'a.zip', 'b.zip', '--limit', 'x'], '--limit takes'],
    [['snapshot', 'diff', './a.zip', './b.zip', '--repo', 'r'], 'edms-backup diff'],
  ])('%j is refused', async (words, message) => {
    const refused = await run(...words);
    expect(refused.status).toBe(2);
    expect(refused.err).toContain(message);
  });
});
