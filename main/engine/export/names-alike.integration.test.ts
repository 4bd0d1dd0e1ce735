import path from 'node:path';
import { expect, it } from 'vitest';
import { targetKinds, withFreshTarget } from '../database/testing.ts';
import { snapshotOf, take, withRepository } from '../snapshot/testing.ts';
import { writeOutSnapshot } from '../snapshot/write-out.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import { basics } from '../testing/sample-records.ts';
import { type Scene, sceneOver, withScene } from '../testing/scene.ts';
import { exportTarget } from './export-target.ts';

/** Nothing keeps the names of backup configurations apart, and jobs refer to them by name. */
const CONFIGURATIONS = ['first', 'second'].map(
  (
    description,
  ) => `insert into backup_configurations (uuid, name, description, backup_type, frequency, is_enabled,
      schedule_days, retention_days, max_backups, storage_path, compression_enabled, encryption_enabled, created_at, updated_at,
      status, schedule_time, created_by_id)
    values (gen_random_uuid(), 'Nightly', '${description}', 'FULL', 'DAILY', true, '[]', 7, 7, '', true, false, now(), now(), 'ACTIVE', '02:00',
      (select min(id) from users))`,
);
const JOB = `insert into backup_jobs (uuid, job_name, backup_type, status, backup_file_path, checksum, error_message, created_at,
    retry_count, max_retries, is_valid, validation_errors, configuration_id)
  values (gen_random_uuid(), 'job', 'FULL', 'COMPLETED', '', '', '', now(), 0, 3, true, '[]',
    (select max(id) from backup_configurations))`;

const configurationOf = (scene: Scene) =>
  scene.rows(
    'select c.description from backup_jobs j join backup_configurations c on c.id = j.configuration_id',
  );

it.each(targetKinds)(
  'what refers to one of several rows with the same name refers to that one again (%s)',
  (kind) =>
    withScene(kind, async (scene) => {
      await scene.restore(basics());
      for (const statement of [...CONFIGURATIONS, JOB]) await scene.run(statement);
      const folder = await scene.folder();
      const exported = path.join(folder, 'x.json');
      const request = { format: 'fixture', keys: 'natural', canonical: false, select: [] } as const;
      await exportTarget(scene.target, { ...request, path: exported, storageRoot: null });
      const written = path.join(folder, 'snapshot.json');
      await withRepository(async (repository) => {
        const { id } = await take(repository, scene.target);
        await writeOutSnapshot(repository, await snapshotOf(repository, id), {
          path: written,
          format: 'fixture',
        });
        await scene.run(
          'update backup_jobs set configuration_id = (select min(id) from backup_configurations)',
        );
        expect((await take(repository, scene.target)).changes).toEqual({
          'backup.backupjob': { added: 0, changed: 1, removed: 0 },
        });
        await scene.run(`update backup_configurations set name = 'Other' where description = 'second'`);
        // Its name tells the other one again.
        expect((await take(repository, scene.target)).changes).toMatchObject({
          'backup.backupjob': { added: 0, changed: 1, removed: 0 },
        });
      });
      for (const file of [exported, written])
        await withFreshTarget(kind, async (target, { home }) => {
          expect(await restoreOnce(file, target)).toMatchObject({ failed: 0, skipped: 0, verified: true });
          expect(await configurationOf(sceneOver(target, home))).toEqual([{ description: 'second' }]);
        });
    }),
);
