import type { Sql } from '../database/target.ts';
import { type FreshTarget, freshTarget, type TargetKind } from '../database/testing.ts';
import { addUser } from '../testing/add-user.ts';
import type { OwnRecords, OwnWork } from './own-work.ts';
import { writeOwnRecords } from './write-own-records.ts';

/** A restore as tests write it into an EDMS. */
export const work: OwnWork = {
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

/** An EDMS with two active superusers (2 and 3) and one who has left (1). */
export interface TestEdms {
  readonly target: FreshTarget['target'];
  /** Takes away all rows of the tables that the console writes, and numbers them from 1 again. */
  clear(): Promise<unknown>;
  write<T>(run: (sql: Sql) => Promise<T>): Promise<T>;
  writeOwn(entry: OwnWork): Promise<OwnRecords>;
  rows(query: string): Promise<readonly Record<string, unknown>[]>;
  /** Runs `then` in an EDMS that was changed by `statements`, and takes everything back. */
  inAnother(statements: readonly string[], then: (sql: Sql) => Promise<void>): Promise<void>;
  remove(): Promise<void>;
}

const OWN_TABLES = 'backup_configurations, backup_jobs, restore_jobs, audit_trail';

const administrator = { is_superuser: true, is_staff: true };

export async function openTestEdms(kind: TargetKind): Promise<TestEdms> {
  const { target, remove } = await freshTarget(kind);
  await target.write(async (sql) => {
    await addUser(sql, { id: 3, username: 'later-admin', ...administrator });
    await addUser(sql, { id: 2, username: 'admin', ...administrator });
    await addUser(sql, { id: 1, username: 'left', ...administrator, is_active: false });
  });
  return {
    target,
    remove,
    clear: () => target.write((sql) => sql.execute(`truncate ${OWN_TABLES} restart identity cascade`)),
    write: (run) => target.write(run),
    writeOwn: (entry) => target.write((sql) => writeOwnRecords(sql, target.schema, entry)),
    rows: (query) => target.read((sql) => sql.query<Record<string, unknown>>(query)),
    inAnother: async (statements, then) => {
      const takeBack = new Error('taken back');
      const changed = target.write(async (sql) => {
        for (const statement of statements) await sql.execute(statement);
        await then(sql);
        await sql.execute('set constraints all immediate');
        throw takeBack;
      });
      await changed.catch((error: unknown) => {
        if (error !== takeBack) throw error;
      });
    },
  };
}

/** Writes an audit entry of somebody else's, under a key of its own. */
export async function addForeignAuditEntry(sql: Sql, id: number): Promise<void> {
  await sql.execute(
    'insert into audit_trail select r.* from json_populate_record(null::audit_trail, $1::json) as r',
    JSON.stringify({ ...foreignAuditEntry, id }),
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
