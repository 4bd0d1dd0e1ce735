import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { kindsAboveSql, targetKinds } from '../database/testing.ts';
import { exportTarget } from '../export/export-target.ts';
import { RecordIndex } from '../fixture/record-index.ts';
import { inspectPackage } from '../package/inspect.ts';
import { type BuiltFile, type BuiltRecord, buildPackage } from '../testing/build-package.ts';
import { basics, document, documentType, sample, source, user } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';
import type { ComparedPackage } from './package-records.ts';
import { compareAs, take, withRepository } from './testing.ts';

/** Gives `work` a package of these records, opened as the engine opens it. */
async function withPackage<T>(
  folder: string,
  records: readonly BuiltRecord[],
  files: readonly BuiltFile[],
  work: (opened: ComparedPackage) => Promise<T>,
): Promise<T> {
  const built = await buildPackage(path.join(folder, 'compared.zip'), records, files);
  const index = new RecordIndex(edmsCatalogue());
  const {
    spool,
    files: there,
    inspection,
    source: opened,
  } = await inspectPackage(built, edmsCatalogue(), {
    spoolFolder: folder,
    index,
  });
  try {
    const { failure } = inspection;
    return await work({ spool, index, files: there, hasFiles: inspection.files.count > 0, failure });
  } finally {
    await spool?.close();
    await opened.close();
    await rm(built, { force: true });
  }
}

it.each([false, true])(
  'a list that names records by their times has the same ones (canonical: %s)',
  (canonical) =>
    withScene('server', (scene) =>
      withRepository(async (repository, folder) => {
        const trail = ['.604059', '.000059', ''].map((fraction, at) => ({
          uuid: `5a1f0e0a-3b4c-4d5e-8f60-71829300000${at}`,
          timestamp: `2026-01-02T03:04:05${fraction}Z`,
        }));
        const event = {
          related_audit_logs: trail.map(({ uuid, timestamp }) => [uuid, timestamp]),
          primary_user: ['author'],
        };
        await scene.restore([
          ...basics(),
          ...trail.map((fields) => sample('audit.audittrail', fields)),
          sample('audit.auditevent', event),
        ]);
        const { id } = await take(repository, scene.target);
        const file = path.join(folder, 'x.json');
        const request = {
          format: 'fixture',
          keys: 'natural',
          canonical,
          select: [],
          storageRoot: null,
        } as const;
        await exportTarget(scene.target, { ...request, path: file });
        const records: readonly BuiltRecord[] = JSON.parse(await readFile(file, 'utf8'));
        const { total } = await withPackage(folder, records, [], (opened) =>
          compareAs(repository, null, { before: id, now: 'package' }, opened),
        );
        expect(total).toEqual({ added: 0, changed: 0, removed: 0 });
      }),
    ),
);

describe.each(targetKinds)('a snapshot of a %s database against a package', (kind) => {
  it('says nothing of numbers, natural keys, times and decimals that are only written in another way', () =>
    withScene(kind, (scene) =>
      withRepository(async (repository, folder) => {
        await scene.restore([user('somebody')]);
        const uuid = '5a1f0e0a-3b4c-4d5e-8f60-718293a4b5c6';
        const common = { title: 'Title', uuid };
        await scene.restore([...basics(), document('D-1', common)]);
        const numbered = [
          { ...user('author'), pk: 90 },
          { ...documentType('SOP', { created_by: 90 }), pk: 91 },
          { ...source('Draft'), pk: 92 },
          {
            ...document('D-1', { ...common, uuid: uuid.toUpperCase(), author: 90, document_type: 91 }),
            pk: 93,
          },
        ];
        const { id } = await take(repository, scene.target);
        const same = (records: readonly BuiltRecord[]) => ({
          // The samples have uuids of their own; here the records are those of the database.
          records: records.map((record) => ('raw' in record ? record : withoutUuid(record, uuid))),
        });
        await withPackage(folder, same(numbered).records, [], async (opened) => {
          const compared = await compareAs(repository, null, { before: id, now: 'package' }, opened);
          expect(compared.differences.filter(({ change }) => change !== 'removed')).toEqual([]);
          // Not what Django puts into every database, which this package does not carry.
          expect(compared.byModel).toEqual({ 'users.user': { added: 0, changed: 0, removed: 1 } });
          expect(compared.notCompared.files).toBe('not in before');
        });
      }),
    ));
});

