import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindsAboveSql, targetKinds } from '../database/testing.ts';
import { exportTarget } from '../export/export-target.ts';
import { BeyondRows } from '../plan/beyond-rows.ts';
import { summarisePlan } from '../plan/summarise-plan.ts';
import type { BeyondGroup } from '../plan/summary.ts';
import { ProgressMeter } from '../progress.ts';
import { hashTables, readDatabase } from '../testing/database-rows.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import {
  basics,
  role,
  sample,
  document as sampleDocument,
  version as sampleVersion,
  user,
} from '../testing/sample-records.ts';
import { type Scene, type SceneSetting, withScene } from '../testing/scene.ts';
import { removeRows } from './remove-rows.ts';
import { verifyRows } from './verify.ts';
import type { RestoreWork } from './write-rows.ts';

const UUID = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const DOCUMENT = 'documents.document';
const VERSION = 'documents.documentversion';
const TEMPLATE = 'workflows.workflowtemplate';

const mirror = (...removeBeyond: readonly string[]): SceneSetting => ({
  policy: { mode: 'mirror', removeBeyond },
});

type Fields = { readonly [field: string]: unknown };
/** Without files: they are no matter here. */
const document = (number: string, fields: Fields = {}) =>
  sampleDocument(number, { file_path: '', ...fields });
const version = (number: string, fields: Fields) => sampleVersion(number, { file_path: '', ...fields });

/** What both package and target have, with the same uuids each time. */
const common = [...basics(), document('D1')];

const accessLog = (number: string) =>
  sample('documents.documentaccesslog', { document: [number], user: ['author'], uuid: UUID(77) }, 77);
const template = (name: string) =>
  sample(TEMPLATE, { name, uuid: UUID(50), created_by: ['author'], document_types: [['SOP']] }, 50);

async function beyondOf(
  scene: Scene,
  package_: Parameters<Scene['plan']>[0],
  setting: SceneSetting,
): Promise<ReadonlyMap<string, BeyondGroup>> {
  const { beyond } = await scene.plan(package_, setting, async ({ plan }) => summarisePlan(plan));
  return new Map(beyond.map((group) => [group.model, group]));
}

/** Each example as `name: why it is kept`, or the name alone when it is removed. */
const shown = (group: BeyondGroup | undefined) =>
  group?.examples.map(({ name, kept }) => (kept === null ? name : `${name}: ${kept}`));

const numbers = (scene: Scene) => scene.rows('select document_number as n from documents order by 1');

describe.each(targetKinds)('what a %s target has beyond the package', (kind) => {
  it('is removed where its model was chosen, with its many-to-many rows, and verified', () =>
    withScene(kind, async (scene) => {
      await scene.restore([
        ...common,
        document('D8'),
        document('D9'),
        version('D9', { uuid: UUID(6) }),
        template('ours'),
      ]);
      const wanted = await readDatabase(scene.target);
      const setting = mirror(DOCUMENT, VERSION, TEMPLATE);
      expect(await beyondOf(scene, common, setting)).toMatchObject(
        new Map([
          [DOCUMENT, { count: 2, removed: 2, kept: 0 }],
          [VERSION, { count: 1, removed: 1 }],
          [TEMPLATE, { count: 1, removed: 1 }],
        ]),
      );
      const report = await scene.restore(common, setting);
      expect(report).toMatchObject({ unchanged: 4, removed: 4, state: 'completed', verified: true });
      expect(await numbers(scene)).toEqual([{ n: 'D1' }]);
      const after = await readDatabase(scene.target);
      for (const table of ['document_versions', 'workflow_templates', 'workflow_templates_document_types'])
        expect(after.tables.get(table), table).toEqual([]);
      for (const table of ['users', 'document_types', 'document_sources'])
        expect(after.tables.get(table), table).toEqual(wanted.tables.get(table));
      expect(await scene.restore(common, setting)).toMatchObject({ removed: 0, state: 'completed' });
    }));
});

