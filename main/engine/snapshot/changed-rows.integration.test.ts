import { expect, it } from 'vitest';
import { introspect } from '../database/introspect.ts';
import type { Target } from '../database/target.ts';
import { kindsAboveSql, targetKinds } from '../database/testing.ts';
import { ProgressMeter } from '../progress.ts';
import type { BlobId, BlobStore, Repository } from '../repository/repository.ts';
import { basics, document, sample, user } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import { readFingerprints } from './fingerprints.ts';
import { KeptProblems } from './kept-problems.ts';
import type { Manifest } from './manifest.ts';
import { readSegment } from './segment.ts';
import { takeTables } from './take-tables.ts';
import { compareAs, snapshotOf, take, withRepository } from './testing.ts';

/** What a snapshot after `parent` would read and find, through blobs that may be changed on the way. */
async function readAfter(
  scene: Scene,
  repository: Repository,
  parent: Manifest,
  through: (blobs: BlobStore) => BlobStore = (blobs) => blobs,
) {
  const blobs = through(await repository.openBlobs());
  const fingerprints = await readFingerprints(blobs, parent.fingerprints ?? '');
  const read: string[] = [];
  const { changes } = await takeTables({
    target: scene.target,
    open: async () => ({
      ...{ blobs, kept: new KeptProblems([]) },
      parent: { tables: parent.tables, fingerprints },
    }),
    meter: new ProgressMeter(),
    onProblem: () => undefined,
    onRecord: (_model, text) => {
      read.push(/"document_number": "([^"]+)"/.exec(text)?.[1] ?? text);
    },
  });
  return { read, changes };
}

const NUMBERS = Array.from({ length: 120 }, (_, at) => `D-${at + 100}`);

function withDocuments(
  kind: (typeof targetKinds)[number],
  work: (scene: Scene, repository: Repository) => Promise<void>,
): Promise<void> {
  return withScene(kind, (scene) =>
    withRepository(async (repository) => {
      await scene.restore([...basics(), user('first'), ...NUMBERS.map((number) => document(number))]);
      // Far from the author of all documents: keys are hashed in groups too.
      await scene.run(`update users set id = id + 1000 where username = 'first'`);
      await work(scene, repository);
    }),
  );
}

/** Blobs of which some cannot be read. */
function without(blobs: BlobStore, lost: readonly BlobId[]): BlobStore {
  const read = (id: BlobId) => (lost.includes(id) ? Promise.reject(new Error('lost')) : blobs.read(id));
  return withOther(blobs, { read });
}

/** A target as somebody has it who opens it now. */
async function openedAnew(target: Target): Promise<Target> {
  return withOther(target, { schema: await target.read(introspect) });
}

