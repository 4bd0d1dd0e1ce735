import { describe, expect, it } from 'vitest';
import { kindsAboveSql, targetKinds } from '../database/testing.ts';
import {
  basics,
  document,
  documentType,
  role,
  sample,
  source,
  user,
  version,
} from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import type { Decision } from './policy.ts';

const UUID = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

describe.each(targetKinds)('conflicts with a %s target', (kind) => {
  it('keeps by default the row that has the same name under another uuid, and all references follow', () =>
    withScene(kind, async (scene) => {
      await scene.restore([
        user('author', { uuid: UUID(1) }),
        documentType('SOP', { uuid: UUID(2), name: 'Ours' }),
        source('Draft', { uuid: UUID(3) }),
      ]);
      const package_ = [
        user('author', { uuid: UUID(11) }),
        documentType('SOP', { uuid: UUID(12), name: 'Theirs' }),
        source('Draft', { uuid: UUID(13) }),
        document('D1'),
      ];
      const report = await scene.restore(package_);
      expect(report).toMatchObject({ created: 1, skipped: 3, failed: 0, verified: true });
      expect(report.conflicts).toEqual([{ class: 'key-other-uuid', count: 3, decision: 'keep' }]);
      expect(await joined(scene)).toEqual([{ number: 'D1', author: UUID(1), type: 'Ours', source: UUID(3) }]);
    }));

  it('gives such a row the uuid and values of the package when that was decided', () =>
    withScene(kind, async (scene) => {
      await scene.restore([
        user('author', { uuid: UUID(1) }),
        documentType('SOP', { uuid: UUID(2), name: 'Ours' }),
        source('Draft'),
      ]);
      const theirs = documentType('SOP', { uuid: UUID(12), name: 'Theirs' });
      const report = await scene.restore([theirs], {
        policy: { models: { 'documents.documenttype': 'take' } },
      });
      expect(report).toMatchObject({ updated: 1, skipped: 0, verified: true });
      expect(await scene.rows('select uuid::text, name from document_types')).toEqual([
        { uuid: UUID(12), name: 'Theirs' },
      ]);
      expect(await scene.restore([theirs])).toMatchObject({ unchanged: 1 });
    }));
});

describe.each(kindsAboveSql)('conflicts with a %s target', (kind) => {
  describe('when the target has the uuid under another name', () => {
    const base = () => [...basics(), document('OLD', { uuid: UUID(5), title: 'Old' })];
    const theirs = () => [
      document('NEW', { uuid: UUID(5), title: 'New' }),
      version('NEW', { uuid: UUID(6) }),
    ];
    const decided = (scene: Scene, decision: Decision) =>
      scene.restore(theirs(), { policy: { classes: { 'uuid-other-key': decision } } });
    const state = (scene: Scene) =>
      scene.rows(`select d.document_number as number, d.title, (d.uuid = '${UUID(5)}')::text as same,
        (select count(*)::int from document_versions v where v.document_id = d.id) as versions from documents d order by d.id`);

    it('keeps the row; what belongs to the record goes to it', () =>
      withScene(kind, async (scene) => {
        await scene.restore(base());
        expect(await decided(scene, 'keep')).toMatchObject({ created: 1, skipped: 1, failed: 0 });
        expect(await state(scene)).toEqual([{ number: 'OLD', title: 'Old', same: 'true', versions: 1 }]);
      }));

    it('takes the record over the row', () =>
      withScene(kind, async (scene) => {
        await scene.restore(base());
        expect(await decided(scene, 'take')).toMatchObject({ created: 1, updated: 1, verified: true });
        expect(await state(scene)).toEqual([{ number: 'NEW', title: 'New', same: 'true', versions: 1 }]);
      }));

    it('restores the record beside it under a new uuid; references of the package follow', () =>
      withScene(kind, async (scene) => {
        await scene.restore(base());
        expect(await decided(scene, 'beside')).toMatchObject({ created: 2, failed: 0, verified: true });
        expect(await state(scene)).toEqual([
          { number: 'OLD', title: 'Old', same: 'true', versions: 0 },
          { number: 'NEW', title: 'New', same: 'false', versions: 1 },
        ]);
      }));

    it('skips it; what needs it becomes impossible and names it', () =>
      withScene(kind, async (scene) => {
        await scene.restore(base());
        const report = await decided(scene, 'skip');
        expect(report).toMatchObject({ created: 0, skipped: 1, failed: 1 });
        expect(report.notRestored[1]?.reason).toContain('documents.document NEW');
        expect(await state(scene)).toEqual([{ number: 'OLD', title: 'Old', same: 'true', versions: 0 }]);
      }));
  });
});

