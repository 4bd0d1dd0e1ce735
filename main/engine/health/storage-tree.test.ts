import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { storageFiles } from './storage-tree.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'edms-tree-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function all(signal?: AbortSignal) {
  const files: { [file: string]: number } = {};
  for await (const file of storageFiles(root, signal)) files[file.path] = file.size;
  return files;
}

it('every file of a storage is met once, whatever the depth; links and what is the console’s own are not', async () => {
  await mkdir(path.join(root, 'documents', 'deep', 'er'), { recursive: true });
  await mkdir(path.join(root, '.edms-restore-1'));
  await writeFile(path.join(root, '.edms-restore-1', '0'), 'staged');
  await writeFile(path.join(root, '.edms-preflight-1'), 'probe');
  await writeFile(path.join(root, 'documents', '.edms-note'), 'ab');
  await writeFile(path.join(root, 'documents', 'deep', 'er', 'a.docx'), 'abc');
  await symlink(root, path.join(root, 'documents', 'loop'));
  expect(await all()).toEqual({ 'documents/.edms-note': 2, 'documents/deep/er/a.docx': 3 });
});

it('a large folder is read in parts', async () => {
  await Promise.all(Array.from({ length: 600 }, (_, n) => writeFile(path.join(root, `f${n}`), 'x')));
  expect(Object.keys(await all())).toHaveLength(600);
});

it('the walk can be cancelled, and refuses a root that is not there', async () => {
  await writeFile(path.join(root, 'a'), 'x');
  await expect(all(AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
  await rm(root, { recursive: true });
  await expect(all()).rejects.toMatchObject({ code: 'ENOENT' });
});
