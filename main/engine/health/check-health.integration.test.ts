import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindsAboveSql, realPackages, targetKinds } from '../database/testing.ts';
import { sha256 } from '../testing/build-package.ts';
import { roomyDisk } from '../testing/preflight-scene.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import { basics, document, sample, user, version } from '../testing/sample-records.ts';
import { type Scene, sceneOver, withScene } from '../testing/scene.ts';
import { withRole, withSession } from '../testing/sessions.ts';
import { checkHealth, type HealthOptions } from './check-health.ts';
import type { Health, HealthFindingId } from './health.ts';
import { recordHealth } from './record-health.ts';

const packages = realPackages();

const look = (scene: Scene, storage: string | null = null, options: HealthOptions = {}) =>
  checkHealth(scene.target, storage, { diskSpace: roomyDisk, ...options });

const found = (health: Health, id: HealthFindingId) => {
  const finding = health.findings.find((candidate) => candidate.id === id);
  if (finding === undefined) throw new Error(`There is no finding ${id}.`);
  return finding;
};

const file = (name: string) => ({ path: `documents/${name}`, content: `content of ${name}` });
const named = (number: string, name: string, fields: object = {}) =>
  document(number, {
    file_path: `storage/documents/${name}`,
    file_size: 1000,
    file_checksum: sha256(`content of ${name}`),
    ...fields,
  });

describe.each(targetKinds)('the health of a %s target', (kind) => {
  it('is good when it is fresh, and nothing is written to see that', () =>
    withScene(kind, async (scene) => {
      const health = await look(scene, await scene.folder());
      expect(health.findings.filter(({ level }) => level !== 'ok')).toEqual([]);
      expect(health).toMatchObject({
        level: 'ok',
        lastBackup: null,
        edmsChecks: [],
        edmsMetrics: [],
        growth: [],
      });
      expect(health.storage).toMatchObject({ files: 0, bytes: 0, freeBytes: 5e11, fullOn: null });
      expect(health.databaseBytes).toBeGreaterThan(1_000_000);
      expect(health.tables).toHaveLength(82);
      expect((await look(scene)).storage).toBeNull();
    }));

  it('tells sizes and growth from the data itself', () =>
    withScene(kind, async (scene) => {
      const at = (day: string) => `2026-11-${day}T10:00:00Z`;
      await scene.restore([
        ...basics(),
        named('D1', 'a.docx', { created_at: at('02') }),
        named('D2', 'b.docx', { created_at: at('03') }),
        // The version names the file of its document: it counts once, when it first came.
        version('D2', { file_path: 'storage/documents/b.docx', file_size: 1000, created_at: at('05') }),
        ...[1, 2, 3].map(() => sample('audit.audittrail', { timestamp: at('03'), user: ['author'] })),
      ]);
      const now = () => Date.parse('2026-11-22T00:00:00Z');
      const health = await look(scene, await scene.folder(), {
        now,
        diskSpace: async () => ({ freeBytes: 200_000, totalBytes: 1e6 }),
      });
      expect(health.growth).toEqual([
        { day: '2026-11-02', documents: 1, auditRows: 0, fileBytes: 1000 },
        { day: '2026-11-03', documents: 1, auditRows: 3, fileBytes: 1000 },
      ]);
      // 2000 bytes in twenty days leave two thousand days.
      expect(health.storage?.fullOn).toBe('2032-05-14');
      const rows = new Map(health.tables.map(({ table, rows: count }) => [table, count]));
      expect([rows.get('documents'), rows.get('audit_trail'), rows.get('users')]).toEqual([2, 3, 1]);
      expect(health.tables.every((table, i, all) => i === 0 || table.bytes <= (all[i - 1]?.bytes ?? 0))).toBe(
        true,
      );
    }));

  it('names broken references, sequences behind and old backups', () =>
    withScene(kind, async (scene) => {
      await scene.restore([
        ...basics(),
        document('D1'),
        sample('backup.backupconfiguration', { name: 'daily', created_by: ['author'] }),
        sample('backup.backupjob', {
          status: 'COMPLETED',
          completed_at: '2026-10-01T02:00:00.000Z',
          configuration: ['daily'],
          backup_type: 'DATABASE',
        }),
      ]);
      await scene.target.write(async (sql) => {
        await sql.execute(`select set_config('session_replication_role', 'replica', true)`);
        await sql.execute('update documents set author_id = 4711');
        await sql.execute(`insert into auth_group (id, name) values (90, 'g')`);
      });
      const now = () => Date.parse('2026-10-20T02:00:00Z');
      const health = await look(scene, null, { now });
      expect(health.level).toBe('warn');
      expect(found(health, 'references')).toMatchObject({ count: 1, repair: null });
      expect(found(health, 'references').examples[0]).toMatch(/^documents \d+: author_id = 4711$/);
      expect(found(health, 'sequences')).toMatchObject({
        count: 1,
        examples: ['auth_group: 1, should be 91'],
        repair: 'sequences',
      });
      expect(health.lastBackup).toEqual({ at: '2026-10-01T02:00:00.000Z', kind: 'DATABASE', by: 'edms' });
      expect(found(health, 'backup').level).toBe('warn');
      const lastConsoleBackup = { at: '2026-10-19T02:00:00.000Z', kind: 'snapshot' };
      const later = await look(scene, null, { now, lastConsoleBackup });
      expect(later.lastBackup).toEqual({ ...lastConsoleBackup, by: 'console' });
      expect(found(later, 'backup').level).toBe('ok');
    }));

  it.skipIf(packages === null)('of a restored real package has nothing wrong but the age of its backup', () =>
    withScene(kind, async (scene) => {
      const storage = await scene.folder();
      await restoreOnce(
        path.join(packages ?? '', 'edms_migration_package_20251208_082241.tar.gz'),
        scene.target,
        {
          storage,
        },
      );
      const health = await look(scene, storage);
      expect(health.findings.filter(({ level }) => level !== 'ok').map(({ id }) => id)).toEqual(['backup']);
      expect(health.lastBackup).toMatchObject({ at: '2025-12-08T07:04:55.062Z', kind: 'FULL', by: 'edms' });
      expect(health.storage).toMatchObject({ files: 1, bytes: 124_263 });
      expect(health.growth.at(-1)).toMatchObject({ day: '2025-12-08', documents: 1, fileBytes: 124_263 });
    }),
  );
});

