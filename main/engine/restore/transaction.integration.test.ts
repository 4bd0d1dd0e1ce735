import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTarget } from '../database/open-target.ts';
import type { Target } from '../database/target.ts';
import { kindsAboveSql, onServer, targetKinds, withFreshTarget } from '../database/testing.ts';
import type { Phase } from '../progress.ts';
import { sha256 } from '../testing/build-package.ts';
import { hashTables, readDatabase } from '../testing/database-rows.ts';
import { basics, document, sample, user, version } from '../testing/sample-records.ts';
import { sceneOver, withScene } from '../testing/scene.ts';
import { withSession } from '../testing/sessions.ts';

const content = 'x'.repeat(100_000);
const files = [{ path: 'documents/a.docx', content }];
const records = () => [
  ...basics(),
  sample('auth.group', { name: 'g', permissions: [['add_document', 'documents', 'document']] }),
  user('member', { groups: [['g']] }),
  document('D1', {
    file_path: 'storage/documents/a.docx',
    file_size: content.length,
    file_checksum: sha256(content),
  }),
  version('D1', { file_path: '' }),
];

const PHASES: readonly Phase[] = [
  'staging files',
  'infrastructure',
  'business data',
  'relations',
  'verifying',
  'committing',
];

describe.each(targetKinds)('a restore into a %s target', (kind) => {
  it('changes nothing when it is cancelled, whatever the phase, and can be done with the same plan afterwards', () =>
    withScene(kind, async (scene) => {
      const storage = await scene.folder();
      const before = hashTables(await readDatabase(scene.target));
      await scene.plan(records(), { storage, files }, async ({ restore }) => {
        for (const wanted of PHASES.slice(0, -1)) {
          const abort = new AbortController();
          const stopped = restore({
            signal: abort.signal,
            onProgress: ({ phase }) => phase === wanted && abort.abort(),
          });
          await expect(stopped, wanted).rejects.toMatchObject({ code: 'CANCELLED' });
          expect(hashTables(await readDatabase(scene.target)), wanted).toEqual(before);
          expect(await readdir(storage), wanted).toEqual([]);
        }
        expect(await restore()).toMatchObject({ created: 7, verified: true, files: { copied: 1 } });
      });
    }));

  it('changes nothing when the database refuses a record in the middle', () =>
    withScene(kind, async (scene) => {
      const storage = await scene.folder();
      const before = hashTables(await readDatabase(scene.target));
      // A rule that no plan can look into.
      await scene.run('create unique index one_email on users (lower(email))');
      const sameEmail = user('double', { email: 'AUTHOR@example.org' });
      await expect(scene.restore([...records(), sameEmail], { storage, files })).rejects.toMatchObject({
        code: 'RESTORE_FAILED',
        plain: { consequence: 'Nothing was changed: the restore was taken back as a whole.' },
      });
      expect(hashTables(await readDatabase(scene.target))).toEqual(before);
      expect(await readdir(storage)).toEqual([]);
      expect(await scene.restore(records(), { storage, files })).toMatchObject({ created: 7 });
    }));

  it('is refused when a row came, changed or went since the preview', () =>
    withScene(kind, async (scene) => {
      await scene.restore(basics());
      const changes = [
        `update users set first_name = 'other'`,
        `insert into auth_group (name) values ('new')`,
        `delete from auth_group`,
      ];
      for (const change of changes) {
        await scene.plan(records(), {}, async ({ restore }) => {
          await scene.run(change);
          const before = hashTables(await readDatabase(scene.target));
          await expect(restore(), change).rejects.toMatchObject({ code: 'TARGET_CHANGED' });
          expect(hashTables(await readDatabase(scene.target))).toEqual(before);
        });
      }
    }));

  it('is refused when one of its tables was altered since the preview, and not for one that others made', () =>
    withScene(kind, async (scene) => {
      await scene.restore(basics());
      const changes = [
        `alter table documents add column remark text default 'new'`,
        'alter table documents alter column title type text',
      ];
      for (const change of changes) {
        await scene.plan(records(), {}, async ({ restore }) => {
          await scene.run(change);
          await expect(restore(), change).rejects.toMatchObject({
            code: 'TARGET_CHANGED',
            message: 'Tables of the target were altered since the preview (documents).',
          });
        });
      }
      await scene.plan(records(), {}, async ({ restore }) => {
        await scene.run('create table later as select 1 as one');
        expect(await restore()).toMatchObject({ failed: 0, verified: true });
      });
    }));

  it("does not wake the target's triggers, and leaves them switched on", () =>
    withScene(kind, async (scene) => {
      await addAuditTrigger(scene.target);
      expect(await scene.restore(records())).toMatchObject({ created: 7, verified: true });
      expect(await scene.rows('select count(*)::int as n from audit_trail')).toEqual([{ n: 0 }]);
      await scene.run(`update documents set title = 'by hand'`);
      expect(await scene.rows('select count(*)::int as n from audit_trail')).toEqual([{ n: 1 }]);
    }));
});

