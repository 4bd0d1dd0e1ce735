import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { withVersionScene } from '../adapt/testing.ts';
import { type TargetKind, targetKinds } from '../database/testing.ts';
import { exportTarget } from '../export/export-target.ts';
import { snapshotOf, take, withRepository } from '../snapshot/testing.ts';
import { writeOutSnapshot } from '../snapshot/write-out.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import type { Scene } from '../testing/scene.ts';

/** A type of a column that the map does not have, and literals of values that come back as they were. */
type OddType = readonly [type: string, literals: readonly string[]];

const KEPT: readonly OddType[] = [
  ['bytea', [String.raw`'\x00ff'`, String.raw`'\x'`, `'halloo'`]],
  ['text[]', [`'{}'`, `'{a,NULL,"b c","\\"q\\"","NULL","",[1]}'`, `'{{a,b},{c,d}}'`, `'[0:1]={a,b}'`]],
  ['integer[]', [`'{1,NULL,-2}'`, `'{{1,2},{3,4}}'`]],
  ['double precision[]', [`'{NaN,-Infinity,0.1,1e-320}'`]],
  ['timestamp with time zone[]', [`'{"2026-01-02 03:04:05.123+00",infinity}'`]],
  ['bytea[]', [String.raw`array['\x00ff'::bytea, null]`]],
  ['jsonb[]', [`array['{"a": [1]}'::jsonb, null, 'null', '[[1, 2]]']`]],
  ['mood[]', [`'{glad,"so so"}'`]],
  ['mood', [`'so so'`]],
  ['pair', [`row(1, 'a,"b"(c)')`]],
  ['pair[]', [`array[row(1, 'a')::pair]`]],
  ['time with time zone', [`'12:00:00.123456+02'`, `'24:00:00-12:30'`]],
  ['time without time zone', [`'24:00:00'`]],
  ['timestamp with time zone', [`'infinity'`, `'-infinity'`, `'0044-03-15 12:00 BC'`, `'12026-02-28 00:00'`]],
  ['timestamp without time zone', [`'infinity'`, `'0001-02-29 12:00 BC'`]],
  ['date', [`'infinity'`, `'0044-03-15 BC'`, `'12026-02-28'`]],
  ['interval', [`'1 day'`, `'-1 day +01:00'`]],
  ['interval day to second', [`'1 day 02:03:04'`]],
  ['xml', [`'<a> b </a>'`]],
  ['point', [`'(1.5,-2)'`]],
  ['jsonpath', [`'$.a[*]'`]],
  ['gladness', [`'glad'`]],
  ['character(5)', [`'ab'`, `''`]],
];

/** What a snapshot keeps, and Django's fixtures do not. */
const KEPT_BY_SNAPSHOTS: readonly OddType[] = [
  ['interval', [`'1 year 2 mons -3 days'`, `'1 mon -30 days'`, `'24:00:00'`, `'-1 day +25:00:00'`]],
];

const schema = (types: readonly OddType[]): readonly string[] => [
  `create type mood as enum ('glad', 'so so')`,
  `create type pair as (a int, b text)`,
  'create domain gladness as mood',
  `alter table system_events ${types.map(([type], n) => `add column odd${n} ${type}`).join(', ')}`,
];

async function fill(scene: Scene, types: readonly OddType[]): Promise<void> {
  const rows = Math.max(1, ...types.map(([, literals]) => literals.length));
  for (let row = 0; row < rows; row += 1) {
    const values = types.map(([, literals]) => literals[row] ?? 'null');
    await scene.run(`insert into system_events
      (uuid, event_type, timestamp, description, details, severity${types.map((_, n) => `, odd${n}`).join('')})
      values (gen_random_uuid(), 'x', '2026-01-02', '', '{}', 'x'${values.map((value) => `, ${value}`).join('')})`);
  }
}

const stored = (scene: Scene, types: readonly OddType[]) =>
  scene.rows(
    `select id::text, ${types.map((_, n) => `odd${n}::text`).join(', ')} from system_events order by id`,
  );

