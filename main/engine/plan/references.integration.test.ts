import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTarget } from '../database/open-target.ts';
import { withFreshTarget } from '../database/testing.ts';
import { basics, document, role, sample, user, version } from '../testing/sample-records.ts';
import { sceneOver, withScene } from '../testing/scene.ts';

const UUID = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

describe('references', () => {
  it('lead forward, into their own table and around a circle', () =>
    withScene('server', async (scene) => {
      const records = [
        document('D1', { supersedes: ['D2'] }),
        document('D2', { author: 'author' }),
        ...basics(),
        user('a', { manager: ['b'] }),
        user('b', { manager: ['a'] }),
      ];
      expect(await scene.restore(records)).toMatchObject({ created: 7, failed: 0, verified: true });
      expect(
        await scene.rows(
          `select d.document_number as d from documents d join documents e on e.supersedes_id = d.id`,
        ),
      ).toEqual([{ d: 'D2' }]);
      expect(
        await scene.rows(
          `select m.username as m from users u join users m on m.id = u.manager_id order by 1`,
        ),
      ).toEqual([{ m: 'a' }, { m: 'b' }]);
    }));

  it('make all that depends on a missing record impossible, through a chain in either direction', () =>
    withScene('server', async (scene) => {
      const chain = Array.from({ length: 40 }, (_, n) =>
        document(`D${n}`, n === 0 ? { author: ['nobody'] } : { supersedes: [`D${n - 1}`] }),
      );
      for (const documents of [chain, [...chain].reverse()]) {
        const planned = await scene.outcomes([...basics(), ...documents, document('free'), version('D39')]);
        expect(planned.filter(({ outcome }) => outcome === 'impossible')).toHaveLength(41);
        expect(planned.filter(({ outcome }) => outcome === 'create').map(({ name }) => name)).toContain(
          'free',
        );
        expect(planned.at(-1)?.reason).toContain('documents.document D39, which is left out');
      }
      const first = (await scene.outcomes([...basics(), ...chain]))[3];
      expect(first?.reason).toBe(
        'It cannot be restored: its field author refers to users.user nobody, which is neither in the package nor in the target.',
      );
    }));

  it('by number are followed through the package only, and get new numbers where the old are taken', () =>
    withScene('server', async (scene) => {
      await scene.restore([{ ...user('other'), pk: 7 }, ...basics()]);
      const records = [
        { ...user('me'), pk: 7 },
        { ...role('mine', { created_by: 7 }), pk: 9 },
        sample('audit.audittrail', { user: 7, content_type: ['users', 'user'], object_id: '7' }, 1),
        sample('audit.audittrail', { user: null, content_type: ['users', 'user'], object_id: '99' }, 2),
        { ...role('lost', { created_by: 8 }), pk: 10 },
      ];
      const report = await scene.restore(records);
      expect(report).toMatchObject({ created: 4, failed: 1, verified: true });
      expect(report.notRestored[0]?.reason).toContain('users.user number 8, which is not in the package');
      expect(report.problems).toContainEqual(expect.objectContaining({ code: 'GENERIC_REFERENCE_KEPT' }));
      const [mine] =
        await scene.rows(`select (u.id <> 7)::text as moved, (a.object_id = u.id::text)::text as follows, r.name
        from users u join roles r on r.created_by_id = u.id join audit_trail a on a.user_id = u.id where u.username = 'me'`);
      expect(mine).toEqual({ moved: 'true', follows: 'true', name: 'mine' });
      expect(await scene.rows(`select object_id from audit_trail where user_id is null`)).toEqual([
        { object_id: '99' },
      ]);
    }));

  it('to a record that repeats another one lead to the row of that one', () =>
    withScene('server', async (scene) => {
      const records = [
        { ...user('me', { uuid: UUID(1) }), pk: 1 },
        { ...user('me', { uuid: UUID(1), email: 'second@example.org' }), pk: 2 },
        { ...role('mine', { created_by: 2 }), pk: 3 },
      ];
      const report = await scene.restore(records);
      expect(report).toMatchObject({ created: 2, skipped: 1, failed: 0 });
      expect(report.notRestored[0]?.reason).toMatch(/of record 1, with other values; the first one counts/);
      expect(await scene.rows('select u.email from roles r join users u on u.id = r.created_by_id')).toEqual([
        { email: 'me@example.org' },
      ]);
    }));

  it('to users that are nowhere are impossible, or make inactive users when that was chosen', () =>
    withScene('server', async (scene) => {
      const records = [
        ...basics(),
        role('r', { created_by: ['ghost'] }),
        document('D', { author: ['phantom'], document_type: ['NONE'] }),
      ];
      expect((await scene.outcomes(records)).map(({ outcome }) => outcome).slice(3)).toEqual([
        'impossible',
        'impossible',
      ]);
      const report = await scene.restore(records, { policy: { missingUsers: 'create-inactive' } });
      expect(report).toMatchObject({ created: 4, failed: 1, verified: true });
      const ghosts =
        await scene.rows(`select username, is_active::text as active, is_superuser::text as root, is_staff::text as staff,
        left(password, 1) as mark from users where username <> 'author'`);
      // nobody is made up for a record that is not restored
      expect(ghosts).toEqual([
        { username: 'ghost', active: 'false', root: 'false', staff: 'false', mark: '!' },
      ]);
      expect(await scene.restore(records)).toMatchObject({ unchanged: 4, failed: 1 });
    }));

  it('in lists are compared as sets: missing ones are added, surplus ones go, repeated ones count once', () =>
    withScene('server', async (scene) => {
      const groups = (...names: string[]) =>
        names.map((name) =>
          sample('auth.group', { name, permissions: [['add_document', 'documents', 'document']] }),
        );
      const me = user('me', { groups: [['a'], ['b'], ['a']], user_permissions: [] });
      expect(await scene.restore([...groups('a', 'b', 'c'), me])).toMatchObject({
        created: 4,
        verified: true,
      });
      expect(await scene.outcomes([{ ...me, fields: { ...me.fields, groups: ['b', ['a']] } }])).toMatchObject(
        [{ outcome: 'unchanged' }],
      );
      const changed = { ...me, fields: { ...me.fields, groups: [['c'], ['b']] } };
      const policy = { classes: { 'protected-differs': 'take' as const } };
      expect(await scene.restore([changed], { policy })).toMatchObject({ updated: 1, verified: true });
      expect(
        await scene.rows(
          'select g.name from users_groups u join auth_group g on g.id = u.group_id order by 1',
        ),
      ).toEqual([{ name: 'b' }, { name: 'c' }]);
    }));

  it('and values that cannot be taken make their record impossible, which says why', () =>
    withScene('server', async (scene) => {
      const wrong: readonly (readonly [fields: object, because: string])[] = [
        [{ author: ['author', 'x'] }, 'in a way that cannot be read'],
        [{ author: { name: 'author' } }, 'in a way that cannot be read'],
        [{ author: null }, 'its field author is empty'],
        [{ title: 'x'.repeat(600) }, 'characters long'],
        [{ version_major: 'one' }, 'is not a whole number'],
        [{ version_major: -1 }, 'is negative'],
        [{ metadata: { a: null }, is_active: 'yes' }, 'is not true or false'],
      ];
      const documents = wrong.map(([fields], n) => document(`D${n}`, { ...fields }));
      const planned = (await scene.outcomes([...basics(), ...documents])).slice(3);
      expect(planned.map(({ outcome }) => outcome)).toEqual(wrong.map(() => 'impossible'));
      for (const [n, [, because]] of wrong.entries()) expect(planned[n]?.reason).toContain(because);
    }));

  it('and values: unknown models and fields are named, everything else is restored', () =>
    withScene('server', async (scene) => {
      const records = [
        ...basics(),
        document('D', { colour: 'red' }),
        { model: 'shop.order', pk: 1, fields: {} },
      ];
      const report = await scene.restore(records);
      expect(report).toMatchObject({ created: 4, skipped: 1, failed: 0, records: 5, verified: true });
      expect(report.notRestored[0]?.reason).toBe(
        "The target's EDMS has no model shop.order; the record is kept in the side file.",
      );
      expect(report.problems).toContainEqual(
        expect.objectContaining({
          code: 'FIELD_WITHOUT_COLUMN',
          where: { field: 'documents.document.colour' },
        }),
      );
    }));

  it('and values: a text column without null gets the empty text, and the plan says so', () =>
    withScene('server', async (scene) => {
      const report = await scene.restore([...basics(), document('D', { keywords: null })]);
      expect(report.problems).toContainEqual(expect.objectContaining({ code: 'NULL_BECOMES_EMPTY' }));
      expect(await scene.rows('select keywords from documents')).toEqual([{ keywords: '' }]);
    }));

  it('and values: numbers, times and texts arrive exactly as they are written', () =>
    withScene('server', async (scene) => {
      const audit = JSON.stringify(
        sample('audit.systemevent', {
          uuid: UUID(1),
          timestamp: '2025-12-31T23:59:59.999Z',
          description: 'Ünï 🚀 "\\ \u0001',
        }),
      );
      const raw = audit.replace(
        '"details":{}',
        '"details":{"one":1.0,"big":1152921504606846976,"small":1e-7,"text":"\\u00e9\\ud83d\\ude80"}',
      );
      expect(raw).not.toBe(audit);
      expect(await scene.restore([{ raw }])).toMatchObject({ created: 1, verified: true });
      const [row] = await scene.rows(
        `select timestamp::text as t, description as d, details::text as j from system_events`,
      );
      expect(row).toEqual({
        t: '2025-12-31 23:59:59.999+00',
        d: 'Ünï 🚀 "\\ \u0001',
        j: '{"big": 1152921504606846976, "one": 1.0, "text": "é🚀", "small": 0.0000001}',
      });
      expect(await scene.restore([{ raw }])).toMatchObject({ unchanged: 1 });
      await scene.run(`update system_events set timestamp = timestamp + interval '999 microseconds'`);
      expect(await scene.restore([{ raw }])).toMatchObject({ unchanged: 1 });
    }));
});

describe("a target whose schema is not the map's", () => {
  it('is taken as it is, and the plan names every difference that the package meets', () =>
    withFreshTarget('server', async (target, { address }) => {
      await target.write(async (sql) => {
        await sql.execute('alter table documents add column sensitivity_label varchar(20)');
        await sql.execute('alter table documents drop column keywords');
        await sql.execute('alter table health_checks drop column uuid');
      });
      const changed = await openTarget(address);
      const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-differences-'));
      try {
        const report = await sceneOver(changed, folder).restore([
          ...basics(),
          document('D', { keywords: 'red' }),
        ]);
        expect(report).toMatchObject({ created: 4, failed: 0, verified: true });
        expect(report.problems.map(({ code, where }) => `${code} ${where?.field}`)).toEqual(
          expect.arrayContaining([
            'COLUMN_UNKNOWN sensitivity_label',
            'COLUMN_MISSING keywords',
            'FIELD_WITHOUT_COLUMN documents.document.keywords',
          ]),
        );
        expect(report.problems.some(({ where }) => where?.model === 'backup.healthcheck')).toBe(false);
      } finally {
        await changed.close();
        await rm(folder, { recursive: true, force: true });
      }
    }));
});
