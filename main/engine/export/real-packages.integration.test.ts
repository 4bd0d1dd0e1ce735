import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'lossless-json';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import {
  casesFor,
  enoughOf,
  freshTarget,
  realPackages,
  targetKinds,
  withFreshTarget,
} from '../database/testing.ts';
import { type DatabaseRows, readDatabase, type TextRow } from '../testing/database-rows.ts';
import { treeOf } from '../testing/file-tree.ts';
import { fixtureOf } from '../testing/fixture-of.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import { type ExportOptions, exportTarget } from './export-target.ts';

const packages = realPackages();
const CASES = ['20251208_082241', '20251212_164044'] as const;

const WRITTEN = [
  ['package.tar.gz', 'natural'],
  ['package.zip', 'primary'],
  ['lines.ndjson', 'natural'],
] as const;
const CANONICAL = ['tar.gz', 'zip', 'json'] as const;

/** Each package, each kind of database and each way of writing, with one other at least. */
const ENOUGH: { readonly [database: string]: readonly string[] } = {
  'server 20251208_082241': ['package.zip', 'lines.ndjson', 'tar.gz'],
  'server 20251212_164044': ['package.tar.gz', 'zip', 'json'],
  'embedded 20251212_164044': ['package.zip', 'tar.gz'],
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-export-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const place = (name: string) => path.join(folder, name);

function request(name: string, more: Partial<ExportOptions> = {}): ExportOptions {
  const format = name.includes('ndjson') ? 'ndjson' : name.includes('.json') ? 'fixture' : 'package';
  return {
    path: place(name),
    format,
    keys: 'natural',
    canonical: false,
    select: [],
    storageRoot: null,
    ...more,
  };
}

describe.skipIf(packages === null)('exports of the real packages', () => {
  const original = (stamp: string) => path.join(packages ?? '', `edms_migration_package_${stamp}.tar.gz`);

  describe.each(targetKinds)('out of a %s database', (kind) => {
    describe.each(casesFor(kind, CASES, '20251212_164044'))('%s', (stamp) => {
      let fresh: Awaited<ReturnType<typeof freshTarget>>;
      let storage: string;
      let rows: DatabaseRows;

      // One database for all exports: none changes it, which is looked at after each.
      beforeAll(async () => {
        fresh = await freshTarget(kind);
        storage = path.join(fresh.home, 'storage');
        await mkdir(storage);
        await restoreOnce(original(stamp), fresh.target, { storage });
        rows = await readDatabase(fresh.target);
      });
      afterEach(async () => expect(await readDatabase(fresh.target)).toEqual(rows));
      afterAll(() => fresh.remove());

      it.each(enoughOf(WRITTEN, ([name]) => ENOUGH[`${kind} ${stamp}`]?.includes(name) === true))(
        'come back whole from %s with %s keys',
        async (name, keys) => {
          const report = await exportTarget(fresh.target, request(name, { keys, storageRoot: storage }));
          expect(report.problems).toEqual([]);
          await withFreshTarget('server', async (other) => {
            const second = await mkdtemp(place('b-'));
            const restored = await restoreOnce(place(name), other, { storage: second });
            expect(restored).toMatchObject({
              records: report.records,
              skipped: 0,
              failed: 0,
              verified: true,
            });
            const again = await restoreOnce(place(name), other, { storage: second });
            expect(again).toMatchObject({ unchanged: report.records, created: 0, updated: 0 });
            const back = await readDatabase(other);
            for (const [table, list] of rows.tables)
              expect(contentOf(table, back.tables.get(table) ?? []), table).toEqual(contentOf(table, list));
            if (report.format === 'package') expect(await treeOf(second)).toEqual(await treeOf(storage));
          });
        },
      );

      it('say the same as the package did', async () => {
        await exportTarget(fresh.target, request('fixture.json'));
        const before = recordsOf(await fixtureOf(original(stamp)));
        const after = recordsOf(await readFile(place('fixture.json'), 'utf8'));
        expect(differences(before, after)).toEqual(EXPECTED[stamp]);
      });

      it.each(enoughOf(CANONICAL, (ending) => ENOUGH[`${kind} ${stamp}`]?.includes(ending) === true))(
        'are the same bytes again after a restore of a canonical .%s',
        async (ending) => {
          const options = { canonical: true, storageRoot: storage };
          const one = await exportTarget(fresh.target, request(`one.${ending}`, options));
          await withFreshTarget('server', async (other) => {
            const second = await mkdtemp(place('b-'));
            await restoreOnce(one.path, other, { storage: second });
            const two = await exportTarget(
              other,
              request(`two.${ending}`, { canonical: true, storageRoot: second }),
            );
            expect(two.sha256).toBe(one.sha256);
            expect((await readFile(two.path)).equals(await readFile(one.path))).toBe(true);
          });
        },
      );
    });
  });
});

/** The numbers of the rows of a many-to-many list say nothing: they follow the order of the list. */
const LINKS = new Set(
  [...edmsCatalogue().models.values()].flatMap((model) => model.manyToMany.map(({ table }) => table)),
);

function contentOf(table: string, rows: readonly TextRow[]): readonly string[] {
  const isLink = LINKS.has(table);
  return rows.map((row) => JSON.stringify([...row].filter(([column]) => !isLink || column !== 'id'))).sort();
}

const keySchema = z.union([z.number(), z.string()]).optional();
const writtenSchema = z.strictObject({
  model: z.string(),
  pk: keySchema,
  kept_pk: keySchema,
  fields: z.record(z.string(), z.unknown()),
});
type Written = z.infer<typeof writtenSchema>;

/**
 * All that differs, and how often:
 * - a text column that takes no null has the empty text where the package had null (decided when it was restored);
 * - the second state "Approved", whose code cannot be known, was not restored;
 * - the package of 2025-12-08 has numbers where the models of today have natural keys: in `pk`, and in references;
 * - one of its times had microseconds below a millisecond (`.000Z`), which no fixture carries on.
 * The order of records, and of many-to-many lists, and `kept_pk` are not looked at.
 */
const EXPECTED: { readonly [stamp in (typeof CASES)[number]]: object } = {
  '20251208_082241': {
    'audit.audittrail.session_id: null, now empty': 16,
    'documents.documentaccesslog.session_id: null, now empty': 16,
    'documents.documentaccesslog.access_timestamp: .000Z, now Z': 1,
    'primary key, now kept_pk': 124,
    'number, now natural key of that record': 28,
  },
  '20251212_164044': {
    'audit.audittrail.session_id: null, now empty': 57,
    'documents.documentaccesslog.session_id: null, now empty': 57,
    'workflows.documentstate: not there': 1,
  },
};

/** Records with numbers as they are written: 1.0 is not 1. */
function recordsOf(fixture: string): readonly Written[] {
  const quoted = (text: string) => (/^-?\d{1,15}$/.test(text) ? Number(text) : `number ${text}`);
  return z.array(writtenSchema).parse(parse(fixture, null, quoted));
}

function differences(before: readonly Written[], after: readonly Written[]): object {
  const found: { [what: string]: number } = {};
  const count = (what: string) => {
    found[what] = (found[what] ?? 0) + 1;
  };
  const open = new Map<string, Written[]>();
  for (const record of after) open.set(nameOf(record), [...(open.get(nameOf(record)) ?? []), record]);
  const numbered = new Map(before.map((record) => [`${record.model} ${record.pk}`, record]));
  for (const record of before) {
    const now = open.get(nameOf(record))?.shift();
    if (now === undefined) {
      count(`${record.model}: not there`);
      continue;
    }
    if (record.pk !== now.pk)
      count(record.pk === now.kept_pk ? 'primary key, now kept_pk' : `${record.model}: another primary key`);
    expect(Object.keys(now.fields), record.model).toEqual(Object.keys(record.fields));
    for (const [name, was] of Object.entries(record.fields)) {
      const is = now.fields[name];
      if (text(was) !== text(is)) count(difference(record.model, name, was, is, numbered));
    }
  }
  for (const record of [...open.values()].flat()) count(`${record.model}: new`);
  return found;
}

function difference(
  model: string,
  name: string,
  was: unknown,
  is: unknown,
  numbered: ReadonlyMap<string, Written>,
): string {
  const place = `${model}.${name}`;
  if (was === null && is === '') return `${place}: null, now empty`;
  if (typeof was === 'string' && was.replace('.000Z', 'Z') === is) return `${place}: .000Z, now Z`;
  const references = edmsCatalogue()
    .models.get(model)
    ?.fields.find((field) => field.name === name)?.references;
  const named = numbered.get(`${references} ${was}`)?.fields;
  const last: unknown = Array.isArray(is) ? is.at(-1) : null;
  return typeof was === 'number' && named && Object.values(named).includes(last)
    ? 'number, now natural key of that record'
    : `${place}: ${text(was)}, now ${text(is)}`;
}

/** What tells a record from the others of its package. */
function nameOf({ model, fields, pk, kept_pk: kept }: Written): string {
  if (typeof fields.uuid === 'string') return `${model} ${fields.uuid}`;
  const names = ['app_label', 'model', 'codename', 'content_type', 'name', 'description'];
  const own = names.map((name) => fields[name]);
  return `${model} ${JSON.stringify(own.some((part) => part !== undefined) ? own : (pk ?? kept))}`;
}

/** A value as text; lists of many-to-many fields in one order. */
function text(value: unknown): string {
  const isList = Array.isArray(value) && value.every((item) => Array.isArray(item));
  return isList
    ? value
        .map((item) => JSON.stringify(item))
        .sort()
        .join()
    : JSON.stringify(value);
}
