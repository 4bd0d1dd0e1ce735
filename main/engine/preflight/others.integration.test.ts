import { describe, expect, it } from 'vitest';
import { ADVISORY_LOCK } from '../database/occupation.ts';
import { CONSOLE_APPLICATION } from '../database/server-target.ts';
import { targetKinds } from '../database/testing.ts';
import { checkOf, preflightOf } from '../testing/preflight-scene.ts';
import { basics, document } from '../testing/sample-records.ts';
import { type Scene, sceneOver, withScene } from '../testing/scene.ts';
import { withRole, withSession } from '../testing/sessions.ts';

const records = [...basics(), document('D1')];

describe('other sessions', () => {
  it('are no concern while they are idle for long, only watch, or are the console itself', () =>
    withScene('server', (scene) =>
      withSession(
        scene,
        async (console) => {
          await console.query('select 1');
          expect(await checkOf(scene, 'writers', records)).toMatchObject({
            level: 'ok',
            message: expect.stringMatching(/^\d other sessions? (is|are) connected, and idle\.$/),
          });
          await withRole(scene, 'grant select on all tables in schema public to', async (monitor) => {
            await monitor.read(async (sql) => {
              await sql.query('select count(*) from documents');
              expect((await checkOf(scene, 'writers', records)).level).toBe('ok');
            });
          });
        },
        { application_name: CONSOLE_APPLICATION },
      ),
    ));

  it('that have written and not committed are named', () =>
    withScene('server', (scene) =>
      withSession(
        scene,
        async (edms) => {
          await edms.query('begin');
          await edms.query(`insert into auth_group (name) values ('open')`);
          const check = await checkOf(scene, 'writers', records);
          expect(check.level).toBe('warn');
          expect(check.message).toMatch(
            /^1 other session has written and not ended the transaction: gunicorn, process \d+, as postgres, from 127\.0\.0\.1, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.$/,
          );
          expect(check.advice).toContain('Stop the EDMS');
        },
        { application_name: 'gunicorn' },
      ),
    ));

  it('that work, or did so a moment ago, are named', () =>
    withScene('server', (scene) =>
      withSession(scene, async (edms) => {
        await edms.query('begin');
        await edms.query('select 1');
        expect(await checkOf(scene, 'writers', records)).toMatchObject({
          level: 'warn',
          message: expect.stringMatching(
            /^1 other session is working in this database: a program without a name/,
          ),
        });
        await edms.query('commit');
        expect((await checkOf(scene, 'writers', records)).level).toBe('warn');
      }),
    ));

  it('are told to be hidden where the role may not look into them', () =>
    withScene('server', (scene) =>
      withSession(scene, async (edms) => {
        await edms.query('select 1');
        await withRole(scene, 'grant select on all tables in schema public to', async (target) => {
          const check = await checkOf(sceneOver(target, await scene.folder()), 'writers', records, {
            planned: false,
          });
          expect(check).toMatchObject({ level: 'ok', message: expect.stringContaining('may not see') });
        });
      }),
    ));
});

describe('locks', () => {
  it.each([
    ['writes to', 'delete from users where false'],
    ['locks', 'lock table users in share mode'],
    ['alters', 'alter table users add column extra int'],
  ])('of a session that %s a table of the plan are named, with what it holds', (_, statement) =>
    withScene('server', (scene) =>
      withSession(
        scene,
        async (other) => {
          await other.query('begin');
          await other.query(statement);
          // A plan would wait for the last of them.
          const check = await checkOf(scene, 'locks', records, { planned: false });
          expect(check.level).toBe('warn');
          expect(check.message).toMatch(
            /^The restore would have to wait for 1 other session: psql, process \d+, as postgres, from 127\.0\.0\.1, since [\d: -]+ UTC \(holds users\)\.$/,
          );
          await other.query('rollback');
          expect((await checkOf(scene, 'locks', records)).level).toBe('ok');
        },
        { application_name: 'psql' },
      ),
    ),
  );

  it('of readers, of other tables and of other databases are no concern', () =>
    withScene('server', (scene) =>
      withSession(scene, async (reader) => {
        await reader.query('begin');
        await reader.query('select count(*) from documents');
        await reader.query('lock table login_audit in exclusive mode');
        expect((await checkOf(scene, 'locks', records)).level).toBe('ok');
        expect((await checkOf(scene, 'locks', records, { planned: false })).level).toBe('ok');
        await withScene('server', async (elsewhere) => {
          expect((await checkOf(elsewhere, 'locks', records, { planned: false })).level).toBe('ok');
        });
      }),
    ));

  it('of another console stop this one, and say who and since when', () =>
    withScene('server', async (scene) => {
      const occupation = await scene.target.occupy('alice@laptop');
      const check = await checkOf(scene, 'locks', records);
      expect(check.level).toBe('stop');
      expect(check.message).toMatch(
        /^Another restore into this database is under way: EDMS Backup Console: alice@laptop, process \d+, as postgres, from 127\.0\.0\.1, since [\d: -]+ UTC\.$/,
      );
      await occupation.release();
      await withSession(scene, async (other) => {
        await other.query('select pg_advisory_lock($1, $2)', [ADVISORY_LOCK.space, 3]);
        expect((await checkOf(scene, 'locks', records)).level).toBe('ok');
        // What a console that is gone has left running.
        await other.query('select pg_advisory_lock($1, $2)', [
          ADVISORY_LOCK.space,
          ADVISORY_LOCK.transaction,
        ]);
        expect((await checkOf(scene, 'locks', records)).level).toBe('stop');
      });
    }));
});