describe.each(kindsAboveSql)('what a %s target has beyond the package', (kind) => {
  it('is listed by model with names, and stays as long as nothing of it is chosen', () =>
    withScene(kind, async (scene) => {
      await scene.restore([
        ...common,
        document('D8'),
        document('D9'),
        version('D9', { uuid: UUID(6) }),
        role('ours'),
        accessLog('D9'),
      ]);
      const beyond = await beyondOf(scene, common, mirror());
      expect([...beyond.keys()].sort()).toEqual([
        DOCUMENT,
        'documents.documentaccesslog',
        VERSION,
        'users.role',
      ]);
      expect(beyond.get(DOCUMENT)).toMatchObject({
        step: 'business',
        removable: true,
        records: 1,
        count: 2,
        removed: 0,
        kept: 2,
      });
      expect(shown(beyond.get(DOCUMENT))).toEqual([
        'D8: Its model was not chosen for removal.',
        'D9: Its model was not chosen for removal.',
      ]);
      expect(shown(beyond.get(VERSION))?.[0]).toMatch(/^D9 \/ 1 \/ 0: /);
      expect(beyond.get('users.role')).toMatchObject({ step: 'infrastructure', removable: false, count: 1 });
      expect(beyond.get('documents.documentaccesslog')).toMatchObject({ removable: false, count: 1 });
      const before = hashTables(await readDatabase(scene.target));
      const report = await scene.restore(common, mirror());
      expect(report).toMatchObject({ unchanged: 4, removed: 0, state: 'completed', verified: true });
      expect(hashTables(await readDatabase(scene.target))).toEqual(before);
    }));

  it('is kept where something that stays refers to it, along any chain, and that is said', () =>
    withScene(kind, async (scene) => {
      await scene.restore([
        ...common,
        document('D7'),
        document('D8', { supersedes: ['D7'] }),
        document('D9', { supersedes: ['D8'] }),
        document('FREE', { supersedes: ['D9'] }),
        accessLog('D9'),
        version('D1', { uuid: UUID(6) }),
      ]);
      const setting = mirror(DOCUMENT, VERSION);
      const beyond = await beyondOf(scene, common, setting);
      expect(shown(beyond.get(DOCUMENT))).toEqual([
        'D7: Rows of documents that stay refer to it.',
        'D8: Rows of documents that stay refer to it.',
        'D9: Rows of document_access_logs that stay refer to it.',
        'FREE',
      ]);
      const report = await scene.restore(common, setting);
      expect(report).toMatchObject({ removed: 2, state: 'completed with findings', verified: true });
      expect(report.problems.filter(({ code }) => code === 'BEYOND_KEPT')).toMatchObject([
        { severity: 'warning', message: expect.stringContaining('1 removed, 3 kept (D7, D8, D9)') },
      ]);
      expect(await numbers(scene)).toEqual([{ n: 'D1' }, { n: 'D7' }, { n: 'D8' }, { n: 'D9' }]);
    }));
});

