import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import JSZip from 'jszip';
import { expect, test } from 'playwright/test';
import { type OpenConsole, openConsole } from './support/launch.ts';
import { looksAt } from './support/look.ts';
import { office } from './support/office.ts';
import { Person } from './support/person.ts';

const CHANGED_TITLE = 'A title that nobody wanted';

/** A document as a package has it. */
interface DocumentRecord {
  readonly model: string;
  readonly fields: { readonly uuid: string; readonly document_number: string; readonly title: string };
}

test.describe('Backing up an EDMS', () => {
  let folder: string;
  test.beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-backup-path-'));
  });
  test.afterEach(() => rm(folder, { recursive: true, force: true }));

  test('from the first export to a document that is brought back', async () => {
    test.setTimeout(1_200_000);
    const console = await openConsole({ home: path.join(folder, 'home') });
    const person = new Person(console);
    const { window } = person;
    await office(person);

    const exported = await test.step('an export, as a new user makes it', () => exports(person, folder));
    const repository = path.join(folder, 'disk');
    await test.step('a repository, and a snapshot that is tested by restoring it', () =>
      takesFirstSnapshot(person, repository));
    await test.step('a schedule that runs while the window is put away', () =>
      runsBySchedule(console, person, repository));

    const { number, title } = await test.step('somebody changes a document', () =>
      changeDocument(person, folder, exported));

    await test.step('what differs from the live EDMS', async () => {
      await comparesWithLive(person);
      const byModel = window.getByTestId('by-model');
      const changed = byModel.getByRole('button', {
        name: /^documents\.document: 0 added, 1 changed, 0 removed/,
      });
      await changed.press('Enter');
      const differences = window.getByTestId('differences');
      await expect(differences.getByRole('row').nth(1)).toContainText(number);
      await differences.focus();
      await window.keyboard.press('Enter');
      const shown = window.getByTestId('difference');
      await expect(shown).toContainText(title);
      await expect(shown).toContainText(CHANGED_TITLE);
      await looksAt(person, '66-backup-difference');
    });

    await test.step('the document is brought back', async () => {
      await expect(person.mainAction).toHaveText(/^Bring it back as of /);
      await person.mainAction.click();
      await expect(window.getByTestId('selection-counts')).toContainText('records', { timeout: 60_000 });
      await person.previews();
      await person.restores();
      await comparesWithLive(person);
      await expect(window.getByRole('main')).not.toContainText('documents.document');
      await looksAt(person, '67-backup-brought-back');
    });
    await console.close();
  });
});

/** Exports everything as a package; gives a document that is in it. */
async function exports(person: Person, folder: string): Promise<DocumentRecord> {
  const { window } = person;
  const file = path.join(folder, 'office.zip');
  await window.keyboard.press('Control+e');
  await expect(window.getByTestId('export-size')).toContainText('records', { timeout: 60_000 });
  await person.willSaveAs(file);
  await window.getByRole('combobox', { name: 'File name ends with' }).click();
  await window.getByRole('option', { name: '.zip' }).click();
  await person.mainAction.click();
  await expect(window.getByTestId('export-verdict').or(person.error)).toBeVisible({ timeout: 120_000 });
  await expect(window.getByTestId('export-verdict')).toContainText('The export is written');
  const zip = await JSZip.loadAsync(await readFile(file));
  const records: readonly DocumentRecord[] = JSON.parse(
    (await zip.file('database/database_backup.json')?.async('string')) ?? '[]',
  );
  const document = records.find(({ model }) => model === 'documents.document');
  if (document === undefined) throw new Error('The export has no document.');
  return document;
}

async function takesFirstSnapshot(person: Person, disk: string): Promise<void> {
  const { window } = person;
  await window.keyboard.press('Control+7');
  await mkdir(disk);
  await person.willChoose(disk);
  await person.mainAction.click();
  await window.getByRole('checkbox', { name: 'Encrypt it with a passphrase' }).uncheck();
  await person.button('Create the repository').click();
  await expect(person.mainAction).toHaveText('New snapshot…', { timeout: 60_000 });
  await person.mainAction.click();
  await expect(person.mainAction).toHaveText('Take a snapshot of embedded:office', { timeout: 60_000 });
  await person.mainAction.click();
  const verdict = window.getByTestId('taken-verdict');
  await expect(verdict.or(person.error)).toBeVisible({ timeout: 300_000 });
  await expect(verdict).toHaveText('The snapshot is taken, and it is good');
  await person.mainAction.click();
  await expect(window.getByTestId('seals')).toContainText('Restored and compared on');
}

/** A run each minute, until one has been done while nobody looked. */
async function runsBySchedule(console: OpenConsole, person: Person, repository: string): Promise<void> {
  const { window } = person;
  const seals = async () => (await readdir(path.join(repository, 'seals'))).length;
  const before = await seals();
  await window.keyboard.press('Control+Shift+S');
  await person.mainAction.click();
  await window.getByLabel('Name', { exact: true }).fill('Every minute');
  await window.getByLabel('Repeats').click();
  await window.getByRole('option', { name: 'by a cron expression' }).click();
  await window.getByLabel('Cron expression').fill('* * * * *');
  await person.mainAction.click();
  await expect(window.getByTestId('schedules')).toContainText('Every minute');
  await console.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const isVisible = () =>
    console.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await expect.poll(isVisible).toBe(false);
  await expect.poll(seals, { timeout: 300_000 }).toBeGreaterThan(before);
  await console.app.evaluate(({ app }) => app.emit('activate'));
  await expect.poll(isVisible).toBe(true);
  await expect(window.getByTestId('schedule-runs')).toContainText('it succeeded', { timeout: 120_000 });
  await person.button('Pause').click();
  await expect(window.getByTestId('schedules')).toContainText('paused', { timeout: 120_000 });
  await looksAt(person, '65-backup-schedule');
}

/** Another title for a document, as somebody else might write it; says what it was before. */
async function changeDocument(
  person: Person,
  folder: string,
  { fields }: DocumentRecord,
): Promise<{ readonly number: string; readonly title: string }> {
  const { uuid, document_number: number, title } = fields;
  const file = path.join(folder, 'one_document.json');
  const changed = { uuid, document_number: number, title: CHANGED_TITLE, updated_at: '2026-02-03T04:05:06Z' };
  await writeFile(file, JSON.stringify([{ model: 'documents.document', fields: changed }]));
  await person.opensForRestore(file);
  await person.previews();
  await person.restores();
  return { number, title };
}

/** The last snapshot with what the EDMS holds now. */
async function comparesWithLive(person: Person): Promise<void> {
  const { window } = person;
  await window.keyboard.press('Control+7');
  await window.getByTestId('snapshots').focus();
  await window.keyboard.press('Home');
  await person.button('Compare with…').click();
  await expect(window.getByLabel('Compared with')).toHaveValue('live');
  await person.mainAction.click();
  // What the console itself has told the EDMS may be all that differs, or nothing does.
  const sum = window.getByTestId('compare-sum').or(window.getByTestId('nothing-differs'));
  await expect(sum).toBeVisible({ timeout: 120_000 });
}
