import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextVersion } from '../../../prisma/versions/next.ts';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import type { Target } from '../database/target.ts';
import { realPackages, targetKinds } from '../database/testing.ts';
import { openPackage } from '../package/open-package.ts';
import { PACKAGE_PATHS } from '../package/package.ts';
import { quote } from '../plan/statements.ts';
import type { RestoreReport } from '../restore/report.ts';
import { readDatabase } from '../testing/database-rows.ts';
import { findDifferences } from '../testing/oracle.ts';
import { readReference } from '../testing/reference.ts';
import { restoreOnce } from '../testing/restore-once.ts';
import {
  readSideFile,
  type SchemaVersion,
  type SideLine,
  schemaVersions,
  withFreshVersion,
} from './testing.ts';

const packages = realPackages();
const reference = readReference();

const CASES = [
  { stamp: '20251208_082241', records: 534, kept: { present: 0, next: 73 } },
  { stamp: '20251212_164044', records: 670, kept: { present: 1, next: 69 } },
] as const;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-versions-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(packages === null || reference === null)('the real packages', () => {
  describe.each(targetKinds)('into a fresh %s database', (kind) => {
    describe.each(schemaVersions)('of the %s version', (version) => {
      it.each(CASES)(
        '$stamp: each record is as in the package, or in the side file',
        ({ stamp, records, kept }) =>
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
            if (reference)
              expect(findDifferences({ reference, fixture, before, after, leftOut })).toEqual([]);
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
  });
});

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

async function fixtureOf(file: string): Promise<string> {
  const source = await openPackage(file, { onProblem: () => undefined });
  try {
    for await (const entry of source.entries()) {
      if (entry.path === PACKAGE_PATHS.fixture) return (await buffer(entry.content())).toString();
    }
  } finally {
    await source.close();
  }
  throw new Error(`${file} has no fixture`);
}
