import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { openConsole, temporaryHome } from './support/launch.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

test('the next start knows the packages and the place of the last one', async () => {
  const home = await temporaryHome();
  const first = await openConsole({ home });
  await new Person(first).opens(samplePackage);
  await expect(first.window.getByTestId('verdict')).toBeVisible();
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1100, 700));
  await expect
    .poll(() => first.window.evaluate(() => [window.outerWidth, window.outerHeight]))
    .toEqual([1100, 700]);
  await first.close();

  const second = await openConsole({ home });
  const recent = second.window.getByRole('region', { name: 'Recent packages' });
  await expect(recent).toContainText('sample_migration_package.tar.gz');
  expect(await second.window.evaluate(() => [window.outerWidth, window.outerHeight])).toEqual([1100, 700]);
  const inMenu = await second.app.evaluate(({ Menu }) => {
    const file = Menu.getApplicationMenu()?.items.find(({ label }) => label === '&File');
    const entry = file?.submenu?.items.find(({ label }) => label === 'Open recent');
    return entry?.submenu?.items.map(({ label }) => label);
  });
  expect(inMenu).toEqual(['sample_migration_package.tar.gz']);
  await recent.getByRole('button', { name: /^sample_migration_package/ }).click();
  await expect(second.window.getByTestId('verdict')).toBeVisible();

  await second.window.keyboard.press('Control+1');
  await recent.getByRole('button', { name: /^Remove from the list/ }).click();
  await expect(recent).toContainText('Packages that you open are listed here.');
  await second.close();
  await rm(home, { recursive: true, force: true });
});

test('the whole window speaks German where the system does', async () => {
  const console = await openConsole({ env: { EDMS_LANGUAGE: 'de' } });
  const { window } = console;
  await expect(window.getByRole('heading', { name: 'Migrationspaket öffnen' })).toBeVisible();
  await expect(window.locator('html')).toHaveAttribute('lang', 'de');
  await window.getByRole('button', { name: 'Beispiel ausprobieren' }).click();
  await expect(window.getByTestId('verdict')).toHaveText(
    'Alles in diesem Paket ist lesbar und in sich stimmig.',
  );
  const menu = await console.app.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()?.items.map(({ label }) => label),
  );
  expect(menu).toContain('&Datei');
  await console.close();
});

test('a package that the program is started with is opened at once', async () => {
  const console = await openConsole({ args: [samplePackage] });
  await expect(console.window.getByTestId('verdict')).toBeVisible();
  await console.close();
});

test('a window that is closed leaves nothing of a package behind', async () => {
  const home = await temporaryHome();
  const temporary = path.join(home, 'temporary');
  const console = await openConsole({ home, env: { EDMS_BACKUP_TEMP: temporary } });
  await new Person(console).opens(samplePackage);
  await expect(console.window.getByTestId('verdict')).toBeVisible();
  expect(readdirSync(temporary)).toHaveLength(1);
  await console.close();
  await expect.poll(() => readdirSync(temporary)).toEqual([]);
  await rm(home, { recursive: true, force: true });
});
