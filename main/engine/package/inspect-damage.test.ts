import { describe, expect, it } from 'vitest';
import {
  SAMPLE_DOCUMENT,
  SAMPLE_RECORDS,
  samplePackage,
  tarGzOf,
  tarOf,
  zipOf,
  zipParts,
} from './archives.test-helper.ts';
import { example, expectAllRecords, FIXTURE, inspectionPlace } from './inspect.test-helper.ts';

const { inspect } = inspectionPlace();

describe('a damaged fixture', () => {
  const text = JSON.stringify(SAMPLE_RECORDS);

  it('may be cut off: what stands before is inspected', async () => {
    const cut = text.slice(0, text.indexOf('document_number'));
    const inspection = await inspect(tarGzOf(samplePackage({ change: { [FIXTURE]: cut } })));
    expect(inspection).toMatchObject({
      readable: 'partly',
      records: 5,
      failure: {
        code: 'PACKAGE_TRUNCATED',
        where: { entry: FIXTURE, byte: Buffer.byteLength(cut), record: 5 },
      },
    });
    expect(inspection.failure?.message).toContain('in the middle of record 5');
    expect(inspection.users).toHaveLength(1);
    expect(example(inspection, 'RECORD_TRUNCATED')?.where).toMatchObject({
      record: 5,
      model: 'documents.document',
    });
  });

  it('may have a byte that no text has', async () => {
    const inspection = await inspect(text.replace('Cleaning', 'Clea\0ning'));
    expect(inspection).toMatchObject({
      records: 5,
      readable: 'partly',
      failure: { code: 'PACKAGE_DAMAGED' },
    });
    expect(example(inspection, 'RECORD_MALFORMED')?.where).toMatchObject({
      record: 5,
      model: 'documents.document',
    });
    expect(inspection.users).toHaveLength(1);
  });

  it('may have log lines in front of it', async () => {
    const inspection = await inspect(`INFO Exporting…\n${text}`);
    expectAllRecords(inspection);
    expect(example(inspection, 'FIXTURE_LEADING_TEXT')?.where).toMatchObject({ byte: 18 });
  });

  it('may have times that PostgreSQL has and Python has not: an export of this program keeps them', async () => {
    const records = [
      {
        model: 'documents.document',
        fields: { effective_date: '0044-03-15 BC', obsolete_date: 'infinity', created_at: '-infinity' },
      },
      { model: 'documents.document', fields: { effective_date: '2025-02-30', created_at: '12025-01-01' } },
    ];
    const inspection = await inspect(JSON.stringify(records));
    const found = inspection.problems.filter(({ code }) => code === 'FIELD_TYPE');
    expect(found.map(({ where }) => [where?.record, where?.field])).toEqual([
      [2, 'effective_date'],
      [2, 'created_at'],
    ]);
  });

  it('may have numbers that JSON has only as texts, and whole ones that are hardly any for a double', async () => {
    const numbers = { file_size: 2 ** 53, download_count: 2 ** 31 };
    const records = [
      { model: 'documents.documentattachment', fields: numbers },
      { model: 'backup.systemmetric', fields: { value: 'NaN', critical_threshold: '-Infinity' } },
    ];
    const inspection = await inspect(JSON.stringify(records));
    expect(inspection.problems.filter(({ code }) => code === 'FIELD_TYPE')).toEqual([]);
  });

  it('may have wrong types, unknown fields and an unknown model', async () => {
    const records = [
      ...SAMPLE_RECORDS,
      { model: 'acme.widget', pk: 1, fields: { a: 1 } },
      {
        model: 'users.role',
        fields: {
          name: 7,
          uuid: 'no uuid',
          is_active: 'yes',
          shoe_size: 43,
          created_at: '2025-02-30T00:00:00Z',
        },
      },
      {
        model: 'documents.documenttype',
        fields: { name: null, code: 'X'.repeat(1000), retention_years: 1e12 },
      },
      { model: 'users.user', fields: { username: 'x', groups: 5 } },
    ];
    const inspection = await inspect(JSON.stringify(records));
    const found = inspection.problems
      .filter((problem) => problem.code !== 'FIELD_ABSENT')
      .map(({ code, where }) => [code, where?.record, where?.model, where?.field].join(' '));
    for (const expected of [
      'MODEL_UNKNOWN 6 acme.widget ',
      'FIELD_TYPE 7 users.role name',
      'FIELD_TYPE 7 users.role uuid',
      'FIELD_TYPE 7 users.role is_active',
      'FIELD_TYPE 7 users.role created_at',
      'FIELD_UNKNOWN 7 users.role shoe_size',
      'FIELD_NULL 8 documents.documenttype name',
      'FIELD_TOO_LONG 8 documents.documenttype code',
      'FIELD_RANGE 8 documents.documenttype retention_years',
      'FIELD_TYPE 9 users.user groups',
    ]) {
      expect(found).toContain(expected);
    }
    expect(example(inspection, 'FIELD_UNKNOWN')?.message).toBe(
      'Record 7 of users.role has a field "shoe_size" that the present EDMS does not know.',
    );
    expect(inspection.models.find((model) => model.model === 'acme.widget')).toEqual({
      model: 'acme.widget',
      records: 1,
      claimed: null,
      known: false,
    });
    expect(inspection.users.map((user) => user.username)).toEqual(['ines', 'x']);
  });

  it('may have keys twice, in a record and among records', async () => {
    const twice = text.replace('"title":"Cleaning"', '"title":"Cleaning","title":"Washing"');
    const inspection = await inspect(`${twice.slice(0, -1)},${JSON.stringify(SAMPLE_RECORDS[3])}]`);
    expect(example(inspection, 'DUPLICATE_KEY')?.where).toMatchObject({ record: 5, field: 'title' });
    expect(inspection.references.duplicates).toBe(1);
    expect(example(inspection, 'RECORD_DUPLICATE')?.where).toMatchObject({ record: 6, model: 'users.user' });
    expect(inspection.records).toBe(6);
  });

  it('may refer to what is not there', async () => {
    const inspection = await inspect(text.replace('"author":["ines"]', '"author":["nobody"]'));
    expect(inspection.references).toMatchObject({ total: 4, dangling: 1 });
    expect(example(inspection, 'REFERENCE_DANGLING')?.where).toEqual({
      record: 5,
      model: 'documents.document',
      field: 'author',
      key: 'nobody',
    });
  });

  it('is told its dialect', async () => {
    const user = { model: 'users.user', pk: 4, fields: { username: 'a', groups: [] } };
    const type = { model: 'documents.documenttype', pk: 2, fields: { name: 'T', code: 'T', created_by: 4 } };
    const mixed = {
      model: 'documents.documenttype',
      pk: 3,
      fields: { name: 'U', code: 'U', created_by: ['a'] },
    };
    expect((await inspect(JSON.stringify([user]))).dialect).toBe('none');
    expect((await inspect(JSON.stringify([user, type]))).dialect).toBe('primary-key');
    const inspection = await inspect(JSON.stringify([mixed, type, user]));
    expect(inspection.dialect).toBe('mixed');
    expect(inspection.references).toMatchObject({ total: 2, dangling: 0 });
  });
});

