import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '../engine/testing/build-package.ts';
import { basics, document, user } from '../engine/testing/sample-records.ts';
import { ScheduleStore } from '../schedule/schedule-store.ts';
import { fillEmbedded, runProcess } from './testing.ts';

/** The EDMS demands somebody who has made the console's configuration. */
const admin = user('admin', { is_superuser: true, is_staff: true, is_active: true });

let folder = '';
let exports_ = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-schedule-cli-'));
  exports_ = path.join(folder, 'the exports');
  await mkdir(exports_);
  const file = await buildPackage(path.join(folder, 'in.zip'), [...basics(), admin, document('D-1')], []);
  await fillEmbedded(home(), 'in', file);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const home = () => path.join(folder, 'home');
const run = (...words: readonly string[]) =>
  runProcess(words, { EDMS_BACKUP_HOME: home(), EDMS_TARGET: undefined });
const json = async (...words: readonly string[]) => {
  const { status, out, err } = await run(...words, '--json');
  return { status, err, ...JSON.parse(out) };
};
/** Makes a schedule's next run due, as if the machine had been off. */
const letTimePass = (name: string, days: number) => {
  const store = ScheduleStore.open(home());
  const { schedule } = store.require(name);
  store.change(schedule, Date.now() - days * 24 * 3_600_000);
  store.close();
};

