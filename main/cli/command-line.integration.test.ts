import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePackage } from '../../scripts/invent/index.ts';
import { freshServerUrl } from '../engine/database/testing.ts';
import type { RestoreReport } from '../engine/restore/report.ts';
import { type BuiltRecord, buildPackage, sha256 } from '../engine/testing/build-package.ts';
import { basics, document, sample } from '../engine/testing/sample-records.ts';
import { type Ended, type OnStart, runProcess } from './testing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  onStart?: OnStart,
): Promise<Ended> =>
  runProcess(words, { EDMS_BACKUP_HOME: path.join(folder, 'home'), ...environment }, { onStart });

const content = 'a document';
const file = { path: 'documents/a.docx', content };
const records = (): readonly BuiltRecord[] => [
  ...basics(),
  document('D1', {
    file_path: 'storage/documents/a.docx',
    file_size: content.length,
    file_checksum: sha256(content),
  }),
];

const built = (name: string, what: readonly BuiltRecord[] = records()) =>
  buildPackage(path.join(folder, name), what, what.length > 3 ? [file] : []);

function report(ended: Ended): RestoreReport {
  expect(ended.out.trim().split('\n')).toHaveLength(1);
  return JSON.parse(ended.out);
}

describe('the command line', () => {
  it("shows no statement and no value to whoever has the environment's DEBUG set", async () => {
    const words = ['restore', await built('debug.zip'), '--target', 'embedded:debug', '--yes', '--json'];
    const { status, err } = await run(words, { DEBUG: '*' });
    expect(status).toBe(0);
    expect(err).not.toMatch(/prisma|\b(insert|select)\b/i);
  });

  it("prints one object, and no statement, to whoever has the environment's RUST_LOG set", async () => {
    const package_ = await built('trace.zip');
    const environment = { RUST_LOG: 'trace' };
    const target = ['--target', 'embedded:trace', '--json'];
    expect(report(await run(['restore', package_, ...target, '--yes'], environment)).created).toBe(4);
    const { out } = await run(['export', path.join(folder, 'trace.sqlite'), ...target], environment);
    expect(JSON.parse(out)).toHaveProperty('records');
  });

  it('restores into an embedded target that it makes, prints one object, and says unchanged the second time', async () => {
    const package_ = await built('sound.zip');
    const first = await run(['restore', package_, '--target', 'embedded:cli', '--yes', '--json']);
    expect(report(first)).toMatchObject({
      records: 4,
      created: 4,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      failed: 0,
      byModel: { 'documents.document': { records: 1, created: 1 } },
      conflicts: [],
      files: { copied: 1, unchanged: 0, skipped: 0, failed: 0 },
      verified: true,
      durationMs: expect.any(Number),
    });
    expect(first.status).toBe(0);
    const second = await run(['restore', package_, '--target', 'embedded:cli', '--yes', '--json', '--quiet']);
    expect(report(second)).toMatchObject({ unchanged: 4, files: { unchanged: 1 }, verified: true });
    expect(second).toMatchObject({ status: 0, err: '' });
  });

  it('keeps to a server: init, plan, restore; refuses what is not empty; never shows the password', async () => {
    const database = await freshServerUrl();
    try {
      const environment = { EDMS_TARGET: database.url };
      const password = new URL(database.url).password;
      const package_ = await built('server.zip', [
        ...records(),
        sample('users.role', { name: 'r', created_by: ['ghost'] }),
      ]);
      const noEdms = await run(['plan', package_], environment);
      expect(noEdms).toMatchObject({ status: 5, out: '', err: expect.stringContaining('TARGET_NOT_EDMS') });
      const made = await run(['init'], environment);
      expect(made).toMatchObject({ status: 0, out: expect.stringContaining('PostgreSQL') });
      const twice = await run(['init', '--json'], environment);
      expect(JSON.parse(twice.out)).toMatchObject({ error: { code: 'TARGET_NOT_EMPTY' } });
      expect(twice.status).toBe(5);
      const planned = await run(['plan', package_, '--json'], environment);
      expect(report(planned)).toMatchObject({ state: 'dry run', created: 4, failed: 1, verified: false });
      expect(planned.status).toBe(3);
      const dry = await run(['restore', package_, '--dry-run', '--json'], environment);
      expect(report(dry)).toMatchObject({ state: 'dry run', created: 4 });
      const done = await run(['restore', package_, '--yes', '--storage', folder], environment);
      expect(done.status).toBe(3);
      expect(done.out).toContain('5 records: 4 created, 0 updated, 0 unchanged, 0 skipped, 1 failed');
      expect(done.out).toContain('users.user ghost');
      for (const { out, err } of [noEdms, made, twice, planned, dry, done])
        expect(out + err).not.toContain(password);
    } finally {
      await database.remove();
    }
  });

  it('restores what was selected, and mirrors with what was chosen to go', async () => {
    const whole = [...records(), document('D2', { file_path: '' })];
    const target = ['--target', 'embedded:modes', '--yes', '--json', '--quiet'];
    const everything = await built('whole.zip', whole);
    const one = await run(['restore', everything, ...target, '--select', 'documents.document:D2']);
    expect(report(one)).toMatchObject({
      mode: 'selected',
      state: 'completed',
      created: 4,
      skipped: 1,
      notSelected: 1,
      files: { skipped: 1 },
      filesNotSelected: 1,
    });
    expect(one.status).toBe(0);
    const nothing = await run(['restore', everything, ...target, '--select', 'documents.document:D9']);
    expect(JSON.parse(nothing.out)).toMatchObject({ error: { code: 'SELECTION_EMPTY' } });
    expect(nothing.status).toBe(2);
    const mirror = ['--mode', 'mirror', '--remove-beyond', 'documents.document', '--accept', 'mode'];
    const less = await run(['restore', await built('less.zip', whole.slice(0, 4)), ...target, ...mirror]);
    expect(report(less)).toMatchObject({
      mode: 'mirror',
      created: 1,
      unchanged: 3,
      removed: 1,
      verified: true,
    });
    expect(less.status).toBe(0);
  });

  it('asks for a yes, and without a terminal refuses', async () => {
    const ended = await run(['restore', await built('ask.zip'), '--target', 'embedded:never']);
    expect(ended).toMatchObject({ status: 2, out: '', err: expect.stringContaining('--yes') });
  });

  it.each([
    ['a password in the wrong place', ['inspect', 'a.zip', 'postgresql://u:s3cret@h/db'], 2],
    ['a password for a command', ['postgresql://u:s3cret@h/db'], 2],
    ['a URL for a package', ['inspect', 'postgresql://u:s3cret@h/db', '--json'], 4],
    ['a password that is not encoded', ['init', '--target', 'postgresql://u:p@s3cret/x@127.0.0.1:1/db'], 5],
    ['a server that is not there', ['init', '--target', 'postgresql://u:s3cret@127.0.0.1:1/db', '--json'], 5],
    ['a password in quotes', ['init', '--target', 'host=h password="s3cret"', '--json'], 5],
    ['a password of words', ['init', '--target', "host=h password='my s3cret' user=u"], 5],
    ['a URL that is mistyped', ['init', '--target', 'postgresql//u:s3cret@h/db'], 5],
  ])('never repeats a secret: %s', async (_, words, status) => {
    const ended = await run(words);
    expect(ended.out + ended.err).not.toContain('s3cret');
    if (words.includes('--json')) expect(JSON.parse(ended.out)).toMatchObject({ problems: [{}] });
    expect(ended.status).toBe(status);
  });

  it('is cancelled by Ctrl+C with nothing changed', async () => {
    const large = path.join(folder, 'large.json');
    await writePackage(large, { records: 30_000 });
    const temporary = path.join(folder, 'temporary');
    await mkdir(temporary);
    const words = ['restore', large, '--target', 'embedded:cancelled', '--yes', '--json'];
    const ended = await run(words, { EDMS_BACKUP_TEMP: temporary }, (child) => {
      // the engine has begun to read when its working folder is there
      const timer = setInterval(() => {
        if (readdirSync(temporary).length === 0) return;
        clearInterval(timer);
        child.kill('SIGINT');
      }, 5);
    });
    expect(JSON.parse(ended.out)).toMatchObject({
      error: { code: 'CANCELLED', consequence: 'Nothing was changed.' },
    });
    expect(ended.status).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
    expect(existsSync(path.join(folder, 'home', 'targets', 'cancelled'))).toBe(false);
  });

  it('tells what cannot be read by code, place and status', async () => {
    const broken = path.join(folder, 'broken.json');
    await writeFile(broken, '[{"model": "auth.group", "fields": {"name": "g", "perm');
    const ended = await run(['inspect', broken, '--json']);
    expect(JSON.parse(ended.out)).toMatchObject({ readable: expect.stringMatching(/no|partly/) });
    expect(ended.status).toBe(4);
    const policy = path.join(folder, 'policy.json');
    await writeFile(policy, '{"classes": {"key-other-uuid": "perhaps"}}');
    const wrong = await run(['plan', broken, '--target', 'embedded:never', '--policy', policy]);
    expect(wrong).toMatchObject({ status: 2, err: expect.stringContaining('classes.key-other-uuid') });
  });

  it('prints help and version', async () => {
    expect(await run(['restore', '--help'])).toMatchObject({
      status: 0,
      out: expect.stringContaining('--dry-run'),
    });
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
