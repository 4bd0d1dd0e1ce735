import { expect, test } from 'playwright/test';
import { type OpenConsole, openConsole } from './support/launch.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

test.describe('Without a mouse', () => {
  test.describe.configure({ mode: 'serial' });

  let console: OpenConsole;
  let person: Person;
  test.beforeAll(async () => {
    console = await openConsole();
    person = new Person(console);
  });
  test.afterAll(() => console.close());

  const press = (key: string) => console.window.keyboard.press(key);

  test('the whole path can be gone with the keys of the main action', async () => {
    await person.opens(samplePackage);
    await expect(console.window.getByTestId('verdict')).toBeVisible();
    await press('Control+Enter');
    await expect(console.window.getByRole('heading', { name: 'Where should it be restored?' })).toBeVisible();
    await expect(person.button(/^Create embedded:/)).toBeEnabled();
    await press('Control+Enter');
    await expect(console.window.getByTestId('connected')).toBeVisible({ timeout: 60_000 });
    await press('Control+Enter');
    await expect(console.window.getByTestId('shown')).toHaveText('634 records');
  });

  test('the table is walked with arrows, Home and End, and Space shows the record', async () => {
    const grid = console.window.getByRole('grid', { name: 'Records of the plan' });
    await grid.focus();
    await press('ArrowDown');
    await press('ArrowDown');
    const third = console.window
      .getByRole('row')
      .filter({ has: console.window.getByText('3', { exact: true }) });
    await expect(third.first()).toHaveAttribute('data-current', 'true');
    await press('Space');
    await expect(console.window.getByTestId('record')).toBeVisible();
    await press('End');
    await expect(console.window.getByTestId('record')).toContainText('634');
    const active = await grid.getAttribute('aria-activedescendant');
    await expect(console.window.locator(`[id="${active}"]`)).toContainText('634');
    await press('Home');
    await expect(console.window.getByTestId('record')).toContainText('No.1Row');
    await press('Escape');
    await expect(console.window.getByTestId('record')).toBeHidden();
  });

  test('a record that is closed gives the focus back to the table', async () => {
    const grid = console.window.getByRole('grid', { name: 'Records of the plan' });
    for (const key of ['Enter', 'Escape']) {
      await grid.focus();
      await press('Space');
      await expect(console.window.getByTestId('record')).toBeVisible();
      await press('F6');
      await expect(person.button('Close the record')).toBeFocused();
      await press(key);
      await expect(console.window.getByTestId('record')).toBeHidden();
      await expect(grid).toBeFocused();
    }
  });

  test('search, sorting and filters show what is asked for', async () => {
    await press('Control+f');
    await expect(console.window.getByRole('searchbox')).toBeFocused();
    await console.window.keyboard.type('users.user');
    await expect(console.window.getByTestId('shown')).toContainText('of 634 records');
    await person.button('Clear filters').click();
    await expect(console.window.getByTestId('shown')).toHaveText('634 records');
    await person.button('Sort by No.').click();
    await expect(console.window.getByRole('row').nth(1)).toContainText('634');
    await console.window.getByLabel('Model', { exact: true }).selectOption('users.role');
    await expect(console.window.getByTestId('shown')).toContainText(/^\d+ of 634 records$/);
    for (const row of await console.window.getByRole('row').all()) {
      if ((await row.getAttribute('aria-rowindex')) !== '1') await expect(row).toContainText('users.role');
    }
    await person.button('Clear filters').click();
  });

  test('F6 goes from pane to pane, and the question mark tells all keys', async () => {
    const panes = new Set<string>();
    for (let times = 0; times < 8; times += 1) {
      await press('F6');
      const pane = await console.window.evaluate(
        () => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane') ?? '',
      );
      panes.add(pane);
    }
    expect([...panes].sort()).toEqual(['actions', 'main', 'rail', 'table', 'top']);
    await console.window.getByRole('grid').focus();
    await press('?');
    await expect(console.window.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await press('Escape');
    await expect(console.window.getByRole('dialog')).toBeHidden();
  });

  test('places are reached by number, and those that are not there yet stay closed', async () => {
    await press('Control+1');
    await expect(console.window.getByRole('heading', { name: 'Open a migration package' })).toBeVisible();
    await press('Control+6');
    await expect(console.window.getByRole('heading', { name: 'Open a migration package' })).toBeVisible();
    await press('Control+4');
    await expect(console.window.getByTestId('totals')).toBeVisible();
  });

  test('the native menu leads to the same places', async () => {
    await console.app.evaluate(({ Menu }) => {
      const go = Menu.getApplicationMenu()?.items.find(({ label }) => label === '&Go');
      go?.submenu?.items.find(({ label }) => label === 'Package')?.click();
    });
    await expect(console.window.getByTestId('verdict')).toBeVisible();
  });

  test('a dropped file opens, wherever it falls', async () => {
    const session = await console.window.context().newCDPSession(console.window);
    const data = { items: [], files: [samplePackage], dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type: 'dragEnter', x: 300, y: 300, data });
    await expect(console.window.getByText('Drop it to open it')).toBeVisible();
    await session.send('Input.dispatchDragEvent', { type: 'dragOver', x: 300, y: 300, data });
    await session.send('Input.dispatchDragEvent', { type: 'drop', x: 300, y: 300, data });
    await expect(console.window.getByText('Drop it to open it')).toBeHidden();
    await expect(console.window.getByTestId('verdict')).toBeVisible();
    await expect(person.button(/^Package: change/)).toContainText('sample_migration_package.tar.gz');
  });
});
