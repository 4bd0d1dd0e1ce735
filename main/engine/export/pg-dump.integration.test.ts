import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTarget } from '../database/open-target.ts';
import { freshServerUrl, withFreshTarget } from '../database/testing.ts';
import { readDatabase } from '../testing/database-rows.ts';
import { basics, document } from '../testing/sample-records.ts';
import { sceneOver } from '../testing/scene.ts';
import { type ExportOptions, exportTarget } from './export-target.ts';
import { findPgDump, type PgDump } from './find-pg-dump.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-dump-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const request = (more: Partial<ExportOptions> = {}): ExportOptions => ({
  path: path.join(folder, 'all.dump'),
  ...{ format: 'pgdump', keys: 'natural', canonical: false, select: [], storageRoot: null },
  ...more,
});

/** The `pg_dump` for a server; a computer without one cannot make archives, nor tests of them. */
async function pgDumpFor(version: number, skip: (reason: string) => void): Promise<PgDump> {
  const found = await findPgDump(Math.floor(version / 10_000)).catch(() => null);
  if (found === null) skip('there is no pg_dump for this server');
  return found ?? expect.unreachable('skipped');
}

async function script(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
  return file;
}

describe.skipIf(process.platform === 'win32')('an archive of pg_dump', () => {
  it('holds the whole database but the sessions, and tells nobody the password', ({ skip }) =>
    withFreshTarget('server', async (target, { address }) => {
      const real = await pgDumpFor(target.schema.serverVersion, skip);
      const scene = sceneOver(target, folder);
      await scene.restore([...basics(), document('D-1')]);
      await scene.run(`insert into django_session values ('key', 'data', now())`);
      await scene.run('create table of_others (id int)');
      const spy = await script(
        'pg_dump',
        `[ "$1" = --version ] && exec ${real.program} --version\necho "$@" > ${folder}/arguments\nexec ${real.program} "$@"`,
      );
      vi.stubEnv('EDMS_PG_DUMP', spy);
      const report = await exportTarget(target, request());
      expect(report).toMatchObject({ format: 'pgdump', problems: [], files: 0 });
      expect(report.byModel).toMatchObject({ 'documents.document': 1, 'users.user': 1 });
      const bytes = await readFile(report.path);
      expect(bytes.subarray(0, 5).toString()).toBe('PGDMP');
      expect(bytes.length).toBe(report.bytes);
      const words = await readFile(path.join(folder, 'arguments'), 'utf8');
      const url = new URL(address.kind === 'server' ? address.url : '');
      for (const secret of [url.password, url.hostname, url.pathname.slice(1)])
        expect(words).not.toContain(secret);

      const before = await readDatabase(target);
      const other = await freshServerUrl();
      try {
        const restore = path.join(path.dirname(real.program), 'pg_restore');
        await promisify(execFile)(restore, ['--exit-on-error', `--dbname=${other.url}`, report.path]);
        const again = await openTarget({ kind: 'server', url: other.url });
        const after = await readDatabase(again).finally(() => again.close());
        expect([...after.tables.keys()]).toContain('of_others');
        expect(after.tables.get('django_session')).toEqual([]);
        for (const [table, rows] of before.tables)
          if (table !== 'django_session') expect(after.tables.get(table), table).toEqual(rows);
        expect(after.sequences).toEqual(before.sequences);
      } finally {
        await other.remove();
      }
    }));

  it('is killed when it is cancelled, and leaves nothing behind when it fails', ({ skip }) =>
    withFreshTarget('server', async (target) => {
      const real = await pgDumpFor(target.schema.serverVersion, skip);
      const version = `[ "$1" = --version ] && exec ${real.program} --version`;
      vi.stubEnv(
        'EDMS_PG_DUMP',
        await script('slow', `${version}\necho $$ > ${folder}/pid\necho PGDMP\nexec sleep 600`),
      );
      const abort = new AbortController();
      const work = exportTarget(target, {
        ...request(),
        signal: abort.signal,
        onProgress: ({ unit, done }) =>
          unit === 'bytes' && (done > 0 || setTimeout(() => abort.abort(), 500)),
      });
      await expect(work).rejects.toMatchObject({ plain: { code: 'CANCELLED' } });
      const pid = Number(await readFile(path.join(folder, 'pid'), 'utf8'));
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');

      vi.stubEnv(
        'EDMS_PG_DUMP',
        await script('bad', `${version}\necho PGDMP\necho "pg_dump: error: permission denied" >&2\nexit 1`),
      );
      await expect(exportTarget(target, request())).rejects.toMatchObject({
        plain: { code: 'PG_DUMP_FAILED', message: expect.stringContaining('permission denied') },
      });
      expect((await readdir(folder)).filter((name) => name.startsWith('all'))).toEqual([]);
    }));

  it('says when there is none, or only one that is too old', () =>
    withFreshTarget('server', async (target) => {
      vi.stubEnv('EDMS_PG_DUMP', path.join(folder, 'nowhere'));
      await expect(exportTarget(target, request())).rejects.toMatchObject({
        plain: { code: 'PG_DUMP_NOT_FOUND' },
      });
      vi.stubEnv('EDMS_PG_DUMP', await script('old', 'echo "pg_dump (PostgreSQL) 9.6.1"'));
      await expect(exportTarget(target, request())).rejects.toMatchObject({
        plain: { code: 'PG_DUMP_TOO_OLD' },
      });
      expect((await readdir(folder)).filter((name) => name.startsWith('all'))).toEqual([]);
    }));

  it('is the oldest that the server takes, of those on the search path', async () => {
    const paths: string[] = [];
    for (const version of ['97.1', '99.2', '98.3 (Debian 98.3-1)']) {
      const bin = path.join(folder, version.slice(0, 2));
      await promisify(execFile)('mkdir', [bin]);
      await script(`${version.slice(0, 2)}/pg_dump`, `echo "pg_dump (PostgreSQL) ${version}"`);
      paths.push(bin);
    }
    const found = await findPgDump(98, { PATH: paths.join(path.delimiter) });
    expect(found).toEqual({ program: path.join(folder, '98', 'pg_dump'), version: '98.3', major: 98 });
  });
});

it.each([
  ['embedded', {}],
  ['server', { select: ['users.user:*'] }],
  ['server', { canonical: true }],
] as const)('an archive of pg_dump is refused for %s %o', (kind, more) =>
  withFreshTarget(kind, async (target) => {
    await expect(exportTarget(target, request(more))).rejects.toMatchObject({ plain: { code: 'USAGE' } });
    expect(await readdir(folder)).toEqual([]);
  }),
);
