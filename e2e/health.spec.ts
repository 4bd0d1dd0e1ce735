import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { newDatabase } from './support/databases.ts';
import { openConsole } from './support/launch.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

test.describe('How an EDMS is', () => {
  test('is shown, and what lost its place is repaired after a preview', async () => {
    test.setTimeout(300_000);
    const database = await newDatabase();
    const storage = await mkdtemp(path.join(os.tmpdir(), 'edms-files-'));
    const console = await openConsole();
    const person = new Person(console);
    const { window } = person;
    const finding = (id: string) => window.getByTestId(`finding-${id}`);
    await person.opensForRestore(samplePackage);
    await person.makesServerTarget(database.url);
    await person.willChoose(storage);
    await person.button('Choose a folder…').click();
    await person.previews();
    await person.restores();

    // Somebody inserts rows with keys of their own, and somebody loses a file.
    await database.query(`insert into auth_group (id, name) values (900, 'by hand')`);
    const [named] = await database.query(
      `select file_path from documents where file_path <> '' order by id limit 1`,
    );
    const lost = String(named?.file_path).replace(/^storage\//, '');
    await rm(path.join(storage, lost));

    await window.keyboard.press('Control+8');
    await expect(window.getByTestId('health-verdict')).toHaveText('Some things need a look', {
      timeout: 60_000,
    });
    await expect(finding('sequences')).toContainText('Count: 1');
    await expect(finding('sequences')).toContainText('auth_group');
    await expect(finding('missing-files')).toContainText('Count: 1');
    await expect(finding('missing-files')).toContainText(lost);
    await person.seesNoBarrier('health');
  });
});
