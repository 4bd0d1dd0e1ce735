import { readFileSync, statSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { targetKinds } from '../database/testing.ts';
import { hashTables, readDatabase } from '../testing/database-rows.ts';
import { basics, document, user } from '../testing/sample-records.ts';
import { withScene } from '../testing/scene.ts';
import { readSideFile } from './testing.ts';

const lost = { model: 'shop.order', pk: 1, fields: { total: 'much' } };
/** A trigger that fires in every role, and only when the transaction ends. */
const REFUSES_COMMIT = [
  `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not today'; end $$`,
  'create constraint trigger refuse after insert on users deferrable initially deferred for each row execute function refuse()',
  'alter table users enable always trigger refuse',
];
/** The trigger stays: without it the tables would be others than in the preview. */
const REFUSES_NO_MORE =
  'create or replace function refuse() returns trigger language plpgsql as $$ begin return null; end $$';
const UUID = '00000000-0000-4000-8000-000000000001';

describe.each(targetKinds)('the side file of a restore into a %s target', (kind) => {
  it('is there, whole and for its owner alone, before the restore commits, and goes when that fails', () =>
    withScene(kind, async (scene) => {
      const folder = await scene.folder();
      const sideFile = path.join(folder, 'side.ndjson');
      const before = hashTables(await readDatabase(scene.target));
      for (const statement of REFUSES_COMMIT) await scene.run(statement);
      const seen: { text: string; mode: number }[] = [];
      await scene.plan([...basics(), lost], { sideFile }, async ({ restore }) => {
        const refused = restore({
          onProgress: ({ phase }) => {
            if (phase !== 'committing') return;
            seen.push({ text: readFileSync(sideFile, 'utf8'), mode: statSync(sideFile).mode & 0o777 });
          },
        });
        await expect(refused).rejects.toMatchObject({
          plain: { details: expect.stringContaining('not today') },
        });
        expect(seen[0]?.mode).toBe(0o600);
        expect(JSON.parse(seen[0]?.text.split('\n')[1] ?? '')).toMatchObject({ record: 3, whole: lost });
        expect(await readdir(folder)).toEqual([]);
        expect(hashTables(await readDatabase(scene.target))).toEqual(before);
        await scene.run(REFUSES_NO_MORE);
        expect(await restore()).toMatchObject({ created: 3, sideFile });
        expect(await readdir(folder)).toEqual(['side.ndjson']);
      });
    }));
});

describe('the side file', () => {
  it('is not made when everything has a place', () =>
    withScene('server', async (scene) => {
      const folder = await scene.folder();
      const report = await scene.restore(basics(), { sideFile: path.join(folder, 'side.ndjson') });
      expect(report.sideFile).toBeNull();
      expect(await readdir(folder)).toEqual([]);
    }));

  it('takes the place of one of the same package, which comes back when the restore fails; of no other file', () =>
    withScene('server', async (scene) => {
      const folder = await scene.folder();
      const sideFile = path.join(folder, 'side.ndjson');
      await scene.plan([...basics(), lost], { sideFile }, async ({ restore }) => {
        await restore();
        const first = await readFile(sideFile, 'utf8');
        // The rows are there now: the plan is an old one, and the restore is refused.
        await expect(restore()).rejects.toMatchObject({ code: 'TARGET_CHANGED' });
        expect(await readFile(sideFile, 'utf8')).toBe(first);
        expect(await readdir(folder)).toEqual(['side.ndjson']);
      });
      for (const other of ['mine\n', '{"format": "other"}\n', '']) {
        await writeFile(sideFile, other);
        const before = hashTables(await readDatabase(scene.target));
        const refused = scene.restore([user('new'), lost], { sideFile });
        await expect(refused).rejects.toMatchObject({
          code: 'USAGE',
          plain: { consequence: 'Nothing was changed.' },
        });
        expect(await readFile(sideFile, 'utf8')).toBe(other);
        expect(hashTables(await readDatabase(scene.target))).toEqual(before);
      }
    }));

  it('that cannot be written stops the restore before it commits', () =>
    withScene('server', async (scene) => {
      const folder = await scene.folder();
      await writeFile(path.join(folder, 'file'), '');
      const before = hashTables(await readDatabase(scene.target));
      const refused = scene.restore([...basics(), lost], {
        sideFile: path.join(folder, 'file', 'side.ndjson'),
      });
      await expect(refused).rejects.toMatchObject({
        code: 'STORAGE_NOT_WRITABLE',
        plain: { consequence: 'Nothing was changed.' },
      });
      expect(hashTables(await readDatabase(scene.target))).toEqual(before);
    }));

  it('keeps what could not be read, what repeats another record with other values, and every number exactly', () =>
    withScene('server', async (scene) => {
      const broken = { raw: '{"model": "users.user", "fields": "none"}' };
      const exact = {
        raw: '{"model": "shop.order", "pk": 7, "fields": {"total": 1.0, "big": 1152921504606846976}}',
      };
      const me = user('me', { uuid: UUID, password: 'pbkdf2_sha256$1$a$b' });
      const other = user('me', { uuid: UUID, email: 'other@example.org', password: 'pbkdf2_sha256$1$c$d' });
      const records = [broken, exact, me, me, other, document('D', { author: ['nobody'] })];
      const sideFile = path.join(await scene.folder(), 'deep', 'er', 'side.ndjson');
      const report = await scene.restore(records, { sideFile });
      expect(report).toMatchObject({ created: 1, skipped: 3, failed: 2 });
      const lines = await readSideFile(sideFile);
      expect(lines.map(({ record, why }) => [record, why])).toEqual(
        report.notRestored.filter(({ record }) => record !== 3).map(({ record, reason }) => [record, reason]),
      );
      expect(lines[0]?.text).toBe(broken.raw);
      expect(await readFile(sideFile, 'utf8')).toContain('"total":1.0,"big":1152921504606846976');
      // as in the package, the hash of a password too
      expect(lines[2]?.whole).toEqual(other);
      expect((await stat(path.dirname(sideFile))).mode & 0o777).toBe(0o700);
    }));

  it('does not hold what was left out by a decision', () =>
    withScene('server', async (scene) => {
      await scene.restore([user('me', { uuid: UUID })]);
      const policy = { classes: { 'key-other-uuid': 'skip' as const }, changedRecords: 'keep' as const };
      const report = await scene.restore([user('me')], { policy });
      expect(report).toMatchObject({ skipped: 1, sideFile: null });
    }));
});
