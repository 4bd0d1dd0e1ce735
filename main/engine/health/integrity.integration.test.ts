import { describe, expect, it } from 'vitest';
import { targetKinds } from '../database/testing.ts';
import { basics, document, user } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import { withRole, withSession } from '../testing/sessions.ts';
import { findBrokenReferences } from './find-broken-references.ts';
import { planSequenceRepair, repairSequences } from './sequences-behind.ts';

const GENEROUS = { milliseconds: 60_000 };

/** What a restore by other means leaves behind: rows written while PostgreSQL's own checks were set aside. */
const unchecked = (scene: Scene, statement: string) =>
  scene.target.write(async (sql) => {
    await sql.execute(`select set_config('session_replication_role', 'replica', true)`);
    await sql.execute(statement);
  });

describe.each(targetKinds)('the references of a %s database', (kind) => {
  it('are whole after a restore', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), document('D1')]);
      const found = await findBrokenReferences(scene.target, GENEROUS);
      expect(found).toEqual({ broken: [], checked: 139, unchecked: 0 });
    }));

  it('are found where they lead nowhere, with their number and examples', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), ...Array.from({ length: 12 }, (_, n) => document(`D${n}`))]);
      await unchecked(scene, `update documents set reviewer_id = 4711 where document_number <> 'D0'`);
      await unchecked(scene, `delete from document_sources`);
      const found = await findBrokenReferences(scene.target, GENEROUS);
      expect(found.broken).toEqual([
        expect.objectContaining({ table: 'documents', columns: ['document_source_id'], rows: 12 }),
        expect.objectContaining({
          table: 'documents',
          columns: ['reviewer_id'],
          referencedTable: 'users',
          rows: 11,
        }),
      ]);
      expect(found.broken[1]?.examples).toHaveLength(10);
      expect(found.broken[1]?.examples[0]).toMatch(/^documents \d+: reviewer_id = 4711$/);
    }));

  it('that there was no time for are counted, not passed over in silence', () =>
    withScene(kind, async (scene) => {
      const found = await findBrokenReferences(scene.target, { milliseconds: 0 });
      expect(found).toEqual({ broken: [], checked: 0, unchecked: 139 });
    }));
});

describe('a reference whose constraint the database has lost', () => {
  it('is followed by the map', () =>
    withScene('server', async (scene) => {
      await scene.restore([...basics(), document('D1')]);
      const rules = await scene.target.read((sql) =>
        sql.query<{ name: string }>(
          `select conname::text as name from pg_constraint
            where conrelid = 'documents'::regclass and contype = 'f' and confrelid = 'document_types'::regclass`,
        ),
      );
      for (const { name } of rules) await scene.run(`alter table documents drop constraint "${name}"`);
      await scene.run(`update documents set document_type_id = 99`);
      // Opened anew: this target has never seen the constraint.
      await withRole(scene, 'grant select on all tables in schema public to', async (reader) => {
        const found = await findBrokenReferences(reader, GENEROUS);
        expect(found.broken).toMatchObject([{ columns: ['document_type_id'], rows: 1 }]);
        expect(found.checked).toBe(139);
      });
    }));
});

