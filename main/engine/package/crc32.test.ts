import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { crc32, joinCrc32 } from './crc32.ts';

it('is the checksum that RFC 1952 has', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32(Buffer.alloc(0))).toBe(0);
});

it('of two things one behind the other is made of theirs', () => {
  for (const [first, second] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [5, 7],
    [1000, 65_537],
  ] as const) {
    const [a, b] = [randomBytes(first), randomBytes(second)];
    expect(joinCrc32(crc32(a), crc32(b), second)).toBe(crc32(Buffer.concat([a, b])));
  }
});

it('knows lengths of more than 32 bits', () => {
  // Zeros behind zeros: 2^33 of them are twice 2^32.
  const half = 2 ** 32;
  const behind = (crc: number, zeros: number) => joinCrc32(crc, 0, zeros);
  expect(behind(0xcbf43926, 2 * half)).toBe(behind(behind(0xcbf43926, half), half));
});
