import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindsAboveSql, targetKinds } from '../database/testing.ts';
import { readDatabase } from '../testing/database-rows.ts';
import { basics, document, documentType, role, sample, source, user } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import { summarisePlan } from './summarise-plan.ts';

const UUID = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const FILE = { path: 'documents/a.docx', content: 'from the package' };
const files = [FILE];

const named = () =>
  document('D1', {
    uuid: UUID(9),
    file_path: 'storage/documents/a.docx',
    file_size: null,
    file_checksum: '',
  });

async function withFile(scene: Scene, content: string): Promise<string> {
  const storage = await scene.folder();
  await mkdir(path.join(storage, 'documents'));
  await writeFile(path.join(storage, 'documents', 'a.docx'), content);
  return storage;
}

describe.each(targetKinds)('the mode of a restore into a %s target', (kind) => {
  it('mirror makes the target as the package: infrastructure, names, uuids, values and files', () =>
    withScene(kind, async (scene) => {
      const base = [
        user('author', { uuid: UUID(1) }),
        documentType('SOP', { uuid: UUID(2) }),
        source('Draft', { uuid: UUID(3) }),
      ];
      await scene.restore([
        ...base,
        role('r', { uuid: UUID(4), description: 'ours' }),
        document('SAME-UUID', { file_path: '', uuid: UUID(9) }),
        document('SAME-NAME', { file_path: '', uuid: UUID(10) }),
        document('CHANGED', { file_path: '', uuid: UUID(11), title: 'ours' }),
      ]);
      const storage = await withFile(scene, 'another one');
      const package_ = [
        ...base,
        role('r', { uuid: UUID(4), description: 'theirs' }),
        named(),
        document('SAME-NAME', { file_path: '', uuid: UUID(20) }),
        document('CHANGED', { file_path: '', uuid: UUID(11), title: 'theirs' }),
      ];
      const setting = { files, storage, policy: { mode: 'mirror' } } as const;
      const summary = await scene.plan(package_, setting, async ({ plan }) => summarisePlan(plan));
      expect(summary.conflicts.map((group) => [group.class, group.decision, group.undecided])).toEqual([
        ['uuid-other-key', 'take', 0],
        ['key-other-uuid', 'take', 0],
        ['protected-differs', 'take', 0],
        ['file-differs', 'take', 0],
      ]);
      const report = await scene.restore(package_, setting);
      expect(report).toMatchObject({
        updated: 4,
        unchanged: 3,
        skipped: 0,
        failed: 0,
        removed: 0,
        state: 'completed',
      });
      expect(
        await scene.rows('select document_number as n, uuid::text, title from documents order by 1'),
      ).toMatchObject([
        { n: 'CHANGED', title: 'theirs' },
        { n: 'D1', uuid: UUID(9) },
        { n: 'SAME-NAME', uuid: UUID(20) },
      ]);
      expect(await readFile(path.join(storage, FILE.path), 'utf8')).toBe(FILE.content);
      expect(await scene.restore(package_, setting)).toMatchObject({ unchanged: 7, files: { unchanged: 1 } });
    }));
});