describe.each(kindsAboveSql)('the health of a %s target', (kind) => {
  it('names documents without files and files without documents', () =>
    withScene(kind, async (scene) => {
      const storage = await scene.folder();
      const names = Array.from({ length: 12 }, (_, n) => `${String(n).padStart(2, '0')}.docx`);
      await scene.restore(
        [
          ...basics(),
          ...names.map((name) => named(`D-${name}`, name, { file_size: file(name).content.length })),
        ],
        {
          storage,
          files: names.map(file),
        },
      );
      expect(found(await look(scene, storage), 'missing-files').level).toBe('ok');
      for (const name of names.slice(0, 11)) await rm(path.join(storage, 'documents', name));
      await mkdir(path.join(storage, 'media'));
      await writeFile(path.join(storage, 'media', 'logo.png'), 'of the EDMS itself');
      await writeFile(path.join(storage, 'documents', '.gitkeep'), '');
      await writeFile(path.join(storage, 'documents', 'stray.docx'), 'whose?');
      // Reached by a link is there.
      await symlink(path.join(storage, 'documents', '11.docx'), path.join(storage, 'documents', '00.docx'));
      const health = await look(scene, storage);
      expect(found(health, 'missing-files')).toMatchObject({
        level: 'warn',
        count: 10,
        message: '10 files that documents name are not in the storage folder.',
        repair: 'missing-files',
      });
      expect(found(health, 'missing-files').examples[0]).toBe('D-01.docx: documents/01.docx');
      expect(found(health, 'unnamed-files')).toMatchObject({
        level: 'warn',
        count: 1,
        examples: ['documents/stray.docx'],
        repair: null,
      });
      expect(health.storage).toMatchObject({ files: 4 });
    }));

  it("reads the EDMS's own checks and metrics, and writes its own beside them without reading it as theirs", () =>
    withScene(kind, async (scene) => {
      const check = (name: string, status: string, checked_at: string) =>
        sample('backup.healthcheck', { check_name: name, status, checked_at, message: `${name} ${status}` });
      const metric = (value: number, recorded_at: string) =>
        sample('backup.systemmetric', {
          metric_name: 'cpu',
          value,
          unit: '%',
          status: 'WARNING',
          recorded_at,
        });
      await scene.restore([
        user('author'),
        check('Database Health Check', 'CRITICAL', '2026-10-01T02:00:00.000Z'),
        check('Database Health Check', 'WARNING', '2026-10-02T02:00:00.250Z'),
        metric(80.5, '2026-10-01T02:00:00.000Z'),
        metric(91.25, '2026-10-02T02:00:00.000Z'),
      ]);
      const now = () => Date.parse('2026-10-02T03:00:00Z');
      const health = await look(scene, await scene.folder(), { now });
      expect(health.edmsChecks).toEqual([
        {
          name: 'Database Health Check',
          status: 'WARNING',
          message: 'Database Health Check WARNING',
          checkedAt: '2026-10-02T02:00:00.250Z',
        },
      ]);
      expect(health.edmsMetrics).toEqual([
        { name: 'cpu', value: 91.25, unit: '%', status: 'WARNING', recordedAt: '2026-10-02T02:00:00.000Z' },
      ]);
      expect(found(health, 'edms-checks')).toMatchObject({ level: 'warn', count: 1 });
      expect(await recordHealth(scene.target, health)).toEqual([
        { table: 'health_checks', rows: 1 },
        { table: 'system_metrics', rows: 1 },
      ]);
      expect(
        await scene.rows(
          `select check_name, check_type, status, details ->> 'source' as source, checked_at::text from health_checks order by id desc limit 1`,
        ),
      ).toEqual([
        {
          check_name: 'Backup Console Health Check',
          check_type: 'DATABASE',
          status: 'WARNING',
          source: 'EDMS Backup Console',
          checked_at: '2026-10-02 03:00:00+00',
        },
      ]);
      const again = await look(scene, await scene.folder(), { now });
      expect(again.edmsChecks).toEqual(health.edmsChecks);
      expect(again.edmsMetrics).toEqual(health.edmsMetrics);
    }));
});

