import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindsAboveSql, targetKinds } from '../database/testing.ts';
import { summarisePlan } from '../plan/summarise-plan.ts';
import { basics, document, role, sample, user, version } from '../testing/sample-records.ts';
import { readSideFile, withVersionScene } from './testing.ts';

/** Columns that no version of the EDMS is known to have. */
const REQUIRED = `alter table documents
  add column note text not null, add column weight integer not null, add column price numeric(6,2) not null,
  add column flag boolean not null, add column extra jsonb not null, add column public_id uuid not null unique,
  add column origin varchar(9) not null default 'here', add column entered_at timestamptz not null default now()`;

describe.each(targetKinds)('a target of an unknown version (%s)', (kind) => {
  it('gets the empty value of the type, or its own default, in each column that it requires', () =>
    withVersionScene([REQUIRED], kind, async (scene) => {
      const records = [...basics(), document('D1'), document('D2')];
      const report = await scene.restore(records);
      expect(report).toMatchObject({ created: 5, failed: 0, verified: true, sideFile: null });
      expect(
        report.adaptations.map(({ column, kind: what, records: n, value }) => [column, what, n, value]),
      ).toEqual([
        ['note', 'filled', 2, ''],
        ['weight', 'filled', 2, '0'],
        ['price', 'filled', 2, '0'],
        ['flag', 'filled', 2, 'false'],
        ['extra', 'filled', 2, '{}'],
        ['public_id', 'filled', 2, 'uuid4()'],
        ['origin', 'filled', 2, 'here'],
        ['entered_at', 'filled', 2, 'now()'],
      ]);
      const filled = report.problems.filter(({ code }) => code === 'VALUE_FILLED');
      expect(filled).toHaveLength(8);
      expect(filled.every(({ severity }) => severity === 'warning')).toBe(true);
      expect(
        await scene.rows(`select note, weight, price::text as price, flag, extra::text as extra, origin,
          (entered_at is not null) as entered from documents where document_number = 'D1'`),
      ).toEqual([
        { note: '', weight: 0, price: '0.00', flag: false, extra: '{}', origin: 'here', entered: true },
      ]);
      expect(await scene.restore(records)).toMatchObject({ unchanged: 5, created: 0, updated: 0 });
    }));

  it('makes a record impossible whose values its types, lengths and rules do not take, with all that needs it', () =>
    withVersionScene(
      [
        `create type mood as enum ('good', 'bad')`,
        `alter table documents alter column keywords type varchar(5), alter column priority type mood using priority::mood`,
        `alter table documents alter column file_size type smallint, add constraint short_titles check (length(title) < 10)`,
      ],
      kind,
      async (scene) => {
        const good = { priority: 'good' };
        const records = [
          ...basics(),
          document('fits', good),
          document('D1', { ...good, keywords: 'too long' }),
          document('D2', { priority: 'mixed' }),
          document('D3', { ...good, file_size: 70_000 }),
          document('D4', { ...good, title: 'a title too long' }),
          version('D4'),
          document('D5', { ...good, version_major: 100 }),
        ];
        const sideFile = path.join(await scene.folder(), 'side');
        const report = await scene.restore(records, { sideFile });
        expect(report).toMatchObject({ created: 4, failed: 6, verified: true });
        const reasons = [
          'its field keywords is 8 characters long, the target takes 5',
          'its field priority is not one of good, bad',
          'its field file_size is not a number that fits smallint',
          "the target's rule short_titles refuses its title",
          'documents.document D4, which is left out',
          'refuses its version_major',
        ];
        report.notRestored.forEach(({ reason }, i) => {
          expect(reason).toContain(reasons[i]);
        });
        const lines = await readSideFile(sideFile);
        expect(lines.map(({ why }) => why)).toEqual(report.notRestored.map(({ reason }) => reason));
        expect(lines.map(({ whole }) => whole)).toEqual(records.slice(4));
      },
    ));
});

