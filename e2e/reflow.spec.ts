import { cp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright';
import { expect, test } from 'playwright/test';
import { type OpenConsole, openConsole, temporaryHome } from './support/launch.ts';
import { command, homeWithOffice } from './support/office.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

/** Longer than there is room for in one line, and nowhere to break it. */
const LONG_NAME = 'edms_production_of_the_head_office_and_all_of_its_branches_on_the_share';

test.describe('With as much room as 1280 × 800 has at 200 %', () => {
  let home: string;
  let console: OpenConsole;
  let person: Person;
  test.beforeAll(async () => {
    home = await temporaryHome();
    const repository = path.join(home, 'repository');
    await command(home, 'snapshot', 'init', '--repo', repository, '--name', LONG_NAME);
    await cp(path.join(await homeWithOffice(), 'targets'), path.join(home, 'targets'), { recursive: true });
    const take = () =>
      command(home, 'snapshot', 'create', '--target', 'embedded:office', '--repo', repository);
    await take();
    const group = path.join(home, 'group.json');
    await writeFile(
      group,
      JSON.stringify([{ model: 'auth.group', fields: { name: 'Night shift', permissions: [] } }]),
    );
    await command(home, 'restore', group, '--target', 'embedded:office', '--yes');
    await take();
    console = await openConsole({ home });
    person = new Person(console);
    await console.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setMinimumSize(1, 1);
      window?.setContentSize(640, 400);
    });
  });
  test.afterAll(async () => {
    await console.close();
    await rm(home, { recursive: true, force: true });
  });

  test('the last place of the rail is reached with the wheel', async () => {
    const rail = console.window.getByRole('navigation');
    await rollsOver(rail);
    await expect(rail.getByRole('button').last()).toBeInViewport({ ratio: 0.9 });
  });

  test('what stands beside the main action is read to its end', async () => {
    const hint = console.window.getByRole('contentinfo').locator('p');
    await expect(hint).toContainText('nothing of it is executed');
    const cut = await hint.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
    expect(cut).toBe(false);
  });

  test('the records of a preview are reached with the wheel, also below open panels', async () => {
    await person.opensForRestore(samplePackage);
    await person.connectsToEmbedded('office');
    await person.previews();
    const grid = console.window.getByRole('grid', { name: 'Records of the plan' });
    await rollsOver(console.window.getByTestId('totals'));
    await expect(grid.getByRole('row').nth(1)).toBeInViewport({ ratio: 0.9 });
    await person.button(/^Mode: /).click();
    await rollsOver(console.window.getByTestId('totals'));
    await expect(grid.getByRole('row').nth(1)).toBeInViewport({ ratio: 0.9 });
    await person.seesNoBarrier('the preview with open panels');
  });

  test('both lists of a selection show some lines', async () => {
    await person.opensForRestore(samplePackage);
    await person.connectsToEmbedded('office');
    await console.window.getByRole('radio', { name: /^Selected records/ }).check();
    await person.mainAction.click();
    await console.window.getByRole('listbox').getByRole('option').first().click();
    await expect(console.window.getByRole('treeitem').first()).toBeVisible();
    await rollsOver(console.window.getByRole('heading', { level: 1 }));
    await expect(console.window.getByRole('treeitem').first()).toBeInViewport({ ratio: 0.9 });
    const ends = console.window.getByLabel(/^Business records created/);
    await expect(ends).toHaveCount(2);
    for (const end of await ends.all()) {
      const width = await end.evaluate((field) => field.getBoundingClientRect().width);
      expect(width, 'a date needs this much').toBeGreaterThan(130);
    }
  });

  test('a choice is read to its end, however long it is', async () => {
    await console.window.keyboard.press('Control+7');
    const repository = console.window.getByRole('combobox', { name: 'Repository' });
    await expect(repository).toHaveText(LONG_NAME);
    expect(await isCut(repository)).toBe(false);
    await repository.click();
    const option = console.window.getByRole('option', { name: LONG_NAME });
    await expect(option).toBeVisible();
    expect(await isCut(option)).toBe(false);
    await console.window.keyboard.press('Escape');
  });

  test('a difference is read beside the list that it is of', async () => {
    const { window } = console;
    await window.keyboard.press('Control+7');
    const snapshots = window.getByTestId('snapshots');
    await snapshots.focus();
    await window.keyboard.press('End');
    await person.button('Compare with…').click();
    const later = window.getByLabel('Compared with');
    await later.selectOption({ index: 1 });
    await window.keyboard.press('Control+Enter');
    const differences = window.getByTestId('differences');
    await expect(differences).toBeVisible({ timeout: 60_000 });
    await differences.focus();
    await window.keyboard.press('Enter');
    const shown = window.getByTestId('difference');
    await expect(shown).toBeVisible();
    for (const place of [differences, shown]) {
      const width = await place.evaluate((one) => one.getBoundingClientRect().width);
      expect(width, 'a name of usual length needs this much').toBeGreaterThan(240);
    }
    const head = differences.getByRole('columnheader', { name: 'Record' });
    expect(await isCut(head)).toBe(false);
    await expect(shown).toBeInViewport();
    await expect(differences.getByRole('row').nth(1)).toBeInViewport();
    await person.seesNoBarrier('a difference');
  });

  /** Whether some of its text lies where nobody sees it. */
  function isCut(place: Locator): Promise<boolean> {
    return place.evaluate(
      ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
        scrollWidth > clientWidth || scrollHeight > clientHeight,
    );
  }

  /** Turns the wheel over something, all the way down. */
  async function rollsOver(place: Locator): Promise<void> {
    await place.hover({ force: true, position: { x: 5, y: 5 } });
    await console.window.mouse.wheel(0, 3000);
  }
});
