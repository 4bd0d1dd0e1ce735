import { expect, it } from 'vitest';
import type { BlobStore } from '../repository/repository.ts';
import type { Line } from './lines.ts';
import { type ReadTableOptions, readTable } from './read-table.ts';
import { SegmentWriter } from './segment.ts';
import { withRepository } from './testing.ts';

/** Writes a segment of these lines, which come sorted. */
async function segmentOf(blobs: BlobStore, lines: readonly Line[]): Promise<string> {
  const writer = new SegmentWriter(blobs);
  for (const line of lines) await writer.line(line);
  return (await writer.end()) ?? '';
}

/** Lines of some keys; each has a text of its own, so that blocks are small. */
function linesOf(keys: readonly number[], text: string): readonly Line[] {
  return keys.map((key) => ({ key: `${key}`, text: `"${text} ${key} ${'x'.repeat(20_000)}"` }));
}

async function read(
  blobs: BlobStore,
  segments: readonly string[],
  options: ReadTableOptions,
): Promise<readonly (readonly [string, string | undefined])[]> {
  const found: (readonly [string, string | undefined])[] = [];
  for await (const lines of readTable(blobs, segments, options))
    for (const { key, text } of lines) found.push([key, text?.split(' ')[0]?.slice(1)]);
  return found;
}

it('goes on behind a block that has none of the keys that are wanted', () =>
  withRepository(async (repository) => {
    const blobs = await repository.openBlobs();
    const even = Array.from({ length: 600 }, (_, at) => at * 2);
    const base = await segmentOf(blobs, linesOf(even, 'old'));
    const overlay = await segmentOf(blobs, [...linesOf([4, 900], 'new'), { key: '1100', text: null }]);
    const wanted = new Set(['5', '901', '902', '1100']);
    const options = { wantsKey: (key: string) => wanted.has(key) };
    expect(await read(blobs, [base], options)).toEqual([
      ['902', 'old'],
      ['1100', 'old'],
    ]);
    expect(await read(blobs, [base, overlay], options)).toEqual([['902', 'old']]);
    wanted.add('900');
    expect(await read(blobs, [base, overlay], options)).toEqual([
      ['900', 'new'],
      ['902', 'old'],
    ]);
  }));
