import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { targetKinds } from '../database/testing.ts';
import { auditChecksum, pythonTime } from './audit-checksum.ts';
import { addForeignAuditEntry, openTestEdms, type TestEdms, work } from './testing-edms.ts';
import { writeOwnRecords } from './write-own-records.ts';

describe.each(targetKinds)('the rows that the console writes into a %s EDMS', (kind) => {
  let edms: TestEdms;
  beforeAll(async () => {
    edms = await openTestEdms(kind);
  });
  beforeEach(() => edms.clear());
  afterAll(() => edms.remove());

  it('are a restore job, an audit entry, and the backup job that the schema demands, with every constraint held', async () => {
    expect(await edms.writeOwn(work)).toEqual({
      tables: [
        { table: 'backup_configurations', rows: 1, keys: ['1'] },
        { table: 'backup_jobs', rows: 1, keys: ['1'] },
        { table: 'restore_jobs', rows: 1, keys: ['1'] },
        { table: 'audit_trail', rows: 1, keys: ['1'] },
      ],
      leftOut: [],
    });
    const [job] = await edms.rows(
      `select restore_type, status, restored_items_count as restored, failed_items_count as failed, error_message,
              target_location, requested_by_id::text as requester, approved_by_id, backup_job_id::text as backup,
              started_at::text, completed_at::text, duration::text, restore_log, restore_options::text as options
         from restore_jobs`,
    );
    expect(job).toMatchObject({
      restore_type: 'FULL_RESTORE',
      status: 'COMPLETED',
      restored: 670,
      failed: 2,
      error_message: '',
      target_location: 'postgresql://edms@db:5432/edms',
      requester: '2',
      approved_by_id: null,
      backup: '1',
      started_at: '2026-11-25 17:29:00.123+00',
      completed_at: '2026-11-25 17:30:01+00',
      duration: '00:01:00.877',
      restore_log: expect.stringContaining('Nobody signed in to the EDMS; admin is named as requester'),
    });
    expect(JSON.parse(String(job?.options))).toMatchObject({
      writtenBy: 'EDMS Backup Console',
      job: work.job,
      mode: 'merge',
      osUser: 'ops',
    });
    const [backup] = await edms.rows(
      `select job_name, backup_type, status, backup_file_path, backup_size::text as size, checksum, is_enabled,
              max_backups, retention_days, configuration.status as state
         from backup_jobs as job join backup_configurations as configuration on configuration.id = configuration_id`
        .replace('status,', 'job.status as status,')
        .replace('backup_type', 'job.backup_type'),
    );
    expect(backup).toEqual({
      job_name: 'edms_migration_package_20251212_164044.tar.gz',
      backup_type: 'FULL',
      status: 'COMPLETED',
      backup_file_path: 'edms_migration_package_20251212_164044.tar.gz',
      size: '447665',
      checksum: 'ab'.repeat(32),
      is_enabled: false,
      max_backups: 0,
      retention_days: 0,
      state: 'INACTIVE',
    });
  });

  it('name who signed in, and the audit entry carries the checksum that the EDMS would compute', async () => {
    await edms.writeOwn({ ...work, account: { id: 3, username: 'later-admin', name: 'Ada Ünal' } });
    const [job] = await edms.rows('select requested_by_id::text as requester, restore_log from restore_jobs');
    expect(job).toMatchObject({
      requester: '3',
      restore_log: expect.not.stringContaining('Nobody signed in'),
    });
    const [entry] = await edms.rows(
      `select action, severity, user_id::int as user_id, user_display_name, description, module, object_id, checksum,
              ip_address::text, is_tampered, verification_status, metadata::text as metadata, timestamp::text
         from audit_trail`,
    );
    expect(entry).toMatchObject({
      action: 'SYSTEM_RESTORE_COMPLETED',
      severity: 'INFO',
      user_id: 3,
      user_display_name: 'Ada Ünal',
      module: '',
      object_id: '1',
      is_tampered: false,
      verification_status: 'VERIFIED',
      timestamp: '2026-11-25 17:30:01+00',
    });
    expect(entry?.checksum).toBe(
      auditChecksum({
        user_id: 3,
        action: 'SYSTEM_RESTORE_COMPLETED',
        content_type_id: null,
        object_id: '1',
        description: String(entry?.description),
        timestamp: pythonTime(work.endedAt),
        ip_address: null,
        metadata: JSON.parse(String(entry?.metadata)),
      }),
    );
  });

  it('name nobody in the audit trail when nobody signed in, but say who sat at the console', async () => {
    await edms.writeOwn(work);
    expect(await edms.rows('select user_id, user_display_name from audit_trail')).toEqual([
      { user_id: null, user_display_name: 'ops (EDMS Backup Console)' },
    ]);
  });

  it('do not name an account that is no longer there', async () => {
    await edms.writeOwn({ ...work, account: { id: 99, username: 'gone', name: '' } });
    expect(await edms.rows('select requested_by_id::text as requester from restore_jobs')).toEqual([
      { requester: '2' },
    ]);
    expect(await edms.rows('select user_id, user_display_name from audit_trail')).toEqual([
      { user_id: null, user_display_name: 'ops (EDMS Backup Console)' },
    ]);
  });

  it('call the modes by the names that the EDMS has for them', async () => {
    const modes = ['complete', 'merge', 'reinit', 'mirror', 'selected', 'files', 'database'] as const;
    await edms.write(async (sql) => {
      for (const mode of modes) await writeOwnRecords(sql, edms.target.schema, { ...work, mode });
    });
    expect(await edms.rows('select restore_type from restore_jobs order by id')).toEqual(
      [...Array(4).fill('FULL'), 'SELECTIVE', 'FILES', 'DATABASE'].map((type) => ({
        restore_type: `${type}_RESTORE`,
      })),
    );
  });

  it('tell of a failure, without the secret in it, and of an undo', async () => {
    const error = {
      code: 'RESTORE_FAILED',
      message: 'No answer from postgresql://edms:pl4nted@db/edms, password=pl4nted.',
      consequence: 'Nothing was changed.',
      advice: 'Try again.',
    } as const;
    await edms.writeOwn({ ...work, outcome: 'failed', error, target: 'postgresql://edms:pl4nted@db/edms' });
    await edms.writeOwn({ ...work, kind: 'undo', of: 'job_1', outcome: 'completed' });
    expect(await edms.rows('select status, error_message from restore_jobs order by id')).toEqual([
      { status: 'FAILED', error_message: expect.stringContaining('RESTORE_FAILED: No answer from') },
      { status: 'COMPLETED', error_message: '' },
    ]);
    expect(await edms.rows('select action, severity from audit_trail order by id')).toEqual([
      { action: 'SYSTEM_EVENT', severity: 'ERROR' },
      { action: 'RESTORE_PERFORMED', severity: 'INFO' },
    ]);
    const texts = await edms.rows(
      'select (t.*)::text as text from restore_jobs t union select (t.*)::text from audit_trail t',
    );
    expect(JSON.stringify(texts)).not.toContain('pl4nted');
  });

  it('name the job of a restore that was undone, where nothing is known of its package', async () => {
    const package_ = { ...work.package, path: '', sha256: null };
    await edms.writeOwn({ ...work, kind: 'undo', of: 'job_1', outcome: 'completed', package: package_ });
    const texts = await edms.rows(
      'select restore_log as text from restore_jobs union all select description from audit_trail',
    );
    expect(JSON.stringify(texts)).toContain('Undo of the restore of job job_1 with the EDMS Backup Console');
    expect(JSON.stringify(texts)).not.toMatch(/Package ,|of {2}with/);
  });

  it('stand for a package once, however often it is restored', async () => {
    await edms.writeOwn(work);
    const again = await edms.writeOwn(work);
    expect(again.tables.map(({ table }) => table)).toEqual(['restore_jobs', 'audit_trail']);
    const other = await edms.writeOwn({ ...work, package: { ...work.package, sha256: 'cd'.repeat(32) } });
    expect(other.tables.map(({ table }) => table)).toEqual(['backup_jobs', 'restore_jobs', 'audit_trail']);
    const folder = { path: '/safe/unpacked', sha256: null, bytes: null };
    await edms.writeOwn({ ...work, package: folder });
    expect(await edms.rows('select count(*)::int as jobs from backup_jobs')).toEqual([{ jobs: 3 }]);
  });

  it('take the next free keys behind rows that brought their own', async () => {
    await edms.write((sql) => addForeignAuditEntry(sql, 4482));
    const written = await edms.writeOwn(work);
    expect(written.tables.find(({ table }) => table === 'audit_trail')?.keys).toEqual(['4483']);
  });
});
