import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withFreshVersion } from '../engine/adapt/testing.ts';
import { kindOf } from '../engine/adapt/testing-records.ts';
import type { RestoreReport } from '../engine/restore/report.ts';
import { buildPackage } from '../engine/testing/build-package.ts';
import { basics, document } from '../engine/testing/sample-records.ts';
import { runProcess } from './testing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-cli-versions-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the command line, with a package of another version of the EDMS', () => {
  it('fills what the target requires, and names the file that keeps what has no place in it', () =>
    withFreshVersion('next', 'server', async (target, { address }) => {
      if (address.kind !== 'server') return;
      const records = [
        ...basics(),
        document('D1', { file_path: '' }),
        ...kindOf('backup.backupjob', 'Backup Job'),
      ];
      const file = await buildPackage(path.join(folder, 'present.zip'), records);
      const home = path.join(folder, 'home');
      const run = (...words: readonly string[]) =>
        runProcess(words, { EDMS_TARGET: address.url, EDMS_BACKUP_HOME: home });
      const sideFile = path.join(folder, 'side.ndjson');

      const wrong = await run('plan', file, '--fill', 'documents.document.sensitivity_label=SECRET');
      expect(wrong).toMatchObject({
        status: 2,
        out: '',
        err: expect.stringContaining('is not one of PUBLIC'),
      });
      const planned = await run('plan', file, '--json');
      const plan: RestoreReport = JSON.parse(planned.out);
      expect(plan).toMatchObject({ state: 'dry run', sideFile: null });
      expect(plan.adaptations).toContainEqual({
        table: 'documents',
        column: 'sensitivity_label',
        kind: 'filled',
        records: 1,
        value: 'INTERNAL',
      });
      const before = await run('plan', file, '--side-file', sideFile);
      expect(before.out).toContain(`What has no place in the target is kept in ${sideFile}`);
      expect((await readFile(sideFile, 'utf8')).trimEnd().split('\n')).toHaveLength(6);
      await rm(sideFile);

      const fill = ['--fill', 'documents.document.sensitivity_label=PUBLIC'];
      const restore = ['restore', file, '--yes', '--json', '--no-record'];
      const restored = await run(...restore, ...fill, '--side-file', sideFile);
      expect(restored.status).toBe(3);
      expect(JSON.parse(restored.out)).toMatchObject({
        created: 4,
        skipped: 5,
        failed: 0,
        verified: true,
        sideFile,
      });
      expect(existsSync(sideFile)).toBe(true);
      expect(
        await target.read((sql) => sql.query('select sensitivity_label as label from documents')),
      ).toEqual([{ label: 'PUBLIC' }]);
      // Without a path of its own it lies with the job.
      const again: RestoreReport = JSON.parse((await run(...restore)).out);
      expect(again).toMatchObject({ unchanged: 4, skipped: 5 });
      expect(again.sideFile).toBe(path.join(home, 'jobs', String(again.job), 'side-file.ndjson'));
      expect(existsSync(again.sideFile ?? '')).toBe(true);
    }));
});
