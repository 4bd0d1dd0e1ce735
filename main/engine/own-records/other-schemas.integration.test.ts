import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { introspect } from '../database/introspect.ts';
import { onServer, targetKinds } from '../database/testing.ts';
import type { OwnRecords } from './own-work.ts';
import { ownRecordsOf, ownRowsCondition, removeOwnRestoreJob } from './recognise.ts';
import { addForeignAuditEntry, openTestEdms, type TestEdms, work } from './testing-edms.ts';
import { writeOwnRecords } from './write-own-records.ts';

describe.each(targetKinds)('the rows of the console in whatever %s EDMS there is', (kind) => {
  let edms: TestEdms;
  beforeAll(async () => {
    edms = await openTestEdms(kind);
  });
  beforeEach(() => edms.clear());
  afterAll(() => edms.remove());

  it('are known again among the rows of others, all of them and by condition', async () => {
    await edms.write((sql) => addForeignAuditEntry(sql, 7));
    const written = await edms.writeOwn(work);
    await edms.target.read(async (sql) => {
      const found = await ownRecordsOf(sql, edms.target.schema);
      expect(sorted(found)).toEqual(sorted(written.tables));
      const condition = ownRowsCondition(edms.target.schema, 'audit_trail');
      expect(await sql.query(`select id::text as id from audit_trail where not (${condition})`)).toEqual([
        { id: '7' },
      ]);
      expect(ownRowsCondition(edms.target.schema, 'documents')).toBeNull();
    });
  });

  it('let go of the users whom they name, and keep the audit entry', async () => {
    const second = { ...work, job: 'job_01KAXW7Q4V0000000000000001' };
    await edms.inAnother([], async (sql) => {
      const { schema } = edms.target;
      await writeOwnRecords(sql, schema, work);
      await writeOwnRecords(sql, schema, second);
      expect(await removeOwnRestoreJob(sql, schema, work.job)).toBe(1);
      expect(await removeOwnRestoreJob(sql, schema, second.job)).toBe(3);
      await sql.execute('delete from users');
      expect(await sql.query('select count(*)::int as entries from audit_trail')).toEqual([{ entries: 2 }]);
    });
  });

  it('are left out where the EDMS demands an administrator and has none', () =>
    edms.inAnother(['update users set is_superuser = false'], async (sql) => {
      expect(await writeOwnRecords(sql, edms.target.schema, work)).toEqual({
        tables: [{ table: 'audit_trail', rows: 1, keys: ['1'] }],
        leftOut: [expect.stringContaining('has no active administrator')],
      });
    }));

  it('are only the audit entry in the next release, which keeps no jobs', () =>
    edms.inAnother(
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
    edms.inAnother(['drop table restore_jobs, audit_trail cascade'], async (sql) => {
      const schema = await introspect(sql);
      expect(await writeOwnRecords(sql, schema, work)).toMatchObject({ tables: [], leftOut: [{}, {}] });
      expect(await ownRecordsOf(sql, schema)).toEqual([]);
    }));

  it('fit a schema that they were not made for', () =>
    edms.inAnother(
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
    edms.inAnother([statement], async (sql) => {
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
      await edms.inAnother(
        [`grant select on all tables in schema public to ${role}`, `set local role ${role}`],
        async (sql) => {
          expect(await writeOwnRecords(sql, edms.target.schema, work)).toMatchObject({ tables: [] });
          await sql.execute('reset role');
        },
      );
    } finally {
      await onServer(`drop role ${role}`);
    }
  });
});

const sorted = (tables: OwnRecords['tables']) => [...tables].sort((a, b) => a.table.localeCompare(b.table));
