import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { crc32 } from '../package/crc32.ts';
import { DEFLATE_END, deflateBody } from './deflate-body.ts';

async function deflated(pieces: readonly Buffer[]) {
  const taken: Buffer[] = [];
  const body = deflateBody({ write: async (bytes) => void taken.push(Buffer.from(bytes)) });
  for (const piece of pieces) await body.write(piece);
  return { ...(await body.end()), bytes: Buffer.concat(taken) };
}

it('can be put behind one another, and is ended by an empty block', async () => {
  const parts = [
    [Buffer.from('text '.repeat(200_000))],
    [],
    [randomBytes(3_000_000), Buffer.alloc(0), Buffer.from('x')],
  ];
  const bodies = await Promise.all(parts.map(deflated));
  const whole = Buffer.concat(parts.flat());
  expect(
    inflateRawSync(Buffer.concat([...bodies.map(({ bytes }) => bytes), DEFLATE_END])).equals(whole),
  ).toBe(true);
  for (const [at, part] of parts.entries()) {
    const content = Buffer.concat(part);
    expect(bodies[at]).toMatchObject({ crc: crc32(content), size: content.length });
  }
});

it('fails where its sink does, and stops taking', async () => {
  const body = deflateBody({ write: () => Promise.reject(new Error('full')) });
  const writing = async () => {
    for (let piece = 0; piece < 100; piece += 1) await body.write(randomBytes(1_000_000));
  };
  await expect(writing()).rejects.toThrow('full');
  await expect(body.end()).rejects.toThrow('full');
});
