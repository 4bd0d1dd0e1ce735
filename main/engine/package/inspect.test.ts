import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import {
  SAMPLE_DOCUMENT,
  SAMPLE_RECORDS,
  samplePackage,
  type TestEntry,
  tarGzOf,
  tarOf,
  zipOf,
  zipParts,
} from './archives.test-helper.ts';
import { type InspectedPackage, type InspectOptions, inspectPackage } from './inspect.ts';
import type { Inspection } from './inspection.ts';
import { PACKAGE_LIMITS } from './package-errors.ts';

const FIXTURE = 'database/database_backup.json';
let folder: string;
let spoolFolder: string;
const opened: InspectedPackage[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'inspect-'));
  spoolFolder = path.join(folder, 'spool');
  await mkdir(spoolFolder);
});
afterEach(async () => {
  for (const each of opened.splice(0)) {
    await each.spool?.close();
    await each.source.close();
  }
  // nothing of a package stays, and nothing of it was ever written beside the spool
  expect(await readdir(spoolFolder)).toEqual([]);
  await rm(folder, { recursive: true });
});

async function inspectFile(file: string, options: Partial<InspectOptions> = {}): Promise<InspectedPackage> {
  const inspected = await inspectPackage(file, edmsCatalogue(), { spoolFolder, ...options });
  opened.push(inspected);
  return inspected;
}

/** Inspects bytes under a name that tells nothing. */
async function inspect(bytes: Buffer | string, options: Partial<InspectOptions> = {}): Promise<Inspection> {
  const file = path.join(folder, 'dropped');
  await writeFile(file, bytes);
  return (await inspectFile(file, options)).inspection;
}

const codes = (inspection: Inspection) => inspection.problems.map((problem) => problem.code);
const example = (inspection: Inspection, code: string) =>
  inspection.problems.find((problem) => problem.code === code);

/** What all of the sample's records amount to, whatever stands beside them. */
function expectAllRecords(inspection: Inspection): void {
  expect(inspection.records).toBe(SAMPLE_RECORDS.length);
  expect(inspection.users.map((user) => user.username)).toEqual(['ines']);
}

async function unpack(entries: readonly TestEntry[], to: string): Promise<void> {
  for (const { name, content } of entries) {
    const file = path.join(to, String(name));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content ?? '');
  }
}

