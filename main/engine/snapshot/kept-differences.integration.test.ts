import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { toPlainError } from '../errors.ts';
import { canMount, withTinyDisk } from '../testing/tiny-disk.ts';
import type { ShownDifference } from './comparison.ts';
import { KeptDifferences } from './kept-differences.ts';

describe.skipIf(!canMount)('a comparison whose disk for temporary files is full', () => {
  it('says so, and leaves nothing behind', () =>
    withTinyDisk(1, async (disk) => {
      const kept = await KeptDifferences.create(disk);
      const filling = async () => {
        for (let number = 0; number < 40; number += 1) await kept.add(largeDifference(number));
        await kept.flush();
      };
      const error = await filling().catch(toPlainError);
      expect(error).toMatchObject({ code: 'STORAGE_FULL', advice: expect.stringContaining('Make room') });
      await kept.close();
      expect(await readdir(disk)).toEqual([]);
    }));
});

function largeDifference(number: number): ShownDifference {
  return {
    change: 'removed',
    model: 'documents.document',
    key: String(number),
    name: 'x'.repeat(60_000),
    user: null,
    day: null,
    fields: [],
    root: null,
  };
}
