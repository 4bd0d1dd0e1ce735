import { expect, test } from 'playwright/test';
import { newDatabase, type TestDatabase } from './support/databases.ts';
import { type OpenConsole, openConsole } from './support/launch.ts';
import { seesNoBarrierInEachLook } from './support/look.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

let database: TestDatabase;
let console_: OpenConsole;

test.beforeEach(async () => {
  database = await newDatabase();
  console_ = await openConsole();
});

test.afterEach(async () => {
  await console_.close();
  await database.drop();
});

/** As a standby is, too. */
async function takesNoChanges(): Promise<void> {
  const name = new URL(database.url).pathname.slice(1);
  await database.query(`alter database ${name} set default_transaction_read_only = on`);
}

test('a database that can only be read is looked at, and its restore forbidden', async () => {
  const person = new Person(console_);
  const { window } = person;
  await person.opensForRestore(samplePackage);
  await person.makesServerTarget(database.url);
  await expect(window.getByTestId('connected')).not.toContainText('can only be read');

  await takesNoChanges();
  await person.givesServer(database.url);
  await expect(window.getByTestId('connected')).toContainText('can only be read', { timeout: 60_000 });
  await seesNoBarrierInEachLook(person, 'a target that can only be read');

  await person.previews();
  await person.mainAction.click();
  const preflight = window.getByTestId('preflight');
  await expect(preflight).toContainText('Connect to the primary server', { timeout: 60_000 });
  await expect(person.dialogButton(/^Restore /)).toBeDisabled();
});