describe.each(kindsAboveSql)('a target of an unknown version (%s)', (kind) => {
  it('makes a record impossible for which no value is known, says how to give one, and keeps it in the side file', () =>
    withVersionScene(
      [
        'alter table documents add column due date not null, add column owner_id bigint not null references users',
        `alter table documents add column level varchar(9) not null check (level in ('low', 'high'))`,
      ],
      kind,
      async (scene) => {
        const records = [...basics(), document('D1'), version('D1')];
        const sideFile = path.join(await scene.folder(), 'side');
        const report = await scene.restore(records, { sideFile });
        expect(report).toMatchObject({ created: 3, failed: 2, verified: true, sideFile });
        expect(report.notRestored.map(({ reason }) => reason)).toEqual([
          'It cannot be restored: the target needs due, which the record does not have (give a value with --fill documents.document.due=VALUE).',
          expect.stringContaining('documents.document D1, which is left out'),
        ]);
        expect(
          report.adaptations.filter(({ kind: what }) => what === 'value-missing').map(({ column }) => column),
        ).toEqual(['due', 'owner_id', 'level']);
        expect((await readSideFile(sideFile)).map(({ whole }) => whole)).toEqual(records.slice(3));
        await scene.plan(records, {}, async ({ plan }) => {
          expect(
            summarisePlan(plan).fills.map(({ field, value, choices }) => [field, value, choices]),
          ).toEqual([
            ['documents.document.due', null, null],
            ['documents.document.owner', null, null],
            ['documents.document.level', null, ['low', 'high']],
          ]);
        });
        const fills = {
          'documents.document.due': '2027-01-31',
          // the column's own name is understood too; an existing row is named by its natural key or by its number
          'documents.document.owner_id': 'author',
          'documents.document.level': 'low',
        };
        const filled = await scene.restore(records, { policy: { fills } });
        expect(filled).toMatchObject({ created: 2, unchanged: 3, failed: 0, verified: true, sideFile: null });
        expect(
          await scene.rows(
            `select due::text as due, username, level from documents join users on users.id = owner_id`,
          ),
        ).toEqual([{ due: '2027-01-31', username: 'author', level: 'low' }]);
        const byNumber = { ...fills, 'documents.document.owner_id': '1' };
        expect(await scene.outcomes([document('D2')], { policy: { fills: byNumber } })).toMatchObject([
          { outcome: 'create' },
        ]);
        const nobody = scene.outcomes([document('D3')], {
          policy: { fills: { ...fills, 'documents.document.owner': '99' } },
        });
        await expect(nobody).rejects.toMatchObject({ code: 'POLICY_INVALID' });
      },
    ));
});

