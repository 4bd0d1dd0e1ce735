import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTarget } from '../database/open-target.ts';
import { kindsAboveSql, targetKinds, withFreshTarget } from '../database/testing.ts';
import { ProgressMeter } from '../progress.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import { basics, document, sample, user } from '../testing/sample-records.ts';
import { type Scene, sceneOver, withScene } from '../testing/scene.ts';
import { canMount, withTinyDisk } from '../testing/tiny-disk.ts';
import { type ExportOptions, exportTarget } from './export-target.ts';
import { readRecords } from './read-records.ts';

type Written = {
  readonly model: string;
  readonly pk?: unknown;
  readonly kept_pk?: unknown;
  readonly fields: Record<string, unknown>;
};

const lines = async (file: string): Promise<readonly Written[]> =>
  (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

function request(file: string, more: Partial<ExportOptions> = {}): ExportOptions {
  const format = file.endsWith('.ndjson') ? 'ndjson' : /\.json/.test(file) ? 'fixture' : 'package';
  return { path: file, format, keys: 'natural', canonical: false, select: [], storageRoot: null, ...more };
}

const state = (code: string, name: string) =>
  sample('workflows.documentstate', { name, description: `${name} by hand` }, code);

const withFile = (number: string, file: string) =>
  document(number, { file_path: `storage/documents/${file}`, file_name: file });

describe.each(targetKinds)('an export of a %s database', (kind) => {
  it('keeps the codes of document states that nobody could know again', () =>
    withScene(kind, async (scene) => {
      await scene.restore([state('LOCAL', 'Held'), state('LOCAL_2', 'Held')]);
      const file = path.join(await scene.folder(), 'states.ndjson');
      await exportTarget(scene.target, request(file));
      const states = (await lines(file)).filter(({ model }) => model === 'workflows.documentstate');
      expect(states.map(({ pk, kept_pk: kept }) => [pk, kept])).toEqual([
        [undefined, 'LOCAL'],
        [undefined, 'LOCAL_2'],
      ]);
      await withFreshTarget('server', async (other) => {
        const report = await restoreOnce(file, other);
        expect(report).toMatchObject({ skipped: 0, failed: 0 });
        const rows = await other.read((sql) =>
          sql.query('select code from workflow_document_states order by 1'),
        );
        expect(rows).toEqual([{ code: 'LOCAL' }, { code: 'LOCAL_2' }]);
      });
    }));

  it('tells of tables that it does not know, and takes columns that the map does not have', () =>
    withFreshTarget(kind, async (target, { address, home }) => {
      const folder = await mkdtemp(path.join(home, 'out-'));
      await sceneOver(target, folder).restore(basics());
      await target.write(async (sql) => {
        await sql.execute('create table more_things (id int primary key)');
        await sql.execute('insert into more_things values (1)');
        await sql.execute(`alter table document_sources add column shelf varchar(9) default 'A7'`);
      });
      await target.close();
      // The schema is read when a target is opened.
      const again = await openTarget(address, { home });
      try {
        const file = path.join(folder, 'all.ndjson');
        const report = await exportTarget(again, request(file));
        expect(report.problems).toMatchObject([{ code: 'TABLE_UNKNOWN', severity: 'warning' }]);
        expect(report.problems[0]?.message).toContain('more_things');
        // Of files alone that is no finding.
        const storageRoot = await mkdtemp(path.join(folder, 'storage-'));
        const files = request(path.join(folder, 'files.zip'), { filesOnly: true, storageRoot });
        expect((await exportTarget(again, files)).problems).toEqual([]);
        const sources = (await lines(file)).filter(({ model }) => model === 'documents.documentsource');
        expect(sources.map(({ fields }) => fields.shelf)).toEqual(['A7']);
      } finally {
        await again.close();
      }
    }));
});

describe.each(kindsAboveSql)('an export of a %s database', (kind) => {
  it('takes a selection with all that it needs, and only its files', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), user('other'), withFile('D-1', 'a.txt'), withFile('D-2', 'b.txt')]);
      const storage = await storageWith(scene, { 'documents/a.txt': 'a', 'documents/b.txt': 'b' });
      const file = path.join(await scene.folder(), 'part.tar.gz');
      const select = ['documents.document:D-1', 'documents.document:D-9'];
      const report = await exportTarget(scene.target, request(file, { select, storageRoot: storage }));
      expect(report.problems.map(({ code }) => code)).toEqual(['SELECTION_ROOT_UNKNOWN']);
      expect(report.problems[0]?.message).toContain('not in the EDMS');
      expect(report).toMatchObject({ files: 1, records: 4 });
      await withFreshTarget('server', async (other) => {
        expect(await restoreOnce(file, other)).toMatchObject({ created: 4, failed: 0 });
      });
      await expect(
        exportTarget(scene.target, request(`${file}.zip`, { select: ['documents.document:D-9'] })),
      ).rejects.toMatchObject({ plain: { code: 'SELECTION_EMPTY' } });
      expect(await readdir(path.dirname(file))).toEqual(['part.tar.gz']);
    }));

  it('takes the files alone, all or those of a selection, and brings them back', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), withFile('D-1', 'a.txt'), withFile('D-2', 'gone.txt')]);
      const storage = await storageWith(scene, { 'documents/a.txt': 'a', 'media/m.txt': 'm' });
      const folder = await scene.folder();
      const only = { filesOnly: true, storageRoot: storage };
      const whole = path.join(folder, 'files.tar.gz');
      const report = await exportTarget(scene.target, request(whole, only));
      expect(report).toMatchObject({ records: 0, byModel: {}, files: 2 });
      expect(report.problems.map(({ code, where }) => [code, where?.entry])).toEqual([
        ['FILE_MISSING', 'documents/gone.txt'],
      ]);
      const some = path.join(folder, 'some.zip');
      const select = ['documents.document:D-1'];
      expect(await exportTarget(scene.target, request(some, { ...only, select }))).toMatchObject({
        ...{ records: 0, files: 1, problems: [] },
      });
      for (const [file, names] of [
        [whole, ['a.txt', 'm.txt']],
        [some, ['a.txt']],
      ] as const)
        await withFreshTarget('server', async (other, { home }) => {
          const storageRoot = await mkdtemp(path.join(home, 'storage-'));
          const restored = await restoreOnce(file, other, { storage: storageRoot });
          expect(restored).toMatchObject({ created: 0, failed: 0, verified: true, problems: [] });
          expect(restored.files).toMatchObject({ copied: names.length, failed: 0 });
          const there = await readdir(storageRoot, { recursive: true });
          expect(
            there
              .filter((name) => name.endsWith('.txt'))
              .map((name) => path.basename(name))
              .sort(),
          ).toEqual(names);
        });
    }));

  it('refuses files alone where there is no place for them, or none to take', () =>
    withScene(kind, async (scene) => {
      const folder = await scene.folder();
      const storage = await storageWith(scene, { 'documents/a.txt': 'a' });
      for (const [name, storageRoot] of [
        ['all.json', storage],
        ['all.zip', null],
      ] as const)
        await expect(
          exportTarget(scene.target, request(path.join(folder, name), { filesOnly: true, storageRoot })),
        ).rejects.toMatchObject({ plain: { code: 'USAGE' } });
      expect(await readdir(folder)).toEqual([]);
    }));

  it('tells of files that are missing, and of what is no file', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), withFile('D-1', 'a.txt')]);
      const storage = await storageWith(scene, { 'media/m.txt': 'm', '.edms-own/x': 'x' });
      await symlink('/etc/passwd', path.join(storage, 'link'));
      const file = path.join(await scene.folder(), 'all.zip');
      const report = await exportTarget(scene.target, request(file, { storageRoot: storage }));
      expect(report.files).toBe(1);
      expect(report.problems.map(({ code, where }) => [code, where?.entry]).sort()).toEqual([
        ['FILE_LEFT_OUT', 'link'],
        ['FILE_MISSING', 'documents/a.txt'],
      ]);
    }));

  it('may lie in the storage itself, and holds all of its neighbours', () =>
    withScene(kind, async (scene) => {
      await scene.restore(basics());
      const storage = await storageWith(scene, {
        'all.zip.txt': 'not of the export',
        'documents/a.txt': 'a',
      });
      const link = path.join(await scene.folder(), 'link');
      await symlink(storage, link);
      for (const folder of [storage, link]) {
        const file = path.join(folder, 'all.zip');
        const report = await exportTarget(scene.target, request(file, { storageRoot: storage }));
        expect(report).toMatchObject({ files: 2, problems: [] });
        await rm(file);
      }
    }));

  it('replaces no file, and leaves nothing behind when it is cancelled', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), document('D-1')]);
      const folder = await scene.folder();
      const storage = await storageWith(scene, { 'documents/a.txt': 'a', 'documents/b.txt': 'b' });
      for (const phase of ['reading', 'staging files']) {
        for (const name of ['x.tar.gz', 'x.zip', ...(phase === 'reading' ? ['x.json.gz', 'x.ndjson'] : [])]) {
          const abort = new AbortController();
          const work = exportTarget(scene.target, {
            ...request(path.join(folder, name), { storageRoot: storage }),
            signal: abort.signal,
            onProgress: (progress) => progress.phase === phase && abort.abort(),
          });
          await expect(work, name).rejects.toMatchObject({ plain: { code: 'CANCELLED' } });
          expect(await readdir(folder), name).toEqual([]);
        }
      }
      await writeFile(path.join(folder, 'x.json'), 'mine');
      await expect(exportTarget(scene.target, request(path.join(folder, 'x.json')))).rejects.toMatchObject({
        plain: { code: 'USAGE' },
      });
      expect(await readFile(path.join(folder, 'x.json'), 'utf8')).toBe('mine');
      await expect(
        exportTarget(scene.target, request(path.join(folder, 'no', 'x.json'))),
      ).rejects.toMatchObject({ plain: { code: 'STORAGE_NOT_FOUND' } });
    }));
});

