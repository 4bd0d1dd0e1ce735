import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { createRepository } from '../main/engine/repository/open-repository.ts';
import { openConsole } from './support/launch.ts';
import { looksAt } from './support/look.ts';
import { homeWithOffice, opensOffice } from './support/office.ts';
import { Person } from './support/person.ts';

const PASSPHRASE = 'correct horse battery';

test.describe('Snapshots', () => {
  test.describe.configure({ mode: 'parallel' });
  let folder: string;
  test.beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-snapshots-'));
  });
  test.afterEach(() => rm(folder, { recursive: true, force: true }));

  test('a new user makes a repository, takes snapshots and goes back to one', async () => {
    test.setTimeout(900_000);
    const home = path.join(folder, 'home');
    const console = await openConsole({ home, targetsOf: await homeWithOffice() });
    const person = new Person(console);
    const { window } = person;
    const look = (name: string) => looksAt(person, name);
    const tab = (name: string) => window.getByRole('tab', { name, exact: true });
    const verdict = window.getByTestId('taken-verdict');
    const snapshots = window.getByTestId('snapshots');
    const rows = snapshots.getByRole('row');

    // An embedded EDMS, made of the sample.
    await opensOffice(person);

    await window.keyboard.press('Control+7');
    await expect(window.getByTestId('first-step')).toBeVisible();
    await look('30-snapshots-first-step');

    // The disk has other things on it: the repository gets a folder of its own there.
    const disk = path.join(folder, 'disk');
    await mkdir(path.join(disk, 'photos'), { recursive: true });
    await person.willChoose(disk);
    await person.mainAction.click();
    await expect(window.getByRole('main')).toContainText(path.join(disk, 'edms-snapshots'));
    await window.getByLabel('Name', { exact: true }).fill('USB disk');
    await window.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await window.getByLabel('Passphrase, once more').fill('another one');
    await window.getByRole('checkbox', { name: /^Keep the passphrase/ }).uncheck();
    await look('31-snapshots-new-repository');
    await person.button('Create the repository').click();
    await expect(window.getByRole('alert')).toContainText('not the same');
    await window.getByLabel('Passphrase, once more').fill(PASSPHRASE);
    await person.button('Create the repository').click();
    await expect(window.getByTestId('recovery-key')).toContainText('AGE-SECRET-KEY-1', { timeout: 60_000 });
    await look('32-snapshots-recovery-key');
    const key = ((await window.getByTestId('recovery-key').locator('p').textContent()) ?? '').trim();
    // Shown once, and not gone before it is written down.
    await expect(person.mainAction).toBeDisabled();
    await window.getByRole('checkbox', { name: 'I have written it down' }).check();
    await person.mainAction.click();
    await expect(window.getByTestId('recovery-key')).toHaveCount(0);

    // The first snapshot: a full one, whatever was asked for, and tested at once.
    await expect(window.getByTestId('source')).toContainText('embedded:office');
    const cost = window.getByTestId('snapshot-cost');
    await expect(cost).toContainText('It is the first one of this EDMS here', { timeout: 60_000 });
    await cost.scrollIntoViewIfNeeded();
    await look('33-snapshots-new');
    await expect(person.mainAction).toHaveText('Take a snapshot of embedded:office');
    await window.keyboard.press('Control+Enter');
    await expect(verdict.or(person.error)).toBeVisible({ timeout: 180_000 });
    await expect(verdict).toHaveText('The snapshot is taken, and it is good');
    await expect(window.getByRole('main')).toContainText('it is a full one');
    await look('34-snapshots-taken');
    await person.mainAction.click();
    await expect(rows).toHaveCount(2);
    await expect(window.getByTestId('seals')).toContainText('Restored and compared on');
    await expect(rows.nth(1)).toContainText('tested');
    await expect(rows.nth(1)).toContainText('full');

    // The EDMS changes: somebody restores another package into it.
    await changeEdms(person, folder);
    await window.keyboard.press('Control+7');
    await person.mainAction.click();
    await expect(cost).toContainText(/The snapshot of .* added/, { timeout: 60_000 });
    await window.getByLabel('Tags').fill('after the change');
    await window.getByRole('checkbox', { name: 'Test it by restoring it afterwards' }).uncheck();
    await person.mainAction.click();
    await expect(verdict).toHaveText('The snapshot is taken. It was not tested.', { timeout: 120_000 });
    await person.mainAction.click();
    await expect(rows).toHaveCount(3);
    await expect(rows.nth(1)).toContainText('not tested');
    await expect(rows.nth(1)).toContainText('incremental');
    await expect(window.getByTestId('snapshot')).toContainText('after the change');
    await expect(window.getByTestId('snapshot')).toContainText('auth.group');
    await look('35-snapshots-list');

    // It is read back, and by then it has a seal of its own.
    await person.button('Read back').click();
    await expect(window.getByTestId('proof')).toContainText('All of it can be read back', {
      timeout: 60_000,
    });
    await person.button('Restore test').click();
    await expect(window.getByTestId('proof')).toContainText('It is good: restored and compared', {
      timeout: 180_000,
    });
    await expect(window.getByTestId('seals').getByRole('listitem')).toHaveCount(2);
    await person.button('Growth and changes: As a table').click();
    await person.button('Days: As a table').click();
    await look('36-snapshots-tables');

    // The keys of a list: the first snapshot is the last line.
    await snapshots.focus();
    await window.keyboard.press('End');
    await expect(rows.nth(2)).toHaveAttribute('aria-selected', 'true');

    // Upkeep: nothing is wrong, and nothing is in the way.
    await tab('Maintenance').click();
    await window.getByRole('checkbox', { name: 'Read every byte' }).check();
    await person.button('Check the repository').click();
    await expect(window.getByTestId('check-result')).toContainText('The repository is in order.', {
      timeout: 60_000,
    });
    await person.button('See what would be taken away').click();
    await expect(window.getByTestId('prune-result')).toBeVisible({ timeout: 60_000 });
    await person.button('Remove locks that were left behind').click();
    await expect(window.getByTestId('unlock-result')).toHaveText('No lock was left behind.', {
      timeout: 60_000,
    });
    await look('37-snapshots-maintenance');
    await tab('Snapshots').click();

    // Back to how it was: the first snapshot is the package in hand.
    await snapshots.focus();
    await window.keyboard.press('End');
    await person.button('Open as package').click();
    await expect(window.getByTestId('verdict')).toBeVisible({ timeout: 60_000 });
    await expect(person.button(/^Package: change: Snapshot of /)).toBeVisible();
    await look('38-snapshot-as-package');
    await person.button('Choose the target').click();
    await person.previews();
    await expect(window.getByTestId('totals')).toContainText('are there already');
    await look('39-snapshot-preview');

    // What was done is among the jobs.
    await window.keyboard.press('Control+8');
    const jobs = window.getByTestId('jobs');
    await expect(jobs.getByRole('button', { name: /^Snapshot: completed/ })).toHaveCount(2);
    await expect(jobs.getByRole('button', { name: /^Proof of a snapshot: completed/ })).toHaveCount(2);
    await console.close();

    // Nothing of passphrase or key is in what the console keeps for itself.
    const settings = path.join(home, 'settings');
    for (const name of await readdir(settings)) {
      const text = await readFile(path.join(settings, name), 'utf8');
      expect(text, name).not.toContain(PASSPHRASE);
      expect(text, name).not.toContain(key);
    }
    expect(await readFile(path.join(settings, 'repositories.json'), 'utf8')).toContain('USB disk');

    // Another start: the passphrase was kept for the run alone, and the recovery key opens it as well.
    const second = await openConsole({ home });
    const again = new Person(second);
    await second.window.keyboard.press('Control+7');
    await expect(second.window.getByTestId('unlock')).toBeVisible({ timeout: 60_000 });
    const secret = second.window.getByLabel('Passphrase or recovery key');
    await secret.fill('not it');
    await again.button('Open the repository').click();
    // It is tried for seconds: who corrects it meanwhile does not lose what they type.
    await secret.fill('the next one');
    await secret.press('Control+Enter');
    await expect(secret).toHaveValue('the next one');
    await expect(again.error).toContainText('ENCRYPTION_KEY_WRONG', { timeout: 60_000 });
    await again.seesNoBarrier('a locked repository');
    await second.window.getByLabel('Passphrase or recovery key').fill(key);
    await again.button('Open the repository').click();
    await expect(second.window.getByTestId('snapshots').getByRole('row')).toHaveCount(3, {
      timeout: 60_000,
    });

    // The last one that was tested stays; the one before may go, though the newer one was compared with it.
    await again.button('Forget…').click();
    await again.dialogButton('Forget it').click();
    await expect(again.error).toContainText('SNAPSHOT_NEEDED', { timeout: 60_000 });
    await second.window.getByTestId('snapshots').focus();
    await second.window.keyboard.press('End');
    await again.button('Forget…').click();
    await again.dialogButton('Forget it').click();
    await expect(second.window.getByTestId('snapshots').getByRole('row')).toHaveCount(2, {
      timeout: 60_000,
    });
    await second.window.getByRole('tab', { name: 'Maintenance' }).click();
    await again.button('See what would be taken away').click();
    await expect(again.mainAction).toHaveText('Tidy up…', { timeout: 60_000 });
    await again.mainAction.click();
    await again.dialogButton('Prune').click();
    await expect(second.window.getByTestId('prune-result')).toContainText('1 thing removed', {
      timeout: 60_000,
    });
    await second.close();
  });

  test('that cannot be read are shown as such, and a repository without a passphrase is opened, in German', async () => {
    test.setTimeout(180_000);
    const place = path.join(folder, 'Archiv');
    const { repository } = await createRepository(place, {});
    await repository.close();
    await writeFile(path.join(place, 'snapshots', 'ab'.repeat(32)), 'what a failing disk gives back');
    const console = await openConsole({ env: { EDMS_LANGUAGE: 'de' } });
    const person = new Person(console);
    const { window } = person;
    await window.keyboard.press('Control+7');
    await person.willChoose(place);
    await person.mainAction.click();
    await expect(window.getByRole('main')).toContainText('nicht verschlüsselt');
    await person.button('Dieses Archiv öffnen').click();
    await expect(window.getByTestId('unreadable')).toContainText('abababab', { timeout: 60_000 });
    await expect(window.getByRole('main')).toContainText('1 Snapshot ist nicht lesbar');
    await expect(window.getByRole('main')).toContainText('Kein Snapshot dieses Archivs ist lesbar.');
    await person.seesNoBarrier('unreadable snapshots');
    await person.button('Zur Wartung').click();
    await person.button('Archiv überprüfen').click();
    await expect(window.getByTestId('check-result')).toContainText('Dem Snapshot abababab fehlt:', {
      timeout: 60_000,
    });
    await person.seesNoBarrier('a damaged repository');

    // Taken out of the list, the folder stays.
    await person.button('Aus der Liste entfernen…').click();
    await person.dialogButton('Entfernen').click();
    await expect(window.getByTestId('first-step')).toBeVisible();
    expect(await readdir(place)).toContain('config.json');
    await console.close();
  });
});

/** Restores a group into the open target. */
async function changeEdms(person: Person, folder: string): Promise<void> {
  const file = path.join(folder, 'one_more_group.json');
  await writeFile(
    file,
    JSON.stringify([{ model: 'auth.group', fields: { name: 'Night shift', permissions: [] } }]),
  );
  await person.opensForRestore(file);
  await person.previews();
  await person.restores();
}
