import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from './create-engine.ts';
import { freshServerUrl, onServer } from './database/testing.ts';
import { SAFE_POLICY } from './plan/policy.ts';
import { buildPackage, sha256 } from './testing/build-package.ts';
import { basics, document } from './testing/sample-records.ts';

let folder = '';
let database: Awaited<ReturnType<typeof freshServerUrl>>;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-repairs-'));
  database = await freshServerUrl();
});
afterAll(async () => {
  await database.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('an engine with a target and a package', () => {
  it('checks before it restores, tells how the target is, repairs what it can, and notes it in the EDMS', async () => {
    const content = 'a document';
    const record = {
      file_path: 'storage/documents/a.docx',
      file_size: content.length,
      file_checksum: sha256(content),
    };
    const package_ = await buildPackage(
      path.join(folder, 'package.zip'),
      [...basics(), document('D1', record)],
      [{ path: 'documents/a.docx', content }],
    );
    const engine = createEngine();
    try {
      await expect(engine.preflight(folder)).rejects.toMatchObject({ code: 'USAGE' });
      await expect(engine.health(folder)).rejects.toMatchObject({ code: 'USAGE' });
      await engine.initTarget({ kind: 'server', url: database.url });
      await expect(engine.recordHealth()).rejects.toMatchObject({ code: 'USAGE' });
      await expect(engine.planRepair('missing-files', folder)).rejects.toMatchObject({ code: 'USAGE' });
      await engine.openPackage(package_);
      const early = await engine.preflight(null, { policy: { ...SAFE_POLICY, mode: 'files' } });
      expect(early.checks.find(({ id }) => id === 'mode')?.level).toBe('stop');
      await engine.createPlan(SAFE_POLICY, folder);
      // A plan has a policy of its own.
      const planned = await engine.preflight(folder, { policy: { ...SAFE_POLICY, mode: 'files' } });
      expect(planned.checks.find(({ id }) => id === 'mode')?.message).toMatch(/^What is missing is added/);
      await engine.restore();
      await rm(path.join(folder, 'documents', 'a.docx'));
      await onServer(
        `insert into auth_group (id, name) values (41, 'g')`,
        new URL(database.url).pathname.slice(1),
      );
      const health = await engine.health(folder);
      const repairs = health.findings.flatMap(({ repair, count }) =>
        repair === null ? [] : [[repair, count]],
      );
      expect(repairs).toEqual([
        ['sequences', 1],
        ['missing-files', 1],
      ]);
      expect(await engine.planRepair('sequences', null)).toMatchObject({ sequences: [{ now: 1, next: 42 }] });
      expect(await engine.repair('sequences', null)).toMatchObject({ repaired: [{ table: 'auth_group' }] });
      expect(await engine.planRepair('missing-files', folder)).toMatchObject({ missing: 1, supplied: 1 });
      expect(await engine.repair('missing-files', folder)).toMatchObject({ placed: 1, left: 0 });
      const after = await engine.health(folder);
      expect(after.findings.filter(({ repair }) => repair !== null)).toEqual([]);
      expect(await engine.recordHealth()).toEqual([
        { table: 'health_checks', rows: 1 },
        { table: 'system_metrics', rows: 1 },
      ]);
    } finally {
      await engine.close();
    }
  });
});
