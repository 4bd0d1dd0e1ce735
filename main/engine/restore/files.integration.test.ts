import { access, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../plan/policy.ts';
import { sha256 } from '../testing/build-package.ts';
import { basics, document } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';

const FILE = { path: 'documents/a.docx', content: 'from the package' };
const records = () => [
  ...basics(),
  document('D1', {
    uuid: '00000000-0000-4000-8000-000000000001',
    file_path: 'storage/documents/a.docx',
    file_size: FILE.content.length,
    file_checksum: sha256(FILE.content),
  }),
];
const files = [FILE];

async function withFile<T>(work: (scene: Scene, storage: string, place: string) => Promise<T>): Promise<T> {
  return withScene('server', async (scene) => {
    const storage = await scene.folder();
    await mkdir(path.join(storage, 'documents'));
    return work(scene, storage, path.join(storage, 'documents', 'a.docx'));
  });
}

const paths = (scene: Scene) => scene.rows('select file_path as p from documents');

describe('a file that differs from the one at its destination', () => {
  it.each([['keep' as Decision], ['skip' as Decision]])('stays out when the decision is %s', (decision) =>
    withFile(async (scene, storage, place) => {
      await writeFile(place, 'another one');
      const report = await scene.restore(records(), {
        storage,
        files,
        policy: { classes: { 'file-differs': decision } },
      });
      expect(report.files).toEqual({ copied: 0, unchanged: 0, skipped: 1, failed: 0 });
      expect(await readFile(place, 'utf8')).toBe('another one');
    }),
  );

  it('is kept out by default, and the report counts the conflict', () =>
    withFile(async (scene, storage, place) => {
      await writeFile(place, 'another one');
      const report = await scene.restore(records(), { storage, files });
      expect(report.conflicts).toEqual([{ class: 'file-differs', count: 1, decision: 'keep' }]);
      expect(await readFile(place, 'utf8')).toBe('another one');
    }));

  it('replaces it when that was decided', () =>
    withFile(async (scene, storage, place) => {
      await writeFile(place, 'another one');
      const policy = { classes: { 'file-differs': 'take' as const } };
      expect((await scene.restore(records(), { storage, files, policy })).files).toMatchObject({ copied: 1 });
      expect(await readFile(place, 'utf8')).toBe(FILE.content);
      expect(await readdir(storage)).toEqual(['documents']);
    }));

  it('goes beside it, the record follows, and a second restore finds nothing to do', () =>
    withFile(async (scene, storage, place) => {
      await writeFile(place, 'another one');
      const setting = { storage, files, policy: { classes: { 'file-differs': 'beside' as const } } };
      const all = records();
      expect((await scene.restore(all, setting)).files).toMatchObject({ copied: 1, skipped: 0 });
      const beside = `documents/a.restored-${sha256(FILE.content).slice(0, 8)}.docx`;
      expect(await paths(scene)).toEqual([{ p: `storage/${beside}` }]);
      expect(await readFile(path.join(storage, beside), 'utf8')).toBe(FILE.content);
      expect(await readFile(place, 'utf8')).toBe('another one');
      expect(await scene.restore(all, setting)).toMatchObject({
        unchanged: 4,
        files: { copied: 0, unchanged: 1 },
      });
    }));

  it('is not replaced when it came after the preview', () =>
    withFile(async (scene, storage, place) => {
      await scene.plan(records(), { storage, files }, async ({ restore }) => {
        await writeFile(place, 'new work of somebody');
        await expect(restore()).rejects.toMatchObject({ code: 'TARGET_CHANGED' });
      });
      expect(await readFile(place, 'utf8')).toBe('new work of somebody');
      expect(await paths(scene)).toEqual([]);
      expect(await readdir(storage)).toEqual(['documents']);
    }));

  it('is not replaced either when it came during the restore; that is reported and the file stays ready', () =>
    withFile(async (scene, storage, place) => {
      const report = await scene.plan(records(), { storage, files }, ({ restore }) => {
        const written: Promise<void>[] = [];
        return restore({
          onProgress: ({ phase }) => {
            if (phase === 'verifying') written.push(writeFile(place, 'new work of somebody'));
          },
        });
      });
      expect(report.problems).toContainEqual(expect.objectContaining({ code: 'FILE_NOT_PLACED' }));
      expect(report.files).toMatchObject({ copied: 0, failed: 1 });
      expect(report.state).toBe('completed with findings');
      expect(await readFile(place, 'utf8')).toBe('new work of somebody');
    }));
});

describe('the storage folder', () => {
  it('is never left through a link', () =>
    withScene('server', async (scene) => {
      const [storage, outside] = [await scene.folder(), await scene.folder()];
      await symlink(outside, path.join(storage, 'documents'));
      await expect(scene.restore(records(), { storage, files })).rejects.toMatchObject({
        code: 'STORAGE_NOT_WRITABLE',
        plain: { where: { entry: 'documents/a.docx' } },
      });
      expect(await readdir(outside)).toEqual([]);
      expect(await readdir(storage)).toEqual(['documents']);
      expect(await paths(scene)).toEqual([]);
    }));

  it.each([
    ['a file', (place: string) => writeFile(place, 'in the way')],
    ['a link that leads nowhere', (place: string) => symlink('nowhere', place)],
  ])(
    'takes nothing where %s is in place of a folder: that is said before the records are restored',
    (_, put) =>
      withScene('server', async (scene) => {
        const storage = await scene.folder();
        await put(path.join(storage, 'documents'));
        await expect(scene.restore(records(), { storage, files })).rejects.toMatchObject({
          code: 'STORAGE_NOT_WRITABLE',
          plain: {
            message: expect.stringContaining('documents in the storage folder is no folder'),
            where: { entry: 'documents/a.docx' },
          },
        });
        expect(await readdir(storage)).toEqual(['documents']);
        expect(await paths(scene)).toEqual([]);
      }),
  );

  it('has to be there', () =>
    withScene('server', async (scene) => {
      const storage = path.join(await scene.folder(), 'gone');
      await expect(scene.restore(records(), { storage, files })).rejects.toMatchObject({
        code: 'STORAGE_NOT_FOUND',
      });
      await expect(access(storage)).rejects.toThrow();
      expect(await paths(scene)).toEqual([]);
    }));

  it('need not be named: then the report says that no file was restored', () =>
    withScene('server', async (scene) => {
      const report = await scene.restore(records(), { files });
      expect(report).toMatchObject({ created: 4, files: { skipped: 1 }, state: 'completed with findings' });
      expect(report.problems).toContainEqual(expect.objectContaining({ code: 'FILES_NOT_RESTORED' }));
    }));

  it('is rid of what a killed restore left behind, and what it had committed is put in place', () =>
    withFile(async (scene, storage, place) => {
      const leave = async (name: string, committed: boolean) => {
        const folder = path.join(storage, `.edms-restore-${name}`);
        await mkdir(folder);
        await writeFile(path.join(folder, '0'), 'left behind');
        const moves = [{ staged: '0', destination: `documents/${name}.docx` }];
        // no process has this number: the largest that Linux gives out is 4,194,304
        await writeFile(
          path.join(folder, 'journal.json'),
          JSON.stringify({ pid: 99_999_999, committed, moves }),
        );
      };
      await leave('committed', true);
      await leave('open', false);
      await scene.restore(records(), { storage, files });
      expect((await readdir(storage)).sort()).toEqual(['documents']);
      expect((await readdir(path.dirname(place))).sort()).toEqual(['a.docx', 'committed.docx']);
    }));
});
