import { statfsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTarget } from '../main/engine/database/open-target.ts';
import { buildPackage, sha256 } from '../main/engine/testing/build-package.ts';
import { hashTables, readDatabase } from '../main/engine/testing/database-rows.ts';
import { basics, document } from '../main/engine/testing/sample-records.ts';
import { canMount, resizeDisk, withTinyDisk } from '../main/engine/testing/tiny-disk.ts';
import { bundleVictim, runVictim } from './run-victim.ts';
import type { VictimWork } from './victim.ts';

/** Text that does not compress: more than the disk holds. */
const records = [
  ...basics(),
  ...Array.from({ length: 2600 }, (_, i) =>
    document(`D${i}`, { description: Array.from({ length: 12 }, (_, n) => sha256(`${n} ${i}`)).join('') }),
  ),
];

describe.skipIf(!canMount)('a disk that becomes full under an embedded database', () => {
  it('can end the process, and leaves the database as before', () =>
    withTinyDisk(400, async (home) => {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-full-'));
      const bundle = await bundleVictim(folder);
      const file = await buildPackage(path.join(folder, 'package.zip'), records, []);
      const work: VictimWork = {
        ...{ operation: 'restore', package: file, address: { kind: 'embedded', name: 'tiny' } },
        ...{ storage: folder, job: 'job', of: '' },
      };
      const before = await hashesOf(home);

      resizeDisk(home, Math.ceil(usedMebibytes(home)) + 3);
      // PGlite cannot go on without room: the process may end without a word.
      const end = await runVictim(bundle, home, work, null).catch(() => null);
      expect(end?.result ?? null).toBeNull();
      resizeDisk(home, 400);
      expect((await runVictim(bundle, home, { ...work, operation: 'recover' }, null)).error).toBeNull();
      expect(await hashesOf(home)).toEqual(before);
      expect((await runVictim(bundle, home, work, null)).result).toMatchObject({ created: records.length });
      await rm(folder, { recursive: true, force: true });
    }));
});

async function hashesOf(home: string): Promise<ReadonlyMap<string, string>> {
  const target = await openTarget({ kind: 'embedded', name: 'tiny' }, { home });
  try {
    const hashes = hashTables(await readDatabase(target));
    return new Map([...hashes].filter(([table]) => table !== 'edms_console_commits'));
  } finally {
    await target.close();
  }
}

function usedMebibytes(folder: string): number {
  const { blocks, bfree, bsize } = statfsSync(folder);
  return ((blocks - bfree) * bsize) / 1024 / 1024;
}
