import { describe, expect, it } from 'vitest';
import { GroupHashes } from './group-hashes.ts';

const group = (number: number, hash: bigint) => ({ group: number, hash });

describe('hashes of groups', () => {
  const some = GroupHashes.of([group(7, 1n), group(-2, -1n), group(6, 2n ** 64n + 5n), group(40, 0n)]);

  it('are kept as runs of neighbours, and are the same afterwards', () => {
    const runs = some.toRuns();
    expect(runs).toEqual([
      [-2, Buffer.from('ffffffffffffffff', 'hex').toString('base64')],
      [6, Buffer.from('00000000000000050000000000000001', 'hex').toString('base64')],
      [40, Buffer.alloc(8).toString('base64')],
    ]);
    const again = GroupHashes.fromRuns(runs);
    expect(again.size).toBe(4);
    expect(again.differingFrom(some)).toEqual([]);
  });

  it('differ where one is other, is there no more, or is new', () => {
    const now = GroupHashes.of([group(-2, -1n), group(6, 6n), group(7, 1n + 2n ** 32n), group(41, 0n)]);
    expect(now.differingFrom(some)).toEqual([6, 7, 40, 41]);
    expect(some.differingFrom(now)).toEqual([6, 7, 40, 41]);
  });

  it('of nothing differ from all', () => {
    const none = GroupHashes.of([]);
    expect(none.toRuns()).toEqual([]);
    expect(none.differingFrom(some)).toEqual([-2, 6, 7, 40]);
    expect(some.differingFrom(none)).toEqual([-2, 6, 7, 40]);
  });

  it('of half a number are those before it', () => {
    const cut = GroupHashes.fromRuns([
      [1, Buffer.alloc(12).toString('base64')],
      [9, Buffer.alloc(8).toString('base64')],
    ]);
    expect(cut.differingFrom(GroupHashes.of([group(1, 0n), group(9, 0n)]))).toEqual([]);
  });
});
