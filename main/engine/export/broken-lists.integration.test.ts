import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { targetKinds } from '../database/testing.ts';
import { basics, sample, user } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';
import { EXPORT_KEYS } from './export-report.ts';
import { exportTarget } from './export-target.ts';

it.each(targetKinds)(
  'a many-to-many pair whose other end is not there is told, by either kind of keys (%s)',
  (kind) =>
    withScene(kind, async (scene) => {
      const group = sample('auth.group', { name: 'g', permissions: [] });
      await scene.restore([...basics(), group, user('member', { groups: [['g']] })]);
      await scene.run('alter table users_groups disable trigger all');
      await scene.run(`insert into users_groups (user_id, group_id)
      select id, 4711 from users where username = 'member'`);
      for (const keys of EXPORT_KEYS) {
        const file = path.join(await scene.folder(), `${keys}.json`);
        const common = { format: 'fixture', canonical: false, select: [], storageRoot: null } as const;
        const { problems } = await exportTarget(scene.target, { ...common, path: file, keys });
        expect(problems.filter(({ code }) => code === 'REFERENCE_BROKEN')).toMatchObject([
          {
            severity: 'warning',
            message: expect.stringMatching(
              /^users\.user \d+ refers in groups to auth\.group 4711, which is not there; it is left out of the list\.$/,
            ),
            where: { model: 'users.user', field: 'groups' },
          },
        ]);
        const records: readonly { fields: { username?: string; groups?: readonly unknown[] } }[] = JSON.parse(
          await readFile(file, 'utf8'),
        );
        const member = records.find(({ fields }) => fields.username === 'member');
        expect(member?.fields.groups).toEqual([keys === 'natural' ? ['g'] : expect.any(Number)]);
      }
    }),
);
