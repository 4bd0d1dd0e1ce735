import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { introspect } from '../database/introspect.ts';
import type { Sql } from '../database/target.ts';
import { type FreshTarget, freshTarget, onServer, targetKinds } from '../database/testing.ts';
import { auditChecksum, pythonTime } from './audit-checksum.ts';
import type { OwnRecords, OwnWork } from './own-work.ts';
import { ownRecordsOf, ownRowsCondition, removeOwnRestoreJob } from './recognise.ts';
import { writeOwnRecords } from './write-own-records.ts';

const work: OwnWork = {
  kind: 'restore',
  job: 'job_01KAXW7Q4V0000000000000000',
  of: null,
  mode: 'merge',
  outcome: 'completed',
  startedAt: new Date('2026-11-25T17:29:00.123Z'),
  endedAt: new Date('2026-11-25T17:30:01Z'),
  restored: 670,
  failed: 2,
  error: null,
  osUser: 'ops',
  account: null,
  package: {
    path: '/safe/edms_migration_package_20251212_164044.tar.gz',
    sha256: 'ab'.repeat(32),
    bytes: 447665,
  },
  target: 'postgresql://edms@db:5432/edms',
  storageRoot: '/srv/edms/storage',
};

const OWN_TABLES = 'backup_configurations, backup_jobs, restore_jobs, audit_trail';

