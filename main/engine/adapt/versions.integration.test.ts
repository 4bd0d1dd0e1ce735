import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindsAboveSql, targetKinds } from '../database/testing.ts';
import { summarisePlan } from '../plan/summarise-plan.ts';
import { hashTables, readDatabase } from '../testing/database-rows.ts';
import { basics, document, sample, user } from '../testing/sample-records.ts';
import { readSideFile, withVersionScene } from './testing.ts';
import { documentReview, kindOf, nextKinds, sensitivity, systemConfiguration } from './testing-records.ts';

const backups = () => [
  sample('backup.backupconfiguration', { name: 'nightly', created_by: ['author'] }, 1),
  ...kindOf('backup.backupjob', 'Backup Job'),
];

describe.each(targetKinds)('a package of the present version into the next release (%s)', (kind) => {
  it('is restored with the values that Django would have given, all others are kept in the side file', () =>
    withVersionScene('next', kind, async (scene) => {
      const records = [...basics(), document('D1'), document('D2', { colour: 'red' }), ...backups()];
      const sideFile = path.join(await scene.folder(), 'side.ndjson');
      const report = await scene.restore(records, { sideFile });
      expect(report).toMatchObject({
        records: 11,
        created: 5,
        skipped: 6,
        failed: 0,
        verified: true,
        sideFile,
      });
      expect(report.adaptations).toEqual([
        { table: 'backup_configurations', column: null, kind: 'table-dropped', records: 1, value: null },
        { table: 'django_content_type', column: null, kind: 'model-dropped', records: 1, value: null },
        { table: 'auth_permission', column: null, kind: 'model-dropped', records: 4, value: null },
        { table: 'documents', column: 'sensitivity_label', kind: 'filled', records: 2, value: 'INTERNAL' },
        { table: 'documents', column: 'sensitivity_change_reason', kind: 'filled', records: 2, value: '' },
        { table: 'documents', column: 'colour', kind: 'column-dropped', records: 1, value: null },
      ]);
      expect(
        await scene.rows('select distinct sensitivity_label, sensitivity_change_reason from documents'),
      ).toEqual([{ sensitivity_label: 'INTERNAL', sensitivity_change_reason: '' }]);
      const lines = await readSideFile(sideFile);
      const [colour, ...whole] = lines;
      expect(colour).toMatchObject({
        record: 4,
        model: 'documents.document',
        key: 'D2',
        why: 'the target has no column for colour',
        fields: { colour: 'red' },
        row: 2,
      });
      expect(whole.map(({ whole: record }) => record)).toEqual(records.slice(5));

      const again = await scene.restore(records);
      expect(again).toMatchObject({ created: 0, unchanged: 5, skipped: 6, verified: true });
      expect(again.adaptations.filter(({ kind: what }) => what === 'filled')).toEqual([]);
    }));
});

