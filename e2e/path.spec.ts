import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { newDatabase } from './support/databases.ts';
import { openConsole, temporaryHome } from './support/launch.ts';
import { NO_REAL_PACKAGES, realPackage } from './support/packages.ts';
import { Person } from './support/person.ts';

/** What the two real packages hold; the one state whose code cannot be known is the only record left out. */
const PACKAGES = [
  { stamp: '20251212_164044', records: 670, skipped: 1, users: 7 },
  { stamp: '20251208_082241', records: 534, skipped: 0, users: 7 },
] as const;

test.describe('From a real package to a checked report', () => {
  for (const { stamp, records, skipped } of PACKAGES) {
    const file = realPackage(`edms_migration_package_${stamp}.tar.gz`);

    test(`${stamp} as tar.gz into an embedded database, twice`, async () => {
      test.skip(file === null, NO_REAL_PACKAGES);
      const console = await openConsole();
      const person = new Person(console);
      await person.opensForRestore(file ?? '');
      await person.connectsToEmbedded('rehearsal');
      await person.previews();
      await expect(person.window.getByTestId('totals')).toContainText(`${records} records`);
      await person.restores();
      await expectReport(person, records, skipped);

      await person.button('Preview').click();
      await expect(person.window.getByTestId('totals')).toContainText(
        `${records - skipped} are there already`,
      );
      await person.restores();
      await expectReport(person, records, skipped);
      await expect(person.window.getByRole('main')).toContainText(
        `Records${records}created0unchanged${records - skipped}`,
      );
      await console.close();
    });
  }

  for (const { stamp, records, skipped, users } of PACKAGES) {
    const file = realPackage(`edms_migration_package_${stamp}.zip`);

    test(`${stamp} as zip into a new server database`, async () => {
      test.skip(file === null, NO_REAL_PACKAGES);
      const database = await newDatabase();
      const home = await temporaryHome();
      const console = await openConsole({ home });
      const person = new Person(console);
      await person.opensForRestore(file ?? '');
      await person.makesServerTarget(database.url);
      await expect(person.window.getByTestId('storage')).toContainText('No folder chosen');
      await person.willChoose(home);
      await person.button('Choose a folder…').click();
      await expect(person.window.getByTestId('storage')).toContainText(home);
      await person.previews();
      await person.restores();
      await expectReport(person, records, skipped);

      expect(await database.query('select count(*)::int as n from users')).toEqual([{ n: users }]);
      const report = path.join(home, 'report.json');
      await person.willSaveAs(report);
      await person.button('Export as JSON…').click();
      await expect(person.window.getByText(`Exported to ${report}`)).toBeVisible();
      const json: unknown = JSON.parse(await readFile(report, 'utf8'));
      expect(json).toMatchObject({ records, skipped, failed: 0, verified: true });
      await person.willSaveAs(path.join(home, 'report.html'));
      await person.button('Export as HTML…').click();
      await expect(person.window.getByText('report.html')).toBeVisible();
      const html = await readFile(path.join(home, 'report.html'), 'utf8');
      expect(html).not.toContain('<script');
      expect(html).toContain(`${records}`);
      await console.close();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    });
  }
});

async function expectReport(person: Person, records: number, skipped: number): Promise<void> {
  const { window } = person;
  await expect(window.getByTestId('report-verdict')).toHaveText(
    skipped === 0 ? 'Completed and verified' : 'Completed, with findings',
  );
  await expect(window.getByRole('main')).toContainText(`Records${records}`);
  await expect(window.getByRole('main')).toContainText('fields read back and compared: all equal');
  if (skipped > 0) {
    await expect(window.getByRole('region', { name: `Not restored (${skipped})` })).toContainText(
      'workflows.documentstate',
    );
  }
}
