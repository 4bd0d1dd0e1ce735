import { describe, expect, it } from 'vitest';
import type { BlobStore } from '../repository/repository.ts';
import { fewSegments } from './few-segments.ts';
import { groupOf } from './fingerprints.ts';
import type { Line } from './lines.ts';
import { readTable } from './read-table.ts';
import { KnownRows } from './row-hashes.ts';
import { readSegment, rowHashesOf, SegmentWriter } from './segment.ts';
import { withRepository } from './testing.ts';

async function segmentOf(
  blobs: BlobStore,
  lines: readonly Line[],
  statement: string | null = 's',
): Promise<string> {
  const writer = new SegmentWriter(blobs, statement);
  for (const line of lines) await writer.line(line);
  return (await writer.end()) ?? '';
}

const line = (key: number, hash: bigint): Line => ({ key: `${key}`, text: `"${key}"`, hash });
const gone = (key: number): Line => ({ key: `${key}`, text: null });
const many = Array.from({ length: 20_000 }, (_, at) => line(at - 50, BigInt(at) - 3n));

/** What is known of the rows in the groups of some keys; null where that cannot be told. */
async function known(blobs: BlobStore, segments: readonly string[], keys: readonly number[]) {
  const hashes = await rowHashesOf(blobs, segments);
  if (hashes === null) return null;
  const groups = [...new Set(keys.map((key) => groupOf(`${key}`)))];
  const rows = await new KnownRows(blobs, hashes).rowsIn(groups);
  return rows && new Map([...rows].sort(([a], [b]) => a - b));
}

describe('hashes of the rows of a segment', () => {
  it('are those of the last segment that has a row', () =>
    withRepository(async (repository) => {
      const blobs = await repository.openBlobs();
      const base = await segmentOf(blobs, [line(-1, -7n), line(0, 1n), line(1, 2n), line(40, 3n)]);
      const overlay = await segmentOf(blobs, [line(1, 2n ** 63n - 1n), line(2, 5n), gone(40)]);
      const both = [base, overlay];
      expect(await known(blobs, both, [-1, 0])).toEqual(
        new Map([
          [-1, -7n],
          [0, 1n],
          [1, 2n ** 63n - 1n],
          [2, 5n],
        ]),
      );
      expect(await known(blobs, both, [40])).toEqual(new Map());
      expect(await known(blobs, [overlay, base], [40])).toEqual(new Map([[40, 3n]]));
    }));

  it('lie in parts, of which those are read that hold a wanted row', () =>
    withRepository(async (repository) => {
      const blobs = await repository.openBlobs();
      const id = await segmentOf(blobs, many);
      const { rows } = await readSegment(blobs, id);
      expect(rows?.parts.length).toBeGreaterThan(2);
      const read: string[] = [];
      const reader = {
        read: (blob: string) => {
          read.push(blob);
          return blobs.read(blob);
        },
      };
      const keys = new KnownRows(reader, rows ? [rows] : []);
      const first = await keys.rowsIn([groupOf('-50')]);
      expect(first?.size).toBe(2);
      expect(read).toEqual([rows?.parts[0]?.id]);
      const last = many.at(-1);
      const wanted = [groupOf('-40'), groupOf(last?.key ?? '')];
      expect((await keys.rowsIn(wanted))?.get(Number(last?.key))).toBe(last?.hash);
      // The part at hand is not read again.
      expect(read).toEqual([rows?.parts[0]?.id, rows?.parts.at(-1)?.id]);
    }));

  it('of the same rows with one changed are mostly there already', () =>
    withRepository(async (repository) => {
      const blobs = await repository.openBlobs();
      const partsOf = async (lines: readonly Line[]) =>
        (await readSegment(blobs, await segmentOf(blobs, lines))).rows?.parts.map(({ id }) => id) ?? [];
      const before = await partsOf(many);
      const now = await partsOf(many.map((each, at) => (at === 9000 ? line(at - 50, 77n) : each)));
      expect(now.filter((id) => !before.includes(id))).toHaveLength(1);
    }));

  it('are not relied on where one is not known, is of no number, or is of another statement', () =>
    withRepository(async (repository) => {
      const blobs = await repository.openBlobs();
      const good = await segmentOf(blobs, [line(1, 1n)]);
      const without = [
        { key: '2', text: '"2"' },
        { key: '"a"', text: '1', hash: 1n },
      ];
      for (const other of without)
        expect(await known(blobs, [good, await segmentOf(blobs, [other])], [1])).toBeNull();
      expect(await known(blobs, [good, await segmentOf(blobs, [line(2, 2n)], 'other')], [1])).toBeNull();
      expect(await known(blobs, [good, await segmentOf(blobs, [line(2, 2n)], null)], [1])).toBeNull();
      expect(await known(blobs, [good], [1])).toEqual(new Map([[1, 1n]]));
    }));

  it('that cannot be read are as good as none', () =>
    withRepository(async (repository) => {
      const blobs = await repository.openBlobs();
      const { rows } = await readSegment(blobs, await segmentOf(blobs, [line(1, 1n)]));
      const hashes = rows ? [rows] : [];
      const lost = { read: () => Promise.reject(new Error('lost')) };
      const broken = { read: () => Promise.resolve(Buffer.from('{"runs": 1}')) };
      expect(hashes).toHaveLength(1);
      for (const blobs of [lost, broken]) expect(await new KnownRows(blobs, hashes).rowsIn([0])).toBeNull();
    }));

  it('are kept where segments are put together', () =>
    withRepository(async (repository) => {
      const blobs = await repository.openBlobs();
      const segments = [await segmentOf(blobs, many)];
      for (let at = 1; at < 9; at += 1)
        segments.push(await segmentOf(blobs, [line(at, BigInt(at * 1000)), gone(500 * at)]));
      const [id, ...others] = await fewSegments(blobs, segments, undefined);
      expect(others).toEqual([]);
      const one = [id ?? ''];
      const keys = many.map(({ key }) => Number(key));
      expect(await known(blobs, one, keys)).toEqual(await known(blobs, segments, keys));
      expect((await known(blobs, one, [500]))?.has(500)).toBe(false);
      const texts: (string | null)[] = [];
      for await (const lines of readTable(blobs, one)) texts.push(...lines.map(({ text }) => text));
      expect(texts).toHaveLength(many.length - 8);
    }));
});
