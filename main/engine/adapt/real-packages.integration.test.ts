import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextVersion } from '../../../prisma/versions/next.ts';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import type { Target } from '../database/target.ts';
import { enoughOf, realPackages, targetKinds } from '../database/testing.ts';
import { quote } from '../plan/statements.ts';
import type { RestoreReport } from '../restore/report.ts';
import { buildPackage } from '../testing/build-package.ts';
import { readDatabase } from '../testing/database-rows.ts';
import { fixtureOf } from '../testing/fixture-of.ts';
import { findDifferences } from '../testing/oracle.ts';
import { readReference } from '../testing/reference.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import type { SampleRecord } from '../testing/sample-records.ts';
import {
  readSideFile,
  type SchemaVersion,
  type SideLine,
  schemaVersions,
  withFreshVersion,
} from './testing.ts';
import { asNextRelease } from './testing-records.ts';

const packages = realPackages();
const reference = readReference();

const CASES = [
  { stamp: '20251208_082241', records: 534, kept: { present: 0, next: 73 } },
  { stamp: '20251212_164044', records: 670, kept: { present: 1, next: 69 } },
] as const;

/**
 * Each package, version and kind of target once at least. Into the present version of either kind the engine's own test
 * of the real packages restores them too.
 */
const ENOUGH = new Set([
  '20251208_082241 next server',
  '20251212_164044 present server',
  '20251212_164044 next embedded',
]);
/** The same for what is the other way round. */
const ENOUGH_BACK = new Set([
  '20251208_082241 present server',
  '20251212_164044 next server',
  '20251212_164044 present embedded',
]);

function combined<T extends { readonly stamp: string }>(cases: readonly T[], enough: ReadonlySet<string>) {
  const all = targetKinds.flatMap((kind) =>
    schemaVersions.flatMap((version) => cases.map((one) => ({ ...one, kind, version }))),
  );
  return enoughOf(all, ({ stamp, version, kind }) => enough.has(`${stamp} ${version} ${kind}`));
}

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-versions-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(packages === null || reference === null)('the real packages', () => {
  it.each(combined(CASES, ENOUGH))(
    '$stamp into a fresh $kind database of the $version version: each record is as in the package, or in the side file',
    ({ stamp, records, kept, version, kind }) =>
      withFreshVersion(version, kind, async (target) => {
        const file = path.join(packages ?? '', `edms_migration_package_${stamp}.zip`);
        const fixture = await fixtureOf(file);
        const before = await readDatabase(target);
        const sideFile = path.join(folder, 'side.ndjson');

        const report = await restoreOnce(file, target, { sideFile });
        expect(report).toMatchObject({
          records,
          updated: 0,
          skipped: kept[version],
          failed: 0,
          verified: true,
        });
        expect(report.created + report.unchanged + report.skipped).toBe(records);
        expect(report.sideFile).toBe(kept[version] === 0 ? null : sideFile);
        const lines = report.sideFile === null ? [] : await readLines(sideFile);
        expect(lines.map(({ record }) => record)).toEqual(report.notRestored.map(({ record }) => record));
        const whole: readonly unknown[] = JSON.parse(fixture);
        for (const line of lines) expect(line.whole).toEqual(whole[line.record]);

        const leftOut = new Set(lines.map(({ record }) => record));
        const after = await readDatabase(target);
        if (reference) expect(findDifferences({ reference, fixture, before, after, leftOut })).toEqual([]);
        expect(await unexpectedNulls(target, version)).toEqual([]);
        if (version === 'next') expectAdaptedTo(report);

        const again = await restoreOnce(file, target, { sideFile });
        expect(again).toMatchObject({
          unchanged: records - leftOut.size,
          skipped: leftOut.size,
          created: 0,
        });
        expect(await readDatabase(target)).toEqual(after);
      }),
  );
});

/** What the present version has no place for: two models, their content types and permissions; a lost state. */
const BACK = [
  { stamp: '20251208_082241', kept: { present: 12, next: 0 } },
  { stamp: '20251212_164044', kept: { present: 13, next: 1 } },
] as const;

