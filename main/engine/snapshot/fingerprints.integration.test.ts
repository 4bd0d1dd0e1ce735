import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { Readers, Sql, Target } from '../database/target.ts';
import { type TargetKind, targetKinds, withFreshTarget } from '../database/testing.ts';
import { exportedOf } from '../export/read-records.ts';
import { ProgressMeter } from '../progress.ts';
import { basics, document, sample, user } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import { type FingerprintedModels, fingerprintModels } from './fingerprint-models.ts';
import { differingGroups, type Fingerprints, fingerprintTables, groupOf, rowSource } from './fingerprints.ts';
import { snapshotKeyQuery, snapshotQuery } from './record-form.ts';
import { type Reading, readingOf } from './take-table.ts';

/** Lets the database hash all models, through as many connections as it has. */
function hash(
  target: Target,
  readers: Readers,
  earlier: Fingerprints | null = null,
): Promise<FingerprintedModels> {
  const { catalogue, models } = exportedOf(target);
  return fingerprintModels(readers, models, {
    queryOf: (bound) => snapshotQuery(bound, catalogue, target),
    keyQueryOf: (bound) => snapshotKeyQuery(bound, catalogue, target),
    server: target.schema.serverVersion,
    earlier: async () => earlier,
    meter: new ProgressMeter(),
  });
}

function fingerprints({ target }: Scene, earlier: Fingerprints | null = null): Promise<Fingerprints> {
  return target.readTogether(2, async (readers) => {
    const { models, keys } = await hash(target, readers, earlier);
    return { keys, tables: new Map(models.map(({ bound, now }) => [bound.model.label, now])) };
  });
}

/** The models that a snapshot would read after a statement: all of them, or some of their groups. */
async function noticed(scene: Scene, statement: string): Promise<readonly string[]> {
  return (await readings(scene, statement)).map(({ model }) => model);
}

async function readings(scene: Scene, statement: string) {
  const before = await fingerprints(scene);
  await scene.run(statement);
  const tables = [...before.tables].map(([model, { rows }]) => ({ model, records: rows, segments: [] }));
  const earlier = { tables, fingerprints: before, lost: new Set<string>() };
  return scene.target.readTogether(2, async (readers) => {
    const { models, keys } = await hash(scene.target, readers);
    const found: { readonly model: string; readonly reading: Reading }[] = [];
    for (const model of models) {
      const reading = await readingOf(readers.first, model, keys, earlier);
      if (reading.kind !== 'nothing') found.push({ model: model.bound.model.label, reading });
    }
    return found;
  });
}

/** An EDMS with two documents and two users. */
function withDocuments(kind: TargetKind, work: (scene: Scene) => Promise<void>): Promise<void> {
  return withScene(kind, async (scene) => {
    await scene.restore([...basics(), user('first'), user('second'), document('D-1'), document('D-2')]);
    await work(scene);
  });
}