describe.each(kindsAboveSql)('the mode of a restore into a %s target', (kind) => {
  it('files restores the files and no record, and touches nothing in the database', () =>
    withScene(kind, async (scene) => {
      const storage = await scene.folder();
      const before = await readDatabase(scene.target);
      const setting = { files, storage, policy: { mode: 'files' } } as const;
      const report = await scene.plan([...basics(), named()], setting, async ({ plan, records, restore }) => {
        expect(records.map(({ outcome, reason }) => [outcome, reason])).toEqual(
          records.map(() => ['skip', 'Only files are restored.']),
        );
        expect(plan.tableStates.size).toBe(0);
        expect(summarisePlan(plan)).toMatchObject({ mode: 'files', notSelected: 4, files: { copy: 1 } });
        return restore();
      });
      expect(report).toMatchObject({
        mode: 'files',
        state: 'completed',
        records: 4,
        skipped: 4,
        notSelected: 4,
        files: { copied: 1, skipped: 0 },
        filesNotSelected: 0,
        notRestored: [],
      });
      expect(await readFile(path.join(storage, FILE.path), 'utf8')).toBe(FILE.content);
      expect(await readDatabase(scene.target)).toEqual(before);
    }));

  it('database restores the records and leaves files alone, also one that differs or is missing', () =>
    withScene(kind, async (scene) => {
      const storage = await withFile(scene, 'another one');
      const missing = document('D2', {
        file_path: 'storage/documents/b.docx',
        file_checksum: '',
        file_size: null,
      });
      const setting = { files, storage, policy: { mode: 'database' } } as const;
      const report = await scene.restore([...basics(), named(), missing], setting);
      expect(report).toMatchObject({
        mode: 'database',
        state: 'completed',
        created: 5,
        notSelected: 0,
        conflicts: [],
        files: { copied: 0, unchanged: 0, skipped: 1, failed: 0 },
        filesNotSelected: 1,
      });
      expect(report.problems.filter(({ severity }) => severity !== 'note')).toEqual([]);
      expect(await readFile(path.join(storage, FILE.path), 'utf8')).toBe('another one');
      expect(await readdir(storage)).toEqual(['documents']);
    }));

  it('reinit recognises infrastructure by its name: nothing of it is left undecided, business data is', () =>
    withScene(kind, async (scene) => {
      await scene.restore([
        user('author', { uuid: UUID(1) }),
        documentType('SOP', { uuid: UUID(2), name: 'Ours' }),
        source('Draft', { uuid: UUID(3) }),
        document('D1', { uuid: UUID(4) }),
      ]);
      const package_ = [...basics(), document('D1'), document('D2')];
      const summary = (mode: 'merge' | 'reinit') =>
        scene.plan(package_, { policy: { mode } }, async ({ plan }) => summarisePlan(plan));
      expect((await summary('merge')).conflicts).toMatchObject([{ count: 4, undecided: 4 }]);
      const { conflicts, outcomes } = await summary('reinit');
      expect(conflicts).toMatchObject([
        { class: 'key-other-uuid', count: 4, undecided: 1, decision: 'keep' },
      ]);
      expect(outcomes).toMatchObject({ skip: 3, conflict: 1, create: 1 });
      expect(await scene.restore(package_, { policy: { mode: 'reinit' } })).toMatchObject({
        created: 1,
        skipped: 4,
        failed: 0,
        verified: true,
      });
      expect(
        await scene.rows(
          `select t.name, u.uuid::text as author from documents d join document_types t on t.id = d.document_type_id
             join users u on u.id = d.author_id where document_number = 'D2'`,
        ),
      ).toEqual([{ name: 'Ours', author: UUID(1) }]);
    }));
});

describe('a mode', () => {
  it('gives way to what a person decided: for a class, a model or a record', () =>
    withScene('server', async (scene) => {
      await scene.restore([
        ...basics(),
        document('D1', { uuid: UUID(1), title: 'ours' }),
        role('r', { uuid: UUID(2) }),
      ]);
      const package_ = [
        document('D1', { uuid: UUID(9) }),
        role('r', { uuid: UUID(2), description: 'theirs' }),
      ];
      const outcomes = async (policy: object) =>
        (await scene.outcomes(package_, { policy: { mode: 'mirror', ...policy } })).map(
          ({ outcome }) => outcome,
        );
      expect(await outcomes({})).toEqual(['update', 'update']);
      expect(await outcomes({ classes: { 'key-other-uuid': 'keep' } })).toEqual(['skip', 'update']);
      expect(await outcomes({ models: { 'users.role': 'keep' } })).toEqual(['update', 'skip']);
      expect(await outcomes({ records: { 0: 'skip', 1: 'keep' } })).toEqual(['skip', 'skip']);
    }));

  it('mirror leaves permissions and content types to Django', () =>
    withScene('server', async (scene) => {
      const [type] = await scene.rows(
        `select app_label, model from django_content_type where app_label = 'documents' and model = 'document'`,
      );
      expect(type).toBeDefined();
      const permission = sample('auth.permission', {
        codename: 'view_document',
        name: 'Something else',
        content_type: ['documents', 'document'],
      });
      const [planned] = await scene.outcomes([permission], { policy: { mode: 'mirror' } });
      expect(planned).toMatchObject({ outcome: 'conflict', conflict: { decision: 'keep', decided: false } });
    }));

  it('complete does what a merge does: it is the target that has to be fresh', () =>
    withScene('server', async (scene) => {
      const package_ = [...basics(), named()];
      const storage = await scene.folder();
      const setting = { files, storage, policy: { mode: 'complete' } } as const;
      expect(await scene.restore(package_, setting)).toMatchObject({
        mode: 'complete',
        state: 'completed',
        created: 4,
        files: { copied: 1 },
      });
      expect(await scene.restore(package_, setting)).toMatchObject({ unchanged: 4 });
    }));
});
