import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { openConsole, temporaryHome } from './support/launch.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

test('the next start knows the packages and the place of the last one, which leaves nothing else of them', async () => {
  const home = await temporaryHome();
  const temporary = path.join(home, 'temporary');
  const first = await openConsole({ home, env: { EDMS_BACKUP_TEMP: temporary } });
  await new Person(first).opens(samplePackage);
  await expect(first.window.getByTestId('verdict')).toBeVisible();
  expect(readdirSync(temporary)).toHaveLength(1);
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1100, 700));
  await expect
    .poll(() => first.window.evaluate(() => [window.outerWidth, window.outerHeight]))
    .toEqual([1100, 700]);
  await first.close();
  await expect.poll(() => readdirSync(temporary)).toEqual([]);

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

test('a package that the program is started with is opened at once, and the whole window speaks German where the system does', async () => {
  const console = await openConsole({ args: [samplePackage], env: { EDMS_LANGUAGE: 'de' } });
  const { window } = console;
  const verdict = window.getByTestId('verdict');
  await expect(verdict).toBeVisible();
  await expect(window.locator('html')).toHaveAttribute('lang', 'de');
  await window.keyboard.press('Control+1');
  await expect(window.getByRole('heading', { name: 'Migrationspaket öffnen' })).toBeVisible();
  await expect(verdict).toHaveCount(0);
  await window.getByRole('button', { name: 'Beispiel ausprobieren' }).click();
  await expect(verdict).toHaveText('Alles in diesem Paket ist lesbar und in sich stimmig.');
  const menu = await console.app.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()?.items.map(({ label }) => label),
  );
  expect(menu).toContain('&Datei');
  await console.close();
});
