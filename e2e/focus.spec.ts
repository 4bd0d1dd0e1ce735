import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { type OpenConsole, openConsole } from './support/launch.ts';
import { command, homeWithOffice, opensOffice } from './support/office.ts';
import { Person } from './support/person.ts';

test.describe('The focus, when work is started with a key,', () => {
  test.describe.configure({ mode: 'serial', timeout: 300_000 });

  let folder: string;
  let console: OpenConsole;
  let person: Person;
  test.beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-focus-'));
    const home = path.join(folder, 'home');
    await command(
      home,
      'snapshot',
      'init',
      '--repo',
      path.join(folder, 'repository'),
      '--name',
      'Safe place',
    );
    console = await openConsole({ home, targetsOf: await homeWithOffice() });
    person = new Person(console);
  });
  test.afterAll(async () => {
    await console.close();
    await rm(folder, { recursive: true, force: true });
  });

  const heading = () => console.window.getByRole('heading', { level: 1 }).last();

  test('is at the main action again when the health was checked', async () => {
    await opensOffice(person);
    await console.window.keyboard.press('Control+9');
    await expect(person.mainAction).toHaveText('Check again', { timeout: 60_000 });
    await person.mainAction.focus();
    await console.window.keyboard.press('Enter');
    await expect(person.button('Cancel')).toBeVisible();
    await expect(person.mainAction).toHaveText('Check again', { timeout: 60_000 });
    await expect(person.mainAction).toBeFocused();
  });

  test('is at the heading of what came of it where there is nothing to start again', async () => {
    await person.button('Note this check in the EDMS').focus();
    await console.window.keyboard.press('Enter');
    await expect(console.window.getByText(/^Noted in the EDMS/)).toBeVisible();
    await expect(heading()).toBeFocused();

    await console.window.keyboard.press('Control+7');
    await person.mainAction.click();
    await expect(person.mainAction).toHaveText('Take a snapshot of embedded:office');
    await person.mainAction.focus();
    await console.window.keyboard.press('Enter');
    await expect(console.window.getByTestId('taken-verdict')).toBeVisible({ timeout: 180_000 });
    await expect(heading()).toBeFocused();
    await expect(heading()).toHaveText('The snapshot is taken, and it is good');
  });

  test('is at the button of a part of the screen that held it shut meanwhile', async () => {
    await console.window.getByRole('tab', { name: 'Maintenance' }).click();
    for (const [name, result] of [
      ['Check the repository', 'check-result'],
      ['See what would be taken away', 'prune-result'],
    ] as const) {
      await person.button(name).focus();
      await console.window.keyboard.press('Enter');
      await expect(console.window.getByTestId(result)).toBeVisible({ timeout: 60_000 });
      await expect(person.button(name)).toBeFocused();
    }
  });

  test('is at the button that tests a connection, and after saving at what opened the dialog', async () => {
    await console.window.keyboard.press('Control+3');
    const opener = person.button('Add a profile…');
    await opener.focus();
    await console.window.keyboard.press('Enter');
    await console.window.getByRole('dialog').getByLabel('Name of the profile').fill('Head office');
    const dialog = console.window.getByRole('dialog');
    await dialog.getByLabel('Kind of database').selectOption('embedded');
    await dialog.getByLabel('Name of the database').fill('office');
    const tests = person.dialogButton('Test the connection');
    await tests.focus();
    await console.window.keyboard.press('Enter');
    await expect(console.window.getByTestId('test-results')).toBeVisible({ timeout: 60_000 });
    await expect(tests).toBeFocused();
    await person.dialogButton('Save the profile').focus();
    await console.window.keyboard.press('Enter');
    await expect(console.window.getByRole('dialog')).toBeHidden();
    await expect(opener).toBeFocused();
  });
});