describe('a target of an unknown version', () => {
  it('that takes no null where the package has one gets a value, if the package was right to have none', () =>
    withVersionScene(
      ['alter table documents alter column file_size set not null, alter column effective_date set not null'],
      'server',
      async (scene) => {
        const records = [
          ...basics(),
          document('D1', { file_size: null, effective_date: '2025-01-01' }),
          document('D2', { file_size: 3, effective_date: null }),
        ];
        const report = await scene.restore(records);
        expect(report).toMatchObject({ created: 4, failed: 1 });
        expect(report.adaptations).toEqual([
          { table: 'documents', column: 'file_size', kind: 'filled', records: 1, value: '0' },
          { table: 'documents', column: 'effective_date', kind: 'value-missing', records: 1, value: null },
        ]);
        // Null is no value of this field in any version: the record is wrong, and only a person knows better.
        const wrong = [document('D3', { effective_date: '2025-01-01', version_major: null, file_size: 1 })];
        expect(await scene.outcomes(wrong)).toMatchObject([{ outcome: 'impossible' }]);
        const fills = { 'documents.document.version_major': '4', 'documents.document.keywords': 'none' };
        const other = [
          document('D4', { effective_date: '2025-01-01', version_major: null, keywords: null, file_size: 1 }),
        ];
        expect(await scene.restore(other, { policy: { fills } })).toMatchObject({
          created: 1,
          verified: true,
        });
        expect(
          await scene.rows(`select version_major, keywords from documents where document_number = 'D4'`),
        ).toEqual([{ version_major: 4, keywords: 'none' }]);
      },
    ));

  it("gives Django's default for a field that the package's version did not have yet, but never makes up a name", () =>
    withVersionScene('present', 'server', async (scene) => {
      const { status: _, obsolescence_reason: __, ...older } = document('D1').fields;
      const { document_number: ___, ...nameless } = document('D2').fields;
      const records = [
        ...basics(),
        { model: 'documents.document', fields: older },
        { model: 'documents.document', fields: nameless },
      ];
      const report = await scene.restore(records);
      expect(report).toMatchObject({ created: 4, failed: 1, verified: true });
      expect(report.notRestored[0]?.reason).toContain('needs document_number');
      expect(report.adaptations.map(({ column, value }) => [column, value])).toEqual([
        ['status', 'DRAFT'],
        ['obsolescence_reason', ''],
        ['document_number', null],
      ]);
    }));

  it('takes what the package has for columns beyond the map, and follows their references', () =>
    withVersionScene(
      [
        'alter table documents add column colour varchar(9) not null, add column owner_id bigint references users',
      ],
      'server',
      async (scene) => {
        const records = [
          document('D1', { colour: 'red', owner: ['late'] }),
          document('D2', { owner: ['nobody'], colour: 'blue' }),
          document('D3', { supersedes: ['D2'], colour: 'blue' }),
          ...basics(),
          user('late'),
        ];
        const report = await scene.restore(records);
        expect(report).toMatchObject({ created: 5, failed: 2, verified: true });
        expect(
          await scene.rows('select colour, username from documents join users on users.id = owner_id'),
        ).toEqual([{ colour: 'red', username: 'late' }]);
        const [first] = records;
        if (!first) return;
        const changed = { ...first, fields: { ...first.fields, colour: 'green' } };
        expect(await scene.restore([changed])).toMatchObject({ updated: 1 });
      },
    ));

  it('keeps aside what leads to a table that no model is known for, and lists that it cannot keep as pairs', () =>
    withVersionScene(
      [
        'create table vaults (id bigint primary key)',
        'alter table documents add column vault_id bigint references vaults',
        'alter table documents add column twice integer generated always as (version_major * 2) stored',
        'alter table users_groups add column since date not null',
      ],
      'server',
      async (scene) => {
        const records = [
          ...basics(),
          sample('auth.group', { name: 'g' }),
          user('member', { groups: [['g']] }),
          document('D1', { vault: 5, twice: 2 }),
        ];
        const report = await scene.restore(records, { sideFile: path.join(await scene.folder(), 'side') });
        expect(report).toMatchObject({ created: 6, failed: 0, verified: true });
        expect((await readSideFile(report.sideFile)).map(({ fields }) => fields)).toEqual([
          { groups: [['g']] },
          { twice: 2, vault: 5 },
        ]);
      },
    ));

  it('has users made up only where it is known what it requires of them', () =>
    withVersionScene(['alter table users add column badge varchar(9) not null'], 'server', async (scene) => {
      const records = [user('author'), role('r', { created_by: ['ghost'] })];
      const policy = { missingUsers: 'create-inactive' } as const;
      expect(await scene.restore(records, { policy })).toMatchObject({
        created: 2,
        failed: 0,
        verified: true,
      });
      expect(await scene.rows(`select badge from users where username = 'ghost'`)).toEqual([{ badge: '' }]);
    }).then(() =>
      withVersionScene(['alter table users add column hired date not null'], 'server', async (scene) => {
        const policy = { missingUsers: 'create-inactive' } as const;
        expect(await scene.outcomes([role('r', { created_by: ['ghost'] })], { policy })).toMatchObject([
          { outcome: 'impossible' },
        ]);
      }),
    ));
});
