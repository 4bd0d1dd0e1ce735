import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTarget } from '../database/open-target.ts';
import { kindsAboveSql, onServer, targetKinds } from '../database/testing.ts';
import { diskSpace } from '../disk-space.ts';
import { SAFE_POLICY } from '../plan/policy.ts';
import { journalHome, RestoreJournal } from '../restore/journal.ts';
import { sha256 } from '../testing/build-package.ts';
import { checkOf, concerns, preflightOf } from '../testing/preflight-scene.ts';
import type { OpenPlan } from '../testing/restore-once.ts';
import { basics, document, sample, user } from '../testing/sample-records.ts';
import { type Scene, sceneOver, withScene } from '../testing/scene.ts';
import { withRole } from '../testing/sessions.ts';
import { canMount, withTinyDisk } from '../testing/tiny-disk.ts';
import type { PreflightInput } from './preflight.ts';
import { runPreflight } from './run-preflight.ts';

const records = [...basics(), document('D1')];
const files = [{ path: 'documents/a.docx', content: 'x'.repeat(400_000) }];
const withFile = [
  ...basics(),
  document('D1', {
    file_path: 'storage/documents/a.docx',
    file_size: 400_000,
    file_checksum: sha256('x'.repeat(400_000)),
  }),
];

const complete = { policy: { mode: 'complete' as const } };

describe.each(targetKinds)('the mode, for a %s target', (kind) => {
  it('complete asks for a system in which nobody has worked, but for the package itself', () =>
    withScene(kind, async (scene) => {
      expect((await checkOf(scene, 'mode', records, complete)).level).toBe('ok');
      // An administrator who has signed in is no work of people.
      await scene.run(
        `insert into login_audit (uuid, username, timestamp, success) values (gen_random_uuid(), 'admin', now(), true)`,
      );
      await scene.restore(records);
      expect((await checkOf(scene, 'mode', records, complete)).level).toBe('ok');
      await scene.restore([...basics(), document('D2'), document('D3')]);
      expect(await checkOf(scene, 'mode', records, complete)).toMatchObject({
        level: 'stop',
        message:
          'People have worked in the target already: beyond the package it holds 2 rows of documents.document.',
      });
      const early = await checkOf(scene, 'mode', records, { ...complete, planned: false });
      expect(early).toMatchObject({ level: 'warn', advice: 'Make a plan first.' });
    }));
});

describe.each(kindsAboveSql)('the mode, for a %s target', (kind) => {
  it('mirror tells how many rows it removes, and is calm when it removes none', () =>
    withScene(kind, async (scene) => {
      await scene.restore([...basics(), document('D2'), document('D3')]);
      const mirror = { mode: 'mirror' as const, removeBeyond: ['documents.document'] };
      expect(await checkOf(scene, 'mode', records, { policy: mirror })).toMatchObject({
        level: 'warn',
        message: expect.stringMatching(/^2 rows of documents\.document that the package lacks are removed/),
      });
      const nothing = { ...mirror, removeBeyond: [] };
      expect((await checkOf(scene, 'mode', records, { policy: nothing })).level).toBe('ok');
      await scene.run('delete from documents');
      expect((await checkOf(scene, 'mode', records, { policy: mirror })).level).toBe('ok');
    }));
});

describe('the modes that need something to be named', () => {
  it('stop without it', () =>
    withScene('server', async (scene) => {
      const selection = { roots: [], span: null, search: '' };
      const look = async (policy: object, storage: string | null = null) =>
        (await checkOf(scene, 'mode', records, { policy, storage })).level;
      // There is no plan of nothing.
      const empty = { policy: { mode: 'selected', selection }, planned: false } as const;
      expect((await checkOf(scene, 'mode', records, empty)).level).toBe('stop');
      expect(await look({ mode: 'selected', selection: { ...selection, search: 'SOP' } })).toBe('ok');
      expect(await look({ mode: 'files' })).toBe('stop');
      expect(await look({ mode: 'files' }, await scene.folder())).toBe('ok');
    }));
});

