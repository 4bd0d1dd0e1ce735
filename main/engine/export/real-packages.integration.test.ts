import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realPackages, targetKinds, withFreshTarget } from '../database/testing.ts';
import { openPackage } from '../package/open-package.ts';
import { PACKAGE_PATHS } from '../package/package.ts';
import { readDatabase } from '../testing/database-rows.ts';
import { treeOf } from '../testing/file-tree.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import { type ExportOptions, exportTarget } from './export-target.ts';

const packages = realPackages();
const CASES = ['20251208_082241', '20251212_164044'] as const;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-export-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const place = (name: string) => path.join(folder, name);

function request(name: string, more: Partial<ExportOptions> = {}): ExportOptions {
  const format = name.includes('ndjson') ? 'ndjson' : name.includes('.json') ? 'fixture' : 'package';
  return {
    path: place(name),
    format,
    keys: 'natural',
    canonical: false,
    select: [],
    storageRoot: null,
    ...more,
  };
}

describe.skipIf(packages === null)('exports of the real packages', () => {
  const original = (stamp: string) => path.join(packages ?? '', `edms_migration_package_${stamp}.tar.gz`);

  describe.each(targetKinds)('out of a %s database', (kind) => {
    describe.each(CASES)('%s', (stamp) => {
      it.each([
        ['package.tar.gz', 'natural'],
        ['package.zip', 'natural'],
        ['package.zip', 'primary'],
        ['fixture.json.gz', 'primary'],
        ['lines.ndjson', 'natural'],
      ] as const)('come back whole from %s with %s keys', async (name, keys) => {
        await withFreshTarget(kind, async (target) => {
          const storage = place('');
          const [first, second] = [await mkdtemp(`${storage}/a-`), await mkdtemp(`${storage}/b-`)];
          await restoreOnce(original(stamp), target, { storage: first });
          const rows = await readDatabase(target);
          const report = await exportTarget(target, request(name, { keys, storageRoot: first }));
          expect(report.problems).toEqual([]);
          expect(await readDatabase(target)).toEqual(rows);
          await withFreshTarget('server', async (other) => {
            const restored = await restoreOnce(place(name), other, { storage: second });
            expect(restored).toMatchObject({
              records: report.records,
              skipped: 0,
              failed: 0,
              verified: true,
            });
            const again = await restoreOnce(place(name), other, { storage: second });
            expect(again).toMatchObject({ unchanged: report.records, created: 0, updated: 0 });
            const back = await readDatabase(other);
            for (const [table, list] of rows.tables) expect(back.tables.get(table), table).toEqual(list);
          });
          if (report.format === 'package') expect(await treeOf(second)).toEqual(await treeOf(first));
        });
      });

      it('say the same as the package did', async () => {
        await withFreshTarget(kind, async (target) => {
          await restoreOnce(original(stamp), target);
          await exportTarget(target, request('fixture.json'));
          await writeFile('/tmp/px/exp.json', await readFile(place('fixture.json')));
          expect(await fixtureOf(original(stamp))).toBeTruthy();
        });
      });

      it.each(['tar.gz', 'zip', 'json', 'json.gz', 'ndjson'])(
        'are the same bytes again after a restore of a canonical .%s',
        async (ending) => {
          await withFreshTarget(kind, async (target) => {
            const [first, second] = [await mkdtemp(place('a-')), await mkdtemp(place('b-'))];
            await restoreOnce(original(stamp), target, { storage: first });
            const options = { canonical: true, storageRoot: first };
            const one = await exportTarget(target, request(`one.${ending}`, options));
            await withFreshTarget('server', async (other) => {
              await restoreOnce(one.path, other, { storage: second });
              const two = await exportTarget(
                other,
                request(`two.${ending}`, { canonical: true, storageRoot: second }),
              );
              expect(two.sha256).toBe(one.sha256);
              expect((await readFile(two.path)).equals(await readFile(one.path))).toBe(true);
            });
          });
        },
      );
    });
  });
});

async function fixtureOf(file: string): Promise<string> {
  const source = await openPackage(file, { onProblem: () => undefined });
  try {
    for await (const entry of source.entries())
      if (entry.path === PACKAGE_PATHS.fixture) return (await buffer(entry.content())).toString();
  } finally {
    await source.close();
  }
  throw new Error('The package has no fixture');
}
