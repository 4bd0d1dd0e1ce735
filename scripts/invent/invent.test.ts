import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Field, Model } from '../../main/engine/catalogue/catalogue.ts';
import { DOCUMENT_STATE, knownStateCode } from '../../main/engine/catalogue/document-states.ts';
import { edmsCatalogue } from '../../main/engine/catalogue/edms-catalogue.ts';
import { fieldOf, manyToManyOf, modelOf } from '../../main/engine/catalogue/model-lookup.ts';
import { naturalKeyParts } from '../../main/engine/catalogue/natural-key.ts';
import type { FixtureRecord, JsonValue } from '../../main/engine/fixture/record.ts';
import { type Dialect, invent, inventPackage, recordsOf, SAMPLE, writePackage } from './index.ts';

const catalogue = edmsCatalogue();
const DIALECTS: readonly Dialect[] = ['natural', 'primary-key', 'mixed'];

function recordsIn(dialect: Dialect): readonly FixtureRecord[] {
  return [...recordsOf(invent({ dialect, documents: 60 }))];
}

async function textOf(options: Parameters<typeof inventPackage>[0]): Promise<string> {
  let text = '';
  for await (const chunk of inventPackage(options)) text += chunk;
  return text;
}

describe('an invented fixture', () => {
  test('is the same for the same seed and another one for another', async () => {
    const first = await textOf({ documents: 5, seed: 7 });
    expect(await textOf({ documents: 5, seed: 7 })).toBe(first);
    expect(await textOf({ documents: 5, seed: 8 })).not.toBe(first);
  });

  test('is a JSON array as dumpdata writes it, with numbers kept as Python writes them', async () => {
    const text = await textOf({ documents: 5 });
    expect(text.startsWith('[\n{\n  "model": "contenttypes.contenttype",\n  "fields": {\n')).toBe(true);
    expect(text.endsWith('\n}\n]\n')).toBe(true);
    expect(text).toContain('"upper": 25.50');
    expect(text).toContain('"serial": 9007199254740993');
    expect(JSON.parse(text)).toHaveLength([...recordsOf(invent({ documents: 5 }))].length);
  });

  test('has exactly as many records as asked for', () => {
    for (const options of [
      { records: 3000 },
      { records: 3001, documents: 20 },
      { records: 2500, documents: 50, files: 9 },
    ]) {
      expect([...recordsOf(invent(options))]).toHaveLength(options.records);
    }
    expect(() => invent({ documents: 500, records: 1000 })).toThrow(RangeError);
  });

  test.each(DIALECTS)('obeys the map of the EDMS (%s)', (dialect) => {
    const complaints: string[] = [];
    const taken = new Set<string>();
    for (const record of recordsIn(dialect)) {
      const model = modelOf(catalogue, record.model);
      complaints.push(...fieldComplaints(model, record), ...duplicates(model, record, taken));
    }
    expect(complaints).toEqual([]);
  });

  test.each(DIALECTS)('has a record for every reference (%s)', (dialect) => {
    const records = recordsIn(dialect);
    const answers = new Set(records.flatMap(keysOf));
    const open = records.flatMap(referencesOf).filter((reference) => !answers.has(reference));
    expect(open).toEqual([]);
  });

  test('writes keys the way each dialect does', () => {
    const [natural, primary, mixed] = DIALECTS.map((dialect) =>
      recordsIn(dialect).find(({ model }) => model === 'documents.document'),
    );
    expect(natural).not.toHaveProperty('pk');
    expect(natural?.fields.author).toEqual([expect.any(String)]);
    expect(primary?.pk).toEqual(expect.any(Number));
    expect(primary?.fields.author).toEqual(expect.any(Number));
    expect(mixed?.fields.author).toEqual([expect.any(String)]);
    expect(mixed?.fields.document_type).toEqual(expect.any(Number));
  });

  test('points forward and back within a table', () => {
    const documents = recordsIn('natural').filter(({ model }) => model === 'documents.document');
    const numbers = documents.map(({ fields }) => fields.document_number);
    const jumps = documents.flatMap(({ fields }, index) =>
      Array.isArray(fields.supersedes) ? [Math.sign(numbers.indexOf(fields.supersedes[0]) - index)] : [],
    );
    expect(new Set(jumps)).toEqual(new Set([1, -1]));
  });
});

