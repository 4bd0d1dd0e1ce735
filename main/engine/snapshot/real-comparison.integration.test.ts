import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { casesFor, realPackages, targetKinds, withFreshTarget } from '../database/testing.ts';
import { RecordIndex } from '../fixture/record-index.ts';
import { inspectPackage } from '../package/inspect.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import { compareAs, take, withRepository } from './testing.ts';

const packages = realPackages();
const STAMPS = ['20251208_082241', '20251212_164044'];

describe.skipIf(packages === null)('a snapshot of what a real package was restored to', () => {
  describe.each(targetKinds)('in a %s database', (kind) => {
    it.each(casesFor(kind, STAMPS, '20251212_164044'))('holds what %s holds', (stamp) =>
      withFreshTarget(kind, (target) =>
        withRepository(async (repository, folder) => {
          const original = path.join(packages ?? '', `edms_migration_package_${stamp}.tar.gz`);
          const storage = await mkdtemp(`${folder}/storage-`);
          const report = await restoreOnce(original, target, { storage });
          const { id } = await take(repository, target, 'full', storage);
          const index = new RecordIndex(edmsCatalogue());
          const opened = await inspectPackage(original, edmsCatalogue(), { spoolFolder: folder, index });
          try {
            const { spool, files, inspection } = opened;
            const compared = { spool, index, files, hasFiles: true, failure: inspection.failure };
            const against = (before: string) =>
              compareAs(repository, null, { before, now: 'package' }, compared);
            const all = await against(id);
            // A state without a code, which repeats another one: the restore says that it skipped it.
            const skipped = stamp === '20251212_164044' ? ['added workflows.documentstate Approved'] : [];
            expect(all.differences.map(({ change, model, name }) => `${change} ${model} ${name}`)).toEqual(
              skipped,
            );
            expect(report).toMatchObject({ skipped: skipped.length, failed: 0 });
            expect(all.notCompared).toEqual({ files: null, records: 0, problems: [] });

            await target.write((sql) =>
              sql.execute(
                `update documents set title = 'Another title' where id = (select min(id) from documents)`,
              ),
            );
            const changed = await take(repository, target, 'incremental', storage);
            const again = await against(changed.id);
            expect(again.total.changed).toBe(all.total.changed + 1);
            const [now] = again.differences.filter(({ model }) => model === 'documents.document');
            expect(now?.fields.map(({ name, before }) => [name, before])).toEqual([
              ['title', '"Another title"'],
            ]);
          } finally {
            await opened.spool?.close();
            await opened.source.close();
          }
        }),
      ),
    );
  });
});
