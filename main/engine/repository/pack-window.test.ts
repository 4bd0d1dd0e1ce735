import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PackWindows } from './pack-window.ts';

const KIB = 1024;
const content = Buffer.from(Array.from({ length: 600 * KIB }, (_, at) => (at * 31) % 251));
const pack = { id: 'a'.repeat(64), kind: 'data', size: content.length } as const;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edms-windows-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = () => path.join(folder, 'pack');
const windows = () => new PackWindows(place);
const range = (offset: number, stored: number) => ({ pack, offset, stored });
const bytes = (offset: number, stored: number) => content.subarray(offset, offset + stored);

describe('pieces of a pack', () => {
  it('are read with their neighbours', async () => {
    writeFileSync(place(), content);
    const reader = windows();
    expect(await reader.read(range(10 * KIB, KIB))).toEqual(bytes(10 * KIB, KIB));
    rmSync(place());
    expect(await reader.read(range(66 * KIB, 8 * KIB))).toEqual(bytes(66 * KIB, 8 * KIB));
    await expect(reader.read(range(0, KIB))).rejects.toMatchObject({ code: 'STORAGE_NOT_FOUND' });
    await expect(reader.read(range(73 * KIB, 2 * KIB))).rejects.toMatchObject({ code: 'STORAGE_NOT_FOUND' });
  });

  it('become longer where one reads on', async () => {
    writeFileSync(place(), content);
    const reader = windows();
    for (const offset of [0, 60, 66]) await reader.read(range(offset * KIB, 6 * KIB));
    rmSync(place());
    expect(await reader.read(range(180 * KIB, 6 * KIB))).toEqual(bytes(180 * KIB, 6 * KIB));
  });

  it('are whole at the end of the pack, and where they are larger than what is read at once', async () => {
    writeFileSync(place(), content);
    const reader = windows();
    expect(await reader.read(range(599 * KIB, KIB))).toEqual(bytes(599 * KIB, KIB));
    expect((await reader.read(range(3, 500 * KIB))).equals(bytes(3, 500 * KIB))).toBe(true);
  });

  it('are refused where the pack is shorter than its index says', async () => {
    writeFileSync(place(), content);
    truncateSync(place(), 20 * KIB);
    const reader = windows();
    expect(await reader.read(range(19 * KIB, KIB))).toEqual(bytes(19 * KIB, KIB));
    await expect(reader.read(range(19 * KIB, 2 * KIB))).rejects.toThrow('shorter');
    await expect(reader.read(range(0, 400 * KIB))).rejects.toThrow('shorter');
  });

  it('are tried again after they could not be read', async () => {
    const reader = windows();
    await expect(reader.read(range(0, KIB))).rejects.toMatchObject({ code: 'STORAGE_NOT_FOUND' });
    writeFileSync(place(), content);
    expect(await reader.read(range(0, KIB))).toEqual(bytes(0, KIB));
  });

  it('are there once the pack has come whole', async () => {
    writeFileSync(place(), content.subarray(0, 20 * KIB));
    const reader = windows();
    await expect(reader.read(range(19 * KIB, 2 * KIB))).rejects.toThrow('shorter');
    writeFileSync(place(), content);
    expect(await reader.read(range(19 * KIB, 2 * KIB))).toEqual(bytes(19 * KIB, 2 * KIB));
  });

  it('are right however many places of the pack are read by turns', async () => {
    writeFileSync(place(), content);
    const reader = windows();
    const offsets = Array.from({ length: 200 }, (_, at) => (at * 7919 * 13) % (599 * KIB));
    const read = await Promise.all(offsets.map((offset) => reader.read(range(offset, 700))));
    expect(read.every((piece, at) => piece.equals(bytes(offsets[at] ?? 0, 700)))).toBe(true);
  });
});