describe.skipIf(packages === null || reference === null)(
  'packages as the next release would export them',
  () => {
    it.each(combined(BACK, ENOUGH_BACK))(
      '$stamp into a fresh $kind database of the $version version: each record is as in the package, or in the side file',
      ({ stamp, kept, version, kind }) =>
        withFreshVersion(version, kind, async (target) => {
          const present: readonly SampleRecord[] = JSON.parse(
            await fixtureOf(path.join(packages ?? '', `edms_migration_package_${stamp}.zip`)),
          );
          const records = asNextRelease(present);
          const file = await buildPackage(path.join(folder, 'next.zip'), records);
          const before = await readDatabase(target);
          const sideFile = path.join(folder, 'side.ndjson');

          const report = await restoreOnce(file, target, { sideFile });
          expect(report).toMatchObject({
            records: records.length,
            updated: 0,
            skipped: kept[version],
            failed: 0,
          });
          const lines = await readSideFile(report.sideFile);
          const whole = lines.filter((line) => line.whole !== undefined);
          for (const line of whole) expect(line.whole).toEqual(records[line.record]);
          expect(whole.map(({ record }) => record)).toEqual(report.notRestored.map(({ record }) => record));
          // The reference knows the present version only: what it does not know is looked at beside it.
          const leftOut = new Set(whole.map(({ record }) => record));
          const after = await readDatabase(target);
          const fixture = JSON.stringify(records.slice(0, -2).map(withoutAddedFields));
          if (reference) expect(findDifferences({ reference, fixture, before, after, leftOut })).toEqual([]);
          expect(await unexpectedNulls(target, version)).toEqual([]);
          const documents = records.filter(({ model }) => model === 'documents.document');
          const partly = lines.filter((line) => line.fields !== undefined);
          expect(partly.map(({ fields }) => fields?.sensitivity_label)).toEqual(
            version === 'present' ? documents.map(() => 'CONFIDENTIAL') : [],
          );
          const labels = after.tables.get('documents')?.map((row) => row.get('sensitivity_label'));
          expect(labels).toEqual(documents.map(() => (version === 'next' ? 'CONFIDENTIAL' : undefined)));

          const again = await restoreOnce(file, target, { sideFile });
          expect(again).toMatchObject({
            unchanged: records.length - leftOut.size,
            created: 0,
            updated: 0,
          });
          expect(await readDatabase(target)).toEqual(after);
        }),
    );
  },
);

function withoutAddedFields(record: SampleRecord): SampleRecord {
  const added = new Set((nextVersion.addedFields[record.model] ?? []).map(({ name }) => name));
  const fields = Object.entries(record.fields).filter(([name]) => !added.has(name));
  return { ...record, fields: Object.fromEntries(fields) };
}

/** What every present package meets in the next release. */
function expectAdaptedTo({ adaptations, byModel, notRestored }: RestoreReport): void {
  const documents = byModel['documents.document']?.records;
  expect(adaptations).toEqual(
    expect.arrayContaining([
      {
        table: 'documents',
        column: 'sensitivity_label',
        kind: 'filled',
        records: documents,
        value: 'INTERNAL',
      },
      {
        table: 'documents',
        column: 'sensitivity_change_reason',
        kind: 'filled',
        records: documents,
        value: '',
      },
      { table: 'django_content_type', column: null, kind: 'model-dropped', records: 11, value: null },
      { table: 'auth_permission', column: null, kind: 'model-dropped', records: 44, value: null },
    ]),
  );
  const dropped = adaptations.filter(({ kind }) => kind === 'table-dropped');
  expect(dropped.every(({ table }) => nextVersion.droppedTables.includes(table))).toBe(true);
  expect(notRestored.find(({ model }) => model === 'backup.backupconfiguration')?.reason).toBe(
    "The target's EDMS has no table backup_configurations; the record is kept in the side file.",
  );
}

/** The lines of a side file, whose header and rights are looked at first. */
async function readLines(file: string): Promise<readonly SideLine[]> {
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse((await readFile(file, 'utf8')).split('\n')[0] ?? '')).toMatchObject({
    format: 'edms-backup-console side file',
    version: 1,
    package: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    target: expect.any(String),
  });
  return readSideFile(file);
}

/** Columns that hold a null although Django's models of that version allow none there. */
async function unexpectedNulls(target: Target, version: SchemaVersion): Promise<readonly string[]> {
  const nullable = new Set(version === 'next' ? nextVersion.nullableFields : []);
  const counts = [...edmsCatalogue().models.values()].flatMap((model) => {
    const table = target.schema.tables.get(model.table);
    const added = version === 'next' ? (nextVersion.addedFields[model.label] ?? []) : [];
    const fields = [...model.fields, ...added].filter(
      (field) => !field.nullable && !nullable.has(`${model.label}.${field.name}`) && table,
    );
    return fields.map(
      ({ column }) =>
        `select '${model.table}.${column}' as name from ${quote(model.table)} where ${quote(column)} is null`,
    );
  });
  expect(counts.length).toBeGreaterThan(500);
  const found = await target.read((sql) =>
    sql.query<{ name: string }>(`select distinct name from (${counts.join(' union all ')}) as nulls`),
  );
  return found.map(({ name }) => name);
}
