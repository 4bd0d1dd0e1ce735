import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { ProfileStore } from '../main/settings/profile-store.ts';
import { writePackage } from '../scripts/invent/index.ts';
import { newDatabase, type TestDatabase } from './support/databases.ts';
import { openConsole } from './support/launch.ts';
import { looksAt } from './support/look.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

/**
 * Every screen in both looks: axe must find nothing serious. Where EDMS_SCREENSHOTS is set, the pictures in
 * `docs/screenshots` are made anew.
 */

test.describe.configure({ mode: 'parallel' });

test.describe('Every screen, light and dark,', () => {
  test.describe.configure({ timeout: 600_000 });
  let home: string;
  let packages: string;
  test.beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'edms-'));
    packages = path.join(home, 'packages');
    await mkdir(packages);
  });
  test.afterEach(() => rm(home, { recursive: true, force: true }));

  test('has no barrier', async () => {
    const database = await newDatabase();
    new ProfileStore(home).add({
      ...{ name: 'Head office', colour: 'red', environment: 'production', demandSignIn: true },
      ...{ connection: { kind: 'embedded', name: 'office' }, storageRoot: null },
    });
    const console = await openConsole({ home });
    const person = new Person(console);
    const { window } = console;
    const look = (name: string) => looksAt(person, name);
    const sample = path.join(packages, 'sample_migration_package.tar.gz');
    await copyFile(samplePackage, sample);

    await expect(window.getByRole('main')).toBeVisible();
    await look('01-open');

    const broken = path.join(packages, 'cut_in_half.tar.gz');
    const whole = await readFile(samplePackage);
    await writeFile(broken, whole.subarray(0, Math.floor(whole.length / 2)));
    await person.opens(broken);
    await expect(person.error).toBeVisible();
    await look('02-package-damaged');

    await person.opens(sample);
    await expect(window.getByTestId('verdict')).toBeVisible();
    await look('04-package');
    await person.button('Choose the target').click();
    await expect(person.button(/^Create embedded:/)).toBeEnabled();
    await look('05-target-embedded');
    await person.button('Open Head office').click();
    await expect(window.getByRole('dialog', { name: /^First administrator/ })).toBeVisible({
      timeout: 60_000,
    });
    await look('28-first-administrator');
    await window.getByLabel('Name', { exact: true }).fill('admin');
    await window.getByLabel('Password', { exact: true }).fill('correct horse');
    await window.getByLabel('Password, once more').fill('correct horse');
    await person.dialogButton('Make the account').click();
    await expect(window.getByTestId('signed-in')).toHaveText('admin', { timeout: 60_000 });
    await look('27-profiles');
    await window.getByTestId('signed-in').click();
    await expect(window.getByRole('dialog', { name: /^Sign in to/ })).toBeVisible();
    await look('29-sign-in');
    await person.dialogButton('Leave this target').click();
    await person.givesServer(database.url);
    await expect(person.error).toContainText('TARGET_NOT_EDMS');
    await look('06-target-without-edms');
    await person.button('Make an empty EDMS database here…').click();
    await look('07-target-make-edms');
    await person.dialogButton('Make the EDMS database').click();
    await expect(window.getByTestId('connected')).toBeVisible({ timeout: 60_000 });
    const storage = path.join(home, 'edms-files');
    await mkdir(storage);
    await person.willChoose(storage);
    await person.button('Choose a folder…').click();
    await look('08-target-connected');
    await window.getByRole('radio', { name: /^Selected records/ }).check();
    await look('25-target-mode');
    await person.mainAction.click();
    await window.getByRole('listbox').getByRole('option').first().click();
    await expect(window.getByRole('treeitem').first()).toBeVisible();
    await look('26-selection');
    await person.button('Back').click();
    await window.getByRole('radio', { name: /^Everything/ }).check();

    await person.previews();
    await look('09-preview');
    await person.mainAction.click();
    await expect(window.getByTestId('preflight')).toBeVisible({ timeout: 60_000 });
    await look('10-restore-confirm');
    await person.dialogButton(/^Restore /).click();
    await expect(window.getByTestId('report-verdict')).toHaveText('Completed and verified', {
      timeout: 60_000,
    });
    await look('11-report');

    await makeConflicts(database);
    await person.button('Preview').click();
    await expect(window.getByText(/^Needs you/)).toBeVisible();
    await look('12-preview-conflicts');
    await person.button('Show them').first().click();
    await window.getByRole('row').nth(1).click();
    await expect(window.getByTestId('record')).toBeVisible();
    await look('13-preview-record');
    await window.keyboard.press('Escape');
    await window.keyboard.press('?');
    await look('14-keys');
    await window.keyboard.press('Escape');

    await window.keyboard.press('Control+8');
    await window
      .getByTestId('jobs')
      .getByRole('button', { name: /^Restore: / })
      .click();
    await expect(window.getByTestId('job')).toBeVisible();
    await look('19-jobs');
    await person.button('Undo this restore…').click();
    await expect(window.getByRole('heading', { name: 'Undo a restore' })).toBeVisible({ timeout: 60_000 });
    await look('20-undo');

    await database.query(`insert into auth_group (id, name) values (900, 'by hand')`);
    await window.keyboard.press('Control+9');
    await expect(window.getByTestId('health-verdict')).toBeVisible({ timeout: 60_000 });
    await look('21-health');
    await person.button('Growth: As a table').click();
    await person.button('Sizes by table: As a table').click();
    await look('22-health-tables');
    await person.button('Repair sequences…').click();
    await expect(window.getByTestId('sequences')).toBeVisible({ timeout: 60_000 });
    await look('23-repair');
    await person.mainAction.click();
    await look('24-repair-confirm');
    await person.dialogButton('Back').click();
    await console.close();
    await database.drop();
  });

  test('has no barrier while a large package is read, previewed and restored', async () => {
    const large = path.join(packages, 'large_migration_package.tar.gz');
    await writePackage(large, { seed: 11, documents: 3000, compression: 1 });
    const console = await openConsole({ home });
    const person = new Person(console);
    const { window } = console;
    const look = (name: string) => looksAt(person, name);
    await person.opens(large);
    await expect(window.getByText('Reading large_migration_package.tar.gz')).toBeVisible();
    await look('03-package-reading');
    await person.button('Cancel').click();
    await expect(person.error).toContainText('CANCELLED');

    await person.opensForRestore(large);
    await person.connectsToEmbedded('rehearsal');
    await person.previews();
    await look('15-preview-large');
    await person.startsRestore();
    await expect(window.getByRole('listitem').filter({ hasText: 'Writing business data' })).toHaveAttribute(
      'aria-current',
      'step',
      { timeout: 120_000 },
    );
    await look('16-restoring');
    await person.button('Cancel the restore…').click();
    await look('17-restore-cancel');
    await person.dialogButton('Cancel the restore').click();
    await expect(person.error).toContainText('CANCELLED', { timeout: 60_000 });
    await look('18-restore-cancelled');
    await console.close();
  });
});

/** Changes the target as people do: a role reinstalled under another uuid, a type and a document edited. */
async function makeConflicts(database: TestDatabase): Promise<void> {
  await database.query(
    'update roles set uuid = gen_random_uuid() where id in (select id from roles limit 3)',
  );
  await database.query(`update document_types set description = 'Changed in the target'
    where id in (select id from document_types limit 2)`);
  await database.query(`update documents set title = 'An older title'
    where id in (select id from documents limit 2)`);
}
