import { describe, expect, it } from 'vitest';
import { type FreshTarget, kindsAboveSql, withFreshTarget } from './testing.ts';

describe.each(kindsAboveSql)('the schema of a %s target', (kind) => {
  /** Whether a statement has the schema read again. */
  const isRenewed = async ({ target }: Pick<FreshTarget, 'target'>, statement: string): Promise<boolean> => {
    const before = target.schema;
    await target.write((sql) => sql.execute(statement));
    await target.renew();
    return target.schema !== before;
  };

  it('is read again when others have changed it, whatever they changed', () =>
    withFreshTarget(kind, async (target) => {
      const changes = [
        'create table later (id int primary key, mood text)',
        'alter table later add column remark text',
        'alter table later rename column remark to note',
        'alter table later alter column note type varchar(20)',
        'alter table later alter column note type varchar(30)',
        'alter table later alter column note set not null',
        `alter table later alter column note set default 'x'`,
        `alter table later alter column note set default 'y'`,
        'alter table later add constraint one_note unique (note)',
        'alter table later add constraint short check (length(note) < 9)',
        'alter table later add foreign key (id) references users (id)',
        `create type mood as enum ('calm')`,
        'alter table later alter column mood type mood using null',
        `create function quiet() returns trigger language plpgsql as 'begin return new; end'`,
        'create trigger quiet before insert on later for each row execute function quiet()',
        'alter table later disable trigger quiet',
        'alter table later drop column note',
        'alter table later rename to latest',
        'drop table latest',
      ];
      const unnoticed = [];
      for (const change of changes) if (!(await isRenewed({ target }, change))) unnoticed.push(change);
      // What belongs to no table yet changes none.
      expect(unnoticed).toEqual([changes.find((change) => change.startsWith('create function'))]);
      expect(await isRenewed({ target }, `alter type mood add value 'busy'`)).toBe(true);
    }));

  it('stays what it is where nothing of it was changed', () =>
    withFreshTarget(kind, async (target) => {
      const others = [
        `insert into auth_group (name) values ('new')`,
        'analyze auth_group',
        `create temporary table aside (id int primary key, note text default 'x')`,
        'create schema elsewhere',
        'create table elsewhere.later (id int primary key)',
        'create index on auth_group (length(name))',
      ];
      for (const other of others) expect(await isRenewed({ target }, other), other).toBe(false);
    }));
});
