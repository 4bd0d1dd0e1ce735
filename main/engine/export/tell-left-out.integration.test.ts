import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTarget } from '../database/open-target.ts';
import { kindsAboveSql, withFreshTarget } from '../database/testing.ts';
import type { Problem } from '../problems.ts';
import { take, withRepository } from '../snapshot/testing.ts';
import { basics } from '../testing/sample-records.ts';
import { sceneOver, withScene } from '../testing/scene.ts';
import { withRole } from '../testing/sessions.ts';
import { exportTarget } from './export-target.ts';

describe.each(kindsAboveSql)('of a %s database that is not as it is known', (kind) => {
  /** What is told of the database when records and when tables are exported, and when a snapshot is taken. */
  const toldAfter = (statements: readonly string[]) =>
    withFreshTarget(kind, async (target, { address, home }) => {
      await sceneOver(target, home).restore(basics());
      for (const statement of statements) await target.write((sql) => sql.execute(statement));
      await target.close();
      // The schema is read when a target is opened.
      const again = await openTarget(address, { home });
      const request = { keys: 'natural', canonical: false, select: [], storageRoot: null } as const;
      const file = (name: string) => path.join(home, name);
      try {
        const records = await exportTarget(again, { ...request, path: file('x.json'), format: 'fixture' });
        const tables = await exportTarget(again, { ...request, path: file('x.csv.zip'), format: 'csv' });
        const snapshot = await withRepository((repository) => take(repository, again));
        return {
          ...{ records: said(records.problems), tables: said(tables.problems) },
          snapshot: said(snapshot.problems),
          fixture: await readFile(file('x.json'), 'utf8'),
        };
      } finally {
        await again.close();
      }
    });

  it('tells of rows of a known table whose key has another name', async () => {
    const told = await toldAfter([
      `insert into system_metrics (id, uuid, metric_name, metric_type, value, unit, status, metadata, recorded_at)
       values (1, gen_random_uuid(), 'load', 'cpu', 0.5, '', 'ok', '{}', now())`,
      'alter table system_metrics rename column id to number',
    ]);
    const lost = expect.stringMatching(
      /^warning: The table system_metrics is not made as that of backup.systemmetric is known; its rows are not/,
    );
    expect(told).toMatchObject({ records: [lost], tables: [lost], snapshot: [lost] });
  });

  it('exports what refers to rows that it leaves out by their numbers', async () => {
    const lost = (table: string) => [
      expect.stringContaining(`warning: The table ${table} is not made as that of`),
    ];
    const groups = await toldAfter([
      `insert into auth_group (name) values ('authors')`,
      'insert into users_groups (user_id, group_id) select a.id, b.id from users a, auth_group b',
      'alter table auth_group rename column id to number',
    ]);
    expect(groups).toMatchObject({ records: lost('auth_group'), snapshot: lost('auth_group') });
    expect(groups.fixture).toMatch(/"groups": \[\d+\]/);
    const users = await toldAfter(['alter table users rename column id to number']);
    expect(users).toMatchObject({ records: lost('users'), snapshot: lost('users') });
    expect(users.fixture).toMatch(/"created_by": \d+/);
  });

  it('exports what refers to rows that lack a column of their natural key by their numbers', async () => {
    const { fixture } = await toldAfter([
      `insert into auth_group (name) values ('authors')`,
      `insert into auth_group_permissions (group_id, permission_id)
       select a.id, b.id from auth_group a, (select id from auth_permission limit 1) b`,
      'insert into users_groups (user_id, group_id) select a.id, b.id from users a, auth_group b',
      'alter table auth_permission rename column content_type_id to content_type_number',
      'alter table auth_group rename column name to title',
    ]);
    expect(fixture).toMatch(/"permissions": \[\d+\]/);
    expect(fixture).toMatch(/"groups": \[\d+\]/);
  });

  it('tells of memberships of which the database wants to know more than their ends', async () => {
    const told = await toldAfter([
      `insert into auth_group (name) values ('authors')`,
      'insert into users_groups (user_id, group_id) select a.id, b.id from users a, auth_group b',
      `alter table users_groups add column granted_by text default 'boss'`,
    ]);
    const lost = expect.stringContaining('warning: The column users_groups.granted_by is not exported');
    expect(told.records).toEqual([lost]);
    expect(told.snapshot).toEqual([lost]);
    // Tables are exported with all of their columns.
    expect(told.tables).toEqual([]);
    expect(told.fixture).toContain('"groups": [["authors"]]');
  });

  it('tells of memberships that no list can hold', async () => {
    const told = await toldAfter([
      `insert into auth_group (name) values ('authors')`,
      'insert into users_groups (user_id, group_id) select a.id, b.id from users a, auth_group b',
      `alter table users_groups add column granted_by text`,
      `update users_groups set granted_by = 'boss'`,
      `alter table users_groups alter granted_by set not null`,
    ]);
    const lost = expect.stringContaining('warning: The table users_groups is not made as that of');
    expect(told).toMatchObject({ records: [lost], snapshot: [lost], tables: [] });
  });

  it('knows the partitions of a table, whose rows are exported with it', async () => {
    const told = await toldAfter([
      'create table parted (like system_metrics including defaults) partition by range (id)',
      'drop table system_metrics',
      'alter table parted rename to system_metrics',
      'alter table system_metrics add primary key (id)',
      'create table metrics_low partition of system_metrics for values from (0) to (10)',
      'create table metrics_high partition of system_metrics for values from (10) to (99) partition by range (id)',
      'create table metrics_higher partition of metrics_high for values from (10) to (99)',
      `insert into system_metrics select n, gen_random_uuid(), 'load', 'cpu', 0.5, '', null, null, 'ok', '{}', now()
         from generate_series(5, 15) n`,
    ]);
    expect(told).toMatchObject({ records: [], tables: [], snapshot: [] });
    expect(told.fixture.match(/backup\.systemmetric/g)).toHaveLength(11);
  });

  it('tells of tables of the EDMS that lie elsewhere, and of those that are not there', async () => {
    const told = await toldAfter([
      'create schema archive',
      'alter table document_versions set schema archive',
      'alter table audit_trail rename to audit_trail_base',
      'create view audit_trail as select * from audit_trail_base',
      'drop table document_comments',
    ]);
    const all = [
      'note: A table of the EDMS that is known is not in this database: document_comments.',
      'note: The table audit_trail_base belongs to no model that is known; it has no rows.',
      expect.stringMatching(
        /^warning: The EDMS's table audit_trail is a view of the schema public here; its/,
      ),
      expect.stringMatching(/^warning: The EDMS's table document_versions is a table of the schema archive/),
    ];
    expect(told).toMatchObject({ records: all, tables: all, snapshot: all });
  });
});

it('asks for no more rights than those to the tables of the EDMS', () =>
  withScene('server', async (scene) => {
    await scene.restore(basics());
    await scene.run('create table others_own (id int primary key)');
    const rights = 'grant select on all tables in schema public to; revoke select on others_own from';
    await withRole(scene, rights, async (reader) => {
      const { problems } = await withRepository((repository) => take(repository, reader));
      expect(said(problems)).toEqual([
        expect.stringMatching(/^warning: The table others_own .* this user may not read it/),
      ]);
    });
  }));

function said(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ severity, message }) => `${severity}: ${message}`).sort();
}