describe('the health of a busy server', () => {
  it('names transactions that are open for long', () =>
    withScene('server', async (scene) => {
      expect(found(await look(scene), 'transactions').level).toBe('ok');
      await withSession(
        scene,
        async (other) => {
          await other.query('begin');
          await other.query('select 1');
          const health = await look(scene, null, { longTransaction: 0 });
          expect(found(health, 'transactions')).toMatchObject({ level: 'warn', count: 1 });
          expect(found(health, 'transactions').examples[0]).toMatch(
            /^worker, process \d+, as postgres, from 127\.0\.0\.1, since .* UTC, has been idle in its transaction for \d+ seconds?$/,
          );
        },
        { application_name: 'worker' },
      );
    }));

  it('names tables that consist of dead rows', () =>
    withScene('server', async (scene) => {
      await withSession(scene, async (other) => {
        await other.query('alter table login_audit set (autovacuum_enabled = off)');
        await other.query(`insert into login_audit (uuid, username, timestamp, success)
          select gen_random_uuid(), 'x', now(), true from generate_series(1, 30000)`);
        await other.query('delete from login_audit where id % 2 = 0');
        await other.query('select pg_stat_force_next_flush()');
        await other.query('select 1');
      });
      const health = await look(scene);
      expect(found(health, 'bloat')).toMatchObject({ level: 'warn', count: 1 });
      expect(found(health, 'bloat').examples[0]).toMatch(/^login_audit: 15,000 dead, 15,000 live rows$/);
    }));

  it('tells what a role may see, and names the rest', () =>
    withScene('server', async (scene) => {
      await scene.restore([...basics(), named('D1', 'a.docx')]);
      const grant =
        'grant select on all tables in schema public to; revoke select on backup_jobs, audit_trail from';
      await withRole(scene, grant, async (target) => {
        const health = await look(sceneOver(target, await scene.folder()));
        expect(found(health, 'not-told')).toMatchObject({
          level: 'warn',
          count: 2,
          examples: ['growth', 'backups'],
        });
        expect(health.tables.map(({ table }) => table)).not.toContain('audit_trail');
        expect(found(health, 'references').message).toContain('could not be followed');
      });
    }));

  it('is refused for a storage that is not there, and can be cancelled', () =>
    withScene('server', async (scene) => {
      await expect(look(scene, '/nowhere')).rejects.toMatchObject({ code: 'STORAGE_NOT_FOUND' });
      const abort = new AbortController();
      const options = { signal: abort.signal, onProgress: () => abort.abort() };
      await expect(look(scene, null, options)).rejects.toMatchObject({ code: 'CANCELLED' });
    }));
});
