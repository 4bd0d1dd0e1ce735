import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import type { Sql } from '../database/target.ts';
import type { Progress } from '../progress.ts';
import type { Repository } from '../repository/repository.ts';
import { compareAs, snapshotOf, take, withRepository } from '../snapshot/testing.ts';
import { writeOutSnapshot } from '../snapshot/write-out.ts';
import { basics, user } from '../testing/sample-records.ts';
import { type Scene, withScene } from '../testing/scene.ts';
import { withSession } from '../testing/sessions.ts';
import { exportTarget } from './export-target.ts';

async function exported(
  scene: Scene,
  format: 'ndjson' | 'csv',
): Promise<{ readonly text: string; readonly records: number }> {
  const file = path.join(await scene.folder(), format === 'csv' ? 'x.csv.zip' : 'x.ndjson');
  const request = { keys: 'natural', canonical: false, select: [], storageRoot: null } as const;
  const { records, problems } = await exportTarget(scene.target, { ...request, path: file, format });
  expect(problems).toEqual([]);
  return { text: await readFile(file, 'utf8'), records };
}

async function snapshotText(scene: Scene, repository: Repository): Promise<string> {
  const { id, problems } = await take(repository, scene.target);
  expect(problems).toEqual([]);
  const file = path.join(await scene.folder(), 'x.ndjson');
  await writeOutSnapshot(repository, await snapshotOf(repository, id), { path: file, format: 'ndjson' });
  return readFile(file, 'utf8');
}

/** Runs `reading` while somebody else's transaction has done `statements`, which is committed when the reading waits. */
async function whileAltered<T>(
  client: pg.Client,
  statements: readonly string[],
  reading: () => Promise<T>,
  waits = 500,
): Promise<T> {
  await client.query('begin');
  for (const statement of statements) await client.query(statement);
  const read = reading();
  await sleep(waits);
  await client.query('commit');
  return read;
}

describe('an EDMS that is upgraded while it is open', () => {
  it('is exported as it is now', () =>
    withScene('server', async (scene) => {
      await scene.restore([...basics(), user('first')]);
      const before = await exported(scene, 'ndjson');
      await scene.run(`alter table document_types add column remark text default 'new'`);
      await scene.run('alter table users rename column is_staff to belongs_to_staff');
      const { text, records } = await exported(scene, 'ndjson');
      expect(records).toBe(before.records);
      expect(text).toMatch(/"remark": ?"new"/);
      expect(text).toMatch(/"belongs_to_staff"/);
      expect((await exported(scene, 'csv')).records).toBe(records);
    }));

  it('is kept as it is now by a snapshot that goes on from one of before', () =>
    withScene('server', (scene) =>
      withRepository(async (repository) => {
        await scene.restore([...basics(), user('first', { is_staff: true })]);
        expect(await snapshotText(scene, repository)).toMatch(/"is_staff": ?true/);
        await scene.run('alter table users alter column is_staff type smallint using is_staff::int');
        const text = await snapshotText(scene, repository);
        expect(text).toMatch(/"is_staff": ?1/);
        expect(text).not.toMatch(/"is_staff": ?true/);
      }),
    ));
});

