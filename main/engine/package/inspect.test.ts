import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { edmsCatalogue } from '../catalogue/edms-catalogue.ts';
import {
  SAMPLE_DOCUMENT,
  SAMPLE_RECORDS,
  samplePackage,
  type TestEntry,
  tarGzOf,
  tarOf,
  zipOf,
} from './archives.test-helper.ts';
import { codes, expectAllRecords, FIXTURE, inspectionPlace } from './inspect.test-helper.ts';
import { inspectPackage } from './inspect.ts';

const place = inspectionPlace();
const { inspect, inspectFile, dropped } = place;

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
    await unpack(samplePackage(), path.join(place.folder, 'package'));
    await symlink('/etc/passwd', path.join(place.folder, 'package', 'storage', 'documents', 'passwd'));
    await symlink('/etc', path.join(place.folder, 'package', 'storage', 'etc'));
    const { inspection } = await inspectFile(path.join(place.folder, 'package'));
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
    const file = path.join(place.folder, 'dropped');
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
      plain: { code, where: { entry: path.join(place.folder, 'dropped') } },
    });
  });

  it('is refused when it is not there', async () => {
    await expect(inspectFile(path.join(place.folder, 'nothing'))).rejects.toMatchObject({
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

describe('cancelling', () => {
  it('ends the inspection and leaves nothing', async () => {
    const file = await dropped(tarGzOf(samplePackage()));
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const inspecting = inspectPackage(file, edmsCatalogue(), {
      spoolFolder: place.spoolFolder,
      signal: stop.signal,
      onProgress,
    });
    await expect(inspecting).rejects.toMatchObject({ plain: { code: 'CANCELLED' } });
  });
});
