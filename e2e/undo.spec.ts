import pg from 'pg';
import { expect, test } from 'playwright/test';
import { newDatabase } from './support/databases.ts';
import { openConsole } from './support/launch.ts';
import { NO_REAL_PACKAGES, realPackage } from './support/packages.ts';
import { Person } from './support/person.ts';

/** A session of somebody else that has written and not yet committed. */
async function writingSession(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('begin');
  await client.query(
    `insert into django_session (session_key, session_data, expire_date) values ('other', '', now())`,
  );
  return client;
}

const file = realPackage('edms_migration_package_20251212_164044.zip');

test.describe('Going back', () => {
  for (const kind of ['embedded', 'server'] as const) {
    test(`a restore into an ${kind} target is undone from its report, and the jobs say so`, async () => {
      test.skip(file === null, NO_REAL_PACKAGES);
      const database = kind === 'server' ? await newDatabase() : null;
      const console = await openConsole();
      const person = new Person(console);
      const { window } = person;
      await person.opensForRestore(file ?? '');
      if (database) await person.makesServerTarget(database.url);
      else await person.connectsToEmbedded('rehearsal');
      await person.previews();
      const other = database ? await writingSession(database.url) : null;
      await person.mainAction.click();
      const preflight = window.getByTestId('preflight');
      await expect(preflight).toBeVisible({ timeout: 60_000 });
      if (other) {
        // Somebody else is writing: that has to be confirmed by name.
        await expect(preflight).toContainText('Needs a look');
        await person.seesNoBarrier('preflight');
        await expect(person.dialogButton(/^Restore /)).toBeDisabled();
        await preflight.getByRole('checkbox', { name: /writers/ }).check();
      }
      await person.dialogButton(/^Restore /).click();
      await expect(window.getByTestId('report-verdict')).toBeVisible({ timeout: 120_000 });
      await other?.end();

      await person.button('Undo this restore…').click();
      await expect(window.getByRole('heading', { name: 'Undo a restore' })).toBeVisible({ timeout: 60_000 });
      await person.seesNoBarrier('undo');
      await person.mainAction.click();
      await expect(window.getByTestId('undo-verdict')).toHaveText('Undone and verified', { timeout: 60_000 });
      await expect(window.getByRole('main')).toContainText(
        'Rows and files are what they were before the restore.',
      );
      await person.seesNoBarrier('undone');
      if (database)
        expect(await database.query('select count(*)::int as n from documents')).toEqual([{ n: 0 }]);

      await person.mainAction.click();
      const jobs = window.getByTestId('jobs');
      await expect(jobs.getByRole('button', { name: /^Undo: completed/ })).toBeVisible();
      await jobs.getByRole('button', { name: /^Restore: undone since/ }).click();
      await expect(window.getByTestId('job')).toContainText('undone since');
      await expect(window.getByTestId('job').getByRole('button', { name: 'Open its report' })).toBeVisible();
      await person.seesNoBarrier('jobs');
      await window.getByLabel('Search').fill('nothing like this');
      await expect(window.getByText('No job matches.')).toBeVisible();

      // What cannot be undone from here has a heading, too.
      await window.getByLabel('Search').fill('');
      await window.keyboard.press('Control+3');
      await window.getByRole('radio', { name: /Embedded/ }).check();
      await person.connectsToEmbedded('another');
      await person.opensForRestore(file ?? '');
      await person.previews();
      await person.restores();
      await window.keyboard.press('Control+3');
      await person.connectsToEmbedded('one-more');
      await window.keyboard.press('Control+8');
      await jobs.getByRole('button', { name: /^Restore: completed/ }).click();
      await person.button('Undo this restore…').click();
      await expect(person.error).toContainText('The restore went into embedded:another');
      await expect(window.getByRole('heading', { level: 1 })).toHaveText('Undo a restore');
      await console.close();
      await database?.drop();
    });
  }
});
