import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProcess } from './testing.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-schedule-lost-'));
  await mkdir(path.join(folder, 'exports'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (home: string) => {
  const place = path.join(folder, home);
  const store = path.join(place, 'jobs', 'jobs.sqlite');
  const run = async (...words: readonly string[]) => {
    const { status, out, err } = await runProcess(
      ['schedule', ...words, '--json'],
      { EDMS_BACKUP_HOME: place, EDMS_TARGET: undefined },
      { input: '' },
    );
    return { status, err, ...JSON.parse(out) };
  };
  const add = (name: string, ...more: readonly string[]) =>
    run(
      ...[
        'add',
        name,
        '--target',
        'postgresql://edms@127.0.0.1:1/edms',
        '--export-to',
        path.join(folder, 'exports'),
      ],
      ...['--when', 'daily 02:30', ...more],
    );
  return { run, add, store };
};

describe('schedules', () => {
  it('of another version are named, are in the way by name, and can be removed', async () => {
    const { run, add, store } = at('other');
    await add('Nightly');
    const database = new Database(store);
    database.exec(`update schedules set definition = json_set(definition, '$.future', 1)`);
    database.close();

    expect(await run('list')).toMatchObject({
      schedules: [],
      unreadable: ['nightly'],
      err: expect.stringContaining('nightly'),
    });
    expect(await add('NIGHTLY')).toMatchObject({
      status: 2,
      error: { code: 'SCHEDULE_INVALID', advice: expect.stringContaining('schedule remove "NIGHTLY"') },
    });
    expect(await run('remove', 'Nightly')).toMatchObject({ status: 0, removed: { name: 'Nightly' } });
    expect(await add('Nightly')).toMatchObject({ status: 0 });
  }, 60_000);

  it('that were lost with a damaged list are missed by every command until there are new ones', async () => {
    const { run, add, store } = at('lost');
    await add('Nightly');
    await writeFile(store, 'garbage');
    const first = await run('run', '--due');
    const second = await run('run', '--due');
    for (const round of [first, second]) {
      expect(round).toMatchObject({ status: 3, done: [] });
      expect(round.lost).toMatch(/jobs\.sqlite\.damaged-\w+$/);
      expect(round.err).toContain(round.lost);
    }
    await add('Anew');
    expect(await run('run', '--due')).toMatchObject({ status: 0, lost: null, err: '' });
  }, 60_000);

  it('are not kept where the command is refused, and keep what they owe where nothing is changed', async () => {
    const { run, add, store } = at('refused');
    const mail = ['--tell', 'mail:ops@example.org', '--mail-from', 'edms@example.org', '--smtp'];
    const refused = await add('Mails', ...mail, 'smtp://127.0.0.1:25', '--password-stdin');
    expect(refused).toMatchObject({ status: 2, error: { code: 'USAGE' } });
    expect((await run('list')).schedules).toEqual([]);

    await add('Nightly');
    const database = new Database(store);
    database.exec('update schedules set failures = 1, next_due = 1000, begin_at = 1000, covered_until = 0');
    database.close();
    expect((await run('resume', 'Nightly')).schedule).toMatchObject({
      failures: 1,
      nextDue: '1970-01-01T00:00:01.000Z',
    });
  }, 60_000);

  it('of a profile that is removed are named: their runs would fail at night', async () => {
    const { add, store } = at('profile');
    const home = { EDMS_BACKUP_HOME: path.dirname(path.dirname(store)), EDMS_PASSWORD: 'pl4nted' };
    const profiles = (...words: readonly string[]) => runProcess(['profiles', ...words], home, { input: '' });
    for (const name of ['Office', 'Other'])
      await profiles('add', name, '--url', 'postgresql://edms@127.0.0.1:1/edms');
    expect(await add('Nightly', '--target', 'Office')).toMatchObject({ status: 0 });
    const removed = await profiles('remove', 'office');
    expect(removed.status).toBe(0);
    expect(removed.err).toContain('their runs fail from now on: Nightly.');
    const other = await profiles('remove', 'Other', '--json');
    expect(JSON.parse(other.out)).toMatchObject({ schedules: [] });
  }, 60_000);
});
