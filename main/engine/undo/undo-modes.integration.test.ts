import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePackage } from '../../../scripts/invent/index.ts';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import { lastingBecause } from '../catalogue/lasting-models.ts';
import { casesFor, freshTarget, targetKinds } from '../database/testing.ts';
import { RESTORE_MODES, type RestoreMode, type RestorePolicy } from '../plan/policy.ts';
import type { RestoreReport } from '../restore/report.ts';
import { hashTables, readDatabase } from '../testing/database-rows.ts';
import { treeOf } from '../testing/file-tree.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import { type Scene, sceneOver } from '../testing/scene.ts';
import { planUndo, undoRestore } from './undo.ts';

const REMOVABLE = [...edmsCatalogue().models.values()]
  .filter((model) => lastingBecause(model) === null)
  .map(({ label }) => label);

/** Each mode as it changes most: conflicts are decided for the package, and a mirror removes all that it may. */
const TAKE: Partial<RestorePolicy> = {
  classes: { 'uuid-other-key': 'take', 'key-other-uuid': 'take', 'file-differs': 'take' },
  missingUsers: 'create-inactive',
};
const POLICIES: { readonly [mode in RestoreMode]: Partial<RestorePolicy> } = {
  complete: { ...TAKE, mode: 'complete' },
  merge: { ...TAKE, mode: 'merge', classes: { ...TAKE.classes, 'protected-differs': 'take' } },
  reinit: { mode: 'reinit', classes: { 'file-differs': 'beside' } },
  mirror: { mode: 'mirror', removeBeyond: REMOVABLE },
  selected: {
    ...TAKE,
    mode: 'selected',
    selection: { roots: ['documents.documentcomment:*'], span: null, search: '' },
  },
  files: { ...TAKE, mode: 'files' },
  database: { ...TAKE, mode: 'database' },
};

let folder: string;
let other: string;
let earlier: string;
let package_: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-undo-modes-'));
  other = path.join(folder, 'other.tar');
  earlier = path.join(folder, 'earlier.tar');
  package_ = path.join(folder, 'package.tar');
  await writePackage(other, { seed: 5, documents: 2 });
  await writePackage(earlier, { seed: 6, documents: 2 });
  await writePackage(package_, { seed: 6, documents: 3 });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(targetKinds)('undoing each mode of a restore into a %s target', (kind) => {
  let fresh: Awaited<ReturnType<typeof freshTarget>>;
  let scene: Scene;
  let storage: string;
  let before: Awaited<ReturnType<typeof stateOf>>;

  // One target for all modes: each leaves it as it was, which is what is looked at.
  beforeAll(async () => {
    fresh = await freshTarget(kind);
    scene = sceneOver(fresh.target, fresh.home);
    storage = await scene.folder();
    await restoreOnce(other, fresh.target, { storage });
    await restoreOnce(earlier, fresh.target, { storage });
    await makeDifferent(scene, storage);
    before = await stateOf(scene, storage);
  });

  afterAll(() => fresh.remove());

  it.each(casesFor(kind, RESTORE_MODES, 'mirror'))(
    '%s: all tables and files are what they were',
    async (mode) => {
      const job = { id: mode, folder: path.join(fresh.home, 'jobs', mode) };
      const report = await restoreOnce(package_, fresh.target, { storage, job, policy: POLICIES[mode] });
      expectChanges(mode, report);
      const after = await stateOf(scene, storage);
      expect(changed(before.hashes, after.hashes).length > 0).toBe(mode !== 'files');
      expect(changed(before.files, after.files).length > 0).toBe(mode !== 'database');
      // Rows of many-to-many fields go with the row that they belong to, and are no records.
      if (mode === 'mirror')
        expect(after.rows).toBeLessThanOrEqual(before.rows + report.created - report.removed);

      const input = { target: fresh.target, of: job, storageRoot: storage };
      expect(await planUndo(input)).toMatchObject({ conflictCount: 0 });
      const undo = { id: `undo-${mode}`, folder: path.join(fresh.home, 'jobs', `undo-${mode}`) };
      const undone = await undoRestore({ ...input, job: undo, shown: 0 });
      expect(undone).toMatchObject({ kept: 0, conflicts: [] });
      expect(undone.reinserted > 0).toBe(mode === 'mirror');
      const end = await stateOf(scene, storage);
      expect([changed(before.hashes, end.hashes), changed(before.files, end.files)]).toEqual([[], []]);
    },
  );
});

/** Everything of a target that undoing has to bring back: a hash by table, and a line by file or folder. */
async function stateOf(scene: Scene, storage: string) {
  const database = await readDatabase(scene.target);
  const rows = [...database.tables.values()].reduce((total, list) => total + list.length, 0);
  const files = new Map((await treeOf(storage)).map((line) => [line, '']));
  return { hashes: hashTables(database), rows, files };
}

/** What is not in both, or not the same in both. */
function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}

/** That there was something to undo: a restore that changes nothing shows nothing. */
function expectChanges(mode: RestoreMode, report: RestoreReport): void {
  const records = mode !== 'files';
  const files = mode !== 'database';
  expect(report).toMatchObject({ mode, verified: true });
  expect([report.created > 0, report.updated > 0]).toEqual([records, records]);
  expect(report.files.copied > 0).toBe(files);
  expect(report.removed > 0).toBe(mode === 'mirror');
}

/** Rows and files that the package has too become older, are gone, or are a person's. */
async function makeDifferent(scene: Scene, storage: string): Promise<void> {
  await scene.run(
    `update documents set title = title || ' (before)', metadata = '{"n": 1.50, "z": [1e2]}' where id % 2 = 0`,
  );
  await scene.run(`update document_types set description = 'ours' where id % 2 = 0`);
  await scene.run(`update document_comments set is_resolved = not is_resolved where id % 2 = 1`);
  await scene.run(`delete from document_comments where id % 2 = 0`);
  await scene.run(`delete from users_groups where id % 2 = 0`);
  const documents = path.join(storage, 'documents');
  for (const [i, name] of (await readdir(documents)).sort().entries()) {
    const file = path.join(documents, name);
    if (i % 3 === 0) await rm(file);
    else if (i % 3 === 1) await appendFile(file, 'written by a person');
  }
  await writeFile(path.join(documents, 'only-here.txt'), 'no package has this');
}
