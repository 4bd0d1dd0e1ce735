import { type FileHandle, open } from 'node:fs/promises';
import type { BlobLocation, IndexedPack } from './blob-index.ts';
import { storageError } from './repository-errors.ts';

/**
 * Bytes that one call reads of a pack: the least, and twice as many as before where one reads on and on. Blobs that are
 * wanted together lie close to each other, and on a network share opening a file for each would cost more than its bytes.
 */
const WINDOW = { least: 64 * 1024, most: 512 * 1024 };
const KEPT = 16;

interface Window {
  readonly pack: string;
  readonly start: number;
  readonly end: number;
  /** Shorter than from `start` to `end` where the file is. */
  readonly bytes: Promise<Buffer>;
}

/** Reads ranges of packs that are not encrypted, with their neighbours. */
export class PackWindows {
  readonly #placeOf: (pack: IndexedPack) => string;
  /** The one that was used last stands at the end. */
  #windows: readonly Window[] = [];

  constructor(placeOf: (pack: IndexedPack) => string) {
    this.#placeOf = placeOf;
  }

  /** The bytes of one blob as they are stored. Errors: `STORAGE_…`, `RangeError` where the pack is shorter than that. */
  async read({ pack, offset, stored }: Pick<BlobLocation, 'pack' | 'offset' | 'stored'>): Promise<Buffer> {
    try {
      if (stored > WINDOW.most) return await whole(this.#placeOf(pack), offset, stored);
      const window = this.#windowOf(pack, offset, offset + stored);
      return await this.#within(window, offset, stored);
    } catch (error) {
      throw storageError(error, this.#placeOf(pack));
    }
  }

  /** What cannot be read now is not kept: the next one who asks may have more luck. */
  async #within(window: Window, offset: number, stored: number): Promise<Buffer> {
    try {
      const from = offset - window.start;
      const found = (await window.bytes).subarray(from, from + stored);
      if (found.length < stored) throw tooShort();
      return found;
    } catch (error) {
      this.#windows = this.#windows.filter((other) => other !== window);
      throw error;
    }
  }

  #windowOf(pack: IndexedPack, from: number, to: number): Window {
    const own = this.#windows.filter((window) => window.pack === pack.id && window.start <= from);
    const window = own.find(({ end }) => end >= to) ?? this.#open(pack, from, to, nextLength(own, from));
    const others = this.#windows.filter((other) => other !== window);
    this.#windows = [...others.slice(-KEPT + 1), window];
    return window;
  }

  #open(pack: IndexedPack, start: number, to: number, length: number): Window {
    const end = Math.max(to, Math.min(pack.size, start + length));
    return { pack: pack.id, start, end, bytes: upTo(this.#placeOf(pack), start, end - start) };
  }
}

/** Who comes to the end of a window reads on, most likely. */
function nextLength(windows: readonly Window[], from: number): number {
  const before = windows.find(({ end }) => end >= from);
  if (before === undefined) return WINDOW.least;
  return Math.min(WINDOW.most, Math.max(WINDOW.least, 2 * (before.end - before.start)));
}

async function whole(place: string, offset: number, length: number): Promise<Buffer> {
  return reading(place, async (file) => {
    // An index that was tampered with must not make this process take what the file does not have.
    if (offset + length > (await file.stat()).size) throw tooShort();
    const bytes = Buffer.allocUnsafeSlow(length);
    if ((await fill(file, bytes, offset)) < length) throw tooShort();
    return bytes;
  });
}

/** What a file has from a place on, and not more than so much. */
async function upTo(place: string, offset: number, most: number): Promise<Buffer> {
  return reading(place, async (file) => {
    const bytes = Buffer.allocUnsafeSlow(most);
    return bytes.subarray(0, await fill(file, bytes, offset));
  });
}

async function reading<T>(place: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(place, 'r');
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

/** Fills a buffer as far as the file goes, and says how far that is. */
async function fill(file: FileHandle, bytes: Buffer, offset: number): Promise<number> {
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, offset + at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return at;
}

function tooShort(): RangeError {
  return new RangeError('The pack is shorter than that');
}
