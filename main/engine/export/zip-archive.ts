import { unlink } from 'node:fs/promises';
import { deflateRawSync } from 'node:zlib';
import { Crc32 } from '../package/crc32.ts';
import type { Archive } from './archive.ts';
import { DEFLATE_END } from './deflate-body.ts';
import type { OutputFile } from './output-file.ts';
import { packedFile } from './packed-file.ts';
import { ScratchFile } from './scratch-file.ts';

interface Entry {
  readonly name: Buffer;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly time: number;
  readonly date: number;
}

/** Bit 11: names are UTF-8. */
const UTF8 = 0x0800;
const DEFLATED = 8;
/** What a field of 32 or 16 bits holds when the real number stands in the zip64 part. */
const MOST_32 = 0xffffffff;
const MOST_16 = 0xffff;

/**
 * A `.zip` with the sizes in front of every entry, as readers that stream want them; a large one is deflated into a
 * temporary file first. Beyond 4 GiB or 65,535 entries it is a zip64.
 */
export function zipArchive(output: OutputFile): Archive {
  const directory: Buffer[] = [];
  const put = async (entry: Entry): Promise<void> => {
    directory.push(directoryRow(entry, output.bytes));
    await output.write(localHeader(entry));
  };
  const addPacked: Archive['addPacked'] = async (name, { body, bodyBytes, crc, size }, mtimeMs) => {
    await put({ ...facts(name, mtimeMs), crc, packed: bodyBytes + DEFLATE_END.length, size });
    for await (const piece of output.readScratch(body)) await output.write(piece);
    await output.write(DEFLATE_END);
    await unlink(body);
  };
  return {
    add: async (name, content, mtimeMs) => {
      const packed = deflateRawSync(content);
      const crc = new Crc32();
      crc.add(content);
      await put({ ...facts(name, mtimeMs), crc: crc.value, packed: packed.length, size: content.length });
      await output.write(packed);
    },
    addFile: async (name, file, _size, mtimeMs) => {
      const packed = packedFile(await ScratchFile.create(output, 'deflated'));
      try {
        for await (const piece of output.readScratch(file)) await packed.write(piece);
        await addPacked(name, await packed.end(), mtimeMs);
      } finally {
        await packed.close();
      }
    },
    addPacked,
    end: async () => {
      const start = output.bytes;
      let size = 0;
      for (const row of directory) {
        await output.write(row);
        size += row.length;
      }
      await output.write(endOfDirectory(directory.length, size, start));
    },
    destroy: () => undefined,
  };
}

function facts(name: string, mtimeMs: number): Pick<Entry, 'name' | 'time' | 'date'> {
  const when = new Date(mtimeMs);
  const year = when.getUTCFullYear();
  // The form begins with 1980 and ends with 2107.
  if (!(year >= 1980 && year <= 2107)) return { name: Buffer.from(name), time: 0, date: (1 << 5) | 1 };
  return {
    name: Buffer.from(name),
    time: (when.getUTCHours() << 11) | (when.getUTCMinutes() << 5) | (when.getUTCSeconds() >> 1),
    date: ((year - 1980) << 9) | ((when.getUTCMonth() + 1) << 5) | when.getUTCDate(),
  };
}

function localHeader(entry: Entry): Buffer {
  const wide = isWide(entry.size) || isWide(entry.packed);
  const extra = wide ? zip64([entry.size, entry.packed]) : Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(wide ? 45 : 20, 4);
  writeFacts(header, 6, entry, wide);
  header.writeUInt16LE(entry.name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, entry.name, extra]);
}

function directoryRow(entry: Entry, offset: number): Buffer {
  const wide = isWide(entry.size) || isWide(entry.packed);
  const extra = zip64([...(wide ? [entry.size, entry.packed] : []), ...(isWide(offset) ? [offset] : [])]);
  const row = Buffer.alloc(46);
  row.writeUInt32LE(0x02014b50, 0);
  row.writeUInt16LE((3 << 8) | 45, 4);
  row.writeUInt16LE(extra.length > 0 ? 45 : 20, 6);
  writeFacts(row, 8, entry, wide);
  row.writeUInt16LE(entry.name.length, 28);
  row.writeUInt16LE(extra.length, 30);
  row.writeUInt32LE((0o100644 << 16) >>> 0, 38);
  row.writeUInt32LE(Math.min(offset, MOST_32), 42);
  return Buffer.concat([row, entry.name, extra]);
}

/** The run of fields that local header and directory have in common. */
function writeFacts(header: Buffer, at: number, entry: Entry, wide: boolean): void {
  header.writeUInt16LE(UTF8, at);
  header.writeUInt16LE(DEFLATED, at + 2);
  header.writeUInt16LE(entry.time, at + 4);
  header.writeUInt16LE(entry.date, at + 6);
  header.writeUInt32LE(entry.crc, at + 8);
  header.writeUInt32LE(wide ? MOST_32 : entry.packed, at + 12);
  header.writeUInt32LE(wide ? MOST_32 : entry.size, at + 16);
}

function zip64(values: readonly number[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const extra = Buffer.alloc(4 + values.length * 8);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  for (const [i, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + i * 8);
  return extra;
}

function endOfDirectory(count: number, size: number, start: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, MOST_16), 8);
  end.writeUInt16LE(Math.min(count, MOST_16), 10);
  end.writeUInt32LE(Math.min(size, MOST_32), 12);
  end.writeUInt32LE(Math.min(start, MOST_32), 16);
  if (count < MOST_16 && !isWide(size) && !isWide(start)) return end;
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeUInt16LE((3 << 8) | 45, 12);
  wide.writeUInt16LE(45, 14);
  for (const [i, value] of [count, count, size, start].entries())
    wide.writeBigUInt64LE(BigInt(value), 24 + i * 8);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(start + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([wide, locator, end]);
}

function isWide(value: number): boolean {
  return value >= MOST_32;
}