describe('a sound package', () => {
  it('is told in full', async () => {
    const inspection = await inspect(tarGzOf(samplePackage()));
    expect(inspection).toMatchObject({
      format: 'tar.gz',
      readable: 'whole',
      failure: null,
      dialect: 'natural',
      records: 5,
      files: { count: 1, named: 1, missing: 0, unnamed: 0, wrongSize: 0, wrongChecksum: 0 },
      references: { total: 4, dangling: 0, duplicates: 0 },
      timeSpan: { from: '2025-01-02T03:04:05.678Z', to: '2025-03-01T10:00:00.000Z' },
      groups: [{ name: 'Reviewers', members: 1, permissions: 1 }],
    });
    expect(inspection.metadata).toMatchObject({ edmsVersion: '1.0.0', claimedRecords: 5 });
    expect(inspection.metadata?.options).toEqual([{ name: 'verify', value: 'true' }]);
    expect(inspection.users).toMatchObject([
      { username: 'ines', name: 'Ines Ähre', staff: true, groups: ['Reviewers'] },
    ]);
    expect(inspection.checks.map(({ name, result }) => [name, result])).toEqual([
      [FIXTURE, 'ok'],
      ['storage/manifest.json', 'ok'],
      ['records', 'ok'],
    ]);
    expect(inspection.secrets).toEqual([
      { where: 'configuration/production.env', kind: 'environment file', count: 1 },
      { where: 'users.user.password', kind: 'password hashes', count: 1 },
    ]);
    expect(JSON.stringify(inspection)).not.toContain('pbkdf2');
  });

  it.each([
    ['tar', tarOf(samplePackage()), {}],
    ['zip', zipOf(samplePackage()), {}],
    ['zip', zipOf(samplePackage()), { zipHeldBytes: 0 }],
  ] as const)('is the same in every format: %s', async (format, bytes, options) => {
    const expected = await inspect(tarGzOf(samplePackage()));
    const inspection = await inspect(bytes, options);
    expect(inspection.format).toBe(format);
    expect({ ...inspection, format: '', size: 0, sha256: '' }).toEqual({
      ...expected,
      format: '',
      size: 0,
      sha256: '',
    });
  });

  it('may have one folder around it', async () => {
    for (const container of [tarGzOf, zipOf]) {
      const inside = samplePackage().map((entry) => ({ ...entry, name: `./acme backup/${entry.name}` }));
      const inspection = await inspect(container(inside));
      expect(inspection.readable).toBe('whole');
      expectAllRecords(inspection);
    }
  });

  it('may be a folder, in which links are not followed', async () => {
    await unpack(samplePackage(), path.join(folder, 'package'));
    await symlink('/etc/passwd', path.join(folder, 'package', 'storage', 'documents', 'passwd'));
    await symlink('/etc', path.join(folder, 'package', 'storage', 'etc'));
    const { inspection } = await inspectFile(path.join(folder, 'package'));
    expect(inspection).toMatchObject({
      format: 'folder',
      sha256: null,
      readable: 'partly',
      files: { count: 1 },
    });
    expect(codes(inspection).filter((code) => code === 'ENTRY_LINK')).toHaveLength(2);
    expectAllRecords(inspection);
  });

  it('may be a bare fixture, plain or in gzip', async () => {
    const text = JSON.stringify(SAMPLE_RECORDS);
    for (const [format, bytes] of [
      ['json', text],
      ['json.gz', gzipSync(text)],
    ] as const) {
      const inspection = await inspect(bytes);
      expect(inspection).toMatchObject({ format, readable: 'whole', files: { count: 0, missing: 1 } });
      expect(codes(inspection)).toContain('STORAGE_ABSENT');
      expectAllRecords(inspection);
    }
  });

  it('may be a fixture in UTF-16', async () => {
    const little = Buffer.from(`\ufeff${JSON.stringify(SAMPLE_RECORDS)}`, 'utf16le');
    for (const bytes of [little, Buffer.from(little).swap16(), gzipSync(little)]) {
      const inspection = await inspect(bytes);
      expectAllRecords(inspection);
      expect(inspection.users[0]?.name).toBe('Ines Ähre');
    }
  });

  it('can be read again, and its fixture through the spool', async () => {
    const file = path.join(folder, 'dropped');
    await writeFile(file, zipOf(samplePackage()));
    const { source, spool, files } = await inspectFile(file);
    const paths: string[] = [];
    for await (const entry of source.entries()) paths.push(entry.path);
    expect(paths).toContain(FIXTURE);
    expect(await spool?.read([4])).toMatchObject([{ model: 'documents.document' }]);
    expect(files).toMatchObject([{ path: SAMPLE_DOCUMENT, damaged: false }]);
    await writeFile(file, 'something else');
    await expect(source.entries()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      plain: { code: 'PACKAGE_CHANGED' },
    });
  });
});

