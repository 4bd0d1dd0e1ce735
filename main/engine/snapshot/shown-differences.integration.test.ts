import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Target } from '../database/target.ts';
import { kindsAboveSql, targetKinds } from '../database/testing.ts';
import { createRepository } from '../repository/open-repository.ts';
import type { Repository } from '../repository/repository.ts';
import { basics, document } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';
import { EngineSnapshots } from './engine-snapshots.ts';
import { takeSnapshot } from './take-snapshot.ts';

async function withRepository(work: (repository: Repository, folder: string) => Promise<void>) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-shown-'));
  const { repository } = await createRepository(path.join(folder, 'repository'), {});
  try {
    await work(repository, folder);
  } finally {
    await repository.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const take = (repository: Repository, target: Target, storageRoot: string | null = null) =>
  takeSnapshot(repository, target, { kind: 'incremental', storageRoot, tags: [] });

const work = (repository: Repository, target: Target | null) => {
  const open = { target: () => target ?? fail(), open: () => fail(), package: () => fail() };
  const engine = new EngineSnapshots({ ...open, folder: async () => fail() });
  const address = { path: repository.path, keys: {} };
  return {
    compare: async (before: string, now: string | null) =>
      engine.compare(address, {
        ...{ before, now, storageRoot: null, keep: false },
        ...{ model: null, offset: 0, limit: 100 },
      }),
    follow: (record: string) => engine.timeline(address, { model: 'documents.document', record }),
  };
};

describe.each(targetKinds)('what a person is shown of the snapshots of a %s database', (kind) => {
  it('is all that a record or file had, and the name under which a record is chosen', () =>
    withScene(kind, (scene) =>
      withRepository(async (repository, folder) => {
        await scene.restore([...basics(), document('D-1'), document('D-2')]);
        await mkdir(path.join(folder, 'storage'));
        await writeFile(path.join(folder, 'storage', 'a.txt'), 'a');
        const first = await take(repository, scene.target, path.join(folder, 'storage'));
        await scene.run(`update documents set title = 'Other' where document_number = 'D-1'`);
        await scene.run(`delete from documents where document_number = 'D-2'`);
        await writeFile(path.join(folder, 'storage', 'a.txt'), 'changed');
        const second = await take(repository, scene.target, path.join(folder, 'storage'));
        const { compare, follow } = work(repository, null);
        const [changed, removed, file] = (await compare(first.id, second.id)).differences;
        expect(changed).toMatchObject({ change: 'changed', root: 'documents.document:D-1' });
        expect(changed?.fields.map(({ name }) => name)).toEqual(['title']);
        expect(removed).toMatchObject({ change: 'removed', root: 'documents.document:D-2' });
        const number = { name: 'document_number', before: '"D-2"', now: null, secret: false };
        expect(removed?.fields).toContainEqual(number);
        expect(file).toMatchObject({ model: 'files', name: 'a.txt', root: null });
        expect(file?.fields).toContainEqual({ name: 'size', before: '1', now: '7', secret: false });
        // The other way round it is new: nothing of it can be brought back from there.
        const [, added] = (await compare(second.id, first.id)).differences;
        expect(added).toMatchObject({ change: 'added', name: 'D-2', root: null });
        const { entries } = await follow('D-2');
        expect(entries.map(({ state, root }) => [state, root])).toEqual([
          ['appeared', 'documents.document:D-2'],
          ['gone', null],
        ]);
      }),
    ));
});

describe.each(kindsAboveSql)('what a person is shown of the snapshots of a %s database', (kind) => {
  it('is every digit of a number', () =>
    withScene(kind, (scene) =>
      withRepository(async (repository) => {
        await scene.restore([...basics(), document('D-1', { metadata: {} })]);
        const digits = (text: string) => scene.run(`update documents set metadata = '{"n": ${text}}'`);
        await digits('12345678901234567890.10');
        const { id } = await take(repository, scene.target);
        await digits('12345678901234567890.1');
        const { differences } = await work(repository, scene.target).compare(id, null);
        const [before, now] = ['{"n":12345678901234567890.10}', '{"n":12345678901234567890.1}'];
        expect(differences.map(({ fields }) => fields)).toEqual([
          [{ name: 'metadata', before, now, secret: false }],
        ]);
      }),
    ));

  it('is never a password, but that it differs', () =>
    withScene(kind, (scene) =>
      withRepository(async (repository) => {
        await scene.restore(basics());
        const { id } = await take(repository, scene.target);
        await scene.run(`update users set password = 'another'`);
        const { differences } = await work(repository, scene.target).compare(id, null);
        expect(differences.map(({ fields }) => fields)).toEqual([
          [{ name: 'password', before: expect.stringMatching(/^"(•+)?"$/), now: '"••••••"', secret: true }],
        ]);
      }),
    ));
});

it('a record is followed through the snapshots of its own EDMS alone', () =>
  withScene('server', (scene) =>
    withScene('server', (other) =>
      withRepository(async (repository) => {
        await scene.restore([...basics(), document('D-1')]);
        await other.restore([...basics(), document('D-2'), document('D-3')]);
        await take(repository, scene.target);
        await take(repository, other.target);
        const { entries } = await work(repository, null).follow('D-1');
        expect(entries.map(({ source, state }) => [source, state])).toEqual([
          [scene.target.label, 'appeared'],
        ]);
      }),
    ),
  ));

function fail(): never {
  throw new Error('there is none');
}