it('is of one moment while others write', () =>
  withFreshTarget('server', async (target, { address, home }) => {
    await sceneOver(target, home).restore([
      ...basics(),
      ...Array.from({ length: 700 }, (_, n) => document(`D-${n}`)),
    ]);
    const others = await openTarget(address, { home });
    const texts: string[] = [];
    try {
      await readRecords(
        {
          target,
          keys: 'natural',
          canonical: false,
          meter: new ProgressMeter(),
          onProblem: ({ message }) => expect.unreachable(message),
        },
        async ({ text }) => {
          texts.push(text);
          if (texts.length > 1) return;
          // After the first record, and before any user or document is read.
          await others.write(async (sql) => {
            await sql.execute(`update users set username = 'renamed'`);
            await sql.execute(`delete from documents where document_number like 'D-6%'`);
            await sql.execute(`update documents set title = 'changed'`);
          });
        },
      );
    } finally {
      await others.close();
    }
    const records: readonly Written[] = texts.map((text) => JSON.parse(text));
    const documents = records.filter(({ model }) => model === 'documents.document');
    expect(documents).toHaveLength(700);
    expect(documents.some(({ fields }) => fields.title === 'changed')).toBe(false);
    expect(new Set(documents.map(({ fields }) => String(fields.author)))).toEqual(new Set(['author']));
    const users = records.filter(({ model }) => model === 'users.user');
    expect(users.map(({ fields }) => fields.username)).toEqual(['author']);
    const file = path.join(home, 'busy.ndjson');
    await writeFile(file, texts.join('\n'));
    await withFreshTarget('server', async (other) => {
      expect(await restoreOnce(file, other)).toMatchObject({ failed: 0, skipped: 0, verified: true });
    });
  }));