describe('a written package', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'invent-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('agrees with its own checksums, counts and manifest', async () => {
    const written = await writePackage(path.join(folder, 'tree'), { documents: 9, wrapper: 'around' });
    const read = (name: string): Promise<Buffer> => readFile(path.join(folder, 'tree/around', name));
    const sums = (await read('database/checksum.txt')).toString().trim().split('\n');
    expect(sums).toHaveLength(3);
    for (const line of sums) {
      const [sum, name] = line.split('  ');
      expect(sha256(await read(`database/${name}`))).toBe(sum);
    }
    const metadata = JSON.parse((await read('database/backup_metadata.json')).toString());
    expect(metadata.total_records).toBe(written.records);
    expect(metadata.model_counts).toEqual(Object.fromEntries(written.models));
    const { files } = JSON.parse((await read('storage/manifest.json')).toString());
    expect(Object.keys(files)).toHaveLength(written.files);
    const fixture: FixtureRecord[] = JSON.parse((await read('database/database_backup.json')).toString());
    for (const { fields } of fixture.filter(({ fields }) => fields.file_path)) {
      const bytes = await read(String(fields.file_path));
      expect([bytes.length, sha256(bytes)]).toEqual([fields.file_size, fields.file_checksum]);
      expect(files[String(fields.file_path).replace('storage/', '')]).toMatchObject({
        size: bytes.length,
        checksum: sha256(bytes),
      });
    }
  });

  test('is the sample that lies in resources', async () => {
    const fresh = path.join(folder, 'sample.tar.gz');
    await writePackage(fresh, SAMPLE);
    const here = path.dirname(fileURLToPath(import.meta.url));
    const kept = path.join(here, '../../resources/sample/sample_migration_package.tar.gz');
    const [made, stored] = await Promise.all([readFile(fresh), readFile(kept)]);
    // Compared unpacked: another zlib may pack the same bytes otherwise.
    expect(sha256(gunzipSync(stored))).toBe(sha256(gunzipSync(made)));
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function fieldComplaints(model: Model, record: FixtureRecord): readonly string[] {
  const known = Object.entries(record.fields).flatMap(([name, value]) => {
    const field = fieldOf(model, name);
    if (!field) return manyToManyOf(model, name)?.automatic ? [] : [`${model.label}.${name} is unknown`];
    const complaint = valueComplaint(field, value);
    return complaint ? [`${model.label}.${name} ${complaint}: ${JSON.stringify(value)}`] : [];
  });
  const expected = [
    ...model.fields.filter(({ name }) => name !== model.primaryKey),
    ...model.manyToMany.filter(({ automatic }) => automatic),
  ].map(({ name }) => name);
  const complete = expected.sort().join() === Object.keys(record.fields).sort().join();
  return complete ? known : [...known, `${model.label} has other fields`];
}

function valueComplaint(field: Field, value: JsonValue): string | null {
  if (value === null) return field.nullable ? null : 'is null';
  if (typeof value !== 'string') return null;
  if (field.maxLength !== undefined && field.type !== 'UUIDField' && [...value].length > field.maxLength) {
    return 'is too long';
  }
  if (field.choices && !field.choices.includes(value)) return 'is no choice';
  if (field.type === 'DateTimeField' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/.test(value)) {
    return 'is no time';
  }
  return null;
}

function duplicates(model: Model, record: FixtureRecord, taken: Set<string>): readonly string[] {
  const values = model.unique.map((names) => [names, names.map((name) => record.fields[name])] as const);
  const keys = values
    .filter(([, fields]) => fields.every((value) => value !== null && value !== undefined))
    .map(([names, fields]) => `${model.label}(${names.join()})=${JSON.stringify(fields)}`);
  if (record.pk !== undefined) keys.push(`${model.label}#${record.pk}`);
  const again = keys.filter((key) => taken.has(key));
  for (const key of keys) taken.add(key);
  return again.map((key) => `${key} is there twice`);
}

/** The keys under which a record can be referred to: its natural key, its primary key. */
function keysOf(record: FixtureRecord): readonly string[] {
  const model = modelOf(catalogue, record.model);
  const keys: string[] = [];
  if (record.pk !== undefined) keys.push(`${model.label}#${record.pk}`);
  const natural: JsonValue[] = [];
  for (const part of naturalKeyParts(model, catalogue) ?? []) {
    const value = record.fields[part.field.name];
    if (part.kind === 'reference' && Array.isArray(value)) natural.push(...value);
    else if (part.kind === 'value' && value !== undefined) natural.push(value);
  }
  if (model.label === DOCUMENT_STATE) natural.push(knownStateCode(record.fields));
  if (natural.length > 0) keys.push(`${model.label}${JSON.stringify(natural)}`);
  return keys;
}

function referencesOf(record: FixtureRecord): readonly string[] {
  const model = modelOf(catalogue, record.model);
  const name = (label: string, value: JsonValue): string =>
    Array.isArray(value) ? `${label}${JSON.stringify(value)}` : `${label}#${String(value)}`;
  return Object.entries(record.fields).flatMap(([field, value]) => {
    const single = fieldOf(model, field)?.references;
    if (single && value !== null) return [name(single, value)];
    const many = manyToManyOf(model, field)?.references;
    return many && Array.isArray(value) ? value.map((item: JsonValue) => name(many, item)) : [];
  });
}
