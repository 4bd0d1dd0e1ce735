import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { openConsole } from './support/launch.ts';
import { looksAt } from './support/look.ts';
import { homeWithOffice, opensOffice } from './support/office.ts';
import { Person } from './support/person.ts';

const NUMBER = 'SOP-2024-0001-v02.00';
const CHANGED_TITLE = 'Handling of no chamber at all';

test.describe('Comparing snapshots', () => {
  let folder: string;
  test.beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-compare-'));
  });
  test.afterEach(() => rm(folder, { recursive: true, force: true }));

  test('somebody sees what has changed, and brings one document back', async () => {
    test.setTimeout(600_000);
    const home = path.join(folder, 'home');
    const console = await openConsole({ home, targetsOf: await homeWithOffice() });
    const person = new Person(console);
    const { window } = person;
    const look = (name: string) => looksAt(person, name);
    const differences = window.getByTestId('differences');
    const rows = differences.getByRole('row');
    const byModel = window.getByTestId('by-model');
    const sum = window.getByTestId('compare-sum');
    const later = window.getByLabel('Compared with');

    // An embedded EDMS made of the sample, and a snapshot of it.
    await opensOffice(person);
    await window.keyboard.press('Control+7');
    const disk = path.join(folder, 'disk');
    await mkdir(disk);
    await person.willChoose(disk);
    await person.mainAction.click();
    await window.getByRole('checkbox', { name: 'Encrypt it with a passphrase' }).uncheck();
    await person.button('Create the repository').click();
    await takeSnapshot(person);

    // Nothing has happened since.
    await person.button('Compare with…').click();
    await expect(later).toHaveValue('live');
    await expect(window.getByRole('main')).toContainText('every file in');
    await look('50-compare-choice');
    await expect(person.mainAction).toHaveText('Compare');
    await window.keyboard.press('Control+Enter');
    await expect(window.getByTestId('nothing-differs')).toBeVisible({ timeout: 120_000 });
    await look('51-compare-nothing');

    // A document changes.
    await changeDocument(person, folder);
    await window.keyboard.press('Control+7');
    await person.button('Compare with…').click();
    await person.mainAction.click();
    await expect(sum).toBeVisible({ timeout: 120_000 });
    await expect(
      byModel.getByRole('button', { name: /^documents\.document: 0 added, 1 changed/ }),
    ).toBeVisible();
    await look('52-compare-sums');
    await person.button('By day: As a table').click();
    await person.button('By user: As a table').click();
    await look('53-compare-numbers');

    // By model, and the record field by field, with keys alone.
    await byModel.getByRole('button', { name: /^documents\.document:/ }).press('Enter');
    await expect(window.getByTestId('listed')).toHaveText('1 difference in documents.document');
    await expect(rows.nth(1)).toContainText(NUMBER);
    await differences.focus();
    await window.keyboard.press('Enter');
    const shown = window.getByTestId('difference');
    await expect(shown).toContainText('climate chamber');
    await expect(shown).toContainText(CHANGED_TITLE);
    await look('54-compare-record');
    await window.keyboard.press('Escape');
    await expect(shown).toHaveCount(0);
    await differences.focus();
    await window.keyboard.press('Enter');

    // The same record through time: another snapshot has it changed, and a file that is new.
    await writeFile(path.join(home, 'targets', 'office', 'storage', 'one_more.txt'), 'one more');
    await window.keyboard.press('Control+7');
    await takeSnapshot(person);
    await person.button('Follow a record…').click();
    await window.getByLabel('Record', { exact: true }).fill('SOP');
    await window.getByRole('button', { name: 'Follow', exact: true }).click();
    await expect(window.getByRole('main')).toContainText('Write it as MODEL:KEY.');
    await window.getByLabel('Record', { exact: true }).fill(`documents.document:${NUMBER}`);
    await window.keyboard.press('Enter');
    const entries = window.getByTestId('timeline-entry');
    await expect(entries).toHaveCount(2, { timeout: 60_000 });
    await expect(entries.nth(0)).toContainText('has changed');
    await expect(entries.nth(0)).toContainText(CHANGED_TITLE);
    await expect(entries.nth(1)).toContainText('is there for the first time');
    await look('55-compare-timeline');

    // Two snapshots, chosen the wrong way round: the earlier one comes first. Files are compared too.
    await window.getByRole('tab', { name: 'Differences' }).click();
    await later.selectOption({ index: 1 });
    await person.mainAction.click();
    await expect(sum).toBeVisible({ timeout: 60_000 });

    // Back as it was: through the preview, and not before.
    await byModel.getByRole('button', { name: /^documents\.document:/ }).click();
    await differences.focus();
    await window.keyboard.press('Enter');
    await expect(person.mainAction).toHaveText(/^Bring it back as of /);
    await person.mainAction.click();
    await expect(window.getByTestId('selection-counts')).toContainText('records', { timeout: 60_000 });
    await expect(window.getByRole('main')).toContainText(`documents.document:${NUMBER}`);
    await look('56-compare-bring-back');
    await person.previews();
    await expect(window.getByTestId('totals')).toBeVisible();
    await look('57-compare-preview');
    await person.restores();

    // What still differs is what the console itself has written down.
    await window.keyboard.press('Control+7');
    await window.getByTestId('snapshots').focus();
    await window.keyboard.press('End');
    await person.button('Compare with…').click();
    await expect(later).toHaveValue('live');
    await person.mainAction.click();
    await expect(sum).toBeVisible({ timeout: 120_000 });
    await expect(byModel).not.toContainText('documents.document');
    await look('58-compare-afterwards');
    await console.close();

    // Another day, in German, and no EDMS is open: two snapshots are compared, with their files.
    const german = await openConsole({ home, env: { EDMS_LANGUAGE: 'de' } });
    const administrator = new Person(german);
    const page = german.window;
    await page.keyboard.press('Control+7');
    await administrator.button('Vergleichen mit…').click();
    await expect(page.getByRole('main')).toContainText('öffnen Sie es zuerst als Ziel');
    await administrator.mainAction.click();
    await page
      .getByTestId('by-model')
      .getByRole('button', { name: /^Dateien: 1 neu/ })
      .click();
    await page.getByTestId('differences').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('difference')).toContainText('one_more.txt');
    await expect(administrator.mainAction).toHaveText('Neu vergleichen');
    await looksAt(administrator, '59-compare-files');
    await page
      .getByTestId('by-model')
      .getByRole('button', { name: /^documents\.document:/ })
      .click();
    await page.getByTestId('differences').focus();
    await page.keyboard.press('Enter');
    await administrator.button('Durch alle Snapshots').click();
    await expect(page.getByTestId('timeline-entry')).toHaveCount(2, { timeout: 60_000 });
    await looksAt(administrator, '60-compare-timeline-german');

    // Brought back without an open EDMS: that is chosen first, and the record stays chosen.
    await page.getByTestId('timeline-entry').nth(1).getByRole('button').click();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('office', { timeout: 60_000 });
    await administrator
      .button(/embedded:office/)
      .last()
      .click();
    await expect(page.getByTestId('connected')).toBeVisible({ timeout: 60_000 });
    await administrator.mainAction.click();
    await expect(page.getByRole('main')).toContainText(`documents.document:${NUMBER}`, { timeout: 60_000 });
    await german.close();
  });
});