describe.each(targetKinds)('the hashes that a %s database makes', (kind) => {
  it('are others for whatever changes, and the same where nothing does', () =>
    withDocuments(kind, async (scene) => {
      const byNumber = (one: string, other: string) =>
        `update documents set title = case document_number when 'D-1' then '${one}' else '${other}' end`;
      await scene.run(byNumber('a', 'b'));
      await scene.run(`update documents set metadata = '{"weight": 1.0}', file_size = 0`);
      const changes = [
        `update documents set created_at = created_at + interval '1 microsecond'`,
        `update documents set metadata = '{"weight": 1.00}'`,
        `update documents set description = description || ' '`,
        // Folded to 32 bits these two would be the same number.
        `update documents set file_size = 4294967297`,
        byNumber('b', 'a'),
      ];
      for (const change of changes)
        expect(await noticed(scene, change), change).toEqual(['documents.document']);
      expect(await noticed(scene, 'update documents set title = title')).toEqual([]);
    }));

  it('are others where what a record refers to has another name', () =>
    withDocuments(kind, async (scene) => {
      const models = await noticed(scene, `update document_types set code = code || '2'`);
      expect([...models].sort()).toEqual(['documents.document', 'documents.documenttype']);
    }));

  it('have those rows alone read that refer to what has another name', () =>
    withScene(kind, async (scene) => {
      const documents = Array.from({ length: 60 }, (_, at) => document(`D-${at}`));
      await scene.restore([...basics(), user('first'), user('second'), ...documents]);
      // Far from the other one: keys are hashed in groups too.
      await scene.run(`update users set id = id + 1000 where username = 'second'`);
      await scene.run(
        `update documents set approver_id = (select id from users where username = 'second') where document_number = 'D-40'`,
      );
      const [row] = await scene.target.read((sql) =>
        sql.query<{ id: bigint }>(`select id from documents where document_number = 'D-40'`),
      );
      const found = await readings(scene, `update users set username = 'another' where username = 'second'`);
      expect(found.map(({ model }) => model).sort()).toEqual(['documents.document', 'users.user']);
      expect(found.find(({ model }) => model === 'documents.document')?.reading).toMatchObject({
        kind: 'groups',
        groups: [groupOf(String(row?.id))],
      });
    }));

  it('are others where a many-to-many list is', () =>
    withDocuments(kind, async (scene) => {
      await scene.run(`insert into auth_group (name) values ('readers')`);
      const join = `insert into users_groups (user_id, group_id)
                    select u.id, g.id from users u, auth_group g where u.username = 'first' and g.name = 'readers'`;
      expect(await noticed(scene, join)).toEqual(['users.user']);
    }));

  it('are others for keys that a double cannot hold', () =>
    withDocuments(kind, async (scene) => {
      await scene.run('alter table auth_group alter column id type bigint');
      const far = ['9007199254740993', '1152921504606846976', '1152921504606846992', '-9223372036854775808'];
      for (const id of far) await scene.run(`insert into auth_group (id, name) values (${id}, 'g${id}')`);
      for (const id of far)
        expect(await noticed(scene, `update auth_group set name = name || '2' where id = ${id}`), id).toEqual(
          ['auth.group'],
        );
      expect(await noticed(scene, 'update auth_group set name = name')).toEqual([]);
      expect(await noticed(scene, `delete from auth_group where id = ${far[1]}`)).toEqual(['auth.group']);
      const now = (await fingerprints(scene)).tables.get('auth.group');
      expect(now).toMatchObject({ isGrouped: false, rows: 3 });
    }));

  it('are of groups of sixteen neighbours', () =>
    withDocuments(kind, async (scene) => {
      await scene.run(`insert into auth_group (id, name) values (100, 'before')`);
      const before = await fingerprints(scene);
      await scene.run(`insert into auth_group (id, name) values (-17, 'a'), (-1, 'b'), (1000000, 'c')`);
      const now = (await fingerprints(scene)).tables.get('auth.group');
      expect(now && differingGroups(before.tables.get('auth.group'), now)).toEqual([
        -2,
        -1,
        groupOf('1000000'),
      ]);
    }));
});

describe.each(targetKinds)('natural keys in a %s target', (kind) => {
  it('are not asked for again while the rows that they are made of are as they were', () =>
    withDocuments(kind, async (scene) => {
      const before = await fingerprints(scene);
      expect([...before.keys.keys()]).toEqual(expect.arrayContaining(['users.user', 'documents.document']));
      await scene.run(`update documents set document_number = 'D-3' where document_number = 'D-2'`);
      const { keys } = await fingerprints(scene, before);
      const anew = [...keys].filter(([label, now]) => now !== before.keys.get(label)).map(([label]) => label);
      expect(anew).toEqual(['documents.document']);
    }));

  it('are the same as if all of them were asked for, whatever has changed', () =>
    withDocuments(kind, async (scene) => {
      const changes = [
        `update users set username = 'other' where username = 'first'`,
        `update users set username = 'first' where username = 'second'`,
        `update document_types set code = 'NEW'`,
        `update documents set document_number = document_number || '-a'`,
        `update django_content_type set model = model || 's' where app_label = 'documents'`,
        // What names a workflow is its document.
        `update document_workflows set document_id = (select max(id) from documents)`,
      ];
      await scene.restore([
        sample('workflows.documentstate', { name: 'Draft', description: 'Initial draft state' }, 'DRAFT'),
        sample('workflows.documentworkflow', {
          ...{
            document: ['D-1'],
            current_state: ['DRAFT'],
            initiated_by: ['first'],
            workflow_type: 'REVIEW',
          },
        }),
        sample(
          'workflows.documenttransition',
          {
            ...{ workflow: ['D-1', 'REVIEW'], from_state: ['DRAFT'], to_state: ['DRAFT'] },
            transitioned_by: ['first'],
          },
          1,
        ),
      ]);
      let before = await fingerprints(scene);
      expect([...before.keys.keys()]).toContain('workflows.documentworkflow');
      for (const change of changes) {
        await scene.run(change);
        const [now, all] = [await fingerprints(scene, before), await fingerprints(scene)];
        expect(keysOf(now), change).toEqual(keysOf(all));
        expect(differs(before, now), change).toBe(true);
        before = now;
      }
    }));
});

