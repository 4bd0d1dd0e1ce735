import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { configurationFiles } from './configuration.ts';
import { containerFor } from './container.ts';
import { allDocuments } from './document-records.ts';
import { attachmentFile, documentFile, type StoredFile } from './documents.ts';
import { fixtureChunks, type Invention, type InventOptions, invent, RecordCounter } from './fixture.ts';
import { sha256 } from './random.ts';
import { EXPORTED_AT } from './system.ts';
import { float, pythonMoment, SECOND, toJson } from './values.ts';

export interface PackageOptions extends InventOptions {
  /** A folder around everything, as some tools add it. */
  readonly wrapper?: string;
  /** zlib level of gzip and zip, 0 to 9; default 6. */
  readonly compression?: number;
}

/** What was written, for a test to hold a reader against. */
export interface WrittenPackage {
  readonly path: string;
  readonly records: number;
  readonly models: ReadonlyMap<string, number>;
  readonly files: number;
  /** Bytes of the fixture's text, and its hex sha256. */
  readonly fixtureBytes: number;
  readonly fixtureSha256: string;
}

/**
 * Writes an invented migration package. The name decides what it becomes: `.tar.gz`, `.tgz`, `.tar`, `.zip`,
 * a bare fixture `.json` or `.json.gz`, and a folder otherwise. Memory does not grow with the package: the
 * fixture lies in a temporary file until its size and checksum are known.
 */
export async function writePackage(target: string, options: PackageOptions = {}): Promise<WrittenPackage> {
  const invention = invent(options);
  const scratch = await mkdtemp(path.join(tmpdir(), 'edms-invent-'));
  try {
    const fixture = path.join(scratch, 'database_backup.json');
    const written = await writeFixture(fixture, invention);
    if (/\.json(\.gz)?$/.test(target)) {
      await writeBare(fixture, target);
      return { ...written, path: target, files: 0 };
    }
    const files = await writeTree(target, options, invention, fixture, written);
    return { ...written, path: target, files };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type Fixture = Omit<WrittenPackage, 'path' | 'files'>;

async function writeFixture(file: string, invention: Invention): Promise<Fixture> {
  const counter = new RecordCounter();
  const hash = createHash('sha256');
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(Readable.from(fixtureChunks(invention, counter)), watch, createWriteStream(file));
  return {
    records: counter.total,
    models: counter.models,
    fixtureBytes: (await stat(file)).size,
    fixtureSha256: hash.digest('hex'),
  };
}

async function writeBare(fixture: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const output = createWriteStream(target);
  if (target.endsWith('.gz')) await pipeline(createReadStream(fixture), createGzip(), output);
  else await pipeline(createReadStream(fixture), output);
}

/** Writes the tree in the order in which `tar` lists it, and returns the number of stored files. */
async function writeTree(
  target: string,
  options: PackageOptions,
  invention: Invention,
  fixture: string,
  written: Fixture,
): Promise<number> {
  const container = await containerFor(target, options.wrapper ?? '', options.compression ?? 6);
  for (const [name, content] of configurationFiles(invention.system)) {
    await container.add(`configuration/${name}`, Buffer.from(content));
  }
  const metadata = toJson(fixtureMetadata(written));
  await container.add('database/backup_metadata.json', Buffer.from(metadata));
  const sums = [
    [sha256(metadata), 'backup_metadata.json'],
    [written.fixtureSha256, 'database_backup.json'],
    [sha256(SCHEMA_INFO), 'schema_info.txt'],
  ];
  const lines = sums.map(([sum, name]) => `${sum}  ${name}\n`).join('');
  await container.add('database/checksum.txt', Buffer.from(lines));
  await container.addFile('database/database_backup.json', fixture, written.fixtureBytes);
  await container.add('database/schema_info.txt', Buffer.from(SCHEMA_INFO));
  await container.add('metadata.json', Buffer.from(toJson(METADATA)));
  let count = 0;
  let manifest = `{\n  "created_at": "${pythonMoment(EXPORTED_AT, 262)}",\n  "files": {`;
  for (const file of storedFiles(invention)) {
    await container.add(`storage/${file.path}`, file.bytes);
    manifest += `${count > 0 ? ',' : ''}\n    ${JSON.stringify(file.path)}: ${manifestEntry(file)}`;
    count += 1;
  }
  await container.add('storage/manifest.json', Buffer.from(`${manifest}${count > 0 ? '\n  ' : ''}}\n}`));
  await container.end();
  return count;
}

function* storedFiles({ system, extent }: Invention): Generator<StoredFile> {
  for (const facts of allDocuments(system, extent)) {
    const file = documentFile(facts);
    if (!file) return;
    yield file;
    const attachment = attachmentFile(facts);
    if (attachment) yield attachment;
  }
}

function manifestEntry(file: StoredFile): string {
  return toJson({
    size: file.bytes.length,
    checksum: file.sha256,
    modified: float(Math.floor(EXPORTED_AT / SECOND)),
  }).replace(/\n/g, '\n    ');
}

function fixtureMetadata(written: Fixture): object {
  return {
    backup_type: 'django_complete_data',
    created_at: pythonMoment(EXPORTED_AT + 900, 17),
    database_info: { engine: 'django.db.backends.postgresql', name: 'edms_example' },
    apps_included: [...new Set([...written.models.keys()].map((label) => label.split('.')[0]))],
    auth_models_included: ['auth.group', 'auth.permission'],
    excluded_models: ['sessions.session', 'admin.logentry'],
    total_records: written.records,
    model_counts: Object.fromEntries(written.models),
  };
}

const METADATA = {
  export_timestamp: pythonMoment(EXPORTED_AT, 262),
  edms_version: '1.0.0',
  django_version: 'unknown',
  python_version: 'unknown',
  export_type: 'migration_package',
  database_engine: 'django.db.backends.postgresql',
  export_options: {
    settings: null,
    traceback: false,
    skip_checks: true,
    type: 'export',
    output: '/srv/export/edms_migration_package.tar.gz',
    compress: true,
    encrypt: false,
    verify: true,
    include_users: true,
    config_name: null,
  },
  components: {
    database: true,
    storage_files: true,
    configuration: true,
    user_accounts: true,
    restore_scripts: false,
  },
};

const SCHEMA_INFO = `Database Schema Information
===========================

Django fixture (JSON), made for trying out backups; nothing in it is real.
Django version: (4, 2, 16, 'final', 0)
`;