describe.each(targetKinds)('the rows that the console writes into a %s EDMS', (kind) => {
  let fresh: FreshTarget & { readonly remove: () => Promise<void> };
  beforeAll(async () => {
    fresh = await freshTarget(kind);
    await write(async (sql) => {
      await addUser(sql, 3, 'later-admin', { superuser: true });
      await addUser(sql, 2, 'admin', { superuser: true });
      await addUser(sql, 1, 'left', { superuser: true, active: false });
    });
  });
  beforeEach(() => write((sql) => sql.execute(`truncate ${OWN_TABLES} restart identity cascade`)));
  afterAll(() => fresh.remove());

  const write = <T>(run: (sql: Sql) => Promise<T>) => fresh.target.write(run);
  const writeOwn = (entry: OwnWork): Promise<OwnRecords> =>
    write((sql) => writeOwnRecords(sql, fresh.target.schema, entry));
  const rows = (query: string) => fresh.target.read((sql) => sql.query<Record<string, unknown>>(query));
  /** Runs `then` in an EDMS that was changed by `statements`, and takes the changes back. */
  const inAnother = async (statements: readonly string[], then: (sql: Sql) => Promise<void>) => {
    const takeBack = new Error('taken back');
    const changed = write(async (sql) => {
      for (const statement of statements) await sql.execute(statement);
      await then(sql);
      await sql.execute('set constraints all immediate');
      throw takeBack;
    });
    await expect(changed).rejects.toBe(takeBack);
  };

  it('are a restore job, an audit entry, and the backup job that the schema demands, with every constraint held', async () => {
    expect(await writeOwn(work)).toEqual({
      tables: [
        { table: 'backup_configurations', rows: 1, keys: ['1'] },
        { table: 'backup_jobs', rows: 1, keys: ['1'] },
        { table: 'restore_jobs', rows: 1, keys: ['1'] },
        { table: 'audit_trail', rows: 1, keys: ['1'] },
      ],
      leftOut: [],
    });
    const [job] = await rows(
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
    const [backup] = await rows(
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
    await writeOwn({ ...work, account: { id: 3, username: 'later-admin', name: 'Ada Ünal' } });
    const [job] = await rows('select requested_by_id::text as requester, restore_log from restore_jobs');
    expect(job).toMatchObject({
      requester: '3',
      restore_log: expect.not.stringContaining('Nobody signed in'),
    });
    const [entry] = await rows(
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
    await writeOwn(work);
    expect(await rows('select user_id, user_display_name from audit_trail')).toEqual([
      { user_id: null, user_display_name: 'ops (EDMS Backup Console)' },
    ]);
  });

  it('do not name an account that is no longer there', async () => {
    await writeOwn({ ...work, account: { id: 99, username: 'gone', name: '' } });
    expect(await rows('select requested_by_id::text as requester from restore_jobs')).toEqual([
      { requester: '2' },
    ]);
    expect(await rows('select user_id, user_display_name from audit_trail')).toEqual([
      { user_id: null, user_display_name: 'ops (EDMS Backup Console)' },
    ]);
  });

  it('call the modes by the names that the EDMS has for them', async () => {
    const modes = ['complete', 'merge', 'reinit', 'mirror', 'selected', 'files', 'database'] as const;
    await write(async (sql) => {
      for (const mode of modes) await writeOwnRecords(sql, fresh.target.schema, { ...work, mode });
    });
    expect(await rows('select restore_type from restore_jobs order by id')).toEqual(
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
    await writeOwn({ ...work, outcome: 'failed', error, target: 'postgresql://edms:pl4nted@db/edms' });
    await writeOwn({ ...work, kind: 'undo', of: 'job_1', outcome: 'completed' });
    expect(await rows('select status, error_message from restore_jobs order by id')).toEqual([
      { status: 'FAILED', error_message: expect.stringContaining('RESTORE_FAILED: No answer from') },
      { status: 'COMPLETED', error_message: '' },
    ]);
    expect(await rows('select action, severity from audit_trail order by id')).toEqual([
      { action: 'SYSTEM_EVENT', severity: 'ERROR' },
      { action: 'RESTORE_PERFORMED', severity: 'INFO' },
    ]);
    const texts = await rows(
      'select (t.*)::text as text from restore_jobs t union select (t.*)::text from audit_trail t',
    );
    expect(JSON.stringify(texts)).not.toContain('pl4nted');
  });

  it('stand for a package once, however often it is restored', async () => {
    await writeOwn(work);
    const again = await writeOwn(work);
    expect(again.tables.map(({ table }) => table)).toEqual(['restore_jobs', 'audit_trail']);
    const other = await writeOwn({ ...work, package: { ...work.package, sha256: 'cd'.repeat(32) } });
    expect(other.tables.map(({ table }) => table)).toEqual(['backup_jobs', 'restore_jobs', 'audit_trail']);
    const folder = { path: '/safe/unpacked', sha256: null, bytes: null };
    await writeOwn({ ...work, package: folder });
    expect(await rows('select count(*)::int as jobs from backup_jobs')).toEqual([{ jobs: 3 }]);
  });

  it('take the next free keys behind rows that brought their own', async () => {
    await write((sql) =>
      sql.execute(
        `insert into audit_trail select r.* from json_populate_record(null::audit_trail, $1::json) as r`,
        JSON.stringify({ ...foreignAuditEntry, id: 4482 }),
      ),
    );
    const written = await writeOwn(work);
    expect(written.tables.find(({ table }) => table === 'audit_trail')?.keys).toEqual(['4483']);
  });

  it('are known again among the rows of others, all of them and by condition', async () => {
    await write((sql) =>
      sql.execute(
        `insert into audit_trail select r.* from json_populate_record(null::audit_trail, $1::json) as r`,
        JSON.stringify({ ...foreignAuditEntry, id: 7 }),
      ),
    );
    const written = await writeOwn(work);
    await fresh.target.read(async (sql) => {
      const found = await ownRecordsOf(sql, fresh.target.schema);
      expect(sorted(found)).toEqual(sorted(written.tables));
      const condition = ownRowsCondition(fresh.target.schema, 'audit_trail');
      expect(await sql.query(`select id::text as id from audit_trail where not (${condition})`)).toEqual([
        { id: '7' },
      ]);
      expect(ownRowsCondition(fresh.target.schema, 'documents')).toBeNull();
    });
  });

  it('let go of the users whom they name, and keep the audit entry', async () => {
    const second = { ...work, job: 'job_01KAXW7Q4V0000000000000001' };
    await inAnother([], async (sql) => {
      const { schema } = fresh.target;
      await writeOwnRecords(sql, schema, work);
      await writeOwnRecords(sql, schema, second);
      expect(await removeOwnRestoreJob(sql, schema, work.job)).toBe(1);
      expect(await removeOwnRestoreJob(sql, schema, second.job)).toBe(3);
      await sql.execute('delete from users');
      expect(await sql.query('select count(*)::int as entries from audit_trail')).toEqual([{ entries: 2 }]);
    });
  });

  it('are left out where the EDMS demands an administrator and has none', () =>
    inAnother(['update users set is_superuser = false'], async (sql) => {
      expect(await writeOwnRecords(sql, fresh.target.schema, work)).toEqual({
        tables: [{ table: 'audit_trail', rows: 1, keys: ['1'] }],
        leftOut: [expect.stringContaining('has no active administrator')],
      });
    }));

  it('are only the audit entry in the next release, which keeps no jobs', () =>
    inAnother(
      [
        'drop table restore_jobs, backup_jobs, backup_configurations, health_checks, system_metrics cascade',
        'alter table audit_trail alter column session_id drop not null',
      ],
      async (sql) => {
        const schema = await introspect(sql);
        expect(await writeOwnRecords(sql, schema, work)).toEqual({
          tables: [{ table: 'audit_trail', rows: 1, keys: ['1'] }],
          leftOut: [expect.stringContaining('no table restore_jobs')],
        });
        expect(await ownRecordsOf(sql, schema)).toEqual([{ table: 'audit_trail', rows: 1, keys: ['1'] }]);
        expect(await removeOwnRestoreJob(sql, schema, work.job)).toBe(0);
      },
    ));

  it('are nothing at all where there is no table for them', () =>
    inAnother(['drop table restore_jobs, audit_trail cascade'], async (sql) => {
      const schema = await introspect(sql);
      expect(await writeOwnRecords(sql, schema, work)).toMatchObject({ tables: [], leftOut: [{}, {}] });
      expect(await ownRecordsOf(sql, schema)).toEqual([]);
    }));

  it('fit a schema that they were not made for', () =>
    inAnother(
      [
        'alter table restore_jobs alter column backup_job_id drop not null, drop column restore_log',
        'alter table restore_jobs alter column target_location type varchar(12)',
        `alter table restore_jobs add column label varchar(20) not null, add column retries int not null,
           add column urgent boolean not null, add column extra jsonb not null, add column at timestamptz not null,
           add column tenant uuid not null, add column twice int generated always as (retries * 2) stored`,
      ],
      async (sql) => {
        const written = await writeOwnRecords(sql, await introspect(sql), work);
        expect(written.tables.map(({ table }) => table)).toEqual(['restore_jobs', 'audit_trail']);
        expect(
          await sql.query(
            'select backup_job_id, target_location, label, retries, urgent, extra::text as extra from restore_jobs',
          ),
        ).toEqual([
          {
            backup_job_id: null,
            target_location: 'postgresql:/',
            label: '',
            retries: 0,
            urgent: false,
            extra: '{}',
          },
        ]);
      },
    ));

  it.each([
    [
      'a reference that nobody can guess',
      'alter table restore_jobs add column site_id bigint not null references users (id)',
      'demands a value in site_id',
    ],
    [
      'a rule that they break',
      `alter table restore_jobs add constraint odd check (restore_type <> 'FULL_RESTORE')`,
      'violates check constraint',
    ],
  ])('never make the transaction fail: %s', (_, statement, sentence) =>
    inAnother([statement], async (sql) => {
      const written = await writeOwnRecords(sql, await introspect(sql), work);
      expect(written.tables).toEqual([{ table: 'audit_trail', rows: 1, keys: [expect.any(String)] }]);
      expect(written.leftOut).toEqual([expect.stringContaining(sentence)]);
      // also what had been written on the way is taken back
      expect(await sql.query('select id from backup_jobs')).toEqual([]);
    }),
  );

  it.runIf(kind === 'server')('are left out where the role may not write them', async () => {
    const role = `edms_own_${randomBytes(4).toString('hex')}`;
    await onServer(`create role ${role}`);
    try {
      await inAnother(
        [`grant select on all tables in schema public to ${role}`, `set local role ${role}`],
        async (sql) => {
          expect(await writeOwnRecords(sql, fresh.target.schema, work)).toMatchObject({ tables: [] });
          await sql.execute('reset role');
        },
      );
    } finally {
      await onServer(`drop role ${role}`);
    }
  });
});

async function addUser(
  sql: Sql,
  id: number,
  username: string,
  { superuser = false, active = true } = {},
): Promise<void> {
  const now = '2025-12-01T00:00:00Z';
  await sql.execute(
    'insert into users select r.* from json_populate_record(null::users, $1::json) as r',
    JSON.stringify({
      ...{ id, username, password: '!', is_superuser: superuser, is_staff: superuser, is_active: active },
      ...{ first_name: '', last_name: '', email: '', date_joined: now, password_changed_at: now },
      ...{ uuid: `00000000-0000-4000-8000-00000000000${id}`, is_validated: true, mfa_enabled: false },
      ...{ failed_login_attempts: 0, created_at: now, updated_at: now, metadata: {} },
    }),
  );
}

const foreignAuditEntry = {
  ...{
    uuid: '59ef3019-adb3-441c-b4ab-f0f9466e4a14',
    timestamp: '2025-12-08T07:03:36.524Z',
    action: 'UPDATE',
  },
  ...{ severity: 'INFO', user_display_name: '', session_id: '', user_agent: '', object_representation: '' },
  ...{ field_changes: {}, old_values: {}, new_values: {}, description: 'Not ours', module: '', checksum: '' },
  ...{
    request_path: '',
    request_method: '',
    is_tampered: false,
    verification_status: 'VERIFIED',
    metadata: {},
  },
};

const sorted = (tables: OwnRecords['tables']) => [...tables].sort((a, b) => a.table.localeCompare(b.table));