describe.each(kindsAboveSql)('a restore into a %s target', (kind) => {
  it('cannot be planned on with a signal that has been given', () =>
    withScene(kind, async (scene) => {
      const planned = scene.outcomes(records(), { signal: AbortSignal.abort() });
      await expect(planned).rejects.toMatchObject({ code: 'CANCELLED' });
    }));
});

describe('a restore into a server', () => {
  it('is planned by what a migration leaves that writes a table anew just then', () =>
    withScene('server', async (scene) => {
      await scene.restore(records());
      const before = await scene.outcomes(records());
      await withSession(scene, async (client) => {
        await client.query('begin');
        await client.query(`alter table documents alter column title type text using title || ''`);
        const planning = scene.outcomes(records());
        await new Promise((resolve) => setTimeout(resolve, 500));
        await client.query('commit');
        expect(await planning).toEqual(before);
      });
    }));

  it('as the owner who is no superuser switches its triggers off for itself', () =>
    asRole('owner', async (target, superuser) => {
      const scene = sceneOver(target, superuser.folder);
      expect(await scene.restore(records())).toMatchObject({ created: 7, verified: true, failed: 0 });
      expect(await scene.rows('select count(*)::int as n from audit_trail')).toEqual([{ n: 0 }]);
      await scene.run(`update documents set title = 'by hand'`);
      expect(await scene.rows('select count(*)::int as n from audit_trail')).toEqual([{ n: 1 }]);
      expect(await scene.restore(records().slice(0, 3))).toMatchObject({ failed: 0 });
    }));

  it('as a role that may only write is not committed with rows that triggers added, and is when there are none', () =>
    asRole('writer', async (target, superuser) => {
      const scene = sceneOver(target, superuser.folder);
      const before = hashTables(await readDatabase(target));
      await expect(scene.restore(records())).rejects.toMatchObject({
        code: 'VERIFICATION_FAILED',
        plain: { details: expect.stringContaining('audit_trail') },
      });
      expect(hashTables(await readDatabase(target))).toEqual(before);
      await superuser.run('drop trigger watch on documents');
      const other = sceneOver(await superuser.reopen(), superuser.folder);
      expect(await other.restore(records())).toMatchObject({ created: 7, verified: true });
    }));

  it('as a role that may only read is refused', () =>
    asRole('reader', async (target, superuser) => {
      const scene = sceneOver(target, superuser.folder);
      expect((await scene.outcomes(records()))[0]?.outcome).toBe('create');
      await expect(scene.restore(records())).rejects.toMatchObject({ code: 'TARGET_NO_PRIVILEGE' });
    }));

  it('is refused while another one runs, and does not disturb that one', () =>
    withFreshTarget('server', async (target, { address }) => {
      const second = await openTarget(address);
      try {
        await withScene('server', async ({ folder }) => {
          const storage = await folder();
          const [first, other] = [sceneOver(target, await folder()), sceneOver(second, await folder())];
          const report = await first.plan(records(), { storage, files }, async (one) =>
            other.plan(records(), { storage, files }, async (two) => {
              let refused: Promise<unknown> | undefined;
              const done = await one.restore({
                onProgress: ({ phase }) => {
                  if (phase === 'verifying') refused ??= two.restore().catch((error: unknown) => error);
                },
              });
              expect(await refused).toMatchObject({
                code: expect.stringMatching(/^TARGET_(IN_USE|CHANGED)$/),
              });
              return done;
            }),
          );
          expect(report).toMatchObject({ created: 7, verified: true, files: { copied: 1, failed: 0 } });
          expect(await readdir(storage)).toEqual(['documents']);
        });
      } finally {
        await second.close();
      }
    }));

  it('brings sequences that are behind up to date, and never sets one back', () =>
    withScene('server', async (scene) => {
      await scene.run(`select setval('users_id_seq', 5000)`);
      // a sequence that somebody left behind, and a table that gets no row
      await scene.run(`insert into auth_group (id, name) values (77, 'by hand')`);
      const byHand = sample('auth.group', { name: 'by hand', permissions: [] });
      await scene.restore([{ ...user('old'), pk: 9000 }, ...basics(), byHand]);
      const [next] = await scene.target.write((sql) =>
        sql.query(`select (nextval('users_id_seq') > (select max(id) from users))::text as free,
          nextval('documents_id_seq')::text as document, nextval('auth_group_id_seq')::text as group`),
      );
      expect(next).toEqual({ free: 'true', document: '1', group: '78' });
    }));
});

