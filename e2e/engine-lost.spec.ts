import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { writePackage } from '../scripts/invent/index.ts';
import { newDatabase, type TestDatabase } from './support/databases.ts';
import { killEngine, type OpenConsole, openConsole } from './support/launch.ts';
import { Person } from './support/person.ts';

test.describe('In the middle of a restore', () => {
  // A large restore on a busy machine.
  test.describe.configure({ timeout: 300_000 });
  let folder: string;
  let records: number;
  let console: OpenConsole;
  let person: Person;

  test.beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-large-'));
    const written = await writePackage(path.join(folder, 'large.tar.gz'), {
      seed: 7,
      documents: 500,
      compression: 1,
    });
    records = written.records;
    console = await openConsole();
    person = new Person(console);
    await person.opens(written.path);
    await expect(person.window.getByTestId('verdict')).toBeVisible({ timeout: 60_000 });
  });
  test.afterAll(async () => {
    await console.close();
    await rm(folder, { recursive: true, force: true });
  });

  // The package stays open from one to the next, which is what a person goes on with.
  test.beforeEach(() => person.window.keyboard.press('Control+3'));

  test('the engine is killed: a server target is as it was, and the person goes on', async () => {
    const database = await newDatabase();
    await person.makesServerTarget(database.url);
    await survivesKilling(() => rowsOf(database));
    expect(await rowsOf(database)).toBeGreaterThan(1000);
    await database.drop();
  });

  test('the engine is killed: an embedded target is as it was, and the person goes on', async () => {
    await person.window.getByRole('radio', { name: /Embedded/ }).check();
    await person.connectsToEmbedded('rehearsal');
    await survivesKilling(null);
  });

  test('the person cancels: the question is asked, and nothing was changed', async () => {
    const database = await newDatabase();
    await person.makesServerTarget(database.url);
    await person.previews();
    const before = await rowsOf(database);
    await person.startsRestore();
    await expect(person.window.getByText('Writing business data')).toBeVisible();
    // This mode removes nothing: nobody has to be afraid of it.
    expect(await person.window.getByText('Removing what the package does not have').count()).toBe(0);
    await person.window.keyboard.press('Escape');
    await person.dialogButton('Keep restoring').click();
    await expect(person.window.getByRole('dialog')).toBeHidden();
    await person.button('Cancel the restore…').click();
    await person.dialogButton('Cancel the restore').click();
    await expect(person.error).toContainText('CANCELLED');
    await expect(person.error).toContainText('Nothing was changed.');
    await expect(person.window.getByRole('heading', { level: 1 })).toHaveText('The restore was cancelled');
    expect(await rowsOf(database)).toBe(before);
    await person.button('Preview again').click();
    await expect(person.mainAction).toContainText(/^Restore /);
    await database.drop();
  });

  async function survivesKilling(rows: (() => Promise<number>) | null): Promise<void> {
    await person.previews();
    const offer = await person.mainAction.textContent();
    const before = await rows?.();
    await person.startsRestore();
    await expect(
      person.window.getByRole('listitem').filter({ hasText: 'Writing business data' }),
    ).toHaveAttribute('aria-current', 'step', { timeout: 120_000 });
    await killEngine(console.app);

    await expect(person.error).toContainText('ENGINE_STOPPED');
    await expect(person.window.getByRole('heading', { level: 1 })).toHaveText('The restore did not finish');
    await expect(person.error).toContainText('The restore was interrupted. The target is as it was.');
    await expect(person.window.getByText('Package and target are open again; you can go on.')).toBeVisible({
      timeout: 60_000,
    });
    expect(await rows?.()).toBe(before);

    await person.button('Preview again').click();
    // The plan is the very same: of the interrupted restore nothing is there.
    await expect(person.mainAction).toHaveText(offer ?? '', { timeout: 60_000 });
    await person.restores();
    await expect(person.window.getByTestId('report-verdict')).toContainText('Completed');
    await expect(person.window.getByRole('main')).toContainText(`Records${records.toLocaleString('en')}`);
  }
});

/** Documents, their audit trail (without the console's own entries) and users: what a restore adds to first and last. */
async function rowsOf(database: TestDatabase): Promise<number> {
  const [row] = await database.query(
    `select ((select count(*) from documents) + (select count(*) from audit_trail where metadata ->> 'writtenBy' is null)
      + (select count(*) from users))::int as n`,
  );
  return Number(row?.n);
}
