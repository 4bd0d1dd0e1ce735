import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { lastingBecause } from '../catalogue/lasting-models.ts';
import { casesFor, realPackages, targetKinds, withFreshTarget } from '../database/testing.ts';
import { openPackage } from '../package/open-package.ts';
import { PACKAGE_PATHS } from '../package/package.ts';
import { readDatabase } from '../testing/database-rows.ts';
import { findDifferences } from '../testing/oracle.ts';
import { readReference } from '../testing/reference.ts';
import { restoreOnce, withPlan } from '../testing/restore-once.ts';

const packages = realPackages();
const reference = readReference();

const CASES = [
  { stamp: '20251208_082241', records: 534, unknownState: null },
  { stamp: '20251212_164044', records: 670, unknownState: 476 },
] as const;

let storage = '';
beforeEach(async () => {
  storage = await mkdtemp(path.join(os.tmpdir(), 'edms-storage-'));
});
afterEach(() => rm(storage, { recursive: true, force: true }));

describe.skipIf(packages === null || reference === null)('the real packages', () => {
  describe.each(targetKinds)('into a fresh %s database', (kind) => {
    describe.each(casesFor(kind, CASES, CASES[1]))('$stamp', ({ stamp, records, unknownState }) => {
      it.each(casesFor(kind, ['tar.gz', 'zip'], 'zip'))(
        'is restored whole from its .%s, and a second time unchanged',
        async (extension) => {
          const file = path.join(packages ?? '', `edms_migration_package_${stamp}.${extension}`);
          await withFreshTarget(kind, async (target) => {
            const { fixture, files } = await readWhole(file);
            const before = await readDatabase(target);
            const leftOut = new Set(unknownState === null ? [] : [unknownState]);

            const report = await restoreOnce(file, target, { storage });
            expect(report.notRestored.map(({ record }) => record)).toEqual([...leftOut]);
            expect(report).toMatchObject({
              records,
              updated: 0,
              skipped: leftOut.size,
              failed: 0,
              verified: true,
            });
            expect(report.created + report.unchanged + report.skipped).toBe(records);
            expect(report.files).toEqual({ copied: files.size, unchanged: 0, skipped: 0, failed: 0 });
            expect(await storedFiles(storage)).toEqual(files);
            const after = await readDatabase(target);
            if (reference)
              expect(findDifferences({ reference, fixture, before, after, leftOut })).toEqual([]);

            const again = await restoreOnce(file, target, { storage });
            expect(again).toMatchObject({
              unchanged: records - leftOut.size,
              created: 0,
              updated: 0,
              failed: 0,
            });
            expect(again.files).toMatchObject({ copied: 0, unchanged: files.size });
            expect(await readDatabase(target)).toEqual(after);
          });
        },
      );
    });

    it('brings groups, their permissions, authors and transitions along', async () => {
      const file = path.join(packages ?? '', 'edms_migration_package_20251212_164044.zip');
      await withFreshTarget(kind, async (target) => {
        await withPlan(file, target, {}, async ({ records, restore }) => {
          const created = records.filter(({ outcome }) => outcome === 'create');
          const names = created.filter(({ model }) => model === 'auth.permission').map(({ name }) => name);
          expect(names.map((name) => name.split(' / ')[0]).sort()).toEqual([
            'can_approve_document',
            'can_review_document',
            'can_senior_approve_document',
          ]);
          await restore();
        });
        const [counts] = await target.read((sql) =>
          sql.query(`select
            (select count(*) from auth_group where exists
              (select 1 from auth_group_permissions where group_id = auth_group.id))::int as groups,
            (select count(*) from documents where author_id is not null)::int as authors,
            (select count(*) from document_transitions)::int as transitions`),
        );
        expect(counts).toEqual({ groups: 3, authors: 4, transitions: 6 });
      });
    });
  });
});

describe.skipIf(packages === null)('a mirror of one real package over the other', () => {
  const removable = [...edmsCatalogue().models.values()].filter((model) => lastingBecause(model) === null);
  const policy = { mode: 'mirror', removeBeyond: removable.map(({ label }) => label) } as const;
  const file = (stamp: string) => path.join(packages ?? '', `edms_migration_package_${stamp}.zip`);

  it.each([
    ['20251212_164044', '20251208_082241'],
    ['20251208_082241', '20251212_164044'],
  ])(
    '%s under %s: what is chosen goes or is said to stay, and a second time nothing is left to do',
    (under, over) =>
      withFreshTarget('server', async (target) => {
        await restoreOnce(file(under), target);
        const { groups, report } = await withPlan(
          file(over),
          target,
          { policy },
          async ({ plan, restore }) => ({
            groups: plan.beyond.groups,
            report: await restore(),
          }),
        );
        expect(report).toMatchObject({ failed: 0, verified: true });
        expect(report.removed).toBeGreaterThan(0);
        const documents = groups.find(({ model }) => model === 'documents.document');
        // people have opened every one of them, and access logs stay
        expect(documents?.examples.map(({ kept }) => kept)).toEqual(
          documents?.examples.map(() => 'Rows of document_access_logs that stay refer to it.'),
        );
        const again = await restoreOnce(file(over), target, { policy });
        expect(again).toMatchObject({ created: 0, updated: 0, removed: 0, failed: 0, verified: true });
      }),
  );
});

/** The fixture's text, and the checksum of each stored file by its path below the storage root. */
async function readWhole(file: string): Promise<{ fixture: string; files: ReadonlyMap<string, string> }> {
  const source = await openPackage(file, { onProblem: () => undefined });
  const files = new Map<string, string>();
  let fixture = '';
  try {
    for await (const entry of source.entries()) {
      if (entry.path === PACKAGE_PATHS.fixture) fixture = (await buffer(entry.content())).toString();
      else if (entry.path.startsWith('storage/') && entry.path !== PACKAGE_PATHS.storageManifest)
        files.set(entry.path.slice('storage/'.length), sha256(await buffer(entry.content())));
    }
  } finally {
    await source.close();
  }
  return { fixture, files };
}

async function storedFiles(root: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(
        async (file): Promise<[string, string]> => [path.relative(root, file), sha256(await readFile(file))],
      ),
    ),
  );
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
