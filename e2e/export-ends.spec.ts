import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { killEngine, type OpenConsole, openConsole } from './support/launch.ts';
import { filledStorage, homeWithOffice, opensOffice, source } from './support/office.ts';
import { Person } from './support/person.ts';

test.describe('After an export', () => {
  test.describe.configure({ timeout: 600_000 });
  let folder: string;
  let console: OpenConsole;
  let person: Person;
  test.beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-export-ends-'));
    console = await openConsole({ targetsOf: await homeWithOffice() });
    person = new Person(console);
    await opensOffice(person);
    await person.window.keyboard.press('Control+e');
  });
  test.afterEach(async () => {
    await console.close().catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  });

  test('of records a line, it is shown in its folder and looked into', async () => {
    const { window } = person;
    const file = path.join(folder, 'office.ndjson');
    await window.getByRole('radio', { name: 'Records, one a line' }).check();
    await person.willSaveAs(file);
    await person.mainAction.click();
    await expect(window.getByTestId('export-verdict').or(person.error)).toBeVisible({ timeout: 120_000 });
    const records = await window.getByTestId('export-models').locator('td:last-child').allTextContents();
    const sum = records.reduce((all, text) => all + Number(text.replaceAll(',', '')), 0);

    // What the system's file manager is asked for: this machine may have none.
    await console.app.evaluate(({ shell }) => {
      shell.showItemInFolder = (shown) => void Reflect.set(globalThis, 'shownItem', shown);
    });
    await person.button('Show in folder').click();
    await expect
      .poll(() => console.app.evaluate(() => Reflect.get(globalThis, 'shownItem') as unknown))
      .toBe(file);

    await expect(person.mainAction).toHaveText('Look into it');
    await window.keyboard.press('Control+Enter');
    await expect(window.getByTestId('verdict')).toBeVisible({ timeout: 60_000 });
    await expect(person.button('Package: change: office.ndjson')).toBeVisible();
    await expect(window.getByRole('main')).toContainText(sum.toLocaleString('en'));
    await expect(person.error).toHaveCount(0);

    // A file that is gone meanwhile is said to be.
    await window.keyboard.press('Control+e');
    await rm(file);
    await person.mainAction.click();
    await expect(person.error).toContainText('office.ndjson is no longer where it was written');
  });

  test('that the engine did not survive, nothing is left, and the person goes on', async () => {
    const { window } = person;
    const storage = await filledStorage(console);
    await window.getByRole('radio', { name: 'Encrypted with a passphrase' }).check();
    await window.getByLabel('Passphrase', { exact: true }).fill('words of some length');
    await window.getByLabel('Passphrase, once more').fill('words of some length');
    await person.willSaveAs(path.join(folder, 'office.tar.gz'));
    await person.mainAction.click();
    await expect(window.getByRole('heading', { name: 'Writing office.tar.gz.age' })).toBeVisible();
    await expect.poll(() => readdir(folder), { timeout: 60_000 }).not.toEqual([]);
    await expect(window.getByRole('main')).toContainText(/\d+ of \d+ files|MB/, { timeout: 60_000 });
    await killEngine(console.app);
    await expect(person.error).toContainText('ENGINE_STOPPED', { timeout: 60_000 });
    await expect(person.error).toContainText('What was begun of it was taken away');
    expect(await readdir(folder)).toEqual([]);
    await expect(window.getByText('The target is open again; no package is open.')).toBeVisible({
      timeout: 60_000,
    });

    await rm(storage, { recursive: true, force: true });
    // What was typed is gone with the form: it is asked for again.
    await person.mainAction.click();
    const protection = window.getByRole('region', { name: 'Protection' });
    await expect(protection.getByRole('alert')).toContainText('at least 8 characters');
    await window.getByRole('radio', { name: 'Not encrypted' }).check();
    await person.willSaveAs(path.join(folder, 'office.zip'));
    await person.mainAction.click();
    await expect(window.getByTestId('export-verdict').or(person.error)).toBeVisible({ timeout: 120_000 });
    await expect(window.getByTestId('export-verdict')).toContainText('The export is written');
    expect(await readdir(folder)).toEqual(['office.zip']);
  });

  test('that is under way when the program is quit, nothing is left', async () => {
    const { window } = person;
    await filledStorage(console);
    await person.willSaveAs(path.join(folder, 'office.tar.gz'));
    await person.mainAction.click();
    await expect(window.getByRole('main')).toContainText(/\d+ of \d+ files|MB/, { timeout: 60_000 });
    expect(await readdir(folder)).not.toEqual([]);
    // It asks, and is told to cancel.
    await console.close();
    expect(await readdir(folder)).toEqual([]);
  });

  test('that was read to choose from, choosing is cancelled and begun again', async () => {
    const { window } = person;
    // A package in hand is open again afterwards, too.
    await person.opens(source);
    await expect(window.getByTestId('verdict')).toBeVisible({ timeout: 60_000 });
    await window.keyboard.press('Control+e');
    await window.getByRole('radio', { name: /^Some records/ }).check();
    await person.button('Choose records…').click();
    await window.keyboard.press('Escape');
    const list = window.getByRole('listbox', { name: 'Records to choose from' });
    const choose = person.button('Choose records…');
    // On a quick machine everything is read before the key arrives; on a slow one the form is left and comes back.
    await expect(async () => {
      if (await choose.isVisible()) await choose.click();
      await expect(list.getByRole('option').first()).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
    await killEngine(console.app);
    await expect(window.getByText('Package and target are open again; you can go on.')).toBeVisible({
      timeout: 60_000,
    });
    await expect(choose).toBeVisible({ timeout: 60_000 });
    await choose.click();
    await expect(list.getByRole('option').first()).toBeVisible({ timeout: 60_000 });
    await person.seesNoBarrier('choosing again');
  });
});
