import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Crc32, crc32 } from './crc32.ts';
import { gunzipped } from './gunzipped.ts';

const TEXT = Buffer.from(
  Array.from({ length: 30_000 }, (_, row) => `row ${(row * 2654435761) >>> 0}`).join('\n'),
);
const PACKED = gzipSync(TEXT);

async function unpack(bytes: Buffer, step = 64 * 1024): Promise<{ text: Buffer; error: Error | null }> {
  async function* input(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
  }
  const pieces: Buffer[] = [];
  try {
    for await (const piece of gunzipped(input())) pieces.push(piece);
    return { text: Buffer.concat(pieces), error: null };
  } catch (error) {
    return { text: Buffer.concat(pieces), error: error instanceof Error ? error : new Error(String(error)) };
  }
}

describe('gzip', () => {
  it.each([1, 7, 4096, 64 * 1024])('is unpacked from pieces of %i bytes', async (step) => {
    const { text, error } = await unpack(gzipSync(TEXT.subarray(0, 20_000)), step);
    expect(error).toBeNull();
    expect(text.equals(TEXT.subarray(0, 20_000))).toBe(true);
  });

  it('may have several members, and bytes behind them', async () => {
    const two = await unpack(Buffer.concat([PACKED, PACKED]));
    expect(two.error).toBeNull();
    expect(two.text.equals(Buffer.concat([TEXT, TEXT]))).toBe(true);
    for (const behind of [Buffer.alloc(300_000), Buffer.alloc(300_000, 'x')]) {
      const { text, error } = await unpack(Buffer.concat([PACKED, behind]));
      expect(error).toBeNull();
      expect(text.equals(TEXT)).toBe(true);
    }
  });

  it('may name a file and have a comment', async () => {
    const packed = gzipSync('content');
    const header = Buffer.from(packed.subarray(0, 10));
    header[3] = 4 | 8 | 16 | 2;
    const extra = Buffer.from([3, 0, 1, 2, 3]);
    const bytes = Buffer.concat([
      header,
      extra,
      Buffer.from('a.json\0a comment\0'),
      Buffer.alloc(2),
      packed.subarray(10),
    ]);
    expect((await unpack(bytes, 5)).text.toString()).toBe('content');
  });

  it('that is cut off ends quietly, with all that was in front', async () => {
    const { text, error } = await unpack(PACKED.subarray(0, 100_000));
    expect(error).toBeNull();
    expect(text.length).toBeGreaterThan(200_000);
    expect(text.equals(TEXT.subarray(0, text.length))).toBe(true);
    expect(await unpack(PACKED.subarray(0, 5))).toEqual({ text: Buffer.alloc(0), error: null });
  });

  it('that is damaged ends with an error, behind all that was in front', async () => {
    const bytes = Buffer.from(PACKED);
    // a block of the reserved kind
    bytes.fill(0xff, 50_000, 60_000);
    const { text, error } = await unpack(bytes);
    expect(error).not.toBeNull();
    expect(text.subarray(0, 100_000).equals(TEXT.subarray(0, 100_000))).toBe(true);
  });

  it('with a wrong checksum ends with an error, behind all of its content', async () => {
    const bytes = Buffer.from(PACKED);
    bytes.writeUInt32LE(7, bytes.length - 8);
    const { text, error } = await unpack(bytes);
    expect(error?.message).toContain('checksum');
    expect(text.equals(TEXT)).toBe(true);
  });
});

describe('CRC-32', () => {
  it('is the known one, whole or in pieces, by Node or by our own table', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
    const sum = new Crc32();
    sum.add(TEXT.subarray(0, 1000));
    sum.add(TEXT.subarray(1000));
    expect(sum.value).toBe(crc32(TEXT));
    expect(crc32(TEXT.subarray(1000), crc32(TEXT.subarray(0, 1000)))).toBe(crc32(TEXT));
  });
});