describe('the versions of package and target', () => {
  it('may differ as long as every record has a place', () =>
    withScene('server', async (scene) => {
      const check = await checkOf(scene, 'schema-version', records);
      expect(check).toMatchObject({ level: 'ok' });
      expect(check.message).toMatch(
        /^The target is an EDMS of the present release \(82 tables\), and the package comes from the present release \(1\.0\.0\)\.$/,
      );
    }));

  it('that leave records without a place, or ask for values, are a warning with the numbers', () =>
    withScene('server', async (scene) => {
      for (const table of ['document_reviews', 'system_configuration'])
        await scene.run(`create table ${table} (id bigserial primary key)`);
      await scene.run('alter table documents add column sensitivity_label varchar(20) not null');
      await scene.run(
        'drop table backup_configurations, backup_jobs, restore_jobs, health_checks, system_metrics, disaster_recovery_plans, system_health_checks, task_executions, notification_queue, notification_queue_recipients, document_schedules, document_schedules_notification_users, workflow_tasks cascade',
      );
      const backup = sample('backup.healthcheck', { check_name: 'a' });
      // Opened anew: it is another schema now.
      await withRole(
        scene,
        'grant all on all tables in schema public to; grant all on all sequences in schema public to',
        async (target) => {
          const next = sceneOver(target, await scene.folder());
          const check = await checkOf(next, 'schema-version', [...records, backup], { planned: false });
          expect(check.level).toBe('warn');
          expect(check.message).toMatch(
            /^The target is an EDMS of the next release \(\d+ tables\), and the package comes from the present release \(1\.0\.0\): 1 record of backup\.healthcheck has no place in it, and 1 column of it needs a value that the package does not have \(documents\.document\.sensitivity_label\)\.$/,
          );
          const fills = { 'documents.document.sensitivity_label': 'INTERNAL' };
          const filled = await checkOf(next, 'schema-version', records, {
            planned: false,
            policy: { fills },
          });
          expect(filled.level).toBe('ok');
        },
      );
    }));

  it('stop where the target lacks what an EDMS cannot be without', () =>
    withScene('server', async (scene) => {
      await scene.run('drop table document_types cascade');
      await withRole(scene, 'grant select on all tables in schema public to', async (target) => {
        const check = await checkOf(sceneOver(target, await scene.folder()), 'schema-version', records, {
          planned: false,
        });
        expect(check).toMatchObject({ level: 'stop', message: expect.stringContaining('document_types') });
      });
    }));
});

describe('the storage folder', () => {
  it('must be there, be a folder and take files', () =>
    withScene('server', async (scene) => {
      const folder = await scene.folder();
      const look = async (storage: string) => checkOf(scene, 'storage-writable', records, { storage });
      expect(await look(folder)).toMatchObject({
        level: 'ok',
        message: expect.stringMatching(/^The storage folder can be written to; it lies on \S+\.$/),
      });
      expect((await look(path.join(folder, 'gone'))).level).toBe('stop');
      await writeFile(path.join(folder, 'file'), '');
      expect((await look(path.join(folder, 'file'))).level).toBe('stop');
    }));

  it('must have folders for the files, and nothing else in their place', () =>
    withScene('server', async (scene) => {
      const storage = await scene.folder();
      await writeFile(path.join(storage, 'documents'), 'in the way');
      expect(await checkOf(scene, 'storage-writable', withFile, { storage, files })).toMatchObject({
        level: 'stop',
        message: expect.stringContaining('documents in the storage folder is no folder'),
      });
    }));

  it('is looked at where a link leads to, and is rid of probes that a killed check left behind', () =>
    withScene('server', async (scene) => {
      const [real, elsewhere] = [await scene.folder(), await scene.folder()];
      const link = path.join(elsewhere, 'link');
      await symlink(real, link);
      await writeFile(path.join(real, '.edms-preflight-old'), '');
      await utimes(path.join(real, '.edms-preflight-old'), 1, 1);
      await writeFile(path.join(real, '.edms-preflight-new'), '');
      expect((await checkOf(scene, 'storage-writable', records, { storage: link })).level).toBe('ok');
      expect(await readdir(real)).toEqual(['.edms-preflight-new']);
    }));

  it('with a restore that was left unfinished is a warning that names it', () =>
    withScene('server', async (scene) => {
      const [storage, home] = [await scene.folder(), await scene.folder()];
      const look = () => checkOf(scene, 'unfinished', records, { storage, home });
      const leave = async (parent: string, job: string, target: string, committed: boolean) => {
        const journal = await RestoreJournal.begin(parent, { job, operation: 'restore', target });
        if (committed) await journal.committed();
        journal.leave();
      };
      await leave(journalHome(home), 'job_1', 'embedded:another', false);
      expect((await look()).level).toBe('ok');
      await leave(journalHome(home), 'job_2', scene.target.label, false);
      expect((await look()).level).toBe('warn');
      await leave(storage, 'job_3', scene.target.label, true);
      const check = await look();
      expect(check.message).toBe(
        `2 restores were left unfinished: restore job_3 (committed) in ${storage}, restore job_2 (nothing was committed) in ${journalHome(home)}.`,
      );
      expect(check.advice).toContain('recovers first by itself');
    }));
});

