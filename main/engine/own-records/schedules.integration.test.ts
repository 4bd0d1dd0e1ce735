import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { targetKinds } from '../database/testing.ts';
import { lastEdmsBackup } from '../health/last-backup.ts';
import { readBackupConfigurations } from './read-backup-configurations.ts';
import { ownRecordsOf, removeOwnRestoreJob } from './recognise.ts';
import { openTestEdms, work as restore, type TestEdms } from './testing-edms.ts';
import { type BackupWork, writeBackupJob } from './write-backup-job.ts';
import { writeNotification } from './write-notification.ts';

const run: BackupWork = {
  schedule: 'nightly',
  kind: 'export',
  outcome: 'completed',
  startedAt: new Date('2026-03-29T01:00:00.123Z'),
  endedAt: new Date('2026-03-29T01:01:01Z'),
  name: '/safe/nightly-2026-03-29-030000.tar.gz',
  bytes: 447_665,
  sha256: 'ab'.repeat(32),
  proven: true,
  error: null,
  retries: 1,
  maxRetries: 3,
  account: null,
};

describe.each(targetKinds)('what schedules have to do with a %s EDMS', (kind) => {
  let edms: TestEdms;
  beforeAll(async () => {
    edms = await openTestEdms(kind);
  });
  beforeEach(async () => {
    await edms.clear();
    await edms.write((sql) => sql.execute('truncate notification_queue restart identity cascade'));
  });
  afterAll(() => edms.remove());
  const write = (entry: BackupWork) => edms.write((sql) => writeBackupJob(sql, edms.target.schema, entry));

  it('writes runs as backup jobs under a configuration of its own, once, that the EDMS does nothing with', async () => {
    expect((await write(run)).tables.map(({ table }) => table)).toEqual([
      'backup_configurations',
      'backup_jobs',
    ]);
    const error = {
      code: 'TARGET_LOST',
      message: 'Lost postgresql://edms:pl4nted@db/edms.',
      consequence: 'Nothing.',
      advice: 'Look.',
    } as const;
    const failed = { ...run, outcome: 'timeout', error, name: null, bytes: null, sha256: null } as const;
    expect(
      (await write({ ...failed, account: { id: 3, username: 'later-admin', name: '' } })).tables,
    ).toEqual([{ table: 'backup_jobs', rows: 1, keys: ['2'] }]);
    expect(
      await edms.rows(
        `select job_name, job.backup_type, job.status, backup_file_path, backup_size::text as size, checksum, is_valid,
                retry_count, max_retries, duration::text, triggered_by_id::text as by, error_message, is_enabled,
                retention_days + max_backups as limits
           from backup_jobs as job join backup_configurations as configuration on configuration.id = configuration_id
          order by job.id`,
      ),
    ).toEqual([
      {
        job_name: 'nightly',
        backup_type: 'EXPORT',
        status: 'COMPLETED',
        backup_file_path: 'nightly-2026-03-29-030000.tar.gz',
        size: '447665',
        checksum: 'ab'.repeat(32),
        is_valid: true,
        retry_count: 1,
        max_retries: 3,
        duration: '00:01:00.877',
        by: null,
        error_message: '',
        is_enabled: false,
        limits: 0,
      },
      expect.objectContaining({
        status: 'TIMEOUT',
        backup_file_path: '',
        size: null,
        is_valid: false,
        by: '3',
        error_message: expect.stringContaining('TARGET_LOST: Lost postgresql://edms:***@db/edms'),
      }),
    ]);
  });

  it('knows those rows as its own, and an undo of a restore leaves them', async () => {
    await write(run);
    await edms.writeOwn(restore);
    const { schema } = edms.target;
    const own = await edms.target.read((sql) => ownRecordsOf(sql, schema));
    expect(own.find(({ table }) => table === 'backup_jobs')?.rows).toBe(2);
    expect(own.find(({ table }) => table === 'backup_configurations')?.rows).toBe(2);
    expect(await edms.write((sql) => removeOwnRestoreJob(sql, schema, restore.job))).toBe(3);
    expect(await edms.rows('select job_name from backup_jobs')).toEqual([{ job_name: 'nightly' }]);
    expect(await edms.target.read((sql) => lastEdmsBackup(sql, schema))).toBeNull();
  });

  it('queues a notification once, where the EDMS has a queue', async () => {
    const notification = {
      event: 'failed schedule-1 5',
      to: ['ops@example.org'],
      subject: 'EDMS backup failed',
      message: 'It failed.',
      urgent: true,
      at: new Date('2026-03-29T01:10:00Z'),
    };
    const queue = () => edms.write((sql) => writeNotification(sql, edms.target.schema, notification));
    expect(await queue()).toEqual({
      tables: [{ table: 'notification_queue', rows: 1, keys: ['1'] }],
      leftOut: [],
    });
    expect((await queue()).tables[0]?.keys).toEqual(['1']);
    expect(
      await edms.rows(
        `select status, priority, subject, message, recipient_emails::text as "to", scheduled_at::text as at,
                delivery_attempts from notification_queue`,
      ),
    ).toEqual([
      {
        status: 'PENDING',
        priority: 'HIGH',
        subject: 'EDMS backup failed',
        message: 'It failed.',
        to: '["ops@example.org"]',
        at: '2026-03-29 01:10:00+00',
        delivery_attempts: 0,
      },
    ]);
    const test = { ...notification, event: 'test 1', urgent: false, isTest: true };
    await edms.write((sql) => writeNotification(sql, edms.target.schema, test));
    expect(
      await edms.rows(
        `select subject, priority, metadata ->> 'test' as marked, notification_data ->> 'test' as told
           from notification_queue order by id desc limit 1`,
      ),
    ).toEqual([{ subject: 'TEST: EDMS backup failed', priority: 'NORMAL', marked: 'true', told: 'true' }]);
    const tables = new Map(edms.target.schema.tables);
    tables.delete('notification_queue');
    tables.delete('backup_jobs');
    const without = { ...edms.target.schema, tables };
    await edms.write(async (sql) => {
      expect((await writeNotification(sql, without, notification)).leftOut).toHaveLength(1);
      expect((await writeBackupJob(sql, without, run)).leftOut).toHaveLength(1);
    });
  });

  it("reads the EDMS's own configurations, without the console's", async () => {
    await write(run);
    await edms.write((sql) =>
      sql.execute(
        `insert into backup_configurations select r.* from json_populate_recordset(null::backup_configurations, $1::json) as r`,
        JSON.stringify([
          configuration(7, 'weekly_export', 'WEEKLY', [6]),
          configuration(8, 'off', 'HOURLY', [], false),
        ]),
      ),
    );
    expect(await edms.target.read((sql) => readBackupConfigurations(sql, edms.target.schema))).toEqual([
      expect.objectContaining({ name: 'off', frequency: 'HOURLY', enabled: false, days: [] }),
      {
        name: 'weekly_export',
        type: 'FULL',
        frequency: 'WEEKLY',
        time: '03:30',
        days: [6],
        retentionDays: 90,
        maxBackups: 12,
        storagePath: '/opt/edms/backups/export',
        enabled: true,
      },
    ]);
  });
});

function configuration(id: number, name: string, frequency: string, days: readonly number[], enabled = true) {
  return {
    id,
    uuid: `1a5c56b5-66f3-4ac8-ad9c-041ef8e8b4${id}0`,
    name,
    description: '',
    backup_type: 'FULL',
    frequency,
    schedule_time: '03:30:00',
    schedule_days: days,
    retention_days: 90,
    max_backups: 12,
    storage_path: '/opt/edms/backups/export',
    compression_enabled: true,
    encryption_enabled: true,
    status: 'ACTIVE',
    is_enabled: enabled,
    created_at: '2025-12-04T01:07:32.429Z',
    updated_at: '2025-12-04T01:07:32.429Z',
    created_by_id: 2,
  };
}
