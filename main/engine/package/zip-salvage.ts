import { isUtf8 } from 'node:buffer';
import { pipeline } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { throwIfCancelled } from '../errors.ts';
import { contentStream, type ExpansionGuard, piecesOf } from './entry-content.ts';
import { badEncoding, checkName, duplicateName, Wrapper } from './entry-names.ts';
import type { PackageEntry } from './package.ts';
import { type ProblemListener, tooLarge } from './package-errors.ts';
import type { PlacedFile, PlacedReader } from './placed-file.ts';
import { decodeZipName } from './zip-directory.ts';

const LOCAL_HEADER = 0x04034b50;
const HEADER_BYTES = 30;
const ENCRYPTED = 1;
/** Sizes and checksum follow the content instead of standing in front of it. */
const SIZES_BEHIND = 8;
const DEFLATED = 8;
const ZIP64_EXTRA = 1;
/** Lengths that a data descriptor can have: with and without its signature, in 32 and in 64 bits. */
const DESCRIPTOR_LENGTHS = [16, 12, 24, 20];

interface LocalFile {
  readonly name: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly size: number;
  readonly compressedSize: number;
  readonly contentAt: number;
}

/**
 * Walks a zip archive whose directory is missing or damaged by the headers in front of its entries, as far as
 * they follow one another. It cannot tell links from files; both are only ever read.
 */
export async function* salvageZip(
  archive: PlacedFile,
  guard: ExpansionGuard,
  mostEntries: number,
  onProblem: ProblemListener,
  signal: AbortSignal | undefined,
): AsyncGenerator<PackageEntry> {
  const file = await archive.open();
  const wrapper = new Wrapper();
  const seen = new Set<string>();
  try {
    let at: number | null = 0;
    for (let count = 0; at !== null; count++) {
      throwIfCancelled(signal);
      if (count > mostEntries) throw tooLarge('The archive has too many entries.', { entry: archive.path });
      const local = await readLocalFile(file, at);
      if (local === null) break;
      const content = new LocalContent(archive, local);
      const entry = entryPath(local, wrapper, seen, onProblem);
      if (entry !== null) {
        const size = content.isBehind ? null : local.size;
        const options = { entry, size, guard, signal, ...(size === null ? {} : { crc32: local.crc32 }) };
        yield { path: entry, size: local.size, content: () => contentStream(content.next, options) };
      }
      at = await nextHeader(file, await content.end(guard, entry ?? ''), content.isBehind);
    }
  } finally {
    await file.close();
  }
}

/** The compressed content of an entry, whose length may only show at its end. */
class LocalContent {
  readonly isBehind: boolean;
  readonly #archive: PlacedFile;
  readonly #local: LocalFile;
  #pieces: (() => Promise<Buffer | null>) | null = null;
  #consumed = () => 0;

  constructor(archive: PlacedFile, local: LocalFile) {
    this.#archive = archive;
    this.#local = local;
    this.isBehind = (local.flags & SIZES_BEHIND) !== 0 && local.compressedSize === 0;
  }

  readonly next = (): Promise<Buffer | null> => {
    this.#pieces ??= this.#open();
    return this.#pieces();
  };

  /** Offset of the first byte behind the content, reading to there when it is not known before. */
  async end(guard: ExpansionGuard, entry: string): Promise<number> {
    const { contentAt, compressedSize } = this.#local;
    if (!this.isBehind) return contentAt + compressedSize;
    for (let piece = await this.next(); piece !== null; piece = await this.next())
      guard.count(piece.length, entry);
    return contentAt + this.#consumed();
  }

  #open(): () => Promise<Buffer | null> {
    const { contentAt: start, compressedSize, method } = this.#local;
    if (!this.isBehind && compressedSize === 0) return async () => null;
    const stored = this.#archive.stream(start, this.isBehind ? undefined : start + compressedSize);
    if (method !== DEFLATED) return piecesOf(stored);
    const inflate = createInflateRaw();
    this.#consumed = () => inflate.bytesWritten;
    // errors come out of the iteration
    return piecesOf(pipeline(stored, inflate, () => {}));
  }
}

function entryPath(
  local: LocalFile,
  wrapper: Wrapper,
  seen: Set<string>,
  onProblem: ProblemListener,
): string | null {
  const { name, flags, method } = local;
  if ((flags & ENCRYPTED) !== 0 || (method !== 0 && method !== DEFLATED)) return null;
  if ((flags & 0x800) !== 0 && !isUtf8(name)) {
    onProblem(badEncoding(name));
    return null;
  }
  const decoded = decodeZipName(name);
  const checked = checkName(decoded);
  if ('problem' in checked) {
    onProblem(checked.problem);
    return null;
  }
  const path = wrapper.strip(checked.path);
  if (path === '' || /[\\/]$/.test(decoded)) return null;
  if (seen.has(path)) {
    onProblem(duplicateName(path, 'first'));
    return null;
  }
  seen.add(path);
  return path;
}

async function readLocalFile(file: PlacedReader, at: number): Promise<LocalFile | null> {
  const header = await readAt(file, at, HEADER_BYTES);
  if (header.length < HEADER_BYTES || header.readUInt32LE(0) !== LOCAL_HEADER) return null;
  const nameLength = header.readUInt16LE(26);
  const extraLength = header.readUInt16LE(28);
  const rest = await readAt(file, at + HEADER_BYTES, nameLength + extraLength);
  if (rest.length < nameLength + extraLength) return null;
  const wide = zip64Sizes(rest.subarray(nameLength));
  const [size, compressedSize] = [header.readUInt32LE(22), header.readUInt32LE(18)];
  return {
    name: rest.subarray(0, nameLength),
    flags: header.readUInt16LE(6),
    method: header.readUInt16LE(8),
    crc32: header.readUInt32LE(14),
    size: size === 0xffffffff && wide !== null ? wide.size : size,
    compressedSize: compressedSize === 0xffffffff && wide !== null ? wide.compressedSize : compressedSize,
    contentAt: at + HEADER_BYTES + nameLength + extraLength,
  };
}

function zip64Sizes(extra: Buffer): { readonly size: number; readonly compressedSize: number } | null {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_EXTRA || at + 20 > extra.length) continue;
    const [size, compressedSize] = [extra.readBigUInt64LE(at + 4), extra.readBigUInt64LE(at + 12)];
    return { size: Number(size), compressedSize: Number(compressedSize) };
  }
  return null;
}

/** Offset of the header behind an entry that ends at `at`, over the descriptor that may stand between. */
async function nextHeader(file: PlacedReader, at: number, hasDescriptor: boolean): Promise<number | null> {
  const bytes = await readAt(file, at, 32);
  for (const length of hasDescriptor ? DESCRIPTOR_LENGTHS : [0, ...DESCRIPTOR_LENGTHS]) {
    if (bytes.length >= length + 4 && bytes.readUInt32LE(length) === LOCAL_HEADER) return at + length;
  }
  return null;
}

async function readAt(file: PlacedReader, at: number, length: number): Promise<Buffer> {
  if (!Number.isSafeInteger(at)) return Buffer.alloc(0);
  return file.read(at, length);
}