function keysOf({ keys }: Fingerprints): readonly unknown[] {
  return [...keys]
    .map(([label, { groups, ...key }]) => ({ label, ...key, groups: groups.toRuns() }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

function differs(before: Fingerprints, now: Fingerprints): boolean {
  return [...now.keys].some(([label, key]) => differingGroups(before.keys.get(label), key)?.length !== 0);
}

describe('two connections that hash together', () => {
  it('both stop where one of them fails', () =>
    withFreshTarget('server', async (target) => {
      // Two tables that are hashed alone, and the rest: three statements.
      await target.write((sql) => sql.execute(MANY_GROUPS));
      await target.write((sql) => sql.execute(MANY_TYPES));
      const queries: string[] = [];
      const hashes = signal();
      const death = signal();
      const hashing = target.readTogether(2, async ({ at, first, others }) => {
        const [second] = await others;
        const counted: Sql = {
          ...first,
          query: async <Row extends object>(text: string, ...params: readonly unknown[]) => {
            queries.push(text);
            const rows = await first.query<Row>(text, ...params);
            // The sizes of the tables come first.
            if (queries.length === 1) return rows;
            hashes.give();
            await death.given;
            return rows;
          },
        };
        if (second === undefined) throw new Error('There is one connection only');
        let asked = 0;
        const dying: Sql = {
          ...second,
          query: async <Row extends object>(text: string, ...params: readonly unknown[]) => {
            asked += 1;
            if (asked === 1) return second.query<Row>(text, ...params);
            await hashes.given;
            // The first one goes on when the second's end has been heard of.
            return second.query<Row>(KILL).finally(() => setImmediate(death.give));
          },
        };
        await hash(target, { at, first: counted, others: Promise.resolve([dying]) });
      });
      await expect(hashing).rejects.toMatchObject({ plain: { code: 'TARGET_LOST' } });
      expect(queries).toHaveLength(2);
    }));

  it('are one where the other is gone before it has begun', () =>
    withFreshTarget('server', (target) =>
      target.readTogether(2, async (readers) => {
        const [second] = await readers.others;
        await expect(second?.query(KILL)).rejects.toMatchObject({ plain: { code: 'TARGET_LOST' } });
        const hashed = await hash(target, readers);
        const alone = await hash(target, { ...readers, others: Promise.resolve([]) });
        expect(labels(hashed)).toEqual(labels(alone));
      }),
    ));

  it(
    'do not wait for each other behind somebody who waits for a table',
    () =>
      withFreshTarget('server', async (target, { address }) => {
        if (address.kind !== 'server') throw new Error('It is a server');
        const other = new pg.Client(address.url);
        await other.connect();
        const altering = await target.readTogether(2, async (readers) => {
          await readers.first.query('select 1 as one from users_groups limit 1');
          const [second] = await readers.others;
          const waiting = other.query('alter table users_groups add column remark text');
          await until(readers.first, `select 1 as one from pg_locks where not granted`);
          // It holds the table too.
          expect(await second?.query('select count(*)::int as n from users_groups')).toEqual([{ n: 0 }]);
          expect((await hash(target, readers)).models).not.toEqual([]);
          return { waiting };
        });
        await altering.waiting;
        await other.end();
      }),
    20_000,
  );

  it('leave the first one with all tables, which nobody can change before it has read them', () =>
    withFreshTarget('server', (target) =>
      target.readTogether(2, async (readers) => {
        const { models } = await hash(target, readers);
        const held = await readers.first.query<{ name: string }>(
          `select relation::regclass::text as name from pg_locks where pid = pg_backend_pid() and locktype = 'relation'`,
        );
        const names = new Set(held.map(({ name }) => name));
        expect(models.map(({ bound }) => bound.table.name).filter((name) => !names.has(name))).toEqual([]);
        expect(names).toContain('users_groups');
      }),
    ));
});

const MANY_GROUPS = `insert into auth_group (name) select n || repeat('x', 100) from generate_series(1, 10000) n`;
const MANY_TYPES = `insert into django_content_type (app_label, model)
                    select 'x', n || repeat('x', 90) from generate_series(1, 10000) n`;

/** Ends the connection that it comes through. */
const KILL = 'select pg_terminate_backend(pg_backend_pid())::text';

function labels({ models }: FingerprintedModels): readonly string[] {
  return models.map(({ bound }) => bound.model.label);
}

function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

/** Asks until there is a row. */
async function until(sql: Sql, statement: string): Promise<void> {
  while ((await sql.query(statement)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
}

it('say nothing of records that are made of the same rows in another way', () =>
  withDocuments('embedded', async ({ target }) => {
    const { catalogue, models } = exportedOf(target);
    const bound = models.find(({ model }) => model.label === 'auth.group');
    if (bound === undefined) throw new Error('There are no groups');
    const query = snapshotQuery(bound, catalogue, target);
    const renamed = {
      ...query,
      fields: query.fields.map((field) => ({ ...field, name: `${field.name}_now` })),
    };
    const [one, same, other] = await target.read((sql) =>
      fingerprintTables(
        sql,
        [query, query, renamed].map((each) =>
          rowSource(each, bound.key.live.name, target.schema.serverVersion),
        ),
      ),
    );
    if (one === undefined || same === undefined || other === undefined) throw new Error('There is none');
    expect(differingGroups(one, same)).toEqual([]);
    expect(differingGroups(one, other)).toBeNull();
  }));