describe.each(kindsAboveSql)('a package of the present version into the next release (%s)', (kind) => {
  it('takes another value where a person enters one, and proposes what can be entered', () =>
    withVersionScene('next', kind, async (scene) => {
      const fills = {
        'documents.document.sensitivity_label': 'RESTRICTED',
        'documents.document.review_period_months': '12',
      };
      const records = [...basics(), document('D1')];
      await scene.plan(records, { policy: { fills } }, async ({ plan, restore }) => {
        expect(summarisePlan(plan).fills).toEqual([
          {
            field: 'documents.document.sensitivity_label',
            table: 'documents',
            column: 'sensitivity_label',
            type: 'character varying(20)',
            choices: ['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'RESTRICTED', 'PROPRIETARY'],
            value: 'RESTRICTED',
            source: 'person',
            records: 1,
          },
          expect.objectContaining({
            field: 'documents.document.sensitivity_change_reason',
            value: '',
            source: 'version',
          }),
          expect.objectContaining({
            field: 'documents.document.review_period_months',
            value: '12',
            source: 'person',
          }),
        ]);
        expect(await restore()).toMatchObject({ created: 4, verified: true, sideFile: null });
      });
      expect(
        await scene.rows('select sensitivity_label as label, review_period_months as months from documents'),
      ).toEqual([{ label: 'RESTRICTED', months: 12 }]);
    }));
});

describe('a package of the present version into the next release', () => {
  it('restores groups, users and audit rows without what names dropped models, and keeps that aside', () =>
    withVersionScene('next', 'server', async (scene) => {
      const own = ['view_backupjob', 'backup', 'backupjob'];
      const kept = ['add_document', 'documents', 'document'];
      const records = [
        ...basics(),
        ...kindOf('backup.backupjob', 'Backup Job'),
        sample('auth.group', {
          name: 'operators',
          permissions: [own, kept, ['view_healthcheck', 'backup', 'healthcheck']],
        }),
        user('member', { groups: [['operators']], user_permissions: [own] }),
        sample(
          'audit.audittrail',
          { user: ['member'], content_type: ['backup', 'backupjob'], object_id: '7' },
          1,
        ),
        sample(
          'admin.logentry',
          { user: ['member'], content_type: ['backup', 'backupjob'], object_id: '7' },
          1,
        ),
      ];
      const report = await scene.restore(records, { sideFile: path.join(await scene.folder(), 's') });
      expect(report).toMatchObject({ created: 7, skipped: 5, failed: 0, verified: true });
      expect(report.adaptations.filter(({ kind }) => kind === 'value-kept-aside')).toEqual([
        { table: 'auth_group', column: 'permissions', kind: 'value-kept-aside', records: 1, value: null },
        { table: 'users', column: 'user_permissions', kind: 'value-kept-aside', records: 1, value: null },
        expect.objectContaining({ table: 'audit_trail', column: 'content_type_id' }),
        expect.objectContaining({ table: 'django_admin_log', column: 'content_type_id' }),
      ]);
      const lines = (await readSideFile(report.sideFile)).filter(({ fields }) => fields);
      expect(lines.map(({ key, fields }) => [key, fields])).toEqual([
        ['operators', { permissions: [own, ['view_healthcheck', 'backup', 'healthcheck']] }],
        ['member', { user_permissions: [own] }],
        [expect.any(String), { content_type: ['backup', 'backupjob'] }],
        [expect.any(String), { content_type: ['backup', 'backupjob'] }],
      ]);
      expect(lines[0]?.why).toBe("the target's EDMS does not have what permissions refers to");
      expect(
        await scene.rows(
          'select codename from auth_permission p join auth_group_permissions g on g.permission_id = p.id',
        ),
      ).toEqual([{ codename: 'add_document' }]);
      // The admin's log has no name of its own: it is recognised by its content, without what was left out.
      expect(await scene.restore(records)).toMatchObject({
        created: 0,
        updated: 0,
        unchanged: 7,
        skipped: 5,
      });
    }));

  it.each([
    ['documents.document.sensitivity_label', 'SECRET', 'is not one of PUBLIC, INTERNAL'],
    ['documents.document.sensitivity_set_at', 'yesterday', 'is not a date and time'],
    ['documents.document.sensitivity_set_by', 'nobody', 'the target has no users.user "nobody"'],
    ['documents.document.colour', 'red', 'documents.document has no column colour'],
    ['documents.document.id', '5', 'has no column id'],
    ['documents.document.uuid', 'x', 'must differ'],
    ['backup.backupjob.status', 'x', 'the target has no model backup.backupjob'],
    ['nonsense', 'x', 'has no model'],
    ['documents.document.version_major', '100', "the target's rule documents_version_major_check"],
  ])('refuses a fill that cannot be used before anything is written: %s=%s', (field, value, because) =>
    withVersionScene('next', 'server', async (scene) => {
      const before = hashTables(await readDatabase(scene.target));
      const planned = scene.outcomes([...basics(), document('D1')], {
        policy: { fills: { [field]: value } },
      });
      await expect(planned).rejects.toMatchObject({
        code: 'POLICY_INVALID',
        message: expect.stringContaining(because),
        plain: { where: { field } },
      });
      expect(hashTables(await readDatabase(scene.target))).toEqual(before);
    }),
  );
});

describe.each(targetKinds)('a package of the next release (%s)', (kind) => {
  const records = [
    ...basics(),
    document('D1', { ...sensitivity(), file_path: '' }),
    sample(
      'audit.audittrail',
      { user: ['author'], content_type: ['workflows', 'documentreview'], session_id: null },
      1,
    ),
    ...nextKinds(),
    sample('auth.group', { name: 'g', permissions: [['add_documentreview', 'workflows', 'documentreview']] }),
    documentReview('D1', 4),
    systemConfiguration('session_minutes', 9),
  ];

  it('is restored into the present version; what only the next one knows is kept in the side file', () =>
    withVersionScene('present', kind, async (scene) => {
      const report = await scene.restore(records, { sideFile: path.join(await scene.folder(), 's') });
      expect(report).toMatchObject({ records: 18, created: 6, skipped: 12, failed: 0, verified: true });
      expect(report.adaptations).toEqual(
        expect.arrayContaining([
          { table: 'document_reviews', column: null, kind: 'table-dropped', records: 1, value: null },
          { table: 'system_configuration', column: null, kind: 'table-dropped', records: 1, value: null },
          { table: 'django_content_type', column: null, kind: 'model-dropped', records: 2, value: null },
          { table: 'auth_permission', column: null, kind: 'model-dropped', records: 8, value: null },
          {
            table: 'documents',
            column: 'sensitivity_label',
            kind: 'column-dropped',
            records: 1,
            value: null,
          },
          { table: 'audit_trail', column: 'session_id', kind: 'emptied', records: 1, value: null },
          {
            table: 'audit_trail',
            column: 'content_type_id',
            kind: 'value-kept-aside',
            records: 1,
            value: null,
          },
          { table: 'auth_group', column: 'permissions', kind: 'value-kept-aside', records: 1, value: null },
        ]),
      );
      expect(report.notRestored.at(-1)?.reason).toBe(
        "The target's EDMS has no model documents.systemconfiguration; the record is kept in the side file.",
      );
      const lines = await readSideFile(report.sideFile);
      const {
        sensitivity_inherited_from: _,
        last_review_date: __,
        last_reviewed_by: ___,
        ...given
      } = sensitivity();
      expect(lines[0]).toMatchObject({ model: 'documents.document', fields: given });
      expect(lines.filter(({ whole }) => whole).map(({ whole }) => whole)).toEqual([
        ...records.slice(5, 15),
        ...records.slice(16),
      ]);
      expect(await scene.rows('select session_id from audit_trail')).toEqual([{ session_id: '' }]);
      expect(await scene.restore(records)).toMatchObject({
        unchanged: 6,
        skipped: 12,
        created: 0,
        updated: 0,
      });
    }));

  it('is restored whole into the next release, with columns and models that the map does not have', () =>
    withVersionScene('next', kind, async (scene) => {
      const report = await scene.restore(records);
      expect(report).toMatchObject({
        records: 18,
        created: 8,
        unchanged: 10,
        verified: true,
        sideFile: null,
      });
      expect(report.adaptations).toEqual([]);
      expect(report.problems.filter(({ severity }) => severity !== 'note')).toEqual([]);
      expect(
        await scene.rows(`select d.sensitivity_label as label, u.username as by, d.sensitivity_set_at::text as at, d.next_review_date::text as next,
          r.outcome, v.username as reviewer, a.session_id as session
          from documents d join users u on u.id = d.sensitivity_set_by_id join document_reviews r on r.document_id = d.id
          join users v on v.id = r.reviewed_by_id cross join audit_trail a`),
      ).toEqual([
        {
          label: 'CONFIDENTIAL',
          by: 'author',
          at: '2026-01-02 03:04:05.678+00',
          next: '2027-01-02',
          outcome: 'CONFIRMED',
          reviewer: 'author',
          session: null,
        },
      ]);
      expect(await scene.restore(records)).toMatchObject({ unchanged: 18, created: 0, updated: 0 });
    }));
});

describe('a selection out of a package of the next release', () => {
  it('brings along what the columns of that release refer to', () =>
    withVersionScene('next', 'server', async (scene) => {
      const records = [
        ...basics(),
        user('officer'),
        user('somebody'),
        document('D1', sensitivity({ sensitivity_set_by: ['officer'], sensitivity_inherited_from: ['D2'] })),
        document('D2', sensitivity()),
        document('D3', sensitivity()),
      ];
      const selection = { roots: ['documents.document:D1'], span: null, search: '' };
      const report = await scene.restore(records, { policy: { mode: 'selected', selection } });
      expect(report).toMatchObject({ created: 6, notSelected: 2, failed: 0, verified: true, sideFile: null });
      expect(await scene.rows('select username from users order by 1')).toEqual([
        { username: 'author' },
        { username: 'officer' },
      ]);
    }));

  it('keeps nothing aside of what was not selected', () =>
    withVersionScene('present', 'server', async (scene) => {
      const records = [
        ...basics(),
        document('D1', sensitivity()),
        document('D2', sensitivity()),
        ...nextKinds(),
        documentReview('D1', 1),
      ];
      const selection = { roots: ['documents.document:D1'], span: null, search: '' };
      const sideFile = path.join(await scene.folder(), 's');
      const report = await scene.restore(records, { policy: { mode: 'selected', selection }, sideFile });
      expect(report).toMatchObject({ created: 4, failed: 0, verified: true });
      expect(
        (await readSideFile(sideFile)).map(({ key, fields }) => [key, fields?.sensitivity_label]),
      ).toEqual([['D1', 'CONFIDENTIAL']]);
      expect(report.adaptations.some(({ column }) => column === null)).toBe(false);
    }));
});
