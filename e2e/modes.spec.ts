import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { writePackage } from '../scripts/invent/index.ts';
import { newDatabase, type TestDatabase } from './support/databases.ts';
import { type OpenConsole, openConsole, temporaryHome } from './support/launch.ts';
import { seesNoBarrierInEachLook } from './support/look.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

/** The records of the sample package. */
const RECORDS = 634;

test.describe('What is restored', () => {
  let home: string;
  let console: OpenConsole;
  let person: Person;
  let window: Page;
  let server: TestDatabase | undefined;

  async function begin(): Promise<void> {
    console = await openConsole({ home });
    person = new Person(console);
    window = console.window;
  }

  // One window for all, as somebody has it open for a day: each test opens its package and a target of its own.
  test.beforeAll(async () => {
    home = await temporaryHome();
    await begin();
  });
  test.afterAll(async () => {
    await console.close();
    await server?.drop();
    await rm(home, { recursive: true, force: true });
  });

  test('one document with all that it needs, chosen by keys', async () => {
    await person.opensForRestore(samplePackage);
    await person.connectsToEmbedded('part');
    await expect(window.getByRole('radio', { name: /^Everything/ })).toBeChecked();
    await window.getByRole('radio', { name: /^Selected records/ }).check();
    await seesNoBarrierInEachLook(person, 'modes');
    await person.mainAction.click();

    const list = window.getByRole('listbox', { name: 'Records to choose from' });
    await expect(list.getByRole('option').first()).toBeVisible();
    await expect(person.mainAction).toBeDisabled();
    await list.focus();
    await window.keyboard.press('ArrowDown');
    await window.keyboard.press('Space');
    await expect(list.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
    const counts = window.getByTestId('selection-counts');
    await expect(counts).toHaveText(new RegExp(`^\\d+ of ${RECORDS} records, \\d files?$`));
    const records = Number(/^\d+/.exec((await counts.textContent()) ?? '')?.[0]);
    expect(records).toBeGreaterThan(3);
    expect(records).toBeLessThan(RECORDS / 2);

    const tree = window.getByRole('tree', { name: 'What is restored, and why' });
    const lines = tree.getByRole('treeitem');
    await expect(lines.first()).toContainText('named in the selection');
    await expect(lines.first()).toHaveAttribute('aria-expanded', 'true');
    await expect(lines.filter({ hasText: /document type of / })).toHaveCount(1);
    await expect(lines.filter({ hasText: /author.* of / }).first()).toBeVisible();
    const shown = await lines.count();
    await tree.focus();
    await window.keyboard.press('ArrowLeft');
    await expect(lines).toHaveCount(1);
    await window.keyboard.press('ArrowRight');
    await expect(lines).toHaveCount(shown);
    // What one of them needs itself.
    const closed = tree.locator('[aria-expanded="false"]').first();
    await closed.click();
    await expect.poll(() => lines.count()).toBeGreaterThan(shown);
    await seesNoBarrierInEachLook(person, 'selection');

    await person.previews();
    await expect(window.getByTestId('totals')).toContainText(/\d+ will be created/);
    await expect(window.getByTestId('totals')).toContainText(`${RECORDS - records} will be skipped`);
    await expect(person.mainAction).toHaveText(/^Restore \d+ records/);
    expect(Number(/\d+/.exec((await person.mainAction.textContent()) ?? '')?.[0])).toBeLessThanOrEqual(
      records,
    );
    await person.button('Mode: Selected records').click();
    await expect(window.getByRole('region', { name: 'Mode: Selected records' })).toContainText(
      `${RECORDS - records} records of the package are left out by the mode.`,
    );
    await seesNoBarrierInEachLook(person, 'preview of a selection');
    await person.restores();
    await expect(window.getByTestId('report-verdict')).toHaveText('Completed and verified');
    await expect(window.getByRole('main')).toContainText(
      `${records} records: every one is in the target as the package has it.`,
    );
    await person.button('Target, done').click();
    await person.connectsToEmbedded('part');
    await expect(window.getByTestId('connected')).toContainText('Documents1');
  });

  test('a selection by text and time is shown and taken back', async () => {
    await person.opensForRestore(samplePackage);
    await person.connectsToEmbedded('chosen');
    await window.getByRole('radio', { name: /^Selected records/ }).check();
    await person.mainAction.click();
    await window.getByLabel('Choose from', { exact: true }).selectOption('Users');
    await expect(window.getByRole('listbox').getByRole('option').first()).toBeVisible();
    await window.getByLabel('Find', { exact: true }).fill('no such person');
    await expect(window.getByText('No record matches.')).toBeVisible();
    const counts = window.getByTestId('selection-counts');
    await window.getByLabel('hold this text').fill('users.role');
    await expect(counts).toContainText(`of ${RECORDS} records`);
    await window.getByLabel('hold this text').fill('');
    await expect(counts).toHaveText('Nothing is chosen yet.');
    await window.getByLabel('Business records created from').fill('1990-01-01');
    await expect(counts).toContainText(`of ${RECORDS} records`);
    await window.getByLabel('Business records created to').fill('1990-01-02');
    await expect(person.error).toContainText('SELECTION_EMPTY');
    await window.keyboard.press('Control+4');
    await expect(person.error).toContainText('SELECTION_EMPTY');
  });

  test('the mode is changed in the preview', async () => {
    await person.opensForRestore(samplePackage);
    await person.connectsToEmbedded('changing');
    await person.previews();
    await expect(person.mainAction).toHaveText(/^Restore \d+ records and \d+ files$/);
    await person.button('Mode: Everything').click();
    await window.getByLabel('Mode', { exact: true }).selectOption('Files only');
    await expect(person.mainAction).toHaveText(/^Restore \d+ files$/);
    await window.getByLabel('Mode', { exact: true }).selectOption('Records only');
    await expect(person.mainAction).toHaveText(/^Restore \d+ records$/);
    await expect(window.getByTestId('totals')).toContainText(/\d+ files left out by the mode/);
    // Records have to be chosen first.
    await window.getByLabel('Mode', { exact: true }).selectOption('Selected records');
    await expect(window.getByRole('heading', { name: 'Which records should be restored?' })).toBeVisible();
    await person.button('Back').click();
    await window.getByRole('radio', { name: /^Merge/ }).check();
    await person.previews();
    await expect(person.button('Mode: Merge')).toBeVisible();
  });

  test('a mirror lists what the target has beyond, and removes it only when that is chosen', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'edms-'));
    const first = path.join(folder, 'first.tar.gz');
    const second = path.join(folder, 'second.tar.gz');
    await writePackage(first, { seed: 31, documents: 6, compression: 1 });
    await writePackage(second, { seed: 31, documents: 3, compression: 1 });
    await person.opensForRestore(first);
    await person.connectsToEmbedded('mirrored');
    await person.previews();
    await person.restores();

    await person.opensForRestore(second);
    await expect(window.getByRole('radio', { name: /^Merge/ })).toBeChecked();
    await window.getByRole('radio', { name: /^Mirror/ }).check();
    await person.previews();
    const beyond = window.getByRole('region', { name: /^The target has \d+ rows beyond the package/ });
    await expect(beyond).toContainText('none is removed');
    const choice = beyond.getByRole('checkbox', { name: 'Remove what the target has beyond the package' });
    await expect(choice).not.toBeChecked();
    await expect(person.mainAction).not.toHaveText(/remove/i);
    await choice.check();
    await expect(person.button(/^The target has .*: \d+ are removed$/)).toBeVisible();
    await expect(choice).toBeChecked();
    await expect(person.mainAction).toHaveText(/remove \d+ rows$/i);
    await beyond.getByRole('button', { name: 'Show rows of documents.document', exact: true }).click();
    await expect(beyond).toContainText('Rows of document_access_logs that stay refer to it.');
    await beyond.getByRole('button', { name: 'Show rows of documents.documentcomment' }).click();
    await expect(beyond.getByText('is removed', { exact: true }).first()).toBeVisible();
    await person.seesNoBarrier('mirror');
    await person.mainAction.click();
    await expect(window.getByRole('dialog')).toContainText(/\d+ rows of the target will be removed/);
    await expect(window.getByTestId('preflight')).toBeVisible({ timeout: 60_000 });
    await window.getByRole('checkbox', { name: /\(mode\)/ }).check();
    await person.dialogButton(/remove \d+ rows$/i).click();
    await expect(window.getByTestId('report-verdict')).toBeVisible({ timeout: 120_000 });
    await expect(window.getByRole('main')).toContainText(/\d+removed|removed\d+/);
    await rm(folder, { recursive: true, force: true });
  });

  test('a policy is saved under a name and found again after a restart', async () => {
    await person.opensForRestore(samplePackage);
    await person.connectsToEmbedded('kept');
    await window.getByRole('radio', { name: /^After a new installation/ }).check();
    await person.previews();
    await person.button('Mode: After a new installation').click();
    await window.getByLabel('Save as').fill('Quarterly rehearsal');
    await person.button('Save').click();
    await expect(window.getByText('Saved as “Quarterly rehearsal”')).toBeVisible();
    await console.close();

    await begin();
    await person.opensForRestore(samplePackage);
    await person.connectsToEmbedded('kept');
    await expect(window.getByRole('radio', { name: /^Everything/ })).toBeChecked();
    const saved = window.getByLabel('Saved policy');
    await saved.selectOption('Quarterly rehearsal');
    await expect(window.getByRole('radio', { name: /^After a new installation/ })).toBeChecked();
    await person.seesNoBarrier('a saved policy');
    await person.previews();
    await person.button('Mode: After a new installation').click();
    await person.button('Remove this policy').click();
    await expect(saved).toBeHidden();
  });

  test('values for columns of another version are shown and changed', async () => {
    const database = await newDatabase();
    server = database;
    await person.opensForRestore(samplePackage);
    await person.makesServerTarget(database.url);
    await database.query('alter table documents add column shelf integer not null default 0');
    await database.query('alter table documents drop column keywords');
    await person.button('Connect').click();
    await expect(window.getByTestId('connected')).toBeVisible({ timeout: 60_000 });
    await person.previews();
    await person.button(/^Package and target are of different versions/).click();
    const fills = window.getByTestId('fills');
    await expect(fills).toContainText('documents.shelf');
    await expect(fills).toContainText('the database’s own default');
    await expect(window.getByTestId('adaptations')).toContainText('documents.keywords');
    await expect(window.getByText('the restore writes it to a side file')).toBeVisible();
    await person.seesNoBarrier('versions');
    // A value that the column does not take is refused, and the plan stays.
    const field = fills.getByLabel('Value for documents.shelf', { exact: true });
    await field.fill('upstairs');
    await field.press('Enter');
    await expect(person.error).toContainText('POLICY_INVALID');
    await expect(window.getByTestId('totals')).toBeVisible();
    await field.fill('7');
    await field.press('Enter');
    await expect(fills).toContainText('entered by you');
    await expect(person.error).toBeHidden();
    await person.restores();
    const found = await database.query('select distinct shelf from documents');
    expect(found).toEqual([{ shelf: 7 }]);
  });
});