/** The same object, but for some of what it has. */
function withOther<T extends object>(object: T, others: Partial<T>): T {
  return new Proxy(object, {
    get: (target, name) => {
      const value: unknown = Reflect.get(name in others ? others : target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

it.each(targetKinds)('a second snapshot of a %s database reads the rows that changed, and no other', (kind) =>
  withDocuments(kind, async (scene, repository) => {
    const { id } = await take(repository, scene.target);
    const { manifest } = await snapshotOf(repository, id);
    await scene.run(`update documents set title = 'Other' where document_number in ('D-107', 'D-160')`);
    await scene.run(`delete from documents where document_number = 'D-161'`);
    const found = { 'documents.document': { added: 0, changed: 2, removed: 1 } };
    expect(await readAfter(scene, repository, manifest)).toEqual({
      read: ['D-107', 'D-160'],
      changes: found,
    });

    // Without what was known of the rows their neighbours are read too, and the same is found.
    const table = manifest.tables.find(({ model }) => model === 'documents.document');
    const { rows } = await readSegment(await repository.openBlobs(), table?.segments[0] ?? '');
    const lost = rows?.parts.map((part) => part.id) ?? [];
    expect(lost).not.toEqual([]);
    const again = await readAfter(scene, repository, manifest, (blobs) => without(blobs, lost));
    expect(again.changes).toEqual(found);
    expect(again.read.length).toBeGreaterThan(20);
  }),
);

it.each(targetKinds)(
  'a row of a %s database that refers to what has another name counts as changed',
  (kind) =>
    withDocuments(kind, async (scene, repository) => {
      const { id } = await take(repository, scene.target);
      const { manifest } = await snapshotOf(repository, id);
      await scene.run(
        `update documents set approver_id = (select id from users where username = 'first') where document_number = 'D-130'`,
      );
      const second = await take(repository, scene.target);
      expect(second.changes).toEqual({ 'documents.document': { added: 0, changed: 1, removed: 0 } });
      await scene.run(`update users set username = 'renamed' where username = 'first'`);
      await scene.run(`update documents set title = 'Other' where document_number = 'D-190'`);
      const third = await take(repository, scene.target);
      expect(third.changes).toEqual({
        'documents.document': { added: 0, changed: 2, removed: 0 },
        'users.user': { added: 0, changed: 1, removed: 0 },
      });
      expect((await readAfter(scene, repository, manifest)).changes).toEqual(third.changes);
    }),
);

it.each(kindsAboveSql)('nothing of a %s database is read that could refer to a table without rows', (kind) =>
  withScene(kind, (scene) =>
    withRepository(async (repository) => {
      await scene.restore([...basics(), sample('security.securityevent')]);
      const { id } = await take(repository, scene.target);
      const { manifest } = await snapshotOf(repository, id);
      expect(manifest.tables).toContainEqual(
        expect.objectContaining({ model: 'security.securityevent', records: 1 }),
      );
      expect((await readAfter(scene, repository, manifest)).read).toEqual([]);
    }),
  ),
);

/** The user of some name, in SQL. */
const named = (username: string) => `(select id from users where username = '${username}')`;

/** Lets two users take each other's name. */
async function swapNames(scene: Scene, one: string, other: string): Promise<void> {
  const rename = (from: string, to: string) =>
    scene.run(`update users set username = '${to}' where username = '${from}'`);
  await rename(one, 'swapped');
  await rename(other, one);
  await rename('swapped', other);
}

it.each(targetKinds)(
  'a row of a %s database that refers to the same name by another number is as it was, and is another by its old number',
  (kind) =>
    withDocuments(kind, async (scene, repository) => {
      await scene.restore([user('second')]);
      await scene.run(`update users set id = id + 2000 where username = 'second'`);
      const approve = (number: string, username: string) =>
        scene.run(
          `update documents set approver_id = ${named(username)} where document_number = '${number}'`,
        );
      for (const number of ['D-107', 'D-160']) await approve(number, 'first');
      await take(repository, scene.target);

      await swapNames(scene, 'first', 'second');
      for (const number of ['D-107', 'D-160']) await approve(number, 'first');
      const second = await take(repository, scene.target);
      expect(second.changes).toEqual({ 'users.user': { added: 0, changed: 2, removed: 0 } });

      // The number that the first snapshot had, which is another name's now; and a neighbour of the other document.
      await approve('D-107', 'second');
      await scene.run(`update documents set title = 'Other' where document_number = 'D-161'`);
      const third = await take(repository, scene.target);
      expect(third.changes).toEqual({ 'documents.document': { added: 0, changed: 2, removed: 0 } });
      const live = await compareAs(repository, scene.target, { before: third.id, now: null });
      expect(live.byModel).toEqual({});
    }),
);

it.each(kindsAboveSql)('columns of another type in a %s database make no row another one', (kind) =>
  withDocuments(kind, async (scene, repository) => {
    await take(repository, scene.target);
    await scene.run('alter table documents alter column title type text');
    const target = await openedAnew(scene.target);
    expect((await take(repository, target)).changes).toEqual({});
    await scene.run(`update documents set title = 'Other' where document_number = 'D-107'`);
    const third = await take(repository, target);
    expect(third.changes).toEqual({ 'documents.document': { added: 0, changed: 1, removed: 0 } });
  }),
);

it.each(targetKinds)('truth values that became numbers in a %s database are other values', (kind) =>
  withDocuments(kind, async (scene, repository) => {
    await take(repository, scene.target);
    // PostgreSQL hashes true as it does 1.
    await scene.run('alter table users alter column is_staff type smallint using is_staff::int');
    const second = await take(repository, await openedAnew(scene.target));
    expect(second.changes).toEqual({ 'users.user': { added: 0, changed: 2, removed: 0 } });
  }),
);

it.each(targetKinds)('rows of a %s database whose hashes say nothing any more get others at once', (kind) =>
  withDocuments(kind, async (scene, repository) => {
    await take(repository, scene.target);
    await scene.run(`delete from documents where document_number = 'D-161'`);
    // Another major version of PostgreSQL may hash the same bytes differently.
    const { schema } = scene.target;
    const upgraded = withOther(scene.target, { schema: { ...schema, serverVersion: 990_000 } });
    const second = await take(repository, upgraded);
    expect(second.changes).toEqual({ 'documents.document': { added: 0, changed: 0, removed: 1 } });
    const { manifest } = await snapshotOf(repository, second.id);
    const table = manifest.tables.find(({ model }) => model === 'documents.document');
    expect(table).toMatchObject({ records: 119, segments: [expect.any(String)] });
    expect(second.bytesAdded).toBeLessThan(20_000);

    await scene.run(`update documents set title = 'Other' where document_number = 'D-160'`);
    const { read, changes } = await readAfter({ ...scene, target: upgraded }, repository, manifest);
    expect(read).toEqual(['D-160']);
    expect(changes).toEqual({ 'documents.document': { added: 0, changed: 1, removed: 0 } });
    const third = await take(repository, upgraded);
    expect((await compareAs(repository, upgraded, { before: third.id, now: null })).byModel).toEqual({});
  }),
);

it.each(kindsAboveSql)('columns of another length in a %s database have no neighbours read', (kind) =>
  withDocuments(kind, async (scene, repository) => {
    const { id } = await take(repository, scene.target);
    const { manifest } = await snapshotOf(repository, id);
    await scene.run('alter table documents alter column title type character varying(300)');
    await scene.run(`update documents set title = 'Other' where document_number = 'D-107'`);
    const opened = { ...scene, target: await openedAnew(scene.target) };
    expect((await readAfter(opened, repository, manifest)).read).toEqual(['D-107']);
  }),
);

/** Numbers that look random and are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Some statements that change documents: what each does depends on `pick`. */
function statements(pick: (below: number) => number, round: number): readonly string[] {
  const row = () => `document_number = 'D-${100 + pick(NUMBERS.length)}'`;
  const title = `update documents set title = 'Round ${round}'`;
  const kinds = [
    () => `${title} where ${row()}`,
    () => `${title} where id % ${2 + pick(40)} = 0`,
    () => `delete from documents where ${row()}`,
    // The same record under another key, near or far from where it was.
    () => `update documents set id = id + ${1000 * (round + 1) + pick(3)} where ${row()}`,
    () => `update documents set metadata = '{"weight": ${pick(3)}.0${'0'.repeat(pick(3))}}' where ${row()}`,
    () =>
      `update documents set author_id = (select id from users where username like 'first%') where ${row()}`,
    () => `update users set username = 'first ${round}' where username like 'first%'`,
    // The same name under another number.
    () => `with moved as (update users set id = id + 16 where username like 'first%' returning id)
           update documents set author_id = moved.id from moved where author_id = moved.id - 16`,
    () => `insert into auth_group (id, name) values (${round * 7 + 50}, 'group ${round}')`,
    () => `update auth_group set name = name || '!' where id % 3 = ${pick(3)}`,
    () => `delete from auth_group where id % 5 = ${pick(5)}`,
  ];
  return Array.from({ length: 1 + pick(4) }, () => (kinds[pick(kinds.length)] ?? kinds[0])?.() ?? '');
}

it.each(targetKinds)('whatever changes in a %s database, snapshots after each other hold all of it', (kind) =>
  withDocuments(kind, async (scene, repository) => {
    const seed = 20_261_126;
    const pick = numbers(seed);
    let before = await take(repository, scene.target, 'full');
    for (let round = 0; round < 25; round += 1) {
      const changes = statements(pick, round);
      for (const change of changes) await scene.run(change);
      const now = await take(repository, scene.target, round % 6 === 5 ? 'differential' : 'incremental');
      const what = `seed ${seed}, round ${round}: ${changes.join('; ')}`;
      const live = await compareAs(repository, scene.target, { before: now.id, now: null });
      expect(live.byModel, what).toEqual({});
      const told = await compareAs(repository, null, { before: now.parent ?? before.id, now: now.id });
      expect(now.changes, what).toEqual(told.byModel);
      before = now;
    }
  }),
);