describe.skipIf(!canMount)('a disk that is really full', () => {
  it('stops a restore whose files do not fit, and one that leaves too little is a warning', () =>
    withScene('server', (scene) =>
      withTinyDisk(1, async (storage) => {
        const real = { storage, files, diskSpace };
        expect(await checkOf(scene, 'storage-space', withFile, real)).toMatchObject({
          level: 'ok',
          message: expect.stringMatching(/^1 file needs 400 kB in the storage folder; 1 MB are free\.$/),
        });
        await writeFile(path.join(storage, 'other'), Buffer.alloc(550_000));
        expect(await checkOf(scene, 'storage-space', withFile, real)).toMatchObject({
          level: 'warn',
          message: expect.stringMatching(/of 1 MB only [\d.]+ kB would be left free\.$/),
        });
        await writeFile(path.join(storage, 'more'), Buffer.alloc(150_000));
        const full = await preflightOf(scene, withFile, real);
        expect(full.checks.find(({ id }) => id === 'storage-space')).toMatchObject({ level: 'stop' });
        expect(full.checks.find(({ id }) => id === 'storage-writable')).toMatchObject({ level: 'ok' });
        const notNeeded = await checkOf(scene, 'storage-space', withFile, {
          ...real,
          policy: { mode: 'database' },
        });
        expect(notNeeded.level).toBe('ok');
      }),
    ));

  it('cannot take a probe either', () =>
    withScene('server', (scene) =>
      withTinyDisk(1, async (storage) => {
        await writeFile(path.join(storage, 'all'), Buffer.alloc(2 ** 20));
        expect(await checkOf(scene, 'storage-writable', withFile, { storage, files })).toMatchObject({
          level: 'stop',
          message: expect.stringContaining('is full'),
        });
        expect(await readdir(storage)).toEqual(['all']);
      }),
    ));

  it('stops an embedded database whose rows do not fit', () =>
    withTinyDisk(80, async (home) => {
      const address = { kind: 'embedded', name: 'tiny' } as const;
      const target = await openTarget(address, { home });
      try {
        const scene = sceneOver(target, path.dirname(home));
        expect((await checkOf(scene, 'database-space', records, { diskSpace })).level).toBe('ok');
        const { freeBytes } = (await diskSpace(home)) ?? { freeBytes: 0 };
        await writeFile(path.join(home, 'other'), Buffer.alloc(freeBytes - 8192));
        const many = [...basics(), ...Array.from({ length: 50 }, (_, n) => document(`D${n}`))];
        expect(await checkOf(scene, 'database-space', many, { diskSpace })).toMatchObject({
          level: 'stop',
          message: expect.stringMatching(
            /^5\d rows need about [\d.]+ kB in the database, .* where only 8\.2 kB are free\.$/,
          ),
        });
        expect(
          (await checkOf(scene, 'database-space', many, { diskSpace, policy: { mode: 'files' } })).level,
        ).toBe('ok');
      } finally {
        await target.close();
      }
    }));
});

