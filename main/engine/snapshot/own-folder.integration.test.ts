import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createRepository, openRepository } from '../repository/open-repository.ts';
import { basics } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';
import { compareAs, take } from './testing.ts';

it('a repository that lies in the storage is never in its own snapshots, whichever way leads to the two', () =>
  withScene('server', async (scene) => {
    await scene.restore(basics());
    const folder = await scene.folder();
    const [storage, link] = [path.join(folder, 'storage'), path.join(folder, 'link')];
    await mkdir(storage);
    await symlink(storage, link, 'junction');
    await writeFile(path.join(storage, 'a.txt'), 'a');
    const { repository } = await createRepository(path.join(storage, 'repository'), {});
    await repository.close();
    for (const root of [storage, link]) {
      const opened = await openRepository(path.join(root, 'repository'), {});
      for (const storageRoot of [storage, link]) {
        expect(await take(opened, scene.target, 'incremental', storageRoot)).toMatchObject({ files: 1 });
        const live = { before: 'latest', now: null, storageRoot };
        expect(await compareAs(opened, scene.target, live)).toMatchObject({ differences: [] });
      }
      await opened.close();
    }
  }));
