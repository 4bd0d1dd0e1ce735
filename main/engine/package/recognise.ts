import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { decrypted, type OpenWith, type Unlocked, unlock } from '../encryption/age.ts';
import { isAge } from '../encryption/age-header.ts';
import { gunzipped } from './gunzipped.ts';
import type { PackageFormat } from './package.ts';
import { damaged, fileError, packageError } from './package-errors.ts';
import { isSound } from './tar-reader.ts';

/** What tells a file from what it was when it was opened. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

/** What a file or a folder can be. */
export type FileFormat = Exclude<PackageFormat, 'snapshot'>;

export interface Recognised {
  readonly format: FileFormat;
  readonly stamp: FileStamp;
  /** What opens it, when it is encrypted; the format is that of what is inside. */
  readonly unlocked: Unlocked | null;
}

const HEAD_BYTES = 64 * 1024;

/** Formats that are no package, by their first bytes, and what the person can do about it. */
const STRANGERS: readonly { readonly magic: string; readonly name: string; readonly advice: string }[] = [
  {
    magic: 'SQLite format 3\0',
    name: 'a SQLite database',
    advice: 'Export a migration package from the EDMS that uses it.',
  },
  {
    magic: 'PGDMP',
    name: 'a pg_dump archive',
    advice: 'Restore it with pg_restore, or export a migration package from the EDMS.',
  },
  {
    magic: '-- PostgreSQL database',
    name: 'an SQL script of pg_dump',
    advice: 'Run it with psql, or export a migration package.',
  },
  {
    magic: '--\n-- PostgreSQL database',
    name: 'an SQL script of pg_dump',
    advice: 'Run it with psql, or export a migration package.',
  },
  { magic: '7z\xbc\xaf\x27\x1c', name: 'a 7-Zip archive', advice: 'Unpack it and open the folder.' },
  { magic: 'Rar!', name: 'a RAR archive', advice: 'Unpack it and open the folder.' },
  { magic: 'BZh', name: 'a bzip2 file', advice: 'Unpack it with bunzip2 and open what comes out.' },
  { magic: '\xfd7zXZ', name: 'an xz file', advice: 'Unpack it with unxz and open what comes out.' },
  {
    magic: '\x28\xb5\x2f\xfd',
    name: 'a Zstandard file',
    advice: 'Unpack it with unzstd and open what comes out.',
  },
  { magic: '%PDF', name: 'a PDF document', advice: 'Open a migration package.' },
  {
    magic: '<!DOCTYPE',
    name: 'a web page',
    advice: 'The download has failed: sign in to the EDMS and download the package again.',
  },
  {
    magic: '<html',
    name: 'a web page',
    advice: 'The download has failed: sign in to the EDMS and download the package again.',
  },
];

/**
 * Tells from its content what stands at `path`. Throws `PACKAGE_NOT_FOUND`, `PACKAGE_NOT_READABLE`,
 * `PACKAGE_EMPTY`, `PACKAGE_DAMAGED`, `PACKAGE_UNKNOWN_FORMAT`; `ENCRYPTION_…` when `keys` do not open it.
 */