/** Restores a file over the rows that it was made of, and once more when these are gone; both must end as it began. */
async function expectKept(scene: Scene, file: string, types: readonly OddType[]): Promise<void> {
  const before = await stored(scene, types);
  const over = await restoreOnce(file, scene.target);
  expect(over).toMatchObject({ created: 0, updated: 0, failed: 0, verified: true });
  expect(await stored(scene, types)).toEqual(before);
  await scene.run('delete from system_events');
  const into = await restoreOnce(file, scene.target);
  expect(into).toMatchObject({ created: before.length, failed: 0, verified: true });
  expect(await stored(scene, types)).toEqual(before);
}

async function writtenOut(scene: Scene, name: string): Promise<string> {
  const file = path.join(await scene.folder(), name);
  await withRepository(async (repository) => {
    const { id } = await take(repository, scene.target);
    await writeOutSnapshot(repository, await snapshotOf(repository, id), { path: file, format: 'fixture' });
  });
  return file;
}

describe.each<TargetKind>(targetKinds)('values of types that the EDMS itself does not have (%s)', (kind) => {
  it('come back from an export as they were, and are the same over themselves', () =>
    withVersionScene(schema(KEPT), kind, async (scene) => {
      await fill(scene, KEPT);
      const file = path.join(await scene.folder(), 'x.json');
      const request = { format: 'fixture', keys: 'natural', canonical: false, select: [] } as const;
      await exportTarget(scene.target, { ...request, path: file, storageRoot: null });
      await expectKept(scene, file, KEPT);
    }));

  it('come back from a snapshot, also those that a fixture has no place for', () => {
    const types = [...KEPT, ...KEPT_BY_SNAPSHOTS];
    return withVersionScene(schema(types), kind, async (scene) => {
      await fill(scene, types);
      await expectKept(scene, await writtenOut(scene, 'snapshot.json'), types);
    });
  });
});

describe('a row that differs', () => {
  const textColumns = [
    `create collation any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
    'alter table system_events alter column description type text collate any_case',
  ];

  it('only in letters that its collation takes for the same is no unchanged one', () =>
    withVersionScene(textColumns, 'server', async (scene) => {
      await fill(scene, []);
      await scene.run(`update system_events set description = 'Draft'`);
      const file = await writtenOut(scene, 'x.json');
      await scene.run(`update system_events set description = 'DRAFT'`);
      expect(await restoreOnce(file, scene.target)).toMatchObject({ updated: 1, verified: true });
      expect(await scene.rows('select description from system_events')).toEqual([{ description: 'Draft' }]);
    }));

  it('in nothing but a JSON null where there may be none at all is unchanged: a fixture writes both as null', () =>
    withVersionScene(['alter table system_events add column more jsonb'], 'server', async (scene) => {
      await fill(scene, []);
      await scene.run(`update system_events set more = 'null'`);
      const file = await writtenOut(scene, 'x.json');
      expect(await restoreOnce(file, scene.target)).toMatchObject({
        updated: 0,
        unchanged: expect.any(Number),
      });
      expect(await scene.rows('select more::text as more from system_events')).toEqual([{ more: 'null' }]);
    }));

  it('in blanks behind a text that fills its column up is unchanged', () =>
    withVersionScene(['alter table system_events add column code character(5)'], 'server', async (scene) => {
      const fields = {
        uuid: '5a1f0e0a-3b4c-4d5e-8f60-718293a4b5c6',
        event_type: 'x',
        timestamp: '2026-01-02T00:00:00Z',
      };
      const event = {
        model: 'audit.systemevent',
        pk: 7,
        fields: { ...fields, description: '', details: {}, severity: 'x', code: 'ab   ' },
      };
      expect(await scene.restore([event])).toMatchObject({ created: 1, failed: 0, verified: true });
      expect(await scene.restore([event])).toMatchObject({ updated: 0, unchanged: 1 });
    }));
});