describe('what is no package', () => {
  it.each([
    ['an empty file', '', 'PACKAGE_EMPTY'],
    ['an empty gzip file', gzipSync(''), 'PACKAGE_EMPTY'],
    [
      'a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]),
      'PACKAGE_UNKNOWN_FORMAT',
    ],
    ['a SQLite database', 'SQLite format 3\0…', 'PACKAGE_UNKNOWN_FORMAT'],
    ['a pg_dump archive', 'PGDMP\x01\x0e', 'PACKAGE_UNKNOWN_FORMAT'],
    ['a web page', '<!DOCTYPE html><p>Sign in', 'PACKAGE_UNKNOWN_FORMAT'],
    ['zero bytes', Buffer.alloc(4096), 'PACKAGE_UNKNOWN_FORMAT'],
    ['gzip of zero bytes', gzipSync(Buffer.alloc(4096)), 'PACKAGE_UNKNOWN_FORMAT'],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff]), 'PACKAGE_DAMAGED'],
  ])('is refused by name: %s', async (_, bytes, code) => {
    await expect(inspect(bytes)).rejects.toMatchObject({
      plain: { code, where: { entry: path.join(folder, 'dropped') } },
    });
  });

  it('is refused when it is not there', async () => {
    await expect(inspectFile(path.join(folder, 'nothing'))).rejects.toMatchObject({
      plain: { code: 'PACKAGE_NOT_FOUND' },
    });
  });

  it('may be an archive of something else', async () => {
    const inspection = await inspect(zipOf([{ name: 'word/document.xml', content: '<w/>' }]));
    expect(inspection).toMatchObject({ readable: 'no', failure: { code: 'PACKAGE_NO_FIXTURE' } });
  });

  it('may be a hybrid backup, which is named', async () => {
    const inspection = await inspect(
      tarGzOf([
        { name: 'tmp_20251208/manifest.json', content: '{}' },
        { name: 'tmp_20251208/database.dump', content: 'PGDMP' },
      ]),
    );
    expect(inspection).toMatchObject({ readable: 'no', failure: { code: 'PACKAGE_UNKNOWN_FORMAT' } });
    expect(inspection.failure?.message).toContain('hybrid backup');
    expect(inspection.failure?.advice).toContain('pg_restore');
  });

  it.each([
    ['only log lines', 'INFO one\nINFO two\n', 'FIXTURE_NOT_JSON'],
    ['an empty fixture', '', 'FIXTURE_EMPTY'],
    ['an empty list', '[]', 'FIXTURE_EMPTY'],
  ])('may have for its fixture %s; the rest is inspected', async (_, fixture, code) => {
    const inspection = await inspect(tarGzOf(samplePackage({ change: { [FIXTURE]: fixture } })));
    expect(inspection).toMatchObject({
      readable: 'no',
      failure: { code, where: { entry: FIXTURE } },
      files: { count: 1 },
    });
    expect(inspection.metadata?.edmsVersion).toBe('1.0.0');
  });
});

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

describe('claims that do not hold', () => {
  it('a wrong checksum', async () => {
    const fixture = JSON.stringify(SAMPLE_RECORDS, null, 2);
    const inspection = await inspect(tarGzOf(samplePackage({ change: { [FIXTURE]: fixture } })));
    expect(inspection.readable).toBe('partly');
    expect(inspection.failure).toMatchObject({ code: 'PACKAGE_DAMAGED', where: { entry: FIXTURE } });
    expect(inspection.checks[0]).toMatchObject({ name: FIXTURE, result: 'failed' });
    expectAllRecords(inspection);
  });

  it('a listed file that is not there is no damage', async () => {
    const inspection = await inspect(
      tarGzOf(
        samplePackage({
          change: { 'database/checksum.txt': `${'0'.repeat(64)}  restore_instructions.sh\n` },
        }),
      ),
    );
    expect(inspection.checks[0]).toMatchObject({
      name: 'database/restore_instructions.sh',
      result: 'absent',
    });
    expect(inspection.readable).toBe('whole');
  });

  it('another number of records', async () => {
    const claim = JSON.stringify({ total_records: 9, model_counts: { 'users.user': 4, 'users.role': 1 } });
    const inspection = await inspect(
      tarGzOf(samplePackage({ change: { 'database/backup_metadata.json': claim } })),
    );
    expect(inspection.readable).toBe('partly');
    expect(codes(inspection)).toContain('RECORD_COUNT_DIFFERS');
    expect(inspection.models).toContainEqual({ model: 'users.user', records: 1, claimed: 4, known: true });
    expect(inspection.models).toContainEqual({ model: 'users.role', records: 0, claimed: 1, known: true });
  });

  it('a document without its file, and a file that no record names', async () => {
    const change = { [SAMPLE_DOCUMENT]: null, 'storage/documents/other.docx': 'x' };
    const inspection = await inspect(tarGzOf(samplePackage({ change })));
    expect(inspection.files).toMatchObject({ count: 1, named: 1, missing: 1, unnamed: 1 });
    expect(example(inspection, 'FILE_MISSING')?.where).toMatchObject({ entry: SAMPLE_DOCUMENT, record: 5 });
    expect(example(inspection, 'FILE_UNNAMED')?.where).toEqual({ entry: 'storage/documents/other.docx' });
    // The records are whole, and can be restored without the file.
    expect(inspection).toMatchObject({ readable: 'partly', failure: null });
  });

  it('a file of another size, and one of another content', async () => {
    const wrong = Buffer.from('An invented document,\n'.repeat(40));
    const content = await inspectFile(
      await dropped(tarGzOf(samplePackage({ change: { [SAMPLE_DOCUMENT]: wrong } }))),
    );
    expect(content.inspection.files).toMatchObject({ wrongSize: 0, wrongChecksum: 1 });
    expect(content.files).toMatchObject([{ path: SAMPLE_DOCUMENT, damaged: true }]);
    const size = await inspectFile(
      await dropped(tarGzOf(samplePackage({ change: { [SAMPLE_DOCUMENT]: 'short' } }))),
    );
    expect(size.inspection.files).toMatchObject({ wrongSize: 1, wrongChecksum: 1 });
    expect(example(size.inspection, 'FILE_WRONG_SIZE')?.where).toMatchObject({
      entry: SAMPLE_DOCUMENT,
      record: 5,
    });
  });

  it('metadata that is no JSON', async () => {
    const inspection = await inspect(tarGzOf(samplePackage({ change: { 'metadata.json': 'oops' } })));
    expect(inspection.metadata).toBeNull();
    expect(example(inspection, 'METADATA_NOT_JSON')?.where).toEqual({ entry: 'metadata.json' });
    expectAllRecords(inspection);
  });
});

