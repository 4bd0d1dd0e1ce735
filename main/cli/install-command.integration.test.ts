import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { buildPackage } from '../engine/testing/build-package.ts';
import { basics } from '../engine/testing/sample-records.ts';
import { ScheduleStore } from '../schedule/schedule-store.ts';
import { fillEmbedded, PROGRAM } from './testing.ts';
import { startSystemdUser } from './testing-systemd.ts';

const TIMER = 'edms-backup-schedule.timer';
const SERVICE = 'edms-backup-schedule.service';

it('has systemd itself call what is due, and takes that back', { timeout: 180_000 }, async ({ skip }) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-systemd-'));
  const systemd = await startSystemdUser(folder);
  if (systemd === null) {
    await rm(folder, { recursive: true });
    return skip('There is no systemd, or it takes root to begin a manager of its own');
  }
  try {
    const home = path.join(folder, 'the console');
    const exports = path.join(folder, 'exports');
    await mkdir(exports);
    await fillEmbedded(home, 'one', await buildPackage(path.join(folder, 'p.zip'), basics(), []));
    const cli = async (...words: readonly string[]) =>
      JSON.parse(await systemd.run(process.execPath, ...PROGRAM, ...words, '--home', home, '--json'));
    const timers = () => systemd.run('systemctl', '--user', 'list-timers', '--all', '--no-legend');

    const what = [
      '--target',
      'embedded:one',
      '--export-to',
      exports,
      '--file-name',
      '{name}-{date}-{time}.ndjson',
    ];
    await cli('schedule', 'add', 'Nightly', '--when', 'daily 02:30', ...what);
    // As if it had been added two days ago.
    const store = ScheduleStore.open(home);
    store.change(store.require('Nightly').schedule, Date.now() - 2 * 24 * 3_600_000);
    store.close();
    await cli('schedule', 'install', '--yes');
    expect(await timers()).toContain(TIMER);

    // As the timer does; the command rejects where the service fails.
    await systemd.run('systemctl', '--user', 'start', SERVICE);
    expect(await readdir(exports)).toEqual([expect.stringMatching(/^Nightly-.*\.ndjson$/)]);
    expect((await cli('schedule', 'show', 'Nightly')).runs).toMatchObject([
      { trigger: 'caught-up', outcome: 'succeeded' },
    ]);

    await cli('schedule', 'uninstall', '--yes');
    expect(await timers()).toBe('');
    expect(await readdir(path.join(folder, '.config', 'systemd', 'user'))).toEqual([]);
  } finally {
    await systemd.stop();
    await rm(folder, { recursive: true });
  }
});