describe('conflicts', () => {
  it('skips with a skipped name too what needs it, although the target has a row of that name', () =>
    withScene('server', async (scene) => {
      await scene.restore([...basics(), document('D1', { uuid: UUID(1) })]);
      const package_ = [document('D1', { uuid: UUID(2) }), version('D1')];
      const skipped = await scene.outcomes(package_, { policy: { classes: { 'key-other-uuid': 'skip' } } });
      expect(skipped.map(({ outcome }) => outcome)).toEqual(['skip', 'impossible']);
      expect(skipped[1]?.reason).toContain('documents.document D1, which is left out');
      const kept = await scene.outcomes(package_);
      expect(kept.map(({ outcome }) => outcome)).toEqual(['conflict', 'create']);
    }));

  it('decides by record before model, and by model before class', () =>
    withScene('server', async (scene) => {
      await scene.restore([
        user('a', { uuid: UUID(1) }),
        user('b', { uuid: UUID(2) }),
        role('r', { uuid: UUID(3) }),
      ]);
      const package_ = [user('a'), user('b'), role('r')];
      const planned = await scene.outcomes(package_, {
        policy: {
          classes: { 'key-other-uuid': 'skip' },
          models: { 'users.user': 'keep' },
          records: { 1: 'take' },
        },
      });
      expect(
        planned.map(({ conflict, outcome }) => [outcome, conflict?.decision, conflict?.decided]),
      ).toEqual([
        ['skip', 'keep', true],
        ['update', 'take', true],
        ['skip', 'skip', true],
      ]);
    }));

  it('leaves out a record whose unique value belongs to another row, unless that was decided', () =>
    withScene('server', async (scene) => {
      await scene.restore([user('old', { employee_id: 'E1', email: 'old@example.org' })]);
      const package_ = [user('new', { employee_id: 'E1' }), role('r', { created_by: ['new'] })];
      const planned = await scene.outcomes(package_);
      expect(planned[0]).toMatchObject({
        outcome: 'conflict',
        conflict: { class: 'unique-taken', decision: 'skip' },
      });
      expect(planned[0]?.reason).toContain('employee_id');
      const kept = { policy: { classes: { 'unique-taken': 'keep' as const } } };
      expect((await scene.outcomes(package_, kept))[0]).toMatchObject({ outcome: 'skip' });
      const taken = await scene.restore([package_[0] ?? role('x')], {
        policy: { classes: { 'unique-taken': 'take' } },
      });
      expect(taken).toMatchObject({ updated: 1, verified: true });
      expect(await scene.rows('select username from users')).toEqual([{ username: 'new' }]);
    }));

  it('protects infrastructure that differs, and changes it only by decision', () =>
    withScene('server', async (scene) => {
      await scene.restore([role('r', { uuid: UUID(1), description: 'ours' })]);
      const theirs = [role('r', { uuid: UUID(1), description: 'theirs' })];
      expect((await scene.outcomes(theirs))[0]).toMatchObject({
        outcome: 'conflict',
        conflict: { class: 'protected-differs', decision: 'keep', decided: false },
      });
      for (const decision of ['keep', 'skip'] as const) {
        const policy = { classes: { 'protected-differs': decision } };
        expect(await scene.restore(theirs, { policy })).toMatchObject({ skipped: 1, updated: 0 });
      }
      expect(await scene.rows('select description from roles')).toEqual([{ description: 'ours' }]);
      const policy = { classes: { 'protected-differs': 'take' as const } };
      expect(await scene.restore(theirs, { policy })).toMatchObject({ updated: 1, verified: true });
      expect(await scene.rows('select description from roles')).toEqual([{ description: 'theirs' }]);
    }));

  it('never overwrites content types and permissions, whatever was decided', () =>
    withScene('server', async (scene) => {
      const theirs = [
        sample('contenttypes.contenttype', { app_label: 'documents', model: 'document' }),
        sample('auth.permission', {
          name: 'Renamed',
          codename: 'add_document',
          content_type: ['documents', 'document'],
        }),
      ];
      const policy = {
        classes: { 'protected-differs': 'take' },
        models: { 'auth.permission': 'take' },
        records: { 1: 'take' },
      } as const;
      const planned = await scene.outcomes(theirs, { policy });
      expect(planned.map(({ outcome }) => outcome)).toEqual(['unchanged', 'conflict']);
      await scene.restore(theirs, { policy });
      expect(await scene.rows(`select name from auth_permission where codename = 'add_document'`)).toEqual([
        { name: 'Can add Document' },
      ]);
    }));

  it('keeps or takes changed business data as the policy says', () =>
    withScene('server', async (scene) => {
      const ours = document('D1', { uuid: UUID(1), title: 'ours' });
      await scene.restore([...basics(), ours]);
      const theirs = [{ ...ours, fields: { ...ours.fields, title: 'theirs' } }];
      expect((await scene.outcomes(theirs, { policy: { changedRecords: 'keep' } }))[0]?.outcome).toBe('skip');
      expect(await scene.restore(theirs)).toMatchObject({ updated: 1, verified: true });
      expect(await scene.rows('select title from documents')).toEqual([{ title: 'theirs' }]);
    }));

  it('gives each of several records with the same content a row of its own', () =>
    withScene('server', async (scene) => {
      const daily = {
        minute: '0',
        hour: '2',
        day_of_week: '*',
        day_of_month: '*',
        month_of_year: '*',
        timezone: 'UTC',
      };
      const schedules = (from: number) => [
        sample('django_celery_beat.crontabschedule', daily, from),
        sample('django_celery_beat.crontabschedule', daily, from + 1),
        sample('django_celery_beat.periodictask', { name: 'a', crontab: from }, 1),
        sample('django_celery_beat.periodictask', { name: 'b', crontab: from + 1 }, 2),
      ];
      await scene.restore([schedules(1)[0] ?? user('x')]);
      expect(await scene.restore(schedules(7))).toMatchObject({ created: 3, unchanged: 1, failed: 0 });
      expect(await scene.restore(schedules(7))).toMatchObject({ unchanged: 4 });
      const other = await scene.outcomes(schedules(31));
      expect(other.map(({ outcome }) => outcome)).toEqual([
        'unchanged',
        'unchanged',
        'unchanged',
        'unchanged',
      ]);
    }));

  it('recognises rows of a name that is not unique by their uuids, in whatever order they come', () =>
    withScene('server', async (scene) => {
      const configuration = (n: number) =>
        sample('backup.backupconfiguration', {
          uuid: UUID(n),
          name: 'daily',
          created_by: ['author'],
          description: `c${n}`,
        });
      await scene.restore([...basics(), configuration(1)]);
      const both = await scene.outcomes([configuration(2), configuration(1)]);
      expect(both.map(({ outcome }) => outcome)).toEqual(['create', 'unchanged']);
      await scene.restore([configuration(2), configuration(1), configuration(3)]);
      const again = await scene.restore([configuration(3), configuration(1), configuration(2)]);
      expect(again).toMatchObject({ unchanged: 3 });
    }));
});

function joined(scene: Scene) {
  return scene.rows(`select d.document_number as number, u.uuid::text as author, t.name as type, s.uuid::text as source
    from documents d join users u on u.id = d.author_id join document_types t on t.id = d.document_type_id
    join document_sources s on s.id = d.document_source_id`);
}
