import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { withFreshTarget } from '../database/testing.ts';
import type { Problem } from '../problems.ts';
import { snapshotOf, take, withRepository } from '../snapshot/testing.ts';
import { writeOutSnapshot } from '../snapshot/write-out.ts';
import { withPlan } from '../testing/restore-once.ts';
import { basics } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';
import { exportTarget } from './export-target.ts';

/** What only some file systems take. */
const isTaken = process.platform === 'linux';

it.skipIf(!isTaken)(
  'leaves out, and tells of, names that whoever opens the package would take for damage',
  () =>
    withScene('server', (scene) =>
      withRepository(async (repository) => {
        await scene.restore(basics());
        const storage = await scene.folder();
        await mkdir(path.join(storage, 'media'));
        for (const name of ['two\nlines', 'tab\there', 'good ü.txt'])
          await writeFile(path.join(storage, 'media', name), name);
        const out = await scene.folder();
        const common = { keys: 'natural', canonical: false, select: [], format: 'package' } as const;
        const { id } = await take(repository, scene.target, 'full', storage);
        for (const name of ['x.tar.gz', 'x.zip']) {
          const file = path.join(out, name);
          const exported = await exportTarget(scene.target, { ...common, path: file, storageRoot: storage });
          const written = await writeOutSnapshot(repository, await snapshotOf(repository, id), {
            path: path.join(out, `snapshot-${name}`),
            format: 'package',
          });
          for (const { path: made, files, problems } of [exported, written]) {
            expect(files).toBe(1);
            expect(leftOut(problems)).toEqual(['media/tab\there', 'media/two\nlines']);
            const root = await scene.folder();
            const found = await withFreshTarget('server', (other) =>
              withPlan(made, other, { storage: root }, async ({ inspected, restore }) => {
                await restore();
                return inspected.inspection.problems;
              }),
            );
            expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
            expect(await readdir(path.join(root, 'media'))).toEqual(['good ü.txt']);
          }
        }
      }),
    ),
);

it.skipIf(!isTaken)(
  'tells of a name that is not written in UTF-8, and does not say that the file is not there',
  () =>
    withScene('server', (scene) =>
      withRepository(async (repository) => {
        await scene.restore(basics());
        const storage = await scene.folder();
        const bad = Buffer.concat([Buffer.from(`${storage}/caf`), Buffer.from([0xe9])]);
        await writeFile(bad, 'latin-1');
        await mkdir(Buffer.concat([bad, Buffer.from('s')]));
        // A name may well hold the mark itself.
        await writeFile(path.join(storage, 'mark \ufffd'), 'fine');
        const { files, problems } = await take(repository, scene.target, 'full', storage);
        expect(files).toBe(1);
        expect(leftOut(problems)).toEqual(['caf\ufffd', 'caf\ufffds']);
        expect(problems[0]?.message).toContain('its name is not written in UTF-8');
      }),
    ),
);

function leftOut(problems: readonly Problem[]): readonly unknown[] {
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['FILE_LEFT_OUT']));
  return problems.map(({ where }) => where?.entry).sort();
}
