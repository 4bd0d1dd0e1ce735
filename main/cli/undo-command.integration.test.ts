import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '../engine/testing/build-package.ts';
import { basics } from '../engine/testing/sample-records.ts';
import { runProcess } from './testing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-cli-undo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...words: readonly string[]) =>
  runProcess([...words, '--json'], { EDMS_BACKUP_HOME: path.join(folder, 'home') });

describe('undo', () => {
  it('takes a restore back in the target that it went into, and in no other', async () => {
    const package_ = await buildPackage(path.join(folder, 'sound.zip'), basics());
    const into = (target: string) => run('restore', package_, '--target', target, '--yes');
    const { job } = JSON.parse((await into('embedded:one')).out);
    await into('embedded:two');

    const refused = await run('undo', job, '--target', 'embedded:two', '--yes');
    expect(refused.status).toBe(5);
    expect(JSON.parse(refused.out).error).toMatchObject({
      code: 'UNDO_NOT_POSSIBLE',
      message: expect.stringContaining('embedded:one'),
      advice: expect.stringContaining('embedded:one'),
    });
    const again = JSON.parse((await run('plan', package_, '--target', 'embedded:two')).out);
    expect(again).toMatchObject({ unchanged: again.records });

    const undone = await run('undo', job, '--target', 'embedded:one', '--yes');
    expect(undone.status, undone.err).toBe(0);
  });
});
