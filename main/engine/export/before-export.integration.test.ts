import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindsAboveSql, targetKinds } from '../database/testing.ts';
import { basics, document } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';
import { EngineExports } from './engine-exports.ts';
import { needOf } from './estimate-space.ts';
import { exportTarget } from './export-target.ts';

const NOTHING = { roots: [], span: null, search: '' };

describe.each(targetKinds)('before an export of a %s database', (kind) => {
  it('says how much there is to be read, without reading it', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), document('D-1')]);
      const storage = await scene.folder();
      await writeFile(path.join(storage, 'a.docx'), Buffer.alloc(3000));
      await writeFile(path.join(storage, 'b.txt'), Buffer.alloc(500));
      const exports = new EngineExports({
        target: async () => scene.target,
        workFolder: () => scene.folder(),
      });
      const repository = path.join(storage, 'repository');
      await mkdir(repository);
      await writeFile(path.join(repository, 'pack'), Buffer.alloc(7000));
      expect(await exports.measure(storage, null)).toMatchObject({ files: 3, looseBytes: 7500 });
      const size = await exports.measure(storage, repository);
      expect(size).toMatchObject({ files: 2, denseBytes: 3000, looseBytes: 500, largestFile: 3000 });
      expect(size.isRough).toBe(false);
      expect(await exports.measure(null, path.join(storage, 'gone'))).toMatchObject({
        files: 0,
        denseBytes: 0,
        rows: size.rows,
      });
      const file = path.join(await scene.folder(), 'all.json');
      const report = await exportTarget(scene.target, {
        ...{ path: file, format: 'fixture', keys: 'natural', canonical: false, select: [] },
        storageRoot: null,
      });
      expect(size.rows).toBe(report.records);
      // Which files a selection needs is not known beforehand; a fixture has none.
      const request = { path: 'x.zip', format: 'package', select: [] } as const;
      const all = needOf(request, size).likely;
      expect(all).toBeGreaterThan(needOf({ ...request, path: 'x.ndjson.gz', format: 'ndjson' }, size).likely);
    }));

  it('lets records be chosen that the export then finds, by name, by time and by text', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), document('D-1'), document('D-2')]);
      const work = await scene.folder();
      for (const keys of ['natural', 'primary'] as const) {
        const exports = new EngineExports({ target: async () => scene.target, workFolder: async () => work });
        await expect(exports.tree(NOTHING)).rejects.toMatchObject({ plain: { code: 'USAGE' } });
        const count = await exports.readRecords(keys);
        const page = await exports.candidates({ kind: 'documents', search: 'D-2', offset: 0, limit: 10 });
        expect(page.total).toBe(1);
        const root = page.rows[0]?.root ?? '';
        for (const selection of [
          { ...NOTHING, roots: [root] },
          { ...NOTHING, search: 'D-2' },
        ]) {
          const tree = await exports.tree(selection);
          expect(tree.total).toBe(count);
          expect(tree.records).toBeLessThan(count);
          const file = path.join(await scene.folder(), 'some.json');
          const report = await exportTarget(scene.target, {
            ...{ path: file, format: 'fixture', keys, canonical: false, storageRoot: null },
            ...{ select: selection.roots, among: { span: null, search: selection.search } },
          });
          expect(report.records).toBe(tree.records);
          expect(await readFile(file, 'utf8')).toContain('D-2');
          expect(await readFile(file, 'utf8')).not.toContain('D-1');
          // Tables are asked by primary keys, whatever was chosen by.
          const tables = await exportTarget(scene.target, {
            ...{ path: path.join(await scene.folder(), 'some.sqlite'), format: 'sqlite', keys: 'natural' },
            ...{ canonical: false, storageRoot: null },
            ...{ select: selection.roots, among: { span: null, search: selection.search } },
          });
          expect(tables.byModel).toEqual(report.byModel);
        }
        await exports.forget();
        await expect(exports.expand(0)).rejects.toMatchObject({ plain: { code: 'USAGE' } });
        expect(await readdir(work)).toEqual([]);
      }
    }));
});

describe.each(kindsAboveSql)('before an export of a %s database', (kind) => {
  it('keeps what is chosen from where nobody can read it, and nothing of a reading that was cancelled', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), document('D-1')]);
      const work = await scene.folder();
      const exports = new EngineExports({ target: async () => scene.target, workFolder: async () => work });
      await exports.readRecords('natural');
      for (const entry of await readdir(work, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const text = await readFile(path.join(entry.parentPath, entry.name), 'latin1');
        expect(text).not.toContain('documents.document');
      }
      const controller = new AbortController();
      const cancelled = exports.readRecords('natural', {
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      await expect(cancelled).rejects.toMatchObject({ plain: { code: 'CANCELLED' } });
      expect(await readdir(work)).toEqual([]);
    }));
});
