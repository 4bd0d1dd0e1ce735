import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { basics, document } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import type { SnapshotReport } from './take-snapshot.ts';
import { take, withRepository } from './testing.ts';

const withFile = (number: string, file: string) =>
  document(number, { file_path: `storage/documents/${file}`, file_name: file });

/** Two documents, both of whose files are in the storage. */
async function edmsWithFiles(scene: Scene): Promise<string> {
  await scene.restore([...basics(), withFile('D-1', 'a.txt'), withFile('D-2', 'b.txt')]);
  const storage = await scene.folder();
  await mkdir(path.join(storage, 'documents'));
  for (const name of ['a.txt', 'b.txt']) await writeFile(path.join(storage, 'documents', name), name);
  return storage;
}

const missing = ({ problems }: SnapshotReport) =>
  problems.filter(({ code }) => code === 'FILE_MISSING').map(({ where }) => where?.entry);

describe('a snapshot that is compared with an earlier one', () => {
  it('tells of a file that is gone, though its record did not change, until it is there again', () =>
    withScene('server', (scene) =>
      withRepository(async (repository) => {
        const storage = await edmsWithFiles(scene);
        const next = async () => missing(await take(repository, scene.target, 'incremental', storage));
        expect(await next()).toEqual([]);
        await rm(path.join(storage, 'documents', 'a.txt'));
        expect(await next()).toEqual(['documents/a.txt']);
        expect(await next()).toEqual(['documents/a.txt']);
        await writeFile(path.join(storage, 'documents', 'a.txt'), 'again');
        expect(await next()).toEqual([]);
        await rm(path.join(storage, 'documents', 'b.txt'));
        expect(missing(await take(repository, scene.target, 'differential', storage))).toEqual([
          'documents/b.txt',
        ]);
      }),
    ));

  it('tells of files that are missing in a storage that the earlier one was taken without', () =>
    withScene('server', (scene) =>
      withRepository(async (repository) => {
        const storage = await edmsWithFiles(scene);
        await rm(path.join(storage, 'documents', 'a.txt'));
        expect(missing(await take(repository, scene.target))).toEqual([]);
        const report = await take(repository, scene.target, 'incremental', storage);
        expect(missing(report)).toEqual(['documents/a.txt']);
      }),
    ));
});