describe.each(kindsAboveSql)('a snapshot of a %s database against a package', (kind) => {
  it('says what was changed, added and removed, from either side', () =>
    withScene(kind, (scene) =>
      withRepository(async (repository, folder) => {
        const records = [...basics(), document('D-1'), document('D-2')];
        const storage = path.join(folder, 'storage');
        await mkdir(storage);
        await writeFile(path.join(storage, 'a.txt'), 'a');
        await writeFile(path.join(storage, 'b.txt'), 'b');
        await scene.restore(records);
        await scene.run(`update documents set title = 'Other' where document_number = 'D-1'`);
        await scene.run(`delete from documents where document_number = 'D-2'`);
        await scene.run(`update users set username = 'writer', is_staff = true where username = 'author'`);
        const { id } = await take(repository, scene.target, 'full', storage);
        const files = [
          { path: 'a.txt', content: 'a' },
          { path: 'c.txt', content: 'c' },
        ];
        await withPackage(folder, records, files, async (opened) => {
          const compared = await compareAs(repository, null, { before: id, now: 'package' }, opened);
          expect(compared.byModel).toEqual({
            'documents.document': { added: 1, changed: 1, removed: 0 },
            // Renamed: known by its uuid, and whoever refers to it still refers to it.
            'users.user': { added: 0, changed: 1, removed: 0 },
            files: { added: 1, changed: 0, removed: 1 },
          });
          expect(
            compared.differences.map(({ change, model, name, fields }) => [
              change,
              model,
              name,
              fields.map((one) => one.name),
            ]),
          ).toEqual([
            ['changed', 'users.user', 'author', ['username', 'is_staff']],
            ['changed', 'documents.document', 'D-1', ['title']],
            ['added', 'documents.document', 'D-2', expect.any(Array)],
            ['removed', 'files', 'b.txt', expect.any(Array)],
            ['added', 'files', 'c.txt', ['size', 'sha256']],
          ]);
          const back = await compareAs(repository, null, { before: 'package', now: id }, opened);
          expect(back.byModel).toMatchObject({
            'documents.document': { added: 0, changed: 1, removed: 1 },
            files: { added: 1, changed: 0, removed: 1 },
          });
          const changed = back.differences.find(({ name }) => name === 'D-1');
          expect(changed?.fields).toEqual([{ name: 'title', before: '"x"', now: '"Other"', secret: false }]);
          expect(changed?.root).toBe('documents.document:D-1');
        });
      }),
    ));

  it("takes Django's own for what they say, and tells what somebody has added to them", () =>
    withScene(kind, (scene) =>
      withRepository(async (repository, folder) => {
        const permission = (codename: string, name: string, pk: number) =>
          sample('auth.permission', { codename, name, content_type: ['documents', 'document'] }, pk);
        const contentType = sample(
          'contenttypes.contenttype',
          { app_label: 'documents', model: 'document' },
          901,
        );
        const records = basics();
        await scene.restore([...records, permission('approve_all', 'Can approve all', 990)]);
        const { id } = await take(repository, scene.target);
        const carried = [...records, contentType, permission('view_document', 'Can view Document', 902)];
        await withPackage(folder, carried, [], async (opened) => {
          const compared = await compareAs(repository, null, { before: id, now: 'package' }, opened);
          expect(compared.differences.map(({ change, model, name }) => [change, model, name])).toEqual([
            ['removed', 'auth.permission', 'Can approve all'],
          ]);
          const back = await compareAs(repository, null, { before: 'package', now: id }, opened);
          expect(back.byModel).toEqual({ 'auth.permission': { added: 1, changed: 0, removed: 0 } });
        });
        // The same under other numbers, as in a database that was made anew.
        await scene.run(`update auth_permission set id = id + 100000 where codename = 'approve_all'`);
        expect((await compareAs(repository, scene.target, { before: id, now: null })).byModel).toEqual({});
        const renumbered = await take(repository, scene.target);
        expect((await compareAs(repository, null, { before: id, now: renumbered.id })).byModel).toEqual({});
      }),
    ));

  it('finds records without name and uuid by what they hold, and passes over what a restore does', () =>
    withScene(kind, (scene) =>
      withRepository(async (repository, folder) => {
        const crontab = (hour: string, pk: number) =>
          sample('django_celery_beat.crontabschedule', { hour, minute: '0', timezone: 'UTC' }, pk);
        await scene.restore([...basics(), crontab('1', 1), crontab('2', 2)]);
        const { id } = await take(repository, scene.target);
        const records = [...basics(), crontab('2', 1), crontab('3', 7), document('D-1'), document('D-1')];
        await withPackage(folder, records, [], async (opened) => {
          const compared = await compareAs(
            repository,
            null,
            { before: id, now: 'package', model: 'django_celery_beat.crontabschedule' },
            opened,
          );
          expect(compared.byModel).toEqual({
            'django_celery_beat.crontabschedule': { added: 1, changed: 0, removed: 1 },
          });
          expect(compared.notCompared).toMatchObject({ files: null, records: 1 });
        });
      }),
    ));
});

type Built = Exclude<BuiltRecord, { readonly raw: string }>;

/** A package of an EDMS that has no such field says nothing of it. */
function withoutUuid({ fields, ...record }: Built, but: string): Built {
  const { uuid, ...rest } = fields;
  const keeps = typeof uuid === 'string' && uuid.toLowerCase() === but;
  return { ...record, fields: keeps ? { uuid, ...rest } : rest };
}
