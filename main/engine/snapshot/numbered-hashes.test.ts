import { describe, expect, it } from 'vitest';
import { NumberedHashes, storedRuns } from './numbered-hashes.ts';

/** Numbers from 0 to 1 that look random and are the same each time (xorshift). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const at = (number: number, hash: bigint) => ({ number, hash });

describe('hashes by number', () => {
  const some = NumberedHashes.of([at(7, 1n), at(-2, -1n), at(6, 2n ** 64n + 5n), at(40, 0n)]);

  it('are kept as runs of neighbours, and are the same afterwards', () => {
    const runs = some.toRuns();
    expect(runs).toEqual([
      [-2, Buffer.from('ffffffffffffffff', 'hex').toString('base64')],
      [6, Buffer.from('00000000000000050000000000000001', 'hex').toString('base64')],
      [40, Buffer.alloc(8).toString('base64')],
    ]);
    const again = NumberedHashes.fromRuns(runs);
    expect(again.size).toBe(4);
    expect(again.differingFrom(some)).toEqual([]);
  });

  it('differ where one is other, is there no more, or is new', () => {
    const now = NumberedHashes.of([at(-2, -1n), at(6, 6n), at(7, 1n + 2n ** 32n), at(41, 0n)]);
    expect(now.differingFrom(some)).toEqual([6, 7, 40, 41]);
    expect(some.differingFrom(now)).toEqual([6, 7, 40, 41]);
  });

  it('of nothing differ from all', () => {
    const none = NumberedHashes.of([]);
    expect(none.toRuns()).toEqual([]);
    expect(none.differingFrom(some)).toEqual([-2, 6, 7, 40]);
    expect(some.differingFrom(none)).toEqual([-2, 6, 7, 40]);
  });

  it('are given from one number to another, as the database has them', () => {
    expect(some.between(-2, 6)).toEqual([at(-2, -1n), at(6, 5n)]);
    expect(some.between(-1, 6)).toEqual([at(6, 5n)]);
    expect(some.between(7, 100)).toEqual([at(7, 1n), at(40, 0n)]);
    expect(some.between(8, 39)).toEqual([]);
    expect(some.between(41, 50)).toEqual([]);
    const most = Number.MAX_SAFE_INTEGER;
    expect(NumberedHashes.of([at(0, 0n), at(1, 0n), at(most, 1n)]).between(2, most)).toEqual([at(most, 1n)]);
  });

  it('come sorted from the database, or are made one', () => {
    const bytes = Buffer.from('ffffffffffffffff0000000000000003', 'hex');
    const sorted = NumberedHashes.sorted([-2, 6], bytes);
    expect(sorted.differingFrom(NumberedHashes.of([at(6, 3n), at(-2, -1n)]))).toEqual([]);
    expect(sorted.asOne().toRuns()).toEqual(NumberedHashes.of([at(0, -4n)]).toRuns());
    expect(() => NumberedHashes.sorted([1], bytes)).toThrow('Each number has a hash.');
  });

  it('of neighbours need no numbers but the first one', () => {
    const bytes = Buffer.from('ffffffffffffffff0000000000000003', 'hex');
    expect(NumberedHashes.inOneRun(5, bytes).between(0, 9)).toEqual([at(5, -1n), at(6, 3n)]);
  });

  it('say whether all their numbers lie within some limits', () => {
    expect(some.areWithin(-2, 41)).toBe(true);
    expect(some.areWithin(-1, 41)).toBe(false);
    expect(some.areWithin(-2, 40)).toBe(false);
    expect(NumberedHashes.of([]).areWithin(0, 0)).toBe(true);
  });

  it('differ as sets do, whatever runs they lie in', () => {
    const random = randomFrom(7);
    const numbers = Array.from({ length: 40 }, (_, number) => number);
    for (let round = 0; round < 300; round += 1) {
      const before = new Map(numbers.filter(() => random() < 0.8).map((number) => [number, 0n]));
      const now = new Map([...before].filter(() => random() < 0.9));
      for (const number of numbers) if (random() < 0.1) now.set(number, 1n);
      const differing = numbers.filter((number) => before.get(number) !== now.get(number));
      const [a, b] = [before, now].map((map) => NumberedHashes.of([...map].map(([n, hash]) => at(n, hash))));
      expect(a && b?.differingFrom(a)).toEqual(differing);
      expect(b && a?.differingFrom(b)).toEqual(differing);
    }
  });

  it('are read back in their order only, and none of a number that cannot be counted up to', () => {
    const [two, none] = [Buffer.alloc(16).toString('base64'), ''];
    const most = Number.MAX_SAFE_INTEGER;
    const reads = (...runs: readonly (readonly [number, string])[]) => storedRuns.safeParse(runs).success;
    expect(reads([-9, two], [-7, two], [0, none], [most - 1, two])).toBe(true);
    expect(reads([0, two], [1, two])).toBe(false);
    expect(reads([9, two], [0, two])).toBe(false);
    expect(reads([most, two])).toBe(false);
    expect(reads([0.5, two])).toBe(false);
  });

  it('of half a number are those before it', () => {
    const cut = NumberedHashes.fromRuns([
      [1, Buffer.alloc(12).toString('base64')],
      [9, Buffer.alloc(8).toString('base64')],
    ]);
    expect(cut.differingFrom(NumberedHashes.of([at(1, 0n), at(9, 0n)]))).toEqual([]);
  });
});
