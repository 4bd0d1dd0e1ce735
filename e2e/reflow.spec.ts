import type { Locator } from 'playwright';
import { expect, test } from 'playwright/test';
import { type OpenConsole, openConsole } from './support/launch.ts';
import { homeWithOffice } from './support/office.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

test.describe('With as much room as 1280 × 800 has at 200 %', () => {
  let console: OpenConsole;
  let person: Person;
  test.beforeAll(async () => {
    console = await openConsole({ targetsOf: await homeWithOffice() });
    person = new Person(console);
    await console.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setMinimumSize(1, 1);
      window?.setContentSize(640, 400);
    });
  });
  test.afterAll(() => console.close());

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

  /** Turns the wheel over something, all the way down. */
  async function rollsOver(place: Locator): Promise<void> {
    await place.hover({ force: true, position: { x: 5, y: 5 } });
    await console.window.mouse.wheel(0, 3000);
  }
});