describe('space that is figured', () => {
  const little = async () => ({ freeBytes: 1000, totalBytes: 1_000_000 });

  it('is no concern of a server that cannot tell it', () =>
    withScene('server', (scene) =>
      withRole(
        scene,
        'grant select on all tables in schema public to; grant select on all sequences in schema public to',
        async (target) => {
          const check = await checkOf(sceneOver(target, await scene.folder()), 'database-space', records, {
            diskSpace: little,
          });
          expect(check).toMatchObject({
            level: 'ok',
            message: expect.stringContaining('cannot be told from here'),
          });
        },
      ),
    ));

  it('for the undo record is a concern where rows, or files that make way, do not fit', () =>
    withScene('server', async (scene) => {
      const uuid = '00000000-0000-4000-8000-000000000001';
      const storage = await scene.folder();
      await mkdir(path.join(storage, 'documents'));
      await writeFile(path.join(storage, 'documents', 'a.docx'), 'y'.repeat(700_000));
      await scene.restore([...basics(), document('D1', { uuid, title: 'old' })]);
      const look = (freeBytes: number, title: string) =>
        checkOf(scene, 'way-back', [...basics(), document('D1', { uuid, title })], {
          storage,
          files,
          policy: { classes: { 'file-differs': 'take' } },
          diskSpace: async () => ({ freeBytes, totalBytes: 1e12 }),
        });
      expect((await look(1_000_000, 'new')).level).toBe('ok');
      expect(await look(600_000, 'new')).toMatchObject({
        level: 'warn',
        message: expect.stringMatching(
          /^What was written, and \d rows? that (changes or goes|change or go) and 1 file that makes way may need 70\d(\.\d)? kB to be kept for undo, where only 600 kB are free\.$/,
        ),
      });
    }));
});

describe('the way back', () => {
  it("names the age of the EDMS's last completed backup", () =>
    withScene('server', async (scene) => {
      expect((await checkOf(scene, 'way-back', records)).message).toBe(
        'What the restore changes is kept, so that it can be undone; the EDMS has no record of a completed backup.',
      );
      const at = '2026-03-01T02:00:00.000Z';
      const job = (status: string, completed: string) =>
        sample('backup.backupjob', {
          status,
          completed_at: completed,
          configuration: ['daily'],
          backup_type: 'FULL',
        });
      await scene.restore([
        user('author'),
        sample('backup.backupconfiguration', { name: 'daily', created_by: ['author'] }),
        job('COMPLETED', '2026-02-01T02:00:00.000Z'),
        job('COMPLETED', at),
        job('FAILED', '2026-03-05T02:00:00.000Z'),
      ]);
      const now = () => Date.parse('2026-03-10T03:00:00.000Z');
      expect((await checkOf(scene, 'way-back', records, { now })).message).toBe(
        'What the restore changes is kept, so that it can be undone; the last backup that the EDMS completed is 9 days old.',
      );
    }));
});

describe.each(targetKinds)('the clock of a %s target', (kind) => {
  it('may differ by a minute from this machine, and then is told with both times', () =>
    withScene(kind, async (scene) => {
      const look = (shift: number) => checkOf(scene, 'clock', records, { now: () => Date.now() + shift });
      expect((await look(0)).level).toBe('ok');
      expect((await look(-30_000)).level).toBe('ok');
      const check = await look(3 * 3_600_000);
      expect(check.level).toBe('warn');
      expect(check.message).toMatch(
        /^Server and this machine are (2|3) hours apart: \d{4}-\d\d-\d\d [\d:]{8} UTC there, \d{4}-\d\d-\d\d [\d:]{8} UTC here\.$/,
      );
      expect((await look(-3 * 3_600_000)).level).toBe('warn');
    }));
});

