import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { casesFor, kindsAboveSql, realPackages, targetKinds, withFreshTarget } from '../database/testing.ts';
import type { Selection } from '../plan/policy.ts';
import { neededRecords } from '../testing/closure.ts';
import { readDatabase } from '../testing/database-rows.ts';
import { fixtureOf } from '../testing/fixture-of.ts';
import { findDifferences } from '../testing/oracle.ts';
import { readReference } from '../testing/reference.ts';
import { withPlan } from '../testing/restore-once.ts';
import { basics, document, role, user, version } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';

const packages = realPackages();
const reference = readReference();

const DOCUMENTS = [
  ['20251208_082241', 'POL-2025-0001-v01.00'],
  ['20251212_164044', 'POL-2025-0001-v01.00'],
  ['20251212_164044', 'SOP-2025-0001-v01.00'],
  ['20251212_164044', 'PROC-2025-0001-v01.00'],
  ['20251212_164044', 'REC-2025-0001-v01.00'],
] as const;

const NOTHING: Selection = { roots: [], span: null, search: '' };
const selecting = (selection: Partial<Selection>) =>
  ({ mode: 'selected', selection: { ...NOTHING, ...selection } }) as const;

describe.skipIf(packages === null || reference === null)('a single document of the real packages', () => {
  describe.each(targetKinds)('into an empty %s database', (kind) => {
    it.each(casesFor(kind, DOCUMENTS, DOCUMENTS[1]))(
      '%s, %s, brings exactly what it depends on',
      async (stamp, number) => {
        if (!reference) return;
        const file = path.join(packages ?? '', `edms_migration_package_${stamp}.zip`);
        const fixture = await fixtureOf(file);
        const start = indexOf(fixture, 'documents.document', 'document_number', number);
        const needed = neededRecords(fixture, start, reference);
        const leftOut = new Set(
          Array.from({ length: countOf(fixture) }, (_, n) => n).filter((n) => !needed.has(n)),
        );
        const storage = await mkdtemp(path.join(os.tmpdir(), 'edms-storage-'));
        try {
          await withFreshTarget(kind, async (target) => {
            const before = await readDatabase(target);
            const setting = { storage, policy: selecting({ roots: [`documents.document:${number}`] }) };
            const report = await withPlan(file, target, setting, async ({ records, restore }) => {
              const inPlan = records.filter(({ outcome }) => outcome !== 'skip').map(({ record }) => record);
              expect(new Set(inPlan)).toEqual(needed);
              return restore();
            });
            expect(report).toMatchObject({
              mode: 'selected',
              state: 'completed',
              verified: true,
              skipped: leftOut.size,
              notSelected: leftOut.size,
              failed: 0,
              notRestored: [],
            });
            expect(report.created + report.unchanged).toBe(needed.size);
            expect(await storedFiles(storage)).toEqual([fileOf(fixture, start)]);
            const after = await readDatabase(target);
            expect(findDifferences({ reference, fixture, before, after, leftOut })).toEqual([]);
            expect(after.tables.get('documents')).toHaveLength(1);
          });
        } finally {
          await rm(storage, { recursive: true, force: true });
        }
      },
    );
  });
});

const files = [
  { path: 'documents/1.docx', content: 'one' },
  { path: 'documents/2.docx', content: 'two' },
  { path: 'documents/nobody.docx', content: 'nobody names it' },
];
const package_ = [
  ...basics(),
  document('D1', { file_path: 'storage/documents/1.docx', file_checksum: '', file_size: null }),
  document('D2', { file_path: 'storage/documents/2.docx', file_checksum: '', file_size: null }),
  version('D2', { file_path: 'storage/documents/2.docx', file_checksum: '', file_size: 3 }),
  role('reviewers'),
];

describe.each(targetKinds)('a selected restore into a %s target', (kind) => {
  it('leaves the rest of the package out without a finding, and its files', () =>
    withScene(kind, async (scene) => {
      const storage = await scene.folder();
      const policy = selecting({ roots: ['documents.document:D1'] });
      const report = await scene.restore(package_, { files, storage, policy });
      expect(report).toMatchObject({
        state: 'completed',
        records: 7,
        created: 4,
        skipped: 3,
        notSelected: 3,
        files: { copied: 1, unchanged: 0, skipped: 2, failed: 0 },
        filesNotSelected: 2,
      });
      expect(report.byModel['users.role']).toMatchObject({ records: 1, skipped: 1 });
      expect(await storedFiles(storage)).toEqual(['documents/1.docx']);
      expect(await scene.rows('select document_number as n from documents')).toEqual([{ n: 'D1' }]);
      // the rest can come later
      expect(await scene.restore(package_, { files, storage })).toMatchObject({ created: 3, unchanged: 4 });
    }));
});

