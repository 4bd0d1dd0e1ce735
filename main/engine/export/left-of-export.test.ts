import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeOwnFolders } from '../temporary-folder.ts';
import { removeLeftOf } from './left-of-export.ts';
import { OutputFile } from './output-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-left-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The number of a process that is gone. */
const gone = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('what is left of an export', () => {
  it('is taken away when its process is gone, and nothing else is', async () => {
    const place = path.join(folder, 'edms.zip');
    const mark = '0123456789ab.partial';
    const left = [`edms.zip.${gone()}-${mark}`, `edms.zip.${gone()}-${mark}.sig`];
    const kept = [
      `edms.zip.${process.pid}-${mark}`,
      `other.zip.${gone()}-${mark}`,
      `edms.zip.${gone()}-${mark}.txt`,
      `edms.zip.partial`,
      'edms.zip',
    ];
    for (const name of [...left, ...kept]) writeFileSync(path.join(folder, name), 'x');
    await mkdir(path.join(folder, `edms.zip.${gone()}-${mark}-Ab3dEf`, 'within'), { recursive: true });
    expect(await removeLeftOf(place)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual([...kept].sort());
  });

  it('goes with a process that has to end at once', async () => {
    const output = await OutputFile.create(path.join(folder, 'edms.zip'));
    await output.write(Buffer.from('begun'));
    const scratch = await output.scratch();
    removeOwnFolders();
    expect(existsSync(scratch)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
    await output.discard();
    const whole = await OutputFile.create(path.join(folder, 'edms.zip'));
    await whole.finish();
    removeOwnFolders();
    expect(readdirSync(folder)).toEqual(['edms.zip']);
  });
});
