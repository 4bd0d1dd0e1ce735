import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { type OpenConsole, openConsole } from './support/launch.ts';
import { looksAt, seesNoBarrierInEachLook } from './support/look.ts';
import { filledStorage, homeWithOffice, opensOffice, source } from './support/office.ts';
import { Person } from './support/person.ts';

const PASSPHRASE = 'planted-words of an export';
test.describe('Export', () => {
  let folder: string;
  test.beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-export-'));
  });
  test.afterEach(() => rm(folder, { recursive: true, force: true }));

  test('a new user exports an EDMS, and looks into what was written', async () => {
    test.setTimeout(600_000);
    const console = await openConsole({ targetsOf: await homeWithOffice(source) });
    const person = new Person(console);
    const { window } = person;
    const look = (name: string) => looksAt(person, name);
    const main = window.getByRole('main');
    const verdict = window.getByTestId('export-verdict');

    // Without a target the place asks for one.
    await window.keyboard.press('Control+e');
    await expect(main).toContainText('Choose the EDMS that is exported.');
    await expect(person.mainAction).toHaveCount(0);
    await opensOffice(person);

    await window.keyboard.press('Control+e');
    await expect(main).toContainText('embedded:office');
    await expect(window.getByTestId('export-size')).toContainText('records', { timeout: 60_000 });
    await expect(window.getByTestId('export-size')).toContainText('There is enough room.');
    await expect(window.getByTestId('export-limits')).toContainText('No sessions of who is signed in');
    await expect(window.getByRole('radio', { name: 'PostgreSQL archive' })).toBeDisabled();
    await expect(person.mainAction).toHaveText('Export embedded:office…');
    await look('61-export');

    // A name without an ending gets the one that was chosen.
    await person.willSaveAs(path.join(folder, 'office'));
    await window.getByRole('combobox', { name: 'File name ends with' }).click();
    await window.getByRole('option', { name: '.zip' }).click();
    await window.keyboard.press('Control+Enter');
    await expect(verdict.or(person.error)).toBeVisible({ timeout: 120_000 });
    await expect(verdict).toContainText('The export is written');
    await expect(main).toContainText(`office.zip in ${folder}`);
    await expect(window.getByTestId('export-models')).toContainText('documents.document');
    await expect(window.getByTestId('export-sha')).toHaveText(/^[0-9a-f]{64}$/);
    await look('62-export-done');
    expect(await readdir(folder)).toEqual(['office.zip']);

    // Nothing is replaced: the same name is refused.
    await person.button('Another export').click();
    await person.mainAction.click();
    await expect(person.error).toContainText('is there already', { timeout: 60_000 });
    await seesNoBarrierInEachLook(person, 'a refused export');

    // The files alone: a package that can be looked into, and in which nothing is wrong.
    await window.getByRole('radio', { name: 'No records' }).check();
    await expect(window.getByTestId('export-limits')).toContainText('No records, only the files.');
    await expect(window.getByTestId('export-size')).toContainText('in files');
    await expect(window.getByTestId('export-size')).not.toContainText('in the tables');
    await seesNoBarrierInEachLook(person, 'an export of files alone');
    await person.willSaveAs(path.join(folder, 'files.zip'));
    await person.mainAction.click();
    await expect(verdict.or(person.error)).toBeVisible({ timeout: 120_000 });
    await expect(main).toContainText('records0');
    await expect(main).toContainText('files4');
    await person.mainAction.click();
    await expect(window.getByTestId('verdict')).toContainText('Everything in this package', {
      timeout: 60_000,
    });
    await expect(main).toContainText('made of the files alone');
    await seesNoBarrierInEachLook(person, 'a package of files alone');
    await person.button('Choose the target').click();
    await person.button('Preview 4 files').click();
    await expect(window.getByTestId('totals')).toContainText('4 files there already', { timeout: 60_000 });
    await expect(main).toContainText('The package has no records.');
    await expect(person.mainAction).toHaveText('Verify 4 files');
    await expect(person.mainAction).toBeEnabled();
    await seesNoBarrierInEachLook(person, 'the preview of files alone');
    await window.keyboard.press('Control+e');
    await person.button('Another export').click();

    // Some records alone, as a fixture, which can be opened as well.
    await window.getByRole('radio', { name: 'Django fixture' }).check();
    await window.getByRole('radio', { name: /^Some records/ }).check();
    await expect(person.mainAction).toBeDisabled();
    await person.button('Choose records…').click();
    const list = window.getByRole('listbox', { name: 'Records to choose from' });
    await expect(list.getByRole('option').first()).toBeVisible({ timeout: 60_000 });
    await list.focus();
    await window.keyboard.press('Space');
    await expect(window.getByTestId('selection-counts')).toContainText(/ of [\d,]+ records/, {
      timeout: 60_000,
    });
    await expect(person.mainAction).toBeEnabled();
    await look('63-export-selection');
    await expect(person.mainAction).toHaveText(/^Take these \d+ records$/);
    const count = /\d+/.exec((await person.mainAction.textContent()) ?? '')?.[0] ?? '';
    await person.mainAction.click();
    await expect(window.getByTestId('export-selected')).toContainText(`${count} records chosen`);
    await person.willSaveAs(path.join(folder, 'some.json'));
    await person.mainAction.click();
    await expect(verdict.or(person.error)).toBeVisible({ timeout: 120_000 });
    await expect(main).toContainText(`records${count}`);
    const fixture: unknown = JSON.parse(await readFile(path.join(folder, 'some.json'), 'utf8'));
    expect(fixture).toHaveLength(Number(count));

    // Looked into: it is the package in hand, and the preview finds every record there already.
    await expect(person.mainAction).toHaveText('Look into it');
    await person.mainAction.click();
    await expect(window.getByTestId('verdict')).toBeVisible({ timeout: 60_000 });
    await expect(person.button('Package: change: some.json')).toBeVisible();
    await person.opens(path.join(folder, 'office.zip'));
    await expect(window.getByTestId('verdict')).toBeVisible({ timeout: 60_000 });
    await look('64-export-opened');
    await person.button('Choose the target').click();
    await person.previews();
    await expect(window.getByTestId('totals')).toContainText('are there already');
    await expect(window.getByTestId('totals')).not.toContainText('will be created');

    // What was done is among the jobs, the refused one too.
    await window.keyboard.press('Control+8');
    const jobs = window.getByTestId('jobs');
    await expect(jobs.getByRole('button', { name: /^Export: completed/ })).toHaveCount(3);
    await expect(jobs.getByRole('button', { name: /^Export: failed/ })).toHaveCount(1);
    await console.close();
  });

  test('is encrypted with a passphrase, which is kept nowhere, and leaves nothing behind when it is cancelled', async () => {
    test.setTimeout(600_000);
    const console = await openConsole({ targetsOf: await homeWithOffice(source) });
    const person = new Person(console);
    const { window } = person;
    const verdict = window.getByTestId('export-verdict');
    await opensOffice(person);
    await window.keyboard.press('Control+e');
    await window.getByRole('radio', { name: 'Encrypted with a passphrase' }).check();
    await person.willSaveAs(path.join(folder, 'office.tar.gz'));
    await window.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await window.getByLabel('Passphrase, once more').fill('another one');
    await person.mainAction.click();
    await expect(window.getByRole('alert')).toContainText('not the same');
    await window.getByLabel('Passphrase, once more').fill(PASSPHRASE);
    await window.getByLabel('Passphrase, once more').scrollIntoViewIfNeeded();
    await person.seesNoBarrier('an encrypted export');
    await person.mainAction.click();
    await expect(verdict.or(person.error)).toBeVisible({ timeout: 120_000 });
    await expect(window.getByRole('main')).toContainText('age, with a passphrase');
    const written = await readFile(path.join(folder, 'office.tar.gz.age'));
    expect(written.subarray(0, 22).toString()).toBe('age-encryption.org/v1\n');

    await person.mainAction.click();
    const dialog = window.getByRole('dialog', { name: 'office.tar.gz.age is encrypted' });
    await dialog.getByLabel('Passphrase').fill(PASSPHRASE);
    await window.keyboard.press('Enter');
    await expect(window.getByTestId('verdict')).toBeVisible({ timeout: 60_000 });

    // Files enough that an export takes its time.
    const storage = await filledStorage(console);
    await window.keyboard.press('Control+e');
    await person.button('Another export').click();
    await window.getByRole('radio', { name: 'Not encrypted' }).check();
    await person.willSaveAs(path.join(folder, 'cancelled.tar.gz'));
    await person.mainAction.click();
    await expect(window.getByRole('heading', { name: 'Writing cancelled.tar.gz' })).toBeVisible();
    await expect(window.getByRole('main')).toContainText(/\d+ of \d+ files|MB/, { timeout: 60_000 });
    await person.seesNoBarrier('a running export');
    // The rail leads nowhere while it runs.
    await window.keyboard.press('Control+7');
    await expect(window.getByRole('heading', { name: 'Writing cancelled.tar.gz' })).toBeVisible();
    await window.keyboard.press('Escape');
    await expect(person.error).toContainText('CANCELLED', { timeout: 60_000 });
    expect(await readdir(folder)).toEqual(['office.tar.gz.age']);
    await rm(storage, { recursive: true, force: true });

    await expectNowhere(console);
    await console.close();
  });

  test('goes to SQLite, to records a line, and signed for a recipient, in German', async () => {
    test.setTimeout(600_000);
    const console = await openConsole({ env: { EDMS_LANGUAGE: 'de' } });
    const person = new Person(console);
    const { window } = person;
    const verdict = window.getByTestId('export-verdict');
    await person.opens(source);
    await person.button('Ziel wählen').click();
    await window.getByLabel('Name', { exact: true }).fill('amt');
    await person.button(/embedded:amt/).click();
    await expect(window.getByTestId('connected')).toBeVisible({ timeout: 60_000 });
    await window.keyboard.press('Control+e');
    for (const [name, ending] of [
      ['SQLite-Datenbank', '.sqlite'],
      ['Datensätze, einer je Zeile', '.ndjson'],
      ['Tabellen für Tabellenkalkulationen', '.csv.zip'],
    ] as const) {
      await window.getByRole('radio', { name }).check();
      await person.willSaveAs(path.join(folder, `amt${ending}`));
      await person.mainAction.click();
      await expect(verdict.or(person.error)).toBeVisible({ timeout: 120_000 });
      await expect(verdict).toContainText('Der Export ist geschrieben');
      expect((await stat(path.join(folder, `amt${ending}`))).size).toBeGreaterThan(0);
      await person.button('Noch ein Export').click();
    }
    await window.getByRole('radio', { name: 'Migrationspaket' }).check();
    await window.getByRole('radio', { name: 'Für Empfänger verschlüsselt' }).check();
    await expect(person.mainAction).toBeDisabled();
    await window.getByLabel('Schlüssel der Empfänger').fill('age1notakey');
    await person.willSaveAs(path.join(folder, 'amt.zip'));
    await person.mainAction.click();
    await expect(person.error).toContainText('USAGE', { timeout: 60_000 });
    await person.button('Erweitert').click();
    await person.seesNoBarrier('the whole form in German');
    await console.close();
  });
});

/** The passphrase lies in no file of the console. */
async function expectNowhere({ home }: OpenConsole): Promise<void> {
  for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const place = path.join(entry.parentPath, entry.name);
    const text = await readFile(place, 'latin1').catch(() => '');
    expect(text.includes('planted-words'), `the passphrase in ${place}`).toBe(false);
  }
}
