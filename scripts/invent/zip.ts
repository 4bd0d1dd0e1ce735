import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { deflateRawSync } from 'node:zlib';

/** The fixed time stamp of all entries, 2026-02-03 09:15, in MS-DOS form: the bytes must not depend on now. */
const DOS_DATE = ((2026 - 1980) << 9) | (2 << 5) | 3;
const DOS_TIME = (9 << 11) | (15 << 5);
/** Bit 11: names are UTF-8. */
const UTF8 = 0x0800;

interface Entry {
  readonly name: Buffer;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** A whole zip archive of uncompressed entries, in memory. For small files such as a docx. */
export function zipOfStored(files: readonly { readonly path: string; readonly content: Buffer }[]): Buffer {
  const parts: Buffer[] = [];
  const entries: Entry[] = [];
  let offset = 0;
  for (const { path, content } of files) {
    const size = content.length;
    const entry = { name: Buffer.from(path), method: 0, crc: crc32(content), packed: size, size, offset };
    const header = localHeader(entry);
    parts.push(header, content);
    entries.push(entry);
    offset += header.length + size;
  }
  return Buffer.concat([...parts, directory(entries, offset)]);
}

/** Writes a zip archive of deflated entries to a stream, with the sizes in every local header. */
export class ZipWriter {
  readonly #output: Writable;
  readonly #entries: Entry[] = [];
  #offset = 0;

  constructor(output: Writable) {
    this.#output = output;
  }

  /** Adds a small entry from memory. */
  async add(path: string, content: Buffer): Promise<void> {
    const packed = deflateRawSync(content);
    const entry = {
      name: Buffer.from(path),
      method: 8,
      crc: crc32(content),
      packed: packed.length,
      size: content.length,
      offset: this.#offset,
    };
    await this.#write(localHeader(entry));
    await this.#write(packed);
    this.#entries.push(entry);
  }

  /** Adds an entry that was deflated beforehand; archives beyond 4 GB are not made. */
  async addDeflated(
    path: string,
    deflated: Readable,
    facts: { readonly crc: number; readonly packed: number; readonly size: number },
  ): Promise<void> {
    const entry = { name: Buffer.from(path), method: 8, ...facts, offset: this.#offset };
    await this.#write(localHeader(entry));
    for await (const chunk of deflated) await this.#write(chunk);
    this.#entries.push(entry);
  }

  /** Writes the directory and ends the output. */
  async end(): Promise<void> {
    await this.#write(directory(this.#entries, this.#offset));
    this.#output.end();
    await once(this.#output, 'close');
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#offset += bytes.length;
    if (!this.#output.write(bytes)) await once(this.#output, 'drain');
  }
}

/** CRC-32 of some bytes, going on from `previous` (0 at the beginning). */
export function crc32(bytes: Uint8Array, previous = 0): number {
  let crc = ~previous;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function localHeader(entry: Entry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  writeFacts(header, 6, entry);
  header.writeUInt16LE(entry.name.length, 26);
  return Buffer.concat([header, entry.name]);
}

function directory(entries: readonly Entry[], offset: number): Buffer {
  const rows = entries.map((entry) => {
    const row = Buffer.alloc(46);
    row.writeUInt32LE(0x02014b50, 0);
    row.writeUInt16LE((3 << 8) | 20, 4);
    row.writeUInt16LE(20, 6);
    writeFacts(row, 8, entry);
    row.writeUInt16LE(entry.name.length, 28);
    row.writeUInt32LE((0o100644 << 16) >>> 0, 38);
    row.writeUInt32LE(entry.offset, 42);
    return Buffer.concat([row, entry.name]);
  });
  const table = Buffer.concat(rows);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([table, end]);
}

/** The run of fields that local header and directory have in common. */
function writeFacts(header: Buffer, at: number, entry: Entry): void {
  header.writeUInt16LE(UTF8, at);
  header.writeUInt16LE(entry.method, at + 2);
  header.writeUInt16LE(DOS_TIME, at + 4);
  header.writeUInt16LE(DOS_DATE, at + 6);
  header.writeUInt32LE(entry.crc, at + 8);
  header.writeUInt32LE(entry.packed, at + 12);
  header.writeUInt32LE(entry.size, at + 16);
}
