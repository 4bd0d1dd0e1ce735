import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib';
import type { BlobId, BlobKind } from './repository.ts';
import { isObjectId, sha256 } from './repository-files.ts';
import { isRecord } from './self-checked.ts';

/** Where a blob lies in its pack, and how. `stored` and `size`: bytes in the pack and of the plain content. */
export interface BlobEntry {
  readonly id: BlobId;
  readonly kind: BlobKind;
  readonly offset: number;
  readonly stored: number;
  readonly size: number;
  readonly gzip: boolean;
}

/** A blob as it lies in a pack. */
export interface StoredBlob {
  readonly bytes: Buffer;
  readonly size: number;
  readonly gzip: boolean;
}

/** A pack is closed before it would be larger; only a blob that is larger itself makes a larger one. */
export const PACK_BYTES = 16 * 2 ** 20;

const MAGIC = Buffer.from('EDMSPCK1', 'latin1');
const TAIL = MAGIC.length + 4;
/** A directory that unpacks to more is none: the largest has some ten thousand blobs. */
const DIRECTORY_BYTES = 256 * 2 ** 20;

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

/** What a pack ends with. */
export function packTail(blobs: readonly BlobEntry[]): Buffer {
  const directory = gzipSync(JSON.stringify({ blobs }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(directory.length);
  return Buffer.concat([directory, length, MAGIC]);
}

/** The directory of a pack's plain bytes; a text that says what is wrong where there is none to be read. */
export function readDirectory(pack: Buffer): readonly BlobEntry[] | string {
  if (pack.length < TAIL) return 'it is too short for a pack';
  if (!pack.subarray(pack.length - MAGIC.length).equals(MAGIC)) return 'it does not end as a pack does';
  const length = pack.readUInt32BE(pack.length - TAIL);
  const end = pack.length - TAIL;
  if (length > end) return 'its directory is said to be longer than itself';
  try {
    const text = gunzipSync(pack.subarray(end - length, end), { maxOutputLength: DIRECTORY_BYTES });
    const value: unknown = JSON.parse(text.toString('utf8'));
    const blobs = isRecord(value) ? entriesOf(value.blobs) : null;
    if (blobs === null) return 'its directory is none';
    return blobs.every((blob) => blob.offset + blob.stored <= end - length)
      ? blobs
      : 'its directory names more than there is';
  } catch {
    return 'its directory cannot be read';
  }
}

/** Entries of a directory or an index; null where they are none. */
export function entriesOf(value: unknown): readonly BlobEntry[] | null {
  if (!Array.isArray(value)) return null;
  const entries = value.map(entryOf).filter((entry) => entry !== null);
  return entries.length === value.length ? entries : null;
}

function entryOf(value: unknown): BlobEntry | null {
  if (!isRecord(value)) return null;
  const { id, kind, offset, stored, size, gzip } = value;
  if (!isObjectId(id) || !isKind(kind) || typeof gzip !== 'boolean') return null;
  return isCount(offset) && isCount(stored) && isCount(size)
    ? { id, kind, offset, stored, size, gzip }
    : null;
}

export function isKind(value: unknown): value is BlobKind {
  return value === 'data' || value === 'tree';
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Gzips content where that makes it smaller. */
export async function storeBlob(content: Buffer): Promise<StoredBlob> {
  const plain = { bytes: content, size: content.length, gzip: false };
  if (content.length < 32 || seemsCompressed(content)) return plain;
  const bytes = await gzipAsync(content);
  return bytes.length < content.length ? { bytes, size: content.length, gzip: true } : plain;
}

const SAMPLE = 64 * 1024;

/** Documents and pictures are compressed already: a piece from the middle tells, and saves trying with the rest. */
function seemsCompressed(content: Buffer): boolean {
  if (content.length < 4 * SAMPLE) return false;
  const middle = Math.floor(content.length / 2);
  const sample = content.subarray(middle, middle + SAMPLE);
  return gzipSync(sample, { level: 1 }).length > SAMPLE * 0.97;
}

const MOST_AT_ONCE = 4 * 2 ** 20;
/** Up to this size unpacking takes less time than handing it to another thread. */
const SMALL = 256 * 1024;

/** The plain content of a blob; null where it is not what its id says. */
export async function openBlob(id: BlobId, blob: StoredBlob): Promise<Buffer | null> {
  try {
    const content = blob.gzip ? await unpack(blob) : blob.bytes;
    return sha256(content) === id ? content : null;
  } catch {
    return null;
  }
}

function unpack({ bytes, size }: StoredBlob): Buffer | Promise<Buffer> {
  const how = {
    maxOutputLength: Math.max(1, size),
    // The whole in one piece: each piece more is another turn of the event loop.
    chunkSize: Math.max(64, Math.min(size + 64, MOST_AT_ONCE)),
  };
  return size <= SMALL ? gunzipSync(bytes, how) : gunzipAsync(bytes, how);
}

/** A blob of a pack whose plain bytes are here. */
export function cutBlob(pack: Buffer, entry: Omit<BlobEntry, 'id' | 'kind'>): StoredBlob {
  const { offset, stored, size, gzip } = entry;
  return { bytes: pack.subarray(offset, offset + stored), size, gzip };
}