describe('what a target has beyond the package', () => {
  it.each([
    ['infrastructure', 'users.role', 'Infrastructure is never removed.'],
    ['people', 'users.user', 'Infrastructure is never removed.'],
    ['audit rows', 'audit.loginaudit', 'Audit rows are never removed.'],
    ['access logs', 'documents.documentaccesslog', 'Audit rows are never removed.'],
    ['permissions', 'auth.permission', "Django's own rows are never removed."],
    ['sessions', 'sessions.session', 'Sessions are never removed.'],
    ['a model that is not there', 'documents.folder', 'The target has no such model.'],
  ])('stays whatever was chosen: %s', (_, label, because) =>
    withScene('server', async (scene) => {
      await scene.restore([
        ...common,
        role('ours'),
        user('ours'),
        accessLog('D1'),
        sample('audit.loginaudit', { username: 'x' }, 5),
      ]);
      const before = hashTables(await readDatabase(scene.target));
      const report = await scene.restore(common, mirror(label));
      expect(report).toMatchObject({ removed: 0, verified: true });
      expect(report.problems.find(({ code }) => code === 'BEYOND_PROTECTED')?.message).toContain(because);
      expect(hashTables(await readDatabase(scene.target))).toEqual(before);
    }),
  );

  it('goes although a row refers to it that the package makes refer to something else', () =>
    withScene('server', async (scene) => {
      const [author, type, origin] = basics();
      const fields = { uuid: UUID(1) };
      const base = [author, type, origin].filter((record) => record !== undefined);
      await scene.restore([...base, document('OLD'), document('D1', { ...fields, supersedes: ['OLD'] })]);
      const report = await scene.restore(
        [...base, document('D1', { ...fields, supersedes: null })],
        mirror(DOCUMENT),
      );
      expect(report).toMatchObject({ updated: 1, removed: 1, verified: true });
      expect(await numbers(scene)).toEqual([{ n: 'D1' }]);
    }));

  it('stays where records of the package refer to it by name', () =>
    withScene('server', async (scene) => {
      await scene.restore([...common, document('OLD')]);
      const package_ = [...common, document('NEW', { supersedes: ['OLD'] })];
      const beyond = await beyondOf(scene, package_, mirror(DOCUMENT));
      expect(shown(beyond.get(DOCUMENT))).toEqual(['OLD: Records of the package refer to it.']);
      expect(await scene.restore(package_, mirror(DOCUMENT))).toMatchObject({
        created: 1,
        removed: 0,
        verified: true,
      });
    }));

  it('stays where rows of a table refer to it that the EDMS has no model for any more', () =>
    withScene('server', async (scene) => {
      await scene.restore([...common, document('OLD')]);
      await scene.run(
        `insert into document_schedules (uuid, schedule_type, scheduled_date, description, action_data, status,
           execution_result, error_message, created_at, metadata, created_by_id, document_id)
         select gen_random_uuid(), 'x', now(), '', '{}', 'x', '{}', '', now(), '{}', author_id, id
           from documents where document_number = 'OLD'`,
      );
      const beyond = await beyondOf(scene, common, mirror(DOCUMENT));
      expect(shown(beyond.get(DOCUMENT))).toEqual(['OLD: Rows of document_schedules that stay refer to it.']);
    }));

  it('is not a row that a record is in conflict with', () =>
    withScene('server', async (scene) => {
      await scene.restore([...common, document('OTHER', { uuid: UUID(5) })]);
      const package_ = [...common, document('NEW', { uuid: UUID(5) })];
      const policy = {
        mode: 'mirror',
        removeBeyond: [DOCUMENT],
        classes: { 'uuid-other-key': 'skip' },
      } as const;
      expect((await beyondOf(scene, package_, { policy })).get(DOCUMENT)).toBeUndefined();
      expect(await scene.restore(package_, { policy })).toMatchObject({ skipped: 1, removed: 0 });
      const beside = { ...policy, classes: { 'uuid-other-key': 'beside' } } as const;
      expect(await scene.restore(package_, { policy: beside })).toMatchObject({ created: 1, removed: 0 });
    }));

  it('cannot be told of a damaged package: nothing is removed', () =>
    withScene('server', async (scene) => {
      await scene.restore([...common, document('OLD')]);
      const broken = { raw: '{"model": "documents.document", "fields": {"document_number": "OLD\\u0000"}}' };
      const setting = { policy: { ...mirror(DOCUMENT).policy, acceptDamaged: true } };
      const report = await scene.restore([...common, broken], setting);
      expect(report).toMatchObject({ failed: 1, removed: 0 });
      expect(report.problems.map(({ code }) => code)).toContain('BEYOND_UNCERTAIN');
      expect(await numbers(scene)).toEqual([{ n: 'D1' }, { n: 'OLD' }]);
    }));

  it('cannot be told of a package that was made of a part of an EDMS: nothing is removed', () =>
    withScene('server', async (scene) => {
      await scene.restore([...common, document('OLD')]);
      const part = path.join(await scene.folder(), 'part.zip');
      const select = ['documents.document:D1'];
      await exportTarget(scene.target, {
        ...{ path: part, format: 'package', keys: 'natural', canonical: false, select, storageRoot: null },
      });
      const report = await restoreOnce(part, scene.target, mirror(DOCUMENT));
      expect(report).toMatchObject({ created: 0, removed: 0 });
      const uncertain = report.problems.find(({ code }) => code === 'BEYOND_UNCERTAIN');
      expect(uncertain?.message).toContain('made of a part');
      expect(await numbers(scene)).toEqual([{ n: 'D1' }, { n: 'OLD' }]);
    }));

  it('cannot be told of a model of which a record could not be matched: one that repeats another, or fails', () =>
    withScene('server', async (scene) => {
      await scene.restore([...common, document('OLD', { uuid: UUID(5) })]);
      const unmatched =
        'OLD: The package has records of its model that could not be matched: one may be this row.';
      for (const record of [document('D1', { uuid: UUID(5) }), document('NEW', { author: ['nobody'] })]) {
        const package_ = [...common, record];
        expect(shown((await beyondOf(scene, package_, mirror(DOCUMENT))).get(DOCUMENT))).toEqual([unmatched]);
        expect(await scene.restore(package_, mirror(DOCUMENT))).toMatchObject({ removed: 0 });
      }
      expect(await numbers(scene)).toHaveLength(2);
    }));

  it('is removed in the mode mirror only', () =>
    withScene('server', async (scene) => {
      await scene.restore([...common, document('OLD')]);
      const report = await scene.restore(common, { policy: { mode: 'merge', removeBeyond: [DOCUMENT] } });
      expect(report).toMatchObject({ removed: 0, unchanged: 4 });
      expect(await numbers(scene)).toHaveLength(2);
    }));

  it('is not removed when the target has changed since the preview', () =>
    withScene('server', async (scene) => {
      await scene.restore([...common, document('OLD')]);
      await scene.plan(common, mirror(DOCUMENT), async ({ restore }) => {
        await scene.restore([version('OLD', { uuid: UUID(8) })]);
        await expect(restore()).rejects.toMatchObject({ code: 'TARGET_CHANGED' });
      });
      expect(await numbers(scene)).toHaveLength(2);
    }));

  it('comes back whole when the restore is cancelled after it was removed', () =>
    withScene('server', async (scene) => {
      await scene.restore([...common, document('OLD')]);
      const before = hashTables(await readDatabase(scene.target));
      await scene.plan(common, mirror(DOCUMENT), async ({ restore }) => {
        const abort = new AbortController();
        const seen: string[] = [];
        const cancelled = restore({
          signal: abort.signal,
          onProgress: ({ phase }) => {
            seen.push(phase);
            if (phase === 'verifying') abort.abort();
          },
        });
        await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
        expect(seen).toContain('removing');
      });
      expect(hashTables(await readDatabase(scene.target))).toEqual(before);
    }));

  it('cannot be removed unseen while something refers to it: the verification finds out', () =>
    withScene('server', async (scene) => {
      await scene.restore([...common, document('OLD'), accessLog('OLD')]);
      const { schema } = scene.target;
      await scene.plan(common, mirror(DOCUMENT), async ({ plan }) => {
        const [kept] = await scene.rows(
          "select id::text as key from documents where document_number = 'OLD'",
        );
        const bound = plan.bound.get(DOCUMENT);
        if (!bound) throw new Error('no documents');
        // as if the plan had not seen that the row is referred to
        const careless = new BeyondRows(bound);
        careless.add(String(Object.values(kept ?? {})[0]));
        const rolledBack = scene.target.write(async (sql) => {
          await sql.execute('set local session_replication_role = replica');
          const work: RestoreWork = {
            plan,
            sql,
            meter: new ProgressMeter(),
            signal: undefined,
            gains: new Map(),
            writes: new Map(),
            stages: new Map(),
            undo: null,
          };
          const removed = await removeRows(work, { groups: [], removals: [careless] });
          const { findings } = await verifyRows(work, schema, removed);
          throw new Error(findings.map(({ code, message }) => `${code}: ${message}`).join());
        });
        await expect(rolledBack).rejects.toThrow('REFERENCE_BROKEN: 1 rows of document_access_logs');
      });
    }));

  it('is found and removed in sets, however much it is', () =>
    withScene('server', async (scene) => {
      await scene.restore(common);
      const device = `insert into mfa_devices (uuid, device_type, name, secret_key, backup_codes, phone_number, email_address,
          is_active, is_verified, usage_count, created_at, metadata, user_id)
        select gen_random_uuid(), 'x', 'device ' || n, '', '[]', '', '', true, true, 0, now(), '{}', (select id from users)
          from generate_series(1, 45000) as n`;
      await scene.run(device);
      const group = (await beyondOf(scene, common, mirror('users.mfadevice'))).get('users.mfadevice');
      expect(group).toMatchObject({ count: 45_000, removed: 45_000, records: 0 });
      expect(group?.examples.length).toBe(200);
      expect(group?.examples[0]).toMatchObject({ name: 'device 1', kept: null });
      const report = await scene.restore(common, mirror('users.mfadevice'));
      expect(report).toMatchObject({ removed: 45_000, verified: true });
      expect(await scene.rows('select count(*)::int as n from mfa_devices')).toEqual([{ n: 0 }]);
    }));
});
