import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { casesFor, realPackages, targetKinds, withFreshTarget } from '../database/testing.ts';
import { treeOf } from '../testing/file-tree.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import { testSnapshot } from './test-snapshot.ts';
import { compareAs, snapshotOf, take, withRepository } from './testing.ts';
import { verifySnapshot } from './verify-snapshot.ts';
import { writeOutSnapshot } from './write-out.ts';

const packages = realPackages();
const STAMPS = ['20251208_082241', '20251212_164044'];

describe.skipIf(packages === null)('snapshots of what the real packages hold', () => {
  describe.each(targetKinds)('in a %s database', (kind) => {
    it.each(casesFor(kind, STAMPS, '20251212_164044'))('%s come back whole', (stamp) =>
      withFreshTarget(kind, (target) =>
        withRepository(async (repository, folder) => {
          const original = path.join(packages ?? '', `edms_migration_package_${stamp}.tar.gz`);
          const [first, second] = [await mkdtemp(`${folder}/a-`), await mkdtemp(`${folder}/b-`)];
          await restoreOnce(original, target, { storage: first });
          const report = await take(repository, target, 'full', first);
          expect(report.problems).toEqual([]);
          const snapshot = await snapshotOf(repository, report.id);
          expect(await verifySnapshot(repository, snapshot)).toMatchObject({ problems: [] });
          const test = await testSnapshot(repository, snapshot);
          expect(test.problems).toEqual([]);
          expect(test.seal).toMatchObject({ kind: 'restored', records: report.records });

          const out = path.join(folder, 'out.tar.gz');
          const written = await writeOutSnapshot(repository, snapshot, { path: out, format: 'package' });
          expect(written).toMatchObject({ records: report.records, files: report.files, problems: [] });
          await withFreshTarget('server', async (other) => {
            expect(await restoreOnce(out, other, { storage: second })).toMatchObject({
              skipped: 0,
              failed: 0,
            });
            const compared = await compareAs(repository, other, { before: report.id, now: null });
            expect(compared.byModel).toEqual({});
          });
          expect(await treeOf(second)).toEqual(await treeOf(first));
        }),
      ),
    );
  });
});