describe.each(kindsAboveSql)('a selected restore into a %s target', (kind) => {
  it('says in the plan of each record that is left out that it was not selected', () =>
    withScene(kind, async (scene) => {
      const records = await scene.outcomes(package_, {
        policy: selecting({ roots: ['users.role:reviewers'] }),
      });
      expect(records.map(({ outcome, reason }) => [outcome, reason])).toEqual([
        ...Array.from({ length: 6 }, () => ['skip', 'Not selected.']),
        ['create', 'The target does not have it.'],
      ]);
    }));

  it('leaves alone tables that it is not about, whatever happens to them meanwhile', () =>
    withScene(kind, async (scene) => {
      const policy = selecting({ roots: ['users.role:reviewers'] });
      await scene.plan(package_, { policy }, async ({ plan, restore }) => {
        expect([...plan.tableStates.keys()].sort()).toEqual(['roles', 'users']);
        await scene.run(
          `insert into document_sources (uuid, name, source_type, description, requires_verification, requires_signature, is_active, created_at)
           select gen_random_uuid(), 'theirs', 'x', '', false, false, true, now()`,
        );
        expect(await restore()).toMatchObject({ created: 1, verified: true });
      });
    }));
});

describe('a selected restore', () => {
  it('is refused when nothing is selected', () =>
    withScene('server', async (scene) => {
      const policy = selecting({ roots: ['users.user:nobody'] });
      await expect(scene.restore(basics(), { policy })).rejects.toMatchObject({ code: 'SELECTION_EMPTY' });
      expect(await scene.rows('select username from users')).toEqual([]);
    }));

  it('names a root that is not in the package, and restores the others', () =>
    withScene('server', async (scene) => {
      const policy = selecting({ roots: ['users.user:author', 'users.user:nobody'] });
      const report = await scene.restore(basics(), { policy });
      expect(report).toMatchObject({ created: 1, state: 'completed with findings' });
      expect(report.problems.filter(({ code }) => code === 'SELECTION_ROOT_UNKNOWN')).toHaveLength(1);
    }));

  it('does not mind files that other records miss, but those of its own', () =>
    withScene('server', async (scene) => {
      const named = (n: number) =>
        document(`D${n}`, { file_path: `storage/documents/${n}.docx`, file_size: null, file_checksum: '' });
      const records = [...basics(), named(1), named(2)];
      const setting = {
        files: [{ path: 'documents/1.docx', content: 'one' }],
        storage: await scene.folder(),
      };
      const first = await scene.restore(records, {
        ...setting,
        policy: selecting({ roots: ['documents.document:D1'] }),
      });
      expect(first).toMatchObject({ state: 'completed', files: { copied: 1, failed: 0 } });
      const second = await scene.restore(records, {
        ...setting,
        policy: selecting({ roots: ['documents.document:D2'] }),
      });
      expect(second).toMatchObject({ state: 'completed with findings', files: { copied: 0, failed: 1 } });
      expect(second.problems.map(({ code }) => code)).toContain('FILE_MISSING');
    }));

  it('keeps conflicts as a merge does: what was not decided keeps what the target has', () =>
    withScene('server', async (scene) => {
      await scene.restore([user('author')]);
      const policy = selecting({ roots: ['documents.document:D1'] });
      const report = await scene.restore([...basics(), document('D1')], { policy });
      expect(report).toMatchObject({
        created: 3,
        skipped: 1,
        notSelected: 0,
        state: 'completed with findings',
      });
    }));

  it('takes a time span by the millisecond', () =>
    withScene('server', async (scene) => {
      const at = (day: string) => document(`D${day}`, { created_at: `2025-12-${day}T10:00:00.123Z` });
      const policy = selecting({ span: { from: '2025-12-02', to: '2025-12-02T10:00:00.123Z' } });
      const report = await scene.restore([...basics(), at('01'), at('02'), at('03')], { policy });
      expect(report).toMatchObject({ created: 4, notSelected: 2 });
      expect(await scene.rows('select document_number as n from documents')).toEqual([{ n: 'D02' }]);
    }));
});

function recordsOf(fixture: string): readonly { model: string; fields: { [field: string]: unknown } }[] {
  return JSON.parse(fixture);
}

function countOf(fixture: string): number {
  return recordsOf(fixture).length;
}

function indexOf(fixture: string, model: string, field: string, value: string): number {
  return recordsOf(fixture).findIndex((record) => record.model === model && record.fields[field] === value);
}

/** Below the storage root. */
function fileOf(fixture: string, record: number): string {
  return String(recordsOf(fixture)[record]?.fields.file_path).slice('storage/'.length);
}

async function storedFiles(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}
