import { execFile } from 'node:child_process';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { openConsole } from './support/launch.ts';
import { seesNoBarrierInEachLook } from './support/look.ts';
import { Person } from './support/person.ts';

const root = path.resolve(__dirname, '..');
const run = promisify(execFile);

test('a scheduled snapshot that could not be signed is there, and the window says so', async () => {
  test.setTimeout(300_000);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-unsigned-'));
  const home = path.join(folder, 'home');
  const repository = path.join(folder, 'repository');
  // As at night: no keychain answers.
  const { DBUS_SESSION_BUS_ADDRESS: _, ...night } = process.env;
  const command = (...words: readonly string[]) =>
    run(process.execPath, [path.join(root, 'dist', 'cli', 'index.js'), ...words, '--quiet'], {
      env: { ...night, EDMS_BACKUP_HOME: home },
    });
  await command('init', '--target', 'embedded:office');
  await command('snapshot', 'init', '--repo', repository);
  await command('keys', 'show');
  const key = path.join(home, 'settings', 'signing-key.pem');
  await rename(key, `${key}.away`);
  await command(
    ...['schedule', 'add', 'Nachts', '--target', 'embedded:office', '--when', 'on-demand'],
    ...['--repo', repository, '--afterwards', 'verify', '--sign'],
  );
  const { stdout } = await command('schedule', 'run', 'Nachts');
  expect(stdout).toContain('SNAPSHOT_UNSIGNED');

  const console = await openConsole({ home, env: { EDMS_LANGUAGE: 'de' } });
  const person = new Person(console);
  const { window } = person;
  await window.keyboard.press('Control+Shift+S');
  const runs = window.getByTestId('schedule-runs');
  await expect(runs).toContainText('nicht signiert, da der Schlüssel nicht erreichbar war', {
    timeout: 60_000,
  });
  await seesNoBarrierInEachLook(person, 'an unsigned run');
  // In the list of snapshots it is what it is.
  await window.keyboard.press('Control+7');
  await expect(window.getByRole('main')).toContainText('Nicht signiert', { timeout: 60_000 });
  await window.keyboard.press('Control+8');
  await expect(window.getByTestId('jobs')).toContainText('Befunde', { timeout: 60_000 });
  await console.close();
  await rm(folder, { recursive: true, force: true });
});
