import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshServerUrl, onServer, withFreshTarget } from '../engine/database/testing.ts';
import type { Health } from '../engine/health/health.ts';
import { PREFLIGHT_CHECK_IDS, type Preflight } from '../engine/preflight/preflight.ts';
import { buildPackage, sha256 } from '../engine/testing/build-package.ts';
import { basics, document } from '../engine/testing/sample-records.ts';
import { type Ended, type KnownEdms, knownEdms, runProcess } from './testing.ts';

let folder = '';
let edms: KnownEdms;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-cli-'));
  edms = await knownEdms(home(), 'office');
});
afterAll(async () => {
  await edms.remove();
  await rm(folder, { recursive: true, force: true });
});

const home = () => path.join(folder, 'home');
const run = (words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  runProcess(words, { EDMS_BACKUP_HOME: home(), EDMS_PASSWORD: edms.password, ...environment });

const content = 'a document';
const files = [{ path: 'documents/a.docx', content }];
const records = [
  ...basics(),
  document('D1', {
    file_path: 'storage/documents/a.docx',
    file_size: content.length,
    file_checksum: sha256(content),
  }),
];
const built = (name: string) => buildPackage(path.join(folder, name), records, files);

function preflight({ out }: Ended): Preflight {
  expect(out.trim().split('\n')).toHaveLength(1);
  return JSON.parse(out);
}

/** What is not ok, but for a disk that is nearly full: the one that tests run on may be. */
const marked = ({ checks }: Preflight) =>
  checks
    .filter(({ level }) => level !== 'ok')
    .map(({ id, level }) => `${id} ${level}`)
    .filter((mark) => !/^(database|storage)-space warn$/.test(mark));

describe('preflight on the command line', () => {
  it('gives all checks as one object and ends with 0 when nothing stands in the way', async () => {
    const ended = await run(['preflight', await built('good.zip'), '--target', 'embedded:good', '--json']);
    const told = preflight(ended);
    expect(marked(told)).toEqual([]);
    expect(told.checks.map(({ id }) => id)).toEqual([...PREFLIGHT_CHECK_IDS]);
    expect(Object.keys(told.checks[0] ?? {}).sort()).toEqual(['advice', 'id', 'level', 'message']);
    expect(ended.status).toBe(told.level === 'ok' ? 0 : 3);
  });

  it('is a list with advice for a person, and ends with 3 for a warning', async () => {
    const package_ = await built('warned.zip');
    const left = path.join(edms.storage, '.edms-restore-job_1');
    await mkdir(left);
    const ended = await run(['preflight', package_, '--target', 'office']);
    await rm(left, { recursive: true });
    expect(ended.out).toMatch(
      /^ {2}warn {2}unfinished {8}1 restore was left unfinished: .*\n {20,}The restore recovers/m,
    );
    expect(ended.out).toContain('A restore asks to confirm what is marked warn: --accept ID.');
    expect(ended.status).toBe(3);
  });

  it('ends with 5 where a check stops, also one that no plan can be made for', async () => {
    const package_ = await built('stopped.zip');
    const nothing = ['preflight', package_, '--target', 'office', '--json'];
    const empty = path.join(folder, 'selected.json');
    await writeFile(empty, '{"mode": "selected"}');
    const selected = await run([...nothing, '--policy', empty]);
    expect(marked(preflight(selected))).toEqual(['mode stop']);
    expect(selected.status).toBe(5);
    const noStorage = await run([...nothing, '--storage', path.join(folder, 'gone')]);
    expect(marked(preflight(noStorage))).toEqual(['storage-writable stop']);
    const damaged = path.join(folder, 'damaged.json');
    await writeFile(damaged, `[${JSON.stringify(records[0])}, {"model": "auth.group", "fi`);
    const broken = await run(['preflight', damaged, '--target', 'office', '--json']);
    expect(marked(preflight(broken))).toEqual(['package stop']);
    expect(broken.status).toBe(5);
  });

  it('tells of a server that cannot be used by a check, without its password', async () => {
    const database = await freshServerUrl();
    try {
      const package_ = await built('server.zip');
      const noEdms = await run(['preflight', package_, '--json'], { EDMS_TARGET: database.url });
      expect(marked(preflight(noEdms))).toEqual(['schema-version stop']);
      await run(['init'], { EDMS_TARGET: database.url });
      const name = new URL(database.url).pathname.slice(1);
      await onServer(`alter database ${name} set default_transaction_read_only = on`);
      const standby = await run(['preflight', package_, '--json'], { EDMS_TARGET: database.url });
      expect(marked(preflight(standby))).toEqual(['connection stop']);
      expect([noEdms.status, standby.status]).toEqual([5, 5]);
      const { password } = new URL(database.url);
      for (const { out, err } of [noEdms, standby]) expect(out + err).not.toContain(password);
    } finally {
      await database.remove();
    }
  });

  it('tells a role that may hardly do anything what it lacks', async () => {
    let role = '';
    try {
      await withFreshTarget('server', async (_, { address }) => {
        if (address.kind !== 'server') return;
        const url = new URL(address.url);
        role = `edms_role_${url.pathname.slice(-12)}`;
        await onServer(`create role ${role} login password 'few-rights'`);
        await onServer(`grant select on all tables in schema public to ${role}`, url.pathname.slice(1));
        [url.username, url.password] = [role, 'few-rights'];
        const ended = await run(['preflight', await built('role.zip'), '--json'], { EDMS_TARGET: url.href });
        expect(marked(preflight(ended))).toEqual(['privileges stop']);
      });
    } finally {
      await onServer(`drop role if exists ${role}`);
    }
  });

  it.each([
    [['preflight', '--target', 'embedded:never'], 2],
    [['preflight', '/nowhere/package.zip', '--target', 'embedded:never'], 4],
    [['health', 'package.zip', '--target', 'embedded:never'], 2],
    [['health'], 2],
  ])('refuses what makes no sense: %j', async (words, status) => {
    expect((await run(words)).status).toBe(status);
  });
});

describe('health on the command line', () => {
  it('tells how a target is, with its own storage, and ends with 3 when something needs a look', async () => {
    // It is made by the first command that names it.
    const fresh = await run(['health', '--target', 'embedded:healthy', '--json']);
    const told: Health = JSON.parse(fresh.out);
    expect(told).toMatchObject({ storage: { files: 0 }, lastBackup: null });
    expect(told.findings.filter(({ id, level }) => level !== 'ok' && id !== 'storage-space')).toEqual([]);
    expect(fresh.status).toBe(told.level === 'ok' ? 0 : 3);
    await edms.fill(await built('healthy.zip'));
    await rm(path.join(edms.storage, 'documents', 'a.docx'));
    const ended = await run(['health', '--target', 'office']);
    expect(ended.out).toMatch(
      /^ {2}warn {2}Documents without files {2}1 file that a document names is not in the storage/m,
    );
    expect(ended.out).toMatch(/^ +D1: documents\/a\.docx$/m);
    expect(ended.out).toMatch(/^ {2}documents +1 +\d+ +[\d,]+$/m);
    expect(ended.status).toBe(3);
  });
});