describe('a damaged container', () => {
  it('half a tar.gz', async () => {
    const noise = Array.from({ length: 4000 }, (_, index) => String((index * 2654435761) >>> 0)).join('');
    const whole = tarGzOf([...samplePackage(), { name: 'storage/documents/noise.bin', content: noise }]);
    const inspection = await inspect(whole.subarray(0, whole.length - 9000));
    expect(inspection).toMatchObject({ readable: 'partly', failure: { code: 'PACKAGE_TRUNCATED' } });
    expect(inspection.failure?.where?.byte).toBeGreaterThan(0);
    expect(inspection.metadata?.edmsVersion).toBe('1.0.0');
    expectAllRecords(inspection);
  });

  it('a tar.gz that ends in the fixture', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => ({
      model: 'users.role',
      fields: { name: `role ${(index * 2654435761) >>> 0}`, uuid: null },
    }));
    const whole = tarGzOf([{ name: FIXTURE, content: JSON.stringify(many) }]);
    const inspection = await inspect(whole.subarray(0, whole.length / 2));
    expect(inspection).toMatchObject({ readable: 'partly', failure: { code: 'PACKAGE_TRUNCATED' } });
    expect(inspection.failure?.message).toContain(
      `in the middle of record ${inspection.records.toLocaleString('en-US')}`,
    );
    expect(inspection.records).toBeGreaterThan(1000);
    expect(inspection.records).toBeLessThan(3000);
  });

  it('half a tar', async () => {
    const whole = tarOf(samplePackage());
    const inspection = await inspect(whole.subarray(0, whole.indexOf('An invented document') + 100));
    expect(inspection).toMatchObject({ readable: 'partly', failure: { code: 'PACKAGE_TRUNCATED' } });
    expectAllRecords(inspection);
  });

  it('a tar with a damaged header', async () => {
    const whole = tarOf(samplePackage());
    whole.write('xxxx', whole.indexOf(`${SAMPLE_DOCUMENT}\0`));
    const inspection = await inspect(whole);
    expect(inspection).toMatchObject({ readable: 'partly', failure: { code: 'PACKAGE_DAMAGED' } });
    expect(inspection.failure?.where?.entry).toBe('storage/manifest.json');
    expectAllRecords(inspection);
  });

  it('a tar.gz with flipped bits', async () => {
    const whole = tarGzOf(samplePackage());
    const last = whole.length - 8;
    whole[last] = (whole[last] ?? 0) ^ 0xff;
    const inspection = await inspect(whole);
    expect(inspection.failure?.code).toBe('PACKAGE_DAMAGED');
    expectAllRecords(inspection);
  });

  it('a zip without its directory', async () => {
    const { contents } = zipParts(samplePackage());
    const inspection = await inspect(contents);
    expect(inspection).toMatchObject({
      format: 'zip',
      readable: 'partly',
      failure: { code: 'PACKAGE_TRUNCATED', where: { byte: contents.length } },
      files: { count: 1, missing: 0 },
    });
    expect(inspection.failure?.message).toContain('directory');
    expectAllRecords(inspection);
  });

  it('half a zip', async () => {
    const { contents } = zipParts(samplePackage());
    const inspection = await inspect(contents.subarray(0, contents.indexOf(SAMPLE_DOCUMENT) + 70));
    expect(inspection).toMatchObject({ readable: 'partly', failure: { code: 'PACKAGE_TRUNCATED' } });
    expectAllRecords(inspection);
  });

  it.each([{}, { zipHeldBytes: 0 }])('a zip with a wrong checksum inside (%o)', async (options) => {
    const entries = samplePackage().map((entry) =>
      entry.name === SAMPLE_DOCUMENT ? { ...entry, claimedCrc: 7 } : entry,
    );
    const inspection = await inspect(zipOf(entries), options);
    expect(inspection).toMatchObject({
      readable: 'partly',
      failure: { code: 'PACKAGE_DAMAGED', where: { entry: SAMPLE_DOCUMENT } },
    });
    expectAllRecords(inspection);
  });

  it.each([{}, { zipHeldBytes: 0 }])('a zip whose entry is longer than it claims (%o)', async (options) => {
    const entries = samplePackage().map((entry) =>
      entry.name === SAMPLE_DOCUMENT ? { ...entry, claimedSize: 10 } : entry,
    );
    const inspection = await inspect(zipOf(entries), options);
    expect(inspection.failure).toMatchObject({ code: 'PACKAGE_DAMAGED', where: { entry: SAMPLE_DOCUMENT } });
    expectAllRecords(inspection);
  });
});
