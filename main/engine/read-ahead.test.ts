import { expect, test } from 'vitest';
import { readAhead } from './read-ahead.ts';

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test('gives results in the order of the items, whichever is ready first', async () => {
  const slower = (ms: number) => new Promise<number>((resolve) => setTimeout(resolve, ms, ms));
  expect(await all(readAhead([30, 1, 20, 2], 3, slower))).toEqual([30, 1, 20, 2]);
  expect(await all(readAhead([], 3, slower))).toEqual([]);
  expect(await all(readAhead([1], 3, slower))).toEqual([1]);
});

test('has no more on the way than it may', async () => {
  let open = 0;
  let most = 0;
  const read = async (item: number): Promise<number> => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setTimeout(resolve, 1));
    open -= 1;
    return item;
  };
  expect(await all(readAhead(Array.from({ length: 20 }).keys(), 4, read))).toHaveLength(20);
  expect(most).toBe(4);
});

test('throws what failed in its turn, after what came before it', async () => {
  const seen: number[] = [];
  const read = async (item: number): Promise<number> => {
    if (item === 3) throw new Error('three');
    return item;
  };
  const reading = async () => {
    for await (const item of readAhead([1, 2, 3, 4], 4, read)) seen.push(item);
  };
  await expect(reading()).rejects.toThrow('three');
  expect(seen).toEqual([1, 2]);
});

test('is left early without anything that nobody hears of', async () => {
  const read = async (item: number): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (item > 1) throw new Error(`${item}`);
    return item;
  };
  for await (const item of readAhead([1, 2, 3], 3, read)) {
    expect(item).toBe(1);
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
});