// Most of their time they wait for it: so they do that together, each in a database of its own.
describe.concurrent('a table that takes too long', () => {
  /** Somebody makes its index anew meanwhile: who plans a statement about it waits. */
  const whileSlow = (scene: Scene, work: () => Promise<void>) =>
    withSession(scene, async (other) => {
      await other.query('begin');
      await other.query('reindex index login_audit_pkey');
      await work();
    });
  const signIns = (count: number) =>
    `insert into login_audit (uuid, username, timestamp, success, user_id)
     select gen_random_uuid(), repeat('x', 150), now(), true, (select id from users) from generate_series(1, ${count})`;
  const broken = [{ columns: ['reviewer_id'], rows: 1 }];

  it('is counted as not followed, and the rest is told', () =>
    withScene('server', async (scene) => {
      await scene.restore([...basics(), document('D1')]);
      await unchecked(scene, `update documents set reviewer_id = 4711`);
      await scene.run(signIns(40_000));
      // That it is large is known from statistics.
      await scene.run('analyze login_audit');
      await whileSlow(scene, async () => {
        // Long enough for all the others on a busy machine; the slow one takes what is left.
        const found = await findBrokenReferences(scene.target, { milliseconds: 6000 });
        expect(found).toMatchObject({ broken, unchecked: 1 });
      });
    }));

  it('though it is small does not take the others with it', () =>
    withScene('server', async (scene) => {
      await scene.restore([...basics(), document('D1')]);
      await unchecked(scene, `update documents set reviewer_id = 4711`);
      await scene.run(signIns(1));
      await whileSlow(scene, async () => {
        const found = await findBrokenReferences(scene.target, { milliseconds: 6000 });
        expect(found).toMatchObject({ broken });
        expect(found.unchecked).toBeGreaterThan(0);
        expect(found.unchecked).toBeLessThan(found.checked);
      });
    }));

  it('because it is locked against readers is not waited for', () =>
    withScene('server', async (scene) => {
      await withSession(scene, async (other) => {
        await other.query('begin');
        await other.query('lock table login_audit in access exclusive mode');
        expect(await findBrokenReferences(scene.target, GENEROUS)).toMatchObject({ unchecked: 1 });
      });
    }));
});

it('the references of a table of which a policy hides rows are not followed, and the rest is told', () =>
  withScene('server', async (scene) => {
    await scene.restore([...basics(), document('D1')]);
    await unchecked(scene, `update documents set reviewer_id = 4711`);
    await scene.run('create policy visible on login_audit using (success)');
    await scene.run('alter table login_audit enable row level security');
    await withRole(scene, 'grant select on all tables in schema public to', async (reader) => {
      const found = await findBrokenReferences(reader, GENEROUS);
      expect(found).toMatchObject({ broken: [{ columns: ['reviewer_id'], rows: 1 }], unchecked: 1 });
    });
  }));

describe.each(targetKinds)('the sequences of a %s database', (kind) => {
  it('are level after a restore', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), document('D1')]);
      expect(await planSequenceRepair(scene.target)).toEqual([]);
      expect(await repairSequences(scene.target)).toEqual([]);
    }));

  it('that are behind are named, and repaired without setting another one back', () =>
    withScene(kind, async (scene) => {
      await scene.run(`insert into auth_group (id, name) values (1, 'first'), (7, 'seventh')`);
      await scene.run(`select setval('documents_id_seq', 500)`);
      const behind = [{ sequence: 'public.auth_group_id_seq', table: 'auth_group', now: 1, next: 8 }];
      expect(await planSequenceRepair(scene.target)).toEqual(behind);
      await expect(repairSequences(scene.target, AbortSignal.abort())).rejects.toMatchObject({
        plain: { code: 'CANCELLED' },
      });
      expect(await planSequenceRepair(scene.target)).toEqual(behind);
      expect(await repairSequences(scene.target)).toEqual(behind);
      expect(await planSequenceRepair(scene.target)).toEqual([]);
      await scene.run(`insert into auth_group (name) values ('eighth')`);
      expect(await scene.rows(`select id::int as id from auth_group where name = 'eighth'`)).toEqual([
        { id: 8 },
      ]);
      expect(await scene.rows('select last_value::int as v from documents_id_seq')).toEqual([{ v: 500 }]);
    }));

  it('that have no further number, as a row has the highest key that there is, keep nothing from being looked at', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), user('first')]);
      await scene.run(`insert into auth_group (id, name) values (1, 'a group')`);
      await scene.run(`insert into users_groups (id, user_id, group_id)
        select 9223372036854775807, id, 1 from users where username = 'first'`);
      expect(await repairSequences(scene.target)).toMatchObject([
        { table: 'auth_group' },
        { table: 'users_groups', next: 2 ** 63 },
      ]);
      expect(await scene.rows('select last_value::text as v from users_groups_id_seq')).toEqual([
        { v: '9223372036854775807' },
      ]);
      expect(await planSequenceRepair(scene.target)).toEqual([]);
    }));
});
