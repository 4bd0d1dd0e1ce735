import { randomBytes } from 'node:crypto';
import { chown, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { kindsAboveSql, onServer, targetKinds } from '../database/testing.ts';
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

/** Text that hardly compresses, 4 MB of it: more than the disks hold, also as an undo record. */
const many = Array.from({ length: 2600 }, (_, i) =>
  document(`D${i}`, { description: Array.from({ length: 24 }, (_, n) => sha256(`${i} ${n}`)).join('') }),
);

/** A folder in which the test server may keep a tablespace: PostgreSQL wants it to be its own account's. */
async function givesToServer(folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.EDMS_TEST_SERVER_URL });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('show data_directory');
  await client.end();
  const { uid, gid } = await stat(rows[0]?.data_directory ?? '');
  await chown(folder, uid, gid);
}

describe.skipIf(!canMount)('a restore whose disk is full', () => {
  it.each(kindsAboveSql)('under the staged files changes nothing: %s', (kind) =>
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

  it('under the tables of a server changes nothing', () =>
    withTinyDisk(3, (disk) =>
      withScene('server', async (scene) => {
        const tablespace = `tiny_${randomBytes(4).toString('hex')}`;
        await givesToServer(disk);
        await onServer(`create tablespace ${tablespace} location '${disk}'`);
        try {
          await scene.run(`alter table documents set tablespace ${tablespace}`);
          const before = hashTables(await readDatabase(scene.target));
          await expect(scene.restore([...basics(), ...many])).rejects.toMatchObject({
            code: 'STORAGE_FULL',
          });
          expect(hashTables(await readDatabase(scene.target))).toEqual(before);
          await scene.run('alter table documents set tablespace pg_default');
          expect(await scene.restore([...basics(), ...many])).toMatchObject({ verified: true });
        } finally {
          await scene.run('alter table documents set tablespace pg_default');
          await onServer(`drop tablespace ${tablespace}`);
        }
      }),
    ));

  it.each(targetKinds)('under the undo record changes nothing: %s', (kind) =>
    withTinyDisk(1, (disk) =>
      withScene(kind, async (scene) => {
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
