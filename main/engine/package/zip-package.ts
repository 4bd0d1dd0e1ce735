import { Readable } from 'node:stream';
import JSZip from 'jszip';
import type { Entry, ZipFile } from 'yauzl';
import { EngineError, throwIfCancelled } from '../errors.ts';
import { contentStream, ExpansionGuard, piecesOf } from './entry-content.ts';
import type { Package, PackageEntry } from './package.ts';
import type { PackageBytes } from './package-bytes.ts';
import { damaged, fileError, type PackageLimits, type ProblemListener } from './package-errors.ts';
import type { PlacedFile } from './placed-file.ts';
import { decodeZipName, listZip, type ZipItem, zipOpenError } from './zip-directory.ts';
import { salvageZip } from './zip-salvage.ts';

/** Archives up to this size, that unpack to no more than {@link HELD_UNPACKED}, are held in memory. */
export const HELD_BYTES = 8 * 1024 * 1024;
const HELD_UNPACKED = 256 * 1024 * 1024;

interface ZipOptions {
  readonly bytes: PackageBytes;
  readonly limits: PackageLimits;
  readonly onProblem: ProblemListener;
  /** Archives above this size are streamed. */
  readonly heldBytes?: number;
}

/** Gives the bytes of one entry, piece by piece. */
type ContentSource = (item: ZipItem) => () => Promise<Buffer | null>;

/**
 * A zip archive. What is in it is told by its central directory. A small archive is held in memory and
 * unpacked by jszip; a larger one is read from the disk, entry by entry, by yauzl.
 */
export class ZipPackage implements Package {
  readonly path: string;
  readonly format = 'zip';
  readonly size: number;
  readonly bytes: PackageBytes;
  readonly #options: ZipOptions;
  #bytesRead = 0;

  constructor(options: ZipOptions) {
    this.path = options.bytes.path;
    this.bytes = options.bytes;
    this.size = options.bytes.size;
    this.#options = options;
  }

  bytesRead(): number {
    return this.#bytesRead;
  }

  async *entries(signal?: AbortSignal): AsyncGenerator<PackageEntry> {
    const { path } = this;
    const { limits, onProblem } = this.#options;
    const file = await this.bytes.placed(signal);
    this.#bytesRead = 0;
    const guard = new ExpansionGuard(limits, () => this.size);
    let zip: ZipFile | null = null;
    try {
      zip = await openZip(file, path);
      const items = await listZip(zip, path, limits, onProblem, signal);
      const streamed = streamedContent(zip);
      const held = this.#isSmall(items) && (await isSound(items, streamed, signal));
      const content = (held ? await heldContent(file) : null) ?? streamed;
      for (const item of items) {
        throwIfCancelled(signal);
        yield this.#entry(item, content, guard, signal);
        this.#bytesRead += item.entry.compressedSize;
      }
    } catch (error) {
      // what cannot be found by the directory may be found without it; then it is still damaged
      if (isDamage(error)) yield* salvageZip(file, guard, limits.entries, onProblem, signal);
      throw error;
    } finally {
      zip?.close();
    }
  }

  close(): Promise<void> {
    return this.bytes.close();
  }

  #isSmall(items: readonly ZipItem[]): boolean {
    if (this.size > (this.#options.heldBytes ?? HELD_BYTES)) return false;
    return items.reduce((sum, item) => sum + item.entry.uncompressedSize, 0) <= HELD_UNPACKED;
  }

  #entry(
    item: ZipItem,
    source: ContentSource,
    guard: ExpansionGuard,
    signal: AbortSignal | undefined,
  ): PackageEntry {
    const { path: entry } = item;
    const { uncompressedSize: size, crc32 } = item.entry;
    return {
      path: entry,
      size,
      content: (): Readable => contentStream(source(item), { entry, size, crc32, guard, signal }),
    };
  }
}

function isDamage(error: unknown): boolean {
  return (
    error instanceof EngineError && (error.code === 'PACKAGE_TRUNCATED' || error.code === 'PACKAGE_DAMAGED')
  );
}

async function openZip(file: PlacedFile, path: string): Promise<ZipFile> {
  try {
    return await file.zip();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw fileError(error, path);
    throw zipOpenError(error, path, file.size);
  }
}

/**
 * Whether every entry unpacks to the size that it claims. jszip must not meet one that does not: it throws
 * where nobody can catch it, and takes the process with it.
 */
async function isSound(
  items: readonly ZipItem[],
  content: ContentSource,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (const item of items) {
    throwIfCancelled(signal);
    const next = content(item);
    let bytes = 0;
    try {
      for (let piece = await next(); piece !== null; piece = await next()) {
        bytes += piece.length;
        if (bytes > item.entry.uncompressedSize) return false;
      }
    } catch {
      return false;
    }
    if (bytes !== item.entry.uncompressedSize) return false;
  }
  return true;
}

/** Null when jszip cannot load it (one encrypted entry is enough): then the entries are streamed. */
async function heldContent(file: PlacedFile): Promise<ContentSource | null> {
  let held: JSZip;
  try {
    held = await JSZip.loadAsync(await file.all(), {
      decodeFileName: (bytes) => decodeZipName(asBytes(bytes)),
    });
  } catch {
    return null;
  }
  return (item) => {
    const entry = held.file(heldName(item.name));
    if (entry === null) throw damaged('The entry is not where the directory says.', { entry: item.path });
    // jszip's streams are of an old kind without an iterator
    return piecesOf(new Readable().wrap(entry.nodeStream()));
  };
}

function streamedContent(zip: ZipFile): ContentSource {
  return (item) => {
    let next: (() => Promise<Buffer | null>) | null = null;
    return async () => {
      next ??= piecesOf(await openEntry(zip, item.entry, item.path));
      return next();
    };
  };
}

async function openEntry(zip: ZipFile, entry: Entry, path: string): Promise<Readable> {
  try {
    return await zip.openReadStreamPromise(entry);
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw damaged('The entry is not where the directory says.', { entry: path }, error);
  }
}

/** jszip takes `.` and empty parts out of a name when it loads an archive. */
function heldName(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function asBytes(bytes: string[] | Uint8Array): Uint8Array {
  return bytes instanceof Uint8Array ? bytes : Buffer.from(bytes.join(''), 'latin1');
}
