import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  SAMPLE_DOCUMENT,
  SAMPLE_RECORDS,
  samplePackage,
  type TestEntry,
  tarGzOf,
  tarOf,
  zipOf,
} from './archives.test-helper.ts';
import { codes, example, expectAllRecords, FIXTURE, inspectionPlace } from './inspect.test-helper.ts';
import { PACKAGE_LIMITS } from './package-errors.ts';

const place = inspectionPlace();
const { inspect, inspectFile, dropped } = place;

describe('claims that do not hold', () => {
  it('a wrong checksum', async () => {
    const fixture = JSON.stringify(SAMPLE_RECORDS, null, 2);
    const inspection = await inspect(tarGzOf(samplePackage({ change: { [FIXTURE]: fixture } })));
    expect(inspection.readable).toBe('partly');
    expect(inspection.failure).toMatchObject({ code: 'PACKAGE_DAMAGED', where: { entry: FIXTURE } });
    expect(inspection.checks[0]).toMatchObject({ name: FIXTURE, result: 'failed' });
    expectAllRecords(inspection);
  });

  it('a listed file that is not there is no damage, and told', async () => {
    const list = (name: string) => ({ change: { 'database/checksum.txt': `${'0'.repeat(64)}  ${name}\n` } });
    const inspection = await inspect(tarGzOf(samplePackage(list('more.txt'))));
    expect(inspection.checks[0]).toMatchObject({ name: 'database/more.txt', result: 'absent' });
    expect(inspection.readable).toBe('whole');
    const found = example(inspection, 'CHECKSUM_FILE_ABSENT');
    expect(found).toMatchObject({ severity: 'warning', where: { entry: 'database/more.txt' } });
    // The EDMS lists this one in all of its packages, and puts it into none.
    const usual = await inspect(tarGzOf(samplePackage(list('restore_instructions.sh'))));
    expect(usual.checks[0]).toMatchObject({ result: 'absent' });
    expect(example(usual, 'CHECKSUM_FILE_ABSENT')).toMatchObject({ severity: 'note' });
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
    expect(existsSync(path.join(place.folder, 'evil'))).toBe(false);
    expect(existsSync(path.join(path.dirname(place.folder), 'evil'))).toBe(false);
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
