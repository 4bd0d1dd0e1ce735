import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RowSpool } from './row-spool.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-rows-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['', false],
  [', encrypted', true],
])(
  'gives rows back in the order asked for, the last one of each record, and leaves nothing behind%s',
  async (_, secret) => {
    const spool = await RowSpool.create(folder, 5, secret);
    const row = (n: number, text: string) => JSON.stringify({ n, text });
    await spool.append(0, row(0, 'ä'));
    await spool.append(1, row(1, 'first'));
    await spool.append(3, row(3, '😀'.repeat(300_000)));
    await spool.append(1, row(1, 'second'));
    expect(JSON.parse(await spool.json([3, 0, 1]))).toEqual([
      { n: 3, text: '😀'.repeat(300_000) },
      { n: 0, text: 'ä' },
      { n: 1, text: 'second' },
    ]);
    expect(await spool.json([])).toBe('[]');
    expect([0, 1, 2, 3].map((record) => spool.has(record))).toEqual([true, true, false, true]);
    await spool.close();
    expect(await readdir(folder)).toEqual([]);
  },
);