describe('rights', () => {
  const asRole = (scene: Scene, grant: string, look: (scene: Scene) => Promise<void>) =>
    withRole(scene, grant, async (target) => look(sceneOver(target, await scene.folder())));

  it('that are missing stop the restore, with the tables and the rights', () =>
    withScene('server', (scene) =>
      asRole(scene, 'grant select on all tables in schema public to', async (reader) => {
        const check = await checkOf(reader, 'privileges', records, { planned: false });
        expect(check.level).toBe('stop');
        expect(check.message).toMatch(/has not the rights on \d+ tables .*documents \(insert, update\)/);
        expect(check.advice).toContain('owner');
      }),
    ));

  it('on sequences are needed too', () =>
    withScene('server', (scene) =>
      asRole(
        scene,
        'grant select, insert, update, delete on all tables in schema public to; grant select on all sequences in schema public to',
        async (writer) => {
          const check = await checkOf(writer, 'privileges', records);
          expect(check).toMatchObject({
            level: 'stop',
            message: expect.stringMatching(/on \d+ sequences.*users_id_seq/),
          });
        },
      ),
    ));

  const ALL =
    'grant select, insert, update, delete on all tables in schema public to; grant all on all sequences in schema public to';

  it('without ownership are enough as long as no table has a trigger', () =>
    withScene('server', async (scene) => {
      await asRole(scene, ALL, async (writer) => {
        expect(await checkOf(writer, 'privileges', records)).toMatchObject({
          level: 'ok',
          message: expect.stringContaining('no table has a trigger'),
        });
      });
      await scene.run(`create function noted() returns trigger language plpgsql as 'begin return new; end'`);
      await scene.run('create trigger notes after insert on documents for each row execute function noted()');
      await asRole(scene, ALL, async (writer) => {
        const check = await checkOf(writer, 'privileges', records);
        expect(check).toMatchObject({
          level: 'warn',
          message: expect.stringMatching(/neither superuser nor owner: triggers on 1 table \(documents\)/),
        });
      });
    }));

  it('to see every table are not taken for granted: a check that cannot look says so', () =>
    withScene('server', (scene) =>
      asRole(
        scene,
        'grant select on all tables in schema public to; revoke select on document_comments from',
        async (reader) => {
          const policy = { mode: 'complete' as const };
          const preflight = await preflightOf(reader, records, { policy, planned: false });
          expect(preflight.level).toBe('stop');
          expect(preflight.checks.find(({ id }) => id === 'mode')).toMatchObject({
            level: 'warn',
            message: expect.stringMatching(/^This could not be told: /),
          });
        },
      ),
    ));
});

describe('the connection', () => {
  it('to a database that has become read only stops the restore', () =>
    withScene('server', async (scene) => {
      await withSession(scene, async (owner) => {
        const { rows } = await owner.query('select current_database() as name');
        await owner.query(`alter database ${rows[0].name} set default_transaction_read_only = on`);
      });
      // The connections that are open keep their settings: new ones see it.
      await withSession(scene, (other) =>
        other.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        ),
      );
      const check = await checkOf(scene, 'connection', records);
      expect(check).toMatchObject({ level: 'stop', message: expect.stringContaining('only be read') });
    }));

  it.each(targetKinds)('tells how long a %s target takes to answer', (kind) =>
    withScene(kind, async (scene) => {
      expect((await checkOf(scene, 'connection', records)).message).toMatch(
        /^The target answers in \d+\.\d ms and can be written to\.$/,
      );
    }),
  );
});
