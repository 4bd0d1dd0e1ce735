import { createHash } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { Crc32 } from './crc32.ts';

/** Archives written byte by byte, so that a test can write what no tool would. */

export interface TestEntry {
  readonly name: string | Buffer;
  readonly content?: Buffer | string;
  /** tar: the type flag. zip: `2` makes a link, `3` a device. */
  readonly type?: string;
  /** The size that the container claims, if it is to lie. */
  readonly claimedSize?: number;
  readonly link?: string;
  /** zip: the CRC that it claims. */
  readonly claimedCrc?: number;
  /** zip: general purpose flags; the default says that names are UTF-8. */
  readonly flags?: number;
}

const BLOCK = 512;

export function tarOf(entries: readonly TestEntry[]): Buffer {
  const parts = entries.flatMap((entry) => {
    const content = Buffer.from(entry.content ?? '');
    return [
      tarHeader(entry, content.length),
      content,
      Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
    ];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

export function tarGzOf(entries: readonly TestEntry[]): Buffer {
  return gzipSync(tarOf(entries));
}

function tarHeader(entry: TestEntry, length: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  Buffer.from(entry.name).copy(header, 0, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  writeSize(header, entry.claimedSize ?? length);
  header.write('00000000000\0', 136);
  header.write(entry.type ?? '0', 156);
  header.write(entry.link ?? '', 157);
  header.write('ustar\x0000', 257);
  header.write('        ', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function writeSize(header: Buffer, size: number): void {
  if (size < 8 ** 11) {
    header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
    return;
  }
  header[124] = 0x80;
  header.writeBigUInt64BE(BigInt(size), 128);
}

export interface ZipParts {
  readonly contents: Buffer;
  readonly directory: Buffer;
  readonly end: Buffer;
}

export function zipOf(entries: readonly TestEntry[]): Buffer {
  const { contents, directory, end } = zipParts(entries);
  return Buffer.concat([contents, directory, end]);
}

export function zipParts(entries: readonly TestEntry[]): ZipParts {
  const contents: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const local = zipEntry(entry, offset);
    contents.push(local.content);
    directory.push(local.listing);
    offset += local.content.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return { contents: Buffer.concat(contents), directory: Buffer.concat(directory), end };
}

function zipEntry(entry: TestEntry, offset: number): { readonly content: Buffer; readonly listing: Buffer } {
  const name = Buffer.from(entry.name);
  const plain = Buffer.from(entry.content ?? '');
  const packed = deflateRawSync(plain);
  const crc = new Crc32();
  crc.add(plain);
  // version, flags, method, time, date, CRC, sizes, lengths: the same in front of the content and in the directory
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(entry.flags ?? 0x800, 2);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(entry.claimedCrc ?? crc.value, 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(entry.claimedSize ?? plain.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.from([0x50, 0x4b, 3, 4]);
  const listing = Buffer.alloc(46);
  listing.writeUInt32LE(0x02014b50, 0);
  listing.writeUInt16LE((3 << 8) | 20, 4);
  common.copy(listing, 6);
  const mode = entry.type === '2' ? 0xa1ff : entry.type === '3' ? 0x2180 : 0x81a4;
  listing.writeUInt32LE((mode << 16) >>> 0, 38);
  listing.writeUInt32LE(offset, 42);
  return { content: Buffer.concat([local, common, name, packed]), listing: Buffer.concat([listing, name]) };
}

export interface SampleOptions {
  /** Replaces or, with null, removes files of the package. */
  readonly change?: Readonly<Record<string, Buffer | string | null>>;
}

export const SAMPLE_DOCUMENT = 'storage/documents/9c1f4e0a-5b1d-4a44-8a53-0d0f5be6a001.docx';
const CONTENT = Buffer.from('An invented document.\n'.repeat(40));
const SHA256 = sha256(CONTENT);

/** The records of a small invented package, one for each trait that an inspection looks at. */
export const SAMPLE_RECORDS = [
  { model: 'contenttypes.contenttype', fields: { app_label: 'documents', model: 'document' } },
  {
    model: 'auth.permission',
    fields: { name: 'Can review', content_type: ['documents', 'document'], codename: 'can_review_document' },
  },
  {
    model: 'auth.group',
    fields: { name: 'Reviewers', permissions: [['can_review_document', 'documents', 'document']] },
  },
  {
    model: 'users.user',
    fields: {
      username: 'ines',
      password: 'pbkdf2_sha256$600000$c2FsdA$aGFzaA==',
      first_name: 'Ines',
      last_name: 'Ähre',
      email: 'ines@example.org',
      is_active: true,
      is_staff: true,
      is_superuser: false,
      date_joined: '2025-01-02T03:04:05.678Z',
      created_at: '2025-01-02T03:04:05.678Z',
      groups: [['Reviewers']],
    },
  },
  {
    model: 'documents.document',
    fields: {
      uuid: '9c1f4e0a-5b1d-4a44-8a53-0d0f5be6a001',
      document_number: 'SOP-2025-0001-v01.00',
      title: 'Cleaning',
      author: ['ines'],
      file_path: SAMPLE_DOCUMENT,
      file_size: CONTENT.length,
      file_checksum: SHA256,
      created_at: '2025-03-01T10:00:00.000Z',
    },
  },
] as const;

export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A whole package, invented, as entries of an archive. */
export function samplePackage({ change = {} }: SampleOptions = {}): TestEntry[] {
  const fixture = Buffer.from(
    change['database/database_backup.json'] ?? JSON.stringify(SAMPLE_RECORDS, null, 1),
  );
  const counts = Object.fromEntries(SAMPLE_RECORDS.map(({ model }) => [model, 1]));
  const files: Record<string, Buffer | string | null> = {
    'metadata.json': JSON.stringify({
      export_timestamp: '2025-03-02T00:00:00+00:00',
      edms_version: '1.0.0',
      export_options: { verify: true, config_name: null },
      components: { database: true, storage_files: true },
    }),
    'database/database_backup.json': fixture,
    'database/backup_metadata.json': JSON.stringify({
      total_records: SAMPLE_RECORDS.length,
      model_counts: counts,
    }),
    'database/checksum.txt': `${sha256(JSON.stringify(SAMPLE_RECORDS, null, 1))}  database_backup.json\n`,
    'storage/manifest.json': JSON.stringify({
      files: { [SAMPLE_DOCUMENT.slice('storage/'.length)]: { size: CONTENT.length, checksum: SHA256 } },
    }),
    [SAMPLE_DOCUMENT]: CONTENT,
    'configuration/production.env': 'SECRET_KEY=x\n',
    ...change,
  };
  return Object.entries(files).flatMap(([name, content]) => (content === null ? [] : [{ name, content }]));
}
