import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { writePackage } from '../../../scripts/invent/index.ts';
import { casesFor, realPackages, targetKinds, withFreshTarget } from '../database/testing.ts';
import { openPackage } from '../package/open-package.ts';
import { PACKAGE_PATHS } from '../package/package.ts';
import { readDatabase } from '../testing/database-rows.ts';
import { findDifferences } from '../testing/oracle.ts';
import { readReference } from '../testing/reference.ts';
import { restoreOnce, withPlan } from '../testing/restore-once.ts';

const packages = realPackages();
const STAMPS = ['20251208_082241', '20251212_164044'];
const reference = readReference();

/** Tables that a reinit of the EDMS leaves with other uuids and numbers. */
const KEPT = [
  'roles',
  'document_types',
  'document_sources',
  'workflow_types',
  'placeholder_definitions',
  'auth_group',
  'workflow_document_states',
  'django_celery_beat_crontabschedule',
] as const;

describe.skipIf(packages === null || reference === null)('after a reinit', () => {
  describe.each(targetKinds)('of the EDMS in a %s database', (kind) => {
    it.each(casesFor(kind, STAMPS, '20251212_164044'))(
      'what %s brings follows to what the target kept',
      async (stamp) => {
        if (!reference) return;
        const file = path.join(packages ?? '', `edms_migration_package_${stamp}.zip`);
        await withFreshTarget(kind, async (target) => {
          await restoreOnce(file, target);
          await target.write(async (sql) => {
            for (const statement of REINIT) await sql.execute(statement);
          });
          const before = await readDatabase(target);

          const kept = new Set<number>();
          const leftOut = new Set<number>();
          const report = await withPlan(file, target, {}, async ({ records, restore }) => {
            for (const { record, outcome, conflict, model } of records) {
              if (outcome === 'skip') leftOut.add(record);
              if (conflict === null) continue;
              expect([model, conflict.class]).toEqual([model, 'key-other-uuid']);
              kept.add(record);
            }
            return restore();
          });
          expect(report).toMatchObject({ failed: 0, updated: 0, verified: true });
          expect(report.skipped).toBe(kept.size + leftOut.size);
          expect(leftOut.size).toBeLessThanOrEqual(1);
          const after = await readDatabase(target);
          // among others: rows that were there before are as they were, and every reference leads to them
          const fixture = await fixtureOf(file);
          expect(findDifferences({ reference, fixture, before, after, kept, leftOut })).toEqual([]);
          for (const table of KEPT) expect(after.tables.get(table), table).toEqual(before.tables.get(table));
        });
      },
    );
  });
});

/** What a reinit does: users but the admin and all business data go, infrastructure is made anew. */
const REINIT = [
  `set local session_replication_role = replica`,
  ...[
    'documents',
    'document_versions',
    'document_dependencies',
    'document_access_logs',
    'document_workflows',
    'document_transitions',
    'audit_trail',
    'system_events',
    'login_audit',
    'database_change_log',
    'compliance_events',
    'user_roles',
    'users_groups',
    'users_user_permissions',
    'security_pdfsigningcertificate',
    'restore_jobs',
    'backup_jobs',
    'backup_configurations',
    'django_celery_beat_periodictask',
  ].map((table) => `delete from ${table}`),
  `delete from users where username <> 'admin'`,
  `update users set uuid = gen_random_uuid(), id = id + 7000, created_by_id = null, manager_id = null`,
  ...['roles', 'document_types', 'document_sources', 'workflow_types', 'placeholder_definitions'].map(
    (table) => `update ${table} set uuid = gen_random_uuid(), id = id + 3000`,
  ),
  ...['document_types', 'document_sources', 'workflow_types', 'placeholder_definitions'].map(
    (table) => `do $$ begin
      if exists (select 1 from information_schema.columns where table_name = '${table}' and column_name = 'created_by_id')
      then update ${table} set created_by_id = (select id from users); end if; end $$`,
  ),
  `update roles set created_by_id = null`,
  `update roles as r set inherits_from_id = r.inherits_from_id + 3000 where inherits_from_id is not null`,
  `update auth_group_permissions set group_id = group_id + 500`,
  `update auth_group set id = id + 500`,
  `update django_celery_beat_crontabschedule set id = id + 100`,
];

describe.skipIf(reference === null)('an invented package', () => {
  it.each(['natural', 'primary-key', 'mixed'] as const)(
    'in the %s dialect is restored whole, beside rows that have its numbers already',
    async (dialect) => {
      if (!reference) return;
      const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-invented-'));
      try {
        const file = path.join(folder, 'fixture.json');
        await writePackage(file, { seed: 7, dialect, documents: 12 });
        const fixture = await readFile(file, 'utf8');
        await withFreshTarget('server', async (target) => {
          await target.write(async (sql) => {
            await sql.execute(
              `insert into auth_group (id, name) select n, 'ours ' || n from generate_series(1, 40) as n`,
            );
            await sql.execute(
              `insert into django_celery_beat_crontabschedule (id, minute, hour, day_of_week, day_of_month, month_of_year, timezone)
               select n, '59', '59', '*', '*', '*', 'UTC' from generate_series(1, 40) as n`,
            );
          });
          const before = await readDatabase(target);
          const report = await restoreOnce(file, target);
          expect(report).toMatchObject({ failed: 0, skipped: 0, verified: true });
          const after = await readDatabase(target);
          expect(findDifferences({ reference, fixture, before, after })).toEqual([]);
          const again = await restoreOnce(file, target);
          expect(again.unchanged).toBe(again.records);
          expect(await readDatabase(target)).toEqual(after);
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});

async function fixtureOf(file: string): Promise<string> {
  const source = await openPackage(file, { onProblem: () => undefined });
  try {
    for await (const entry of source.entries()) {
      if (entry.path === PACKAGE_PATHS.fixture) return (await buffer(entry.content())).toString();
    }
  } finally {
    await source.close();
  }
  throw new Error('no fixture');
}