/** A trigger as the EDMS might have one: it writes an audit row for every document that is written. */
async function addAuditTrigger(target: Target): Promise<void> {
  const columns = sample('audit.audittrail').fields;
  const names = Object.keys(columns);
  const values = Object.values(columns).map((value) =>
    value === columns.uuid
      ? 'gen_random_uuid()'
      : `'${typeof value === 'object' ? JSON.stringify(value) : String(value)}'`,
  );
  await target.write(async (sql) => {
    await sql.execute(`create function watch() returns trigger language plpgsql as $body$ begin
      insert into audit_trail (${names.join(', ')}) values (${values.join(', ')}); return new; end $body$`);
    await sql.execute(
      'create trigger watch after insert or update on documents for each row execute function watch()',
    );
  });
}

interface Superuser {
  /** For packages. */
  readonly folder: string;
  run(statement: string): Promise<unknown>;
  /** The target, connected anew as the role. */
  reopen(): Promise<Target>;
}

const GRANTS = {
  owner: (role: string) =>
    `do $$ declare t record; begin for t in select tablename as name from pg_tables where schemaname = 'public' loop
      execute format('alter table %I owner to ${role}', t.name); end loop; end $$`,
  writer: (role: string) => `grant select, insert, update, delete on all tables in schema public to ${role}`,
  reader: (role: string) => `grant select on all tables in schema public to ${role}`,
};

/** Gives `work` an EDMS database with an audit trigger, connected as a role with these rights. */
async function asRole<T>(
  rights: keyof typeof GRANTS,
  work: (target: Target, superuser: Superuser) => Promise<T>,
): Promise<T> {
  const role = `edms_${rights}_${randomBytes(4).toString('hex')}`;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-role-'));
  const open: Target[] = [];
  await onServer(`create role ${role} login password 'secret'`);
  try {
    return await withFreshTarget('server', async (target, { address }) => {
      await addAuditTrigger(target);
      const sequences = rights === 'reader' ? 'select' : 'usage, select, update';
      const run = (statement: string) => target.write((sql) => sql.execute(statement));
      await run(GRANTS[rights](role));
      await run(`grant ${sequences} on all sequences in schema public to ${role}`);
      const reopen = async () => {
        const url = new URL(address.kind === 'server' ? address.url : '');
        url.username = role;
        url.password = 'secret';
        const opened = await openTarget({ kind: 'server', url: url.href });
        open.push(opened);
        return opened;
      };
      try {
        return await work(await reopen(), { folder, run, reopen });
      } finally {
        for (const opened of open) await opened.close();
      }
    });
  } finally {
    await onServer(`drop role ${role}`);
    await rm(folder, { recursive: true, force: true });
  }
}