describe('schedules on the command line', () => {
  const told = () => path.join(folder, 'told');

  it('export what is due once, tell of it, and write it into the EDMS', { timeout: 240_000 }, async () => {
    const command = JSON.stringify([process.execPath, '-e', TELL, told()]);
    const added = await json(
      ...['schedule', 'add', 'Every day', '--target', 'embedded:in', '--export-to', exports_],
      ...[
        '--when',
        'daily 02:30',
        '--zone',
        'Europe/Berlin',
        '--tell',
        `command:${command}`,
        '--tell-success',
      ],
    );
    expect(added).toMatchObject({ status: 0, schedule: { name: 'Every day', standing: 'well' } });
    expect((await json('schedule', 'run', '--due')).done).toEqual([]);
    letTimePass('Every day', 3);
    expect((await run('schedule', 'list')).out).toMatch(/Every day +overdue +daily 02:30/);
    const rounds = await Promise.all([json('schedule', 'run', '--due'), json('schedule', 'run', '--due')]);
    const done = rounds.flatMap((round) => round.done);
    expect(done).toEqual([
      expect.objectContaining({
        schedule: 'Every day',
        trigger: 'caught-up',
        covers: 3,
        outcome: 'succeeded',
      }),
    ]);
    const [name, ...others] = await readdir(exports_);
    expect(others).toEqual([]);
    expect(name).toMatch(/^Every-day-\d{4}-\d\d-\d\d-\d{6}\.tar\.gz$/);
    expect((await stat(path.join(exports_, name ?? ''))).size).toBe(done[0].result.bytes);
    expect((await readFile(told(), 'utf8')).trim().split('\n')).toEqual(['overdue', 'recovered']);
    expect((await json('schedule', 'run', '--due')).done).toEqual([]);
    // What it made can be restored, and holds no row about itself; the EDMS has one.
    expect((await json('inspect', path.join(exports_, name ?? ''))).records).toBe(done[0].result.records);
    const fixture = path.join(folder, 'after.json');
    await run('export', fixture, '--target', 'embedded:in');
    const jobs = JSON.parse(await readFile(fixture, 'utf8')).filter(
      ({ model }: { readonly model: string }) => model === 'backup.backupjob',
    );
    expect(jobs).toEqual([
      expect.objectContaining({
        fields: expect.objectContaining({
          job_name: 'Every day',
          status: 'COMPLETED',
          backup_file_path: name,
        }),
      }),
    ]);
    expect((await json('jobs', '--search', 'export')).jobs[0].state).toBe('completed');
  });

  it('run when a person says so, are shown, paused and removed', { timeout: 120_000 }, async () => {
    const asked = await json('schedule', 'run', 'every DAY');
    expect(asked).toMatchObject({ status: 0, run: { trigger: 'person', outcome: 'succeeded', due: null } });
    const { runs, schedule } = await json('schedule', 'show', 'Every day');
    expect(runs.map(({ trigger }: { readonly trigger: string }) => trigger)).toEqual(['person', 'caught-up']);
    expect(schedule.overdueSince).toBeNull();
    expect((await run('schedule', 'show', 'Every day')).out).toContain('person');
    expect((await json('schedule', 'pause', 'Every day')).schedule.standing).toBe('paused');
    letTimePass('Every day', 3);
    expect((await json('schedule', 'run', '--due')).done).toEqual([]);
    expect((await json('schedule', 'resume', 'Every day')).schedule.standing).toBe('well');
    expect((await run('schedule', 'remove', 'Every day')).out).toBe('Removed the schedule Every day.\n');
    expect((await json('schedule', 'list')).schedules).toEqual([]);
    expect((await run('schedule', 'show', 'Every day')).status).toBe(2);
  });

  it('say what is wrong: no such target, no such folder, a run that fails', {
    timeout: 120_000,
  }, async () => {
    const add = (...words: readonly string[]) =>
      json('schedule', 'add', 'bad', '--when', 'daily 02:30', ...words);
    const gone = path.join(folder, 'gone');
    expect((await add('--target', 'embedded:typo', '--export-to', exports_)).error.code).toBe(
      'TARGET_UNREACHABLE',
    );
    expect((await add('--target', 'nobody', '--export-to', exports_)).status).not.toBe(0);
    expect((await add('--target', 'embedded:in', '--export-to', gone)).error.message).toContain(gone);
    await mkdir(gone);
    expect((await add('--target', 'embedded:in', '--export-to', gone)).status).toBe(0);
    await rm(gone, { recursive: true });
    expect(await json('schedule', 'run', 'bad')).toMatchObject({
      status: 5,
      run: { outcome: 'failed', error: { code: 'STORAGE_NOT_FOUND' } },
    });
    expect((await run('schedule', 'run', 'nobody')).status).toBe(2);
    // A run that failed is tried again later than it was due.
    letTimePass('bad', 2);
    await run('schedule', 'run', '--due');
    expect((await run('schedule', 'show', 'bad')).out).toMatch(
      /next +[-\d]{10} [:\d]{5} \(due [-\d]{10} [:\d]{5}\)/,
    );
  });

  it('are made of the backup configurations of the EDMS, paused', { timeout: 120_000 }, async () => {
    const fixture = path.join(folder, 'configuration.json');
    await writeFile(fixture, JSON.stringify([...basics(), CONFIGURATION]));
    await fillEmbedded(home(), 'in', fixture);
    const imported = await json('schedule', 'import', '--target', 'embedded:in', '--zone', 'Europe/Berlin');
    expect(imported.imported).toEqual([
      expect.objectContaining({
        draft: expect.objectContaining({
          name: 'weekly_export',
          when: { kind: 'weekly', days: ['sun'], time: '03:00' },
        }),
      }),
    ]);
    expect((await json('schedule', 'list')).schedules).toContainEqual(
      expect.objectContaining({ name: 'weekly_export', standing: 'paused' }),
    );
    const again = await json('schedule', 'import', '--target', 'embedded:in');
    expect(again.imported[0].draft).toBeNull();
    const looked = await json('schedule', 'import', '--target', 'embedded:in', '--dry-run');
    expect(looked.imported, 'a look says what would be done').toEqual(again.imported);
  });

  it('are called by a timer that is shown before it is written', { timeout: 60_000 }, async () => {
    const shown = await run('schedule', 'install', '--dry-run');
    expect(shown.status).toBe(0);
    expect(shown.out).toContain(home());
    expect((await run('schedule', 'install')).err).toContain('--yes');
  });
});

/** Writes the kind of the notice that it is told into the file that it is given. */
const TELL = `
let text = '';
process.stdin.on('data', (part) => { text += part; });
process.stdin.on('end', () => require('node:fs').appendFileSync(process.argv[1], JSON.parse(text).kind + '\\n'));`;

const CONFIGURATION = {
  model: 'backup.backupconfiguration',
  fields: {
    uuid: '1a5c56b5-66f3-4ac8-ad9c-041ef8e8b471',
    name: 'weekly_export',
    description: '',
    backup_type: 'FULL',
    frequency: 'WEEKLY',
    schedule_time: '03:00:00',
    schedule_days: [6],
    retention_days: 90,
    max_backups: 12,
    storage_path: '/opt/edms/backups/export',
    compression_enabled: true,
    encryption_enabled: true,
    status: 'ACTIVE',
    is_enabled: true,
    created_at: '2025-12-04T01:07:32.429Z',
    updated_at: '2025-12-04T01:07:32.429Z',
    created_by: ['author'],
  },
};
