import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { targetKinds } from '../database/testing.ts';
import { sha256 } from '../testing/build-package.ts';
import { hashTables, readDatabase } from '../testing/database-rows.ts';
import { basics, document } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';
import { canMount, withTinyDisk } from '../testing/tiny-disk.ts';

const content = 'x'.repeat(3_000_000);
const files = [{ path: 'documents/a.docx', content }];
const withFile = () => [
  ...basics(),
  document('D1', {
    file_path: 'storage/documents/a.docx',
    file_size: content.length,
    file_checksum: sha256(content),
  }),
];

describe.skipIf(!canMount)('a restore whose disk is full', () => {
  it.each(targetKinds)('under the staged files changes nothing: %s', (kind) =>
    withTinyDisk(1, (disk) =>
      withScene(kind, async (scene) => {
        const before = hashTables(await readDatabase(scene.target));
        await expect(scene.restore(withFile(), { storage: disk, files })).rejects.toMatchObject({
          code: 'STORAGE_FULL',
        });
        expect(hashTables(await readDatabase(scene.target))).toEqual(before);
        expect(await readdir(disk)).toEqual([]);
      }),
    ),
  );

  it.each(targetKinds)('under the undo record changes nothing: %s', (kind) =>
    withTinyDisk(1, (disk) =>
      withScene(kind, async (scene) => {
        // Text that does not compress, so that a thousand records are more than the disk holds.
        const many = Array.from({ length: 12000 }, (_, i) =>
          document(`D${i}`, { description: sha256(`a ${i}`) + sha256(`b ${i}`) }),
        );
        await scene.restore([...basics(), ...many]);
        await scene.run(`update documents set title = title || ' changed'`);
        const before = hashTables(await readDatabase(scene.target));
        const storage = await scene.folder();
        const job = { id: 'job', folder: path.join(disk, 'job') };
        await expect(scene.restore([...basics(), ...many], { storage, job })).rejects.toMatchObject({
          code: 'STORAGE_FULL',
        });
        expect(hashTables(await readDatabase(scene.target))).toEqual(before);
        expect(await readdir(storage)).toEqual([]);
      }),
    ),
  );
});