async function dropped(bytes: Buffer): Promise<string> {
  const file = path.join(folder, `dropped-${readdirSync(folder).length}`);
  await writeFile(file, bytes);
  return file;
}

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

describe('an entry that no package should have', () => {
  const wicked: readonly (readonly [string, TestEntry, string])[] = [
    ['an absolute path', { name: '/etc/cron.d/evil', content: 'x' }, 'ENTRY_ABSOLUTE_PATH'],
    ['a drive letter', { name: 'C:\\Windows\\evil.dll', content: 'x' }, 'ENTRY_ABSOLUTE_PATH'],
    ['a network path', { name: '\\\\server\\share\\evil', content: 'x' }, 'ENTRY_ABSOLUTE_PATH'],
    ['two dots', { name: 'storage/../../evil', content: 'x' }, 'ENTRY_PARENT_PATH'],
    ['two dots behind backslashes', { name: 'storage\\..\\..\\evil', content: 'x' }, 'ENTRY_PARENT_PATH'],
    ['a link', { name: 'storage/documents/link', type: '2', link: '/etc/passwd' }, 'ENTRY_LINK'],
    ['a device', { name: 'storage/documents/zero', type: '3' }, 'ENTRY_DEVICE'],
    [
      'a name in Latin-1',
      { name: Buffer.from('storage/documents/\xe4.docx', 'latin1'), content: 'x' },
      'ENTRY_BAD_NAME',
    ],
    [
      'a name with control characters',
      { name: 'storage/documents/a\x1b[2Jb', content: 'x' },
      'ENTRY_BAD_NAME',
    ],
    ['a name twice', { name: 'metadata.json', content: '{}' }, 'ENTRY_DUPLICATE'],
  ];

  it.each(wicked)('is passed over: %s', async (_, entry, code) => {
    for (const [container, options] of [
      [tarGzOf, {}],
      [zipOf, {}],
      [zipOf, { zipHeldBytes: 0 }],
    ] as const) {
      const inspection = await inspect(container([...samplePackage(), entry]), options);
      expect(codes(inspection)).toContain(code);
      expect(example(inspection, code)?.where?.entry).toBeDefined();
      expect(inspection.files.count).toBe(1);
      expect(inspection.readable).toBe('partly');
      expectAllRecords(inspection);
    }
    expect(existsSync(path.join(folder, 'evil'))).toBe(false);
    expect(existsSync(path.join(path.dirname(folder), 'evil'))).toBe(false);
  });

  it.each([
    ['a hard link', '1', 'ENTRY_LINK'],
    ['a block device', '4', 'ENTRY_DEVICE'],
    ['a pipe', '6', 'ENTRY_DEVICE'],
  ])('is passed over in a tar: %s', async (_, type, code) => {
    const entry = { name: 'storage/documents/special', type, link: 'metadata.json' };
    const inspection = await inspect(tarOf([...samplePackage(), entry]));
    expect(codes(inspection)).toContain(code);
    expectAllRecords(inspection);
  });

  it('a name in Latin-1 is read where a zip does not say that it is UTF-8', async () => {
    const name = Buffer.from('storage/documents/\x84.docx', 'latin1');
    const inspection = await inspect(zipOf([...samplePackage(), { name, content: 'x', flags: 0 }]));
    expect(example(inspection, 'FILE_UNNAMED')?.where?.entry).toBe('storage/documents/ä.docx');
  });

  it('encrypted with a password', async () => {
    const entry = { name: 'storage/documents/secret.docx', content: 'x', flags: 0x801 };
    const inspection = await inspect(zipOf([...samplePackage(), entry]));
    expect(codes(inspection)).toContain('ENTRY_ENCRYPTED');
    expectAllRecords(inspection);
  });

  it('that claims petabytes', async () => {
    const entry = { name: 'storage/documents/huge', content: 'x', claimedSize: 2 ** 51 };
    for (const container of [tarOf, tarGzOf]) {
      const inspection = await inspect(container([...samplePackage(), entry]));
      expect(inspection).toMatchObject({ readable: 'partly', failure: { code: 'PACKAGE_TOO_LARGE' } });
      expect(inspection.failure?.message).toContain('2,251,799,813,685,248');
      expectAllRecords(inspection);
    }
    const inZip = await inspect(zipOf([...samplePackage(), { ...entry, claimedSize: 0xfffffff0 }]));
    expect(example(inZip, 'ENTRY_IMPOSSIBLE_SIZE')?.where?.entry).toBe('storage/documents/huge');
    expectAllRecords(inZip);
  });

  it.each([
    ['tar.gz', tarGzOf, {}],
    ['zip, held', zipOf, {}],
    ['zip, streamed', zipOf, { zipHeldBytes: 0 }],
  ] as const)('that is a compression bomb: %s', async (_, container, options) => {
    const bomb = { name: 'storage/documents/bomb', content: Buffer.alloc(8 * 1024 * 1024) };
    const limits = { ...PACKAGE_LIMITS, ratioFrom: 1024 * 1024 };
    const inspection = await inspect(container([...samplePackage(), bomb]), { limits, ...options });
    expect(inspection).toMatchObject({
      readable: 'partly',
      failure: { code: 'PACKAGE_TOO_LARGE', where: { entry: bomb.name } },
    });
    expect(inspection.failure?.message).toContain('compression bomb');
    expectAllRecords(inspection);
  });

  it('of which there are too many, or too much', async () => {
    const many = await inspect(tarGzOf(samplePackage()), { limits: { ...PACKAGE_LIMITS, entries: 3 } });
    expect(many.failure?.code).toBe('PACKAGE_TOO_LARGE');
    const much = await inspect(tarGzOf(samplePackage()), { limits: { ...PACKAGE_LIMITS, bytes: 1000 } });
    expect(much.failure?.code).toBe('PACKAGE_TOO_LARGE');
  });
});

describe('cancelling', () => {
  it('ends the inspection and leaves nothing', async () => {
    const file = await dropped(tarGzOf(samplePackage()));
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const inspecting = inspectPackage(file, edmsCatalogue(), {
      spoolFolder,
      signal: stop.signal,
      onProgress,
    });
    await expect(inspecting).rejects.toMatchObject({ plain: { code: 'CANCELLED' } });
  });
});
