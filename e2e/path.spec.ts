import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { newDatabase, type TestDatabase } from './support/databases.ts';
import { type OpenConsole, openConsole, temporaryHome } from './support/launch.ts';
import { NO_REAL_PACKAGES, realPackage } from './support/packages.ts';
import { Person } from './support/person.ts';

/** What the two real packages hold; the one state whose code cannot be known is the only record left out. */
const PACKAGES = [
  { stamp: '20251212_164044', records: 670, skipped: 1, users: 7 },
  { stamp: '20251208_082241', records: 534, skipped: 0, users: 7 },
] as const;

for (const { stamp, records, skipped, users } of PACKAGES) {
  test.describe(`From the real package ${stamp} to a checked report`, () => {
    const archive = realPackage(`edms_migration_package_${stamp}.tar.gz`);
    const zip = realPackage(`edms_migration_package_${stamp}.zip`);
    let console: OpenConsole;
    let person: Person;
    let server: TestDatabase | undefined;
    test.beforeAll(async () => {
      console = await openConsole();
      person = new Person(console);
    });
    test.afterAll(async () => {
      await console.close();
      await server?.drop();
    });

    test('as tar.gz into an embedded database, twice', async () => {
      test.skip(archive === null, NO_REAL_PACKAGES);
      await person.opensForRestore(archive ?? '');
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
      // What was told of the target when it was opened is not what it holds by now.
      await person.window.keyboard.press('Control+3');
      await expect(person.window.getByTestId('connected')).toContainText(`Users${users}`);
    });

    test('as zip into a new server database', async () => {
      test.skip(zip === null, NO_REAL_PACKAGES);
      const database = await newDatabase();
      server = database;
      const files = await temporaryHome();
      await person.opensForRestore(zip ?? '');
      await person.makesServerTarget(database.url);
      await expect(person.window.getByTestId('storage')).toContainText('No folder chosen');
      await person.willChoose(files);
      await person.button('Choose a folder…').click();
      await expect(person.window.getByTestId('storage')).toContainText(files);
      await person.previews();
      await person.restores();
      await expectReport(person, records, skipped);

      expect(await database.query('select count(*)::int as n from users')).toEqual([{ n: users }]);
      const report = path.join(files, 'report.json');
      await person.willSaveAs(report);
      await person.button('Export as JSON…').click();
      await expect(person.window.getByText(`Exported to ${report}`)).toBeVisible();
      const json: unknown = JSON.parse(await readFile(report, 'utf8'));
      expect(json).toMatchObject({ records, skipped, failed: 0, verified: true });
      await person.willSaveAs(path.join(files, 'report.html'));
      await person.button('Export as HTML…').click();
      await expect(person.window.getByText('report.html')).toBeVisible();
      const html = await readFile(path.join(files, 'report.html'), 'utf8');
      expect(html).not.toContain('<script');
      expect(html).toContain(`${records}`);
      await rm(files, { recursive: true, force: true });
    });
  });
}

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
