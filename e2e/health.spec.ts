import { access, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Locator } from 'playwright';
import { expect, test } from 'playwright/test';
import { newDatabase } from './support/databases.ts';
import { openConsole } from './support/launch.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

test.describe('How an EDMS is', () => {
  let folder: string;
  test.beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-health-'));
  });
  test.afterEach(() => rm(folder, { recursive: true, force: true }));

  test('is shown, what is out of order is repaired after a preview, and a job is run again', async () => {
    test.setTimeout(300_000);
    const database = await newDatabase();
    const console = await openConsole();
    const person = new Person(console);
    const { window } = person;
    const finding = (id: string): Locator => window.getByTestId(`finding-${id}`);
    const job = (name: RegExp): Locator => window.getByTestId('jobs').getByRole('button', { name });
    const storage = path.join(folder, 'files');
    await mkdir(storage);
    const file = path.join(folder, 'package.tar.gz');
    await copyFile(samplePackage, file);
    await person.opensForRestore(file);
    await person.makesServerTarget(database.url);
    await person.willChoose(storage);
    await person.button('Choose a folder…').click();
    await person.previews();
    await person.restores();

    // Somebody inserts a row with a key of their own, and somebody loses a file.
    await database.query(`insert into auth_group (id, name) values (900, 'by hand')`);
    const [named] = await database.query(
      `select file_path from documents where file_path <> '' order by id limit 1`,
    );
    const lost = String(named?.file_path).replace(/^storage\//, '');
    await rm(path.join(storage, lost));

    await window.keyboard.press('Control+9');
    await expect(window.getByTestId('health-verdict')).toHaveText('Some things need a look', {
      timeout: 60_000,
    });
    await expect(finding('sequences')).toContainText('Count: 1');
    await expect(finding('sequences')).toContainText('auth_group');
    await expect(finding('missing-files')).toContainText('Count: 1');
    await expect(finding('missing-files')).toContainText(lost);
    await expect(window.getByRole('img', { name: /^Documents: \d+ in all/ })).toBeVisible();
    await person.seesNoBarrier('health');
    await person.button('Sizes by table: As a table').click();
    await expect(window.getByRole('row', { name: /^documents / })).toBeVisible();

    await person.button('Note this check in the EDMS').click();
    await expect(window.getByText(/^Noted in the EDMS: 1 row in health_checks/)).toBeVisible();
    expect(await database.query('select check_name, status from health_checks')).toEqual([
      { check_name: 'Backup Console Health Check', status: 'WARNING' },
    ]);

    await person.button('Repair sequences…').click();
    await expect(window.getByTestId('sequences').getByRole('row', { name: /auth_group/ })).toContainText(
      '901',
    );
    await person.seesNoBarrier('repair');
    // What was shown is not done before it is confirmed.
    const nextKey = `select last_value::int from auth_group_id_seq`;
    const [before] = await database.query(nextKey);
    await person.mainAction.click();
    await person.dialogButton('Back').click();
    expect(await database.query(nextKey)).toEqual([before]);
    await person.mainAction.click();
    await person.dialogButton('Repair').click();
    await expect(window.getByTestId('repair-verdict')).toHaveText('1 sequence repaired', { timeout: 60_000 });
    expect(await database.query(nextKey)).toEqual([{ last_value: 900 }]);
    await person.button('Check again').click();
    await expect(finding('sequences')).toContainText('No sequence is behind', { timeout: 60_000 });

    await person.button('Bring missing files…').click();
    await expect(person.mainAction).toHaveText('Put 1 file in place…', { timeout: 60_000 });
    await expect(window.getByRole('main')).toContainText(lost);
    await person.seesNoBarrier('repair of files');
    await person.mainAction.click();
    await person.dialogButton('Repair').click();
    await expect(window.getByTestId('repair-verdict')).toHaveText('1 file put in place', { timeout: 60_000 });
    await access(path.join(storage, lost));
    await person.button('Check again').click();
    await expect(finding('missing-files')).toContainText('Every file that a document names is there.', {
      timeout: 60_000,
    });

    await window.keyboard.press('Control+8');
    await expect(job(/^Health check: /)).toHaveCount(3);
    await expect(job(/^Repair: completed/)).toHaveCount(2);
    // Another package stands at the path by now.
    await writeFile(file, gzipSync(gunzipSync(await readFile(file)), { level: 1 }));
    await job(/^Restore: /).click();
    await person.button('Run again…').click();
    // The target is open still, so it leads to the preview at once.
    await expect(window.getByTestId('totals')).toContainText('are there already', { timeout: 60_000 });
    await expect(window.getByRole('alert')).toContainText('its sha256 differs');
    await person.seesNoBarrier('run again');
    await console.close();
    await database.drop();
  });

  test('can be seen without a package, and its job leads back to the target', async () => {
    const home = path.join(folder, 'home');
    const first = await openConsole({ home });
    const person = new Person(first);
    await first.window.keyboard.press('Control+3');
    await person.connectsToEmbedded('alone');
    await person.mainAction.click();
    await expect(first.window.getByTestId('health-verdict')).toBeVisible({ timeout: 60_000 });
    await expect(first.window.getByRole('main', { name: 'Health' })).toContainText('embedded:alone');
    await person.seesNoBarrier('health of an empty target');
    await first.close();

    const second = await openConsole({ home });
    const again = new Person(second);
    await second.window.keyboard.press('Control+8');
    await second.window
      .getByTestId('jobs')
      .getByRole('button', { name: /^Health check: / })
      .click();
    await again.button('Run again…').click();
    await again.button('Connect to embedded:alone').click();
    await expect(second.window.getByTestId('connected')).toBeVisible({ timeout: 60_000 });
    await again.mainAction.click();
    await expect(second.window.getByTestId('health-verdict')).toBeVisible({ timeout: 60_000 });
    await second.close();
  });
});