describe.each(targetKinds)('the integrity of a %s target', (kind) => {
  it('is a warning with the numbers where references lead nowhere and sequences are behind', () =>
    withScene(kind, async (scene) => {
      await scene.restore(records);
      expect(await checkOf(scene, 'integrity', records)).toMatchObject({
        level: 'ok',
        message: 'The target is sound: rows were followed along 139 foreign keys, and no sequence is behind.',
      });
      await scene.target.write(async (sql) => {
        await sql.execute(`select set_config('session_replication_role', 'replica', true)`);
        await sql.execute('update documents set author_id = 4711');
        await sql.execute(`insert into auth_group (id, name) values (90, 'g')`);
      });
      expect(await checkOf(scene, 'integrity', [...basics()])).toMatchObject({
        level: 'warn',
        message:
          'The target is damaged already: 1 reference leads to rows that do not exist (documents.author_id 1), and 1 sequence is behind the keys of auth_group.',
      });
    }));
});

describe('the package', () => {
  it('that is damaged stops the restore, unless the damage was accepted: then it is a warning', () =>
    withScene('server', async (scene) => {
      const damaged = [...records, { raw: '{"model": "auth.group", "fields": "none"}' }];
      const look = (acceptDamaged: boolean) =>
        checkOf(scene, 'package', damaged, { planned: false, policy: { acceptDamaged } });
      const check = await look(false);
      expect(check).toMatchObject({
        level: 'stop',
        message: expect.stringMatching(/^The package cannot be restored: /),
      });
      expect(await look(true)).toMatchObject({
        level: 'warn',
        message: expect.stringMatching(
          /^The package holds 5 records and 0 files; \d things? in it (is|are) wrong: /,
        ),
      });
    }));

  it('that lacks a file is a warning; one with mere warnings is not', () =>
    withScene('server', async (scene) => {
      expect(
        await checkOf(scene, 'package', withFile, { files: [{ path: 'documents/b.docx', content: 'b' }] }),
      ).toMatchObject({
        level: 'warn',
        message: expect.stringContaining('storage/documents/a.docx'),
      });
      expect(await checkOf(scene, 'package', withFile)).toMatchObject({
        level: 'ok',
        message: expect.stringMatching(/; 1 warning of its inspection is worth a look\.$/),
      });
    }));

  it('without a storage folder is told that its files stay out, and nothing stops it', () =>
    withScene('server', async (scene) => {
      const preflight = await preflightOf(scene, withFile, { files });
      expect(concerns(preflight)).toEqual([]);
      expect(preflight.checks.find(({ id }) => id === 'storage-space')?.message).toBe(
        "No storage folder was chosen: the package's 1 file stays out.",
      );
    }));
});

describe('the whole of the checks', () => {
  const input = ({ plan, inspected }: OpenPlan, { target }: Scene): PreflightInput => ({
    target,
    inspection: inspected.inspection,
    plan,
    policy: SAFE_POLICY,
    storageRoot: null,
    home: '/nowhere',
    now: Date.now,
    diskSpace,
  });

  it('can be cancelled', () =>
    withScene('server', (scene) =>
      scene.plan(records, {}, async (open) => {
        const abort = new AbortController();
        const options = { signal: abort.signal, onProgress: () => abort.abort() };
        await expect(runPreflight({ ...input(open, scene), ...options })).rejects.toMatchObject({
          code: 'CANCELLED',
        });
      }),
    ));

  it('does not hide that the target is gone', () =>
    withScene('server', (scene) =>
      scene.plan(records, {}, async (open) => {
        const [row] = await scene.target.read((sql) =>
          sql.query<{ readonly name: string }>('select current_database()::text as name'),
        );
        await onServer(`drop database ${row?.name} with (force)`);
        await expect(runPreflight(input(open, scene))).rejects.toMatchObject({
          code: expect.stringMatching(/^TARGET_(LOST|UNREACHABLE)$/),
        });
      }),
    ));
});
