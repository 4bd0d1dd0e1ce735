import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { encryptBuffer, generateIdentity, recipientOf } from '../main/engine/encryption/age.ts';
import { type OpenConsole, openConsole } from './support/launch.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

const WORDS = 'planted-words of this test';

let console_: OpenConsole;
let person: Person;
let folder: string;

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'edms-encrypted-'));
  console_ = await openConsole();
  person = new Person(console_);
});

test.afterAll(async () => {
  await console_.close();
  await rm(folder, { recursive: true, force: true });
});

test.afterEach(() => {
  for (const entry of readdirSync(console_.home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const place = path.join(entry.parentPath ?? entry.path, entry.name);
    expect(readFileSync(place, 'latin1').includes('planted-words'), `the passphrase in ${place}`).toBe(false);
  }
});

test('opens a package with its passphrase, after a wrong one', async () => {
  const file = path.join(folder, 'sample.tar.gz.age');
  await writeFile(file, await encryptBuffer(await readFile(samplePackage), { passphrase: WORDS }));
  await person.opens(file);
  const dialog = person.window.getByRole('dialog', { name: 'sample.tar.gz.age is encrypted' });
  await expect(dialog).toBeVisible();
  const passphrase = dialog.getByLabel('Passphrase');
  await expect(passphrase).toBeFocused();
  await person.seesNoBarrier('opening an encrypted package');

  // An empty field is sent nowhere.
  await person.window.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await person.window.keyboard.type('something else');
  await person.window.keyboard.press('Enter');
  await expect(dialog.getByTestId('wrong-key')).toBeVisible({ timeout: 60_000 });
  await expect(passphrase).toHaveValue('');
  await person.seesNoBarrier('a wrong passphrase');
  await passphrase.fill(WORDS);
  await person.window.keyboard.press('Enter');
  await expect(person.window.getByTestId('verdict')).toBeVisible({ timeout: 60_000 });
  await expect(dialog).toBeHidden();
  const main = person.window.getByRole('main');
  await expect(main).toContainText('age, with a passphrase');
  await person.button('Choose the target').click();
  await person.connectsToEmbedded('opened');
  await person.previews();
});

test('opens a package with an identity file, and goes back without one', async () => {
  const identity = await generateIdentity();
  const key = path.join(folder, 'key.txt');
  await writeFile(key, `# created today\n${identity}\n`);
  const file = path.join(folder, 'sample.age');
  const recipients = [await recipientOf(identity)];
  await writeFile(file, await encryptBuffer(await readFile(samplePackage), { recipients }));
  await person.opens(file);
  const dialog = person.window.getByRole('dialog', { name: 'sample.age is encrypted' });
  await expect(dialog).toBeVisible();
  await person.window.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(person.button(/^Open/).first()).toBeVisible();

  await person.opens(file);
  await person.willChoose(samplePackage);
  await person.dialogButton('Choose an identity file…').click();
  await expect(dialog.getByTestId('wrong-key')).toContainText('no identity file');
  await person.willChoose(key);
  await person.dialogButton('Choose an identity file…').click();
  await expect(person.dialogButton('Identity file: key.txt')).toBeVisible();
  await person.dialogButton('Open the package').click();
  await expect(person.window.getByTestId('verdict')).toBeVisible({ timeout: 60_000 });
  await expect(person.window.getByRole('main')).toContainText('age, for 1 recipient');
});