async function takeSnapshot(person: Person): Promise<void> {
  const { window } = person;
  const list = window.getByRole('tab', { name: 'Snapshots', exact: true });
  await list.click();
  await expect(list).toHaveAttribute('aria-selected', 'true');
  await expect(person.mainAction).toHaveText('New snapshot…');
  await person.mainAction.click();
  await window.getByRole('checkbox', { name: 'Test it by restoring it afterwards' }).uncheck();
  await person.mainAction.click();
  await expect(window.getByTestId('taken-verdict')).toHaveText('The snapshot is taken. It was not tested.', {
    timeout: 120_000,
  });
  await person.mainAction.click();
  await expect(window.getByTestId('snapshots')).toBeVisible();
}

/** Restores one document of the sample with another title into the open target. */
async function changeDocument(person: Person, folder: string): Promise<void> {
  const file = path.join(folder, 'one_document.json');
  const fields = {
    uuid: '61932a79-d180-4b58-b4a2-e6394ba9e4c9',
    document_number: NUMBER,
    title: CHANGED_TITLE,
    updated_at: '2026-02-03T04:05:06Z',
  };
  await writeFile(file, JSON.stringify([{ model: 'documents.document', fields }]));
  await person.opensForRestore(file);
  await person.previews();
  await person.restores();
}