export async function recognise(path: string, keys: OpenWith = NO_KEYS): Promise<Recognised> {
  try {
    const { isFolder, isFile, stamp } = await stampOf(path);
    if (isFolder) return { format: 'folder', stamp, unlocked: null };
    if (!isFile) throw unknown(path, 'It is neither a file nor a folder.', 'Open a file or a folder.');
    const head = await readHead(path);
    if (head.length === 0) throw empty(path, 'The file is empty.');
    if (!isAge(head)) return { format: await formatOf(head, path), stamp, unlocked: null };
    const unlocked = await unlock(createReadStream(path), keys);
    const inside = await unlockedHead(path, unlocked, HEAD_BYTES);
    if (inside.length === 0) throw empty(path, 'What is encrypted in it is empty.');
    return { format: await formatOf(inside, path), stamp, unlocked };
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Nothing to open an encrypted file with. */
export const NO_KEYS: OpenWith = { identities: [], passphrase: null };

/** Throws `PACKAGE_CHANGED` when the file is no longer the one that was opened. */
export async function sameFile(path: string, stamp: FileStamp): Promise<void> {
  let now: FileStamp;
  try {
    now = (await stampOf(path)).stamp;
  } catch (error) {
    throw fileError(error, path);
  }
  if (now.size === stamp.size && now.mtimeMs === stamp.mtimeMs) return;
  const message = 'The package was changed after it had been opened.';
  throw packageError('PACKAGE_CHANGED', message, 'Open it again.', { entry: path });
}

async function stampOf(path: string): Promise<{ isFolder: boolean; isFile: boolean; stamp: FileStamp }> {
  const found = await stat(path);
  const stamp = { size: found.size, mtimeMs: found.mtimeMs };
  return { isFolder: found.isDirectory(), isFile: found.isFile(), stamp };
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The beginning of what is inside an encrypted file. */
async function unlockedHead(file: string, unlocked: Unlocked, length: number): Promise<Buffer> {
  const source = createReadStream(file);
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of decrypted(source, unlocked)) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= length) break;
    }
  } finally {
    source.destroy();
  }
  return Buffer.concat(pieces).subarray(0, length);
}

async function formatOf(head: Buffer, path: string): Promise<FileFormat> {
  if (head[0] === 0x1f && head[1] === 0x8b) {
    const inside = await inflatedHead(head, path);
    if (inside.length === 0) throw empty(path, 'The compressed file has no content.');
    return isSound(inside) ? 'tar.gz' : asText(inside, path, 'json.gz');
  }
  if (isZip(head)) return 'zip';
  return isSound(head) ? 'tar' : asText(head, path, 'json');
}

/** `format` when the bytes are text, in which a fixture may be found; throws what else they are. */
function asText(head: Buffer, path: string, format: 'json' | 'json.gz'): FileFormat {
  const bytes = head.toString('latin1');
  for (const { magic, name, advice } of STRANGERS) {
    if (bytes.startsWith(magic)) throw unknown(path, `It is ${name}, which is no migration package.`, advice);
  }
  if (isUtf16(head) || isText(head)) return format;
  if (head.every((byte) => byte === 0)) {
    const advice = 'The disk or the copy has failed: copy it again from its source.';
    throw unknown(path, 'Its beginning holds nothing but zero bytes.', advice);
  }
  throw unknown(
    path,
    'It is no migration package and no fixture.',
    'Open a .tar.gz, .tar, .zip, .json or a folder.',
  );
}

/** The beginning of what is inside gzip; what comes before a damage is enough. */
async function inflatedHead(head: Buffer, path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of gunzipped(Readable.from([head]))) {
      pieces.push(piece);
      length += piece.length;
      if (length >= HEAD_BYTES) break;
    }
  } catch (error) {
    if (length > 0) return Buffer.concat(pieces);
    throw damaged('The compressed data is damaged at its very beginning.', { entry: path, byte: 0 }, error);
  }
  return Buffer.concat(pieces);
}

function isZip(head: Buffer): boolean {
  const signature = head.length >= 4 ? head.readUInt32LE(0) : 0;
  return signature === 0x04034b50 || signature === 0x06054b50 || signature === 0x08074b50;
}

export function isUtf16(head: Buffer): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

/**
 * Text has hardly any control characters but white space (and escapes for colours, in a log). A damaged fixture
 * may have some: it is still known by its keys.
 */
function isText(head: Buffer): boolean {
  let others = 0;
  for (const byte of head) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b) others++;
  }
  return others * 100 <= head.length || (head.includes('"model"') && head.includes('"fields"'));
}

function empty(path: string, message: string): Error {
  const advice = 'The export or the copy has failed: ask for the package again.';
  return packageError('PACKAGE_EMPTY', message, advice, { entry: path, byte: 0 });
}

function unknown(path: string, message: string, advice: string): Error {
  return packageError('PACKAGE_UNKNOWN_FORMAT', message, advice, { entry: path, byte: 0 });
}