it('reads a file again that is written to meanwhile, and gives up on one that never rests', () =>
  withScene('server', async (scene) => {
    await scene.restore(basics());
    const storage = await storageWith(scene, { 'media/a.log': 'x'.repeat(3_000_000), 'media/b.txt': 'b' });
    const file = path.join(await scene.folder(), 'all.tar.gz');
    let stop = false;
    const writer = (async () => {
      while (!stop) await appendFile(path.join(storage, 'media/a.log'), 'y');
    })();
    const report = await exportTarget(scene.target, request(file, { storageRoot: storage })).finally(() => {
      stop = true;
    });
    await writer;
    expect(report.files).toBe(1);
    expect(report.problems).toMatchObject([{ code: 'FILE_LEFT_OUT', where: { entry: 'media/a.log' } }]);
    const calm = await exportTarget(scene.target, request(`${file}.zip`, { storageRoot: storage }));
    expect(calm).toMatchObject({ files: 2, problems: [] });
  }));

it.skipIf(!canMount)('leaves nothing behind on a full disk', () =>
  withScene('server', async (scene) => {
    await scene.restore(basics());
    const storage = await storageWith(scene, {});
    await writeFile(path.join(storage, 'noise'), randomBytes(3_000_000));
    await withTinyDisk(1, async (disk) => {
      for (const name of ['x.tar.gz', 'x.zip']) {
        const work = exportTarget(scene.target, request(path.join(disk, name), { storageRoot: storage }));
        await expect(work).rejects.toMatchObject({ plain: { code: 'STORAGE_FULL' } });
        expect(await readdir(disk)).toEqual([]);
      }
    });
  }),
);

async function storageWith(scene: Scene, files: Record<string, string>): Promise<string> {
  const root = await scene.folder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
  return root;
}