describe('a table that is written anew just when a reading begins', () => {
  const rewrite = (column: string) => [
    `alter table document_types alter column ${column} type text using ${column} || ' (new)'`,
  ];

  it.each(['ndjson', 'csv'] as const)('is waited for and in the export (%s)', (format) =>
    withScene('server', async (scene) => {
      await scene.restore(basics());
      const before = await exported(scene, format);
      await withSession(scene, async (client) => {
        const { records } = await whileAltered(client, rewrite('name'), () => exported(scene, format));
        expect(records).toBe(before.records);
      });
    }),
  );

  it('is waited for and in the snapshot, and nothing of it was removed', () =>
    withScene('server', (scene) =>
      withRepository(async (repository) => {
        await scene.restore(basics());
        const first = await take(repository, scene.target);
        await withSession(scene, async (client) => {
          const second = await whileAltered(client, rewrite('name'), () => take(repository, scene.target));
          expect(second).toMatchObject({
            records: first.records,
            changes: { 'documents.documenttype': { added: 0, changed: 1, removed: 0 } },
          });
          const comparing = () => compareAs(repository, scene.target, { before: second.id, now: null });
          const { byModel } = await whileAltered(client, rewrite('description'), comparing);
          expect(byModel).toEqual({ 'documents.documenttype': { added: 0, changed: 1, removed: 0 } });
        });
      }),
    ));

  it('is not kept from being written: who alters one table after the other is not taken back for a reading', () =>
    withScene('server', async (scene) => {
      await scene.restore(basics());
      await scene.run('create table others_own as select 1 as one');
      await withSession(scene, async (client) => {
        await client.query('begin');
        await client.query('alter table others_own add column remark text');
        await client.query('alter table workflow_types add column remark text');
        const reading = withRepository((repository) => take(repository, scene.target));
        await sleep(500);
        // All tables that a reading may have got hold of by now.
        for (const table of ['audit_trail', 'document_types', 'users', 'documents', 'auth_group'])
          await client.query(`alter table ${table} add column remark text`);
        await client.query('commit');
        expect((await reading).problems.map(({ code }) => code)).toEqual(['TABLE_UNKNOWN']);
      });
    }));

  it('is told as missing where it was dropped', () =>
    withScene('server', (scene) =>
      withRepository(async (repository) => {
        await scene.restore(basics());
        await withSession(scene, async (client) => {
          const reading = () => take(repository, scene.target);
          const { problems } = await whileAltered(client, ['drop table document_comments'], reading);
          expect(problems.map(({ code }) => code)).toEqual(['TABLE_MISSING']);
        });
      }),
    ));

  it('is waited for, and who upgrades it is named', () =>
    withScene('server', async (scene) => {
      await scene.restore(basics());
      const upgrade = async (client: pg.Client) => {
        const waitedFor: (string | undefined)[] = [];
        const onProgress = ({ phase, waitingFor }: Progress) => {
          if (phase === 'waiting') waitedFor.push(waitingFor);
        };
        const file = path.join(await scene.folder(), 'x.ndjson');
        const request = { keys: 'natural', canonical: false, select: [], storageRoot: null } as const;
        const exporting = () =>
          exportTarget(scene.target, { ...request, path: file, format: 'ndjson', onProgress });
        const statement = 'alter table document_types add column remark text';
        await whileAltered(client, [statement], exporting);
        expect(waitedFor).not.toEqual([]);
        expect(waitedFor.every((who) => who?.startsWith('manage.py migrate, process '))).toBe(true);
      };
      await withSession(scene, upgrade, { application_name: 'manage.py migrate' });
    }));

  it('is waited for no longer than a minute, and then named in the error', () =>
    withScene('server', async (scene) => {
      await scene.restore(basics());
      const upgrade = async (client: pg.Client) => {
        await client.query('begin');
        await client.query('alter table document_types add column remark text');
        vi.useFakeTimers({ toFake: ['performance'] });
        try {
          const meter = { wait: () => vi.advanceTimersByTime(61_000) };
          await expect(scene.target.readHeld(async () => undefined, { meter })).rejects.toMatchObject({
            code: 'TARGET_LOCKED',
            plain: { message: expect.stringContaining('for too long: manage.py migrate, process ') },
          });
        } finally {
          vi.useRealTimers();
        }
      };
      await withSession(scene, upgrade, { application_name: 'manage.py migrate' });
    }));

  it('is not waited for by who cancels', () =>
    withScene('server', async (scene) => {
      await scene.restore(basics());
      await withSession(scene, async (client) => {
        await client.query('begin');
        await client.query('alter table document_types add column remark text');
        const cancel = new AbortController();
        const one = (sql: Sql) => sql.query('select 1 as one');
        const reading = scene.target.readHeld(one, { signal: cancel.signal });
        cancel.abort();
        await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
        await client.query('rollback');
        expect(await scene.target.readHeld(one)).toEqual([{ one: 1 }]);
      });
    }));
});
