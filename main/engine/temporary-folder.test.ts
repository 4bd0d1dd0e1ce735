import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeAbandonedFolders, removeOwnFolders, temporaryFolder } from './temporary-folder.ts';

const before = process.env.EDMS_BACKUP_TEMP;
let base = '';
beforeEach(async () => {
  base = await mkdtemp(path.join(os.tmpdir(), 'edms-temporary-'));
  process.env.EDMS_BACKUP_TEMP = base;
});
afterEach(async () => {
  if (before === undefined) delete process.env.EDMS_BACKUP_TEMP;
  else process.env.EDMS_BACKUP_TEMP = before;
  await rm(base, { recursive: true, force: true });
});

/** Starts a process that makes a temporary folder with something in it and waits. */
async function working() {
  const child = fork(path.resolve('main/engine/testing/folder-holder.ts'), [], {
    execArgv: ['--import', 'tsx'],
  });
  const [folder] = await once(child, 'message');
  const end = async () => {
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  };
  return { folder: String(folder), end };
}

it('is taken away by the next process when its own was killed, and not before', async () => {
  const [first, second] = await Promise.all([working(), working()]);
  await first.end();
  expect(existsSync(path.join(first.folder, 'rows'))).toBe(true);
  const third = await working();
  expect(existsSync(first.folder)).toBe(false);
  expect(existsSync(path.join(second.folder, 'rows'))).toBe(true);
  await second.end();
  await third.end();
  await removeAbandonedFolders(base);
  expect(readdirSync(base)).toEqual([]);
});

it('stays where it does not say, or cannot be known, whose it is', async () => {
  const dead = { host: os.hostname(), pid: 2 ** 22 + 1, started: null };
  const elsewhere = path.join(base, 'elsewhere');
  const owners: Readonly<Record<string, string | null>> = {
    'edms-backup-aaaaaa': null,
    'edms-backup-bbbbbb': 'half a fi',
    'edms-backup-cccccc': JSON.stringify({ ...dead, host: 'another machine' }),
    'edms-backup-dddddd': JSON.stringify({ ...dead, pid: process.pid }),
    'edms-backup-eeeeee': JSON.stringify({ ...dead, pid: 0 }),
    'my-documents': JSON.stringify(dead),
    elsewhere: JSON.stringify(dead),
  };
  for (const [name, owner] of Object.entries(owners)) {
    await mkdir(path.join(base, name));
    if (owner !== null) await writeFile(path.join(base, name, '.owner.json'), owner);
  }
  await symlink(elsewhere, path.join(base, 'edms-backup-ffffff'));
  await mkdir(path.join(base, 'edms-backup-gggggg'));
  await writeFile(path.join(base, 'edms-backup-gggggg', '.owner.json'), JSON.stringify(dead));

  await removeAbandonedFolders(base);
  expect(readdirSync(base).sort()).toEqual([...Object.keys(owners), 'edms-backup-ffffff'].sort());
  expect(await readFile(path.join(elsewhere, '.owner.json'), 'utf8')).toBe(JSON.stringify(dead));
});

it('is taken away by its own process when that has to end at once', async () => {
  const folder = await temporaryFolder('edms-backup-');
  await writeFile(path.join(folder, 'rows'), 'what a package holds');
  removeOwnFolders();
  expect(existsSync(folder)).toBe(false);
});
