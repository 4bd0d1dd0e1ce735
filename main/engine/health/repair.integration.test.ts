import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { realPackages } from '../database/testing.ts';
import type { BuiltFile } from '../testing/build-package.ts';
import { sha256 } from '../testing/build-package.ts';
import { restoreOnce, withPlan } from '../testing/restore-once.ts';
import { basics, document } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import { planMissingFiles, repairMissingFiles } from './repair-missing-files.ts';

const packages = realPackages();
const names = ['a.docx', 'b.docx', 'c.docx', 'd.docx'];
const file = (name: string, content = `content of ${name}`): BuiltFile => ({
  path: `documents/${name}`,
  content,
});
const records = [
  ...basics(),
  ...names.map((name) =>
    document(`D-${name}`, {
      file_path: `storage/documents/${name}`,
      file_size: file(name).content.length,
      file_checksum: sha256(file(name).content).toUpperCase(),
    }),
  ),
];

/** A restored EDMS that has lost all its files but the first. */
async function withLostFiles(work: (scene: Scene, storage: string) => Promise<void>): Promise<void> {
  await withScene('server', async (scene) => {
    const storage = await scene.folder();
    await scene.restore(records, { storage, files: names.map((name) => file(name)) });
    for (const name of names.slice(1)) await rm(path.join(storage, 'documents', name));
    await work(scene, storage);
  });
}

const stored = async (storage: string) => (await readdir(path.join(storage, 'documents'))).sort();

describe('missing files', () => {
  it('are put in place out of a package that has them, and nothing else is touched', () =>
    withLostFiles(async (scene, storage) => {
      await writeFile(path.join(storage, 'documents', 'a.docx'), 'worked on since');
      // b as it was, c with another content, d not at all.
      const other = [file('a.docx'), file('b.docx'), file('c.docx', 'another one')];
      await scene.plan(basics(), { storage, files: other }, async ({ inspected }) => {
        const { plan } = await planMissingFiles(scene.target, storage, inspected.files);
        expect(plan).toEqual({
          kind: 'missing-files',
          storageRoot: storage,
          missing: 3,
          supplied: 1,
          bytes: file('b.docx').content.length,
          files: ['documents/b.docx'],
          notInPackage: 1,
          notTheSame: 1,
          examples: expect.arrayContaining([
            'documents/c.docx: not the file of the record',
            'documents/d.docx: not in the package',
          ]),
        });
        expect(await stored(storage)).toEqual(['a.docx']);
        const report = await repairMissingFiles({
          target: scene.target,
          storageRoot: storage,
          source: inspected.source,
          packageFiles: inspected.files,
        });
        expect(report).toEqual({
          kind: 'missing-files',
          placed: 1,
          bytes: plan.bytes,
          left: 2,
          problems: [],
        });
      });
      expect(await stored(storage)).toEqual(['a.docx', 'b.docx']);
      expect(await readFile(path.join(storage, 'documents', 'b.docx'), 'utf8')).toBe('content of b.docx');
      expect(await readFile(path.join(storage, 'documents', 'a.docx'), 'utf8')).toBe('worked on since');
      expect(await readdir(storage)).toEqual(['documents']);
    }));

  it('are left missing where records disagree about them, or give no checksum', () =>
    withLostFiles(async (scene, storage) => {
      await scene.run(`update documents set file_checksum = '' where document_number = 'D-b.docx'`);
      await scene.run(
        `update documents set file_path = '/app/storage/documents/c.docx' where document_number = 'D-d.docx'`,
      );
      await scene.plan(
        basics(),
        { storage, files: names.map((name) => file(name)) },
        async ({ inspected }) => {
          const { plan } = await planMissingFiles(scene.target, storage, inspected.files);
          expect(plan).toMatchObject({ missing: 2, supplied: 0, notTheSame: 2, notInPackage: 0 });
        },
      );
    }));

  it('are not put where a link leads out of the storage', () =>
    withLostFiles(async (scene, storage) => {
      const outside = await scene.folder();
      await rm(path.join(storage, 'documents'), { recursive: true });
      await symlink(outside, path.join(storage, 'documents'));
      await scene.plan(
        basics(),
        { storage, files: names.map((name) => file(name)) },
        async ({ inspected }) => {
          const repair = repairMissingFiles({
            target: scene.target,
            storageRoot: storage,
            source: inspected.source,
            packageFiles: inspected.files,
          });
          await expect(repair).rejects.toMatchObject({ code: 'STORAGE_NOT_WRITABLE' });
        },
      );
      expect(await readdir(outside)).toEqual([]);
    }));

  it('can be cancelled, with the storage as it was', () =>
    withLostFiles(async (scene, storage) => {
      await scene.plan(
        basics(),
        { storage, files: names.map((name) => file(name)) },
        async ({ inspected }) => {
          const abort = new AbortController();
          const repair = repairMissingFiles({
            target: scene.target,
            storageRoot: storage,
            source: inspected.source,
            packageFiles: inspected.files,
            signal: abort.signal,
            onProgress: ({ phase }) => phase === 'staging files' && abort.abort(),
          });
          await expect(repair).rejects.toMatchObject({ code: 'CANCELLED' });
        },
      );
      expect(await stored(storage)).toEqual(['a.docx']);
      expect(await readdir(storage)).toEqual(['documents']);
    }));

  it.skipIf(packages === null)('of a restored real package come back out of it', () =>
    withScene('server', async (scene) => {
      const storage = await scene.folder();
      const real = path.join(packages ?? '', 'edms_migration_package_20251212_164044.zip');
      await restoreOnce(real, scene.target, { storage });
      const before = await stored(storage);
      await rm(path.join(storage, 'documents'), { recursive: true });
      await withPlan(real, scene.target, { storage }, async ({ inspected }) => {
        const report = await repairMissingFiles({
          target: scene.target,
          storageRoot: storage,
          source: inspected.source,
          packageFiles: inspected.files,
        });
        expect(report).toMatchObject({ placed: 4, left: 0, problems: [] });
      });
      expect(await stored(storage)).toEqual(before);
    }),
  );
});
