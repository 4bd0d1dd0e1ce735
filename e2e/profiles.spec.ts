import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from 'playwright/test';
import { ProfileStore } from '../main/settings/profile-store.ts';
import type { Bridge } from '../preload/contract/bridge.ts';
import { newDatabase, type TestDatabase } from './support/databases.ts';
import { type LaunchOptions, type OpenConsole, openConsole } from './support/launch.ts';
import { seesNoBarrierInEachLook } from './support/look.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

declare global {
  interface Window {
    readonly edms: Bridge;
  }
}

const RUN = randomBytes(6).toString('hex');
/** It has the signs that a URL, a shell or JSON would change. */
const PASSWORD = `pl4nted/${RUN}@:%#&"\\ é`;
/** The part that stays as it is however it is written, and how a URL writes it. */
const TRACES = [`nted/${RUN}`, `nted%2F${RUN}`];
const ROLE = `edms_window_${RUN}`;
const NO_KEYRING = { DBUS_SESSION_BUS_ADDRESS: undefined, XDG_RUNTIME_DIR: undefined };

/** A test session has a keyring of its own where the machine can give it one. */
const hasKeyring = process.platform === 'linux' && Boolean(process.env.DBUS_SESSION_BUS_ADDRESS);

let home: string;
let files: string;
let database: TestDatabase;
const opened: OpenConsole[] = [];

test.beforeAll(async () => {
  database = await newDatabase();
  await database.query(`create role ${ROLE} superuser login password '${PASSWORD}'`);
});

test.afterAll(async () => {
  const keeper = await newDatabase();
  await database.drop();
  await keeper.query(`drop role ${ROLE}`);
  await keeper.drop();
});

test.beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'edms-profiles-'));
  files = await mkdtemp(path.join(os.tmpdir(), 'edms-files-'));
});

test.afterEach(async () => {
  for (const console of opened.splice(0)) await console.close().catch(() => undefined);
  for (const file of filesBelow(home)) {
    const text = readFileSync(file, 'latin1');
    for (const trace of TRACES) expect(text.includes(trace), `the password in ${file}`).toBe(false);
  }
  await rm(home, { recursive: true, force: true });
  await rm(files, { recursive: true, force: true });
});

function filesBelow(root: string): readonly string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

/** The console with the sample package open, where its target is chosen. */
async function atTarget(options: LaunchOptions = {}): Promise<Person> {
  const console = await openConsole({ home, ...options });
  opened.push(console);
  const person = new Person(console);
  await person.opensForRestore(samplePackage);
  await expect(person.window.getByRole('heading', { name: 'Profiles' })).toBeVisible();
  return person;
}

async function quit(): Promise<void> {
  for (const console of opened.splice(0)) await console.close();
}

/** Enters the test's server, by its own role. */
async function entersServer({ window }: Person, name: string): Promise<void> {
  const { hostname, port, pathname } = new URL(database.url);
  const dialog = window.getByRole('dialog');
  await dialog.getByLabel('Name of the profile').fill(name);
  await dialog.getByLabel('Host').fill(hostname);
  await dialog.getByLabel('Port').fill(port || '5432');
  await dialog.getByLabel('Database', { exact: true }).fill(pathname.slice(1));
  await dialog.getByLabel('User').fill(ROLE);
  await dialog.getByLabel('Password').fill(PASSWORD);
}

const row = (window: Page, name: string) => window.getByTestId('profile').filter({ hasText: name });

/** What the main process answers to a page that does not ask for the name. */
async function asksPastTheDialog(page: Page, typedName: string | null): Promise<readonly string[]> {
  return page.evaluate(async (typed) => {
    const job = 'job-900000001';
    const jobs = await window.edms.ask('jobs:list', {
      search: '',
      kinds: ['restore'],
      target: null,
      offset: 0,
      limit: 1,
    });
    const of = (jobs.ok && jobs.value.jobs[0]?.id) || 'job_00000000000000000000000000';
    const answers = [
      await window.edms.ask('restore:start', { job, accept: [], typedName: typed }),
      await window.edms.ask('undo:start', { job, of, shown: 0, typedName: typed }),
    ];
    return answers.map((answer) => (answer.ok ? 'done' : answer.error.code));
  }, typedName);
}

async function holdsNoPassword(window: Page): Promise<void> {
  const page = await window.content();
  for (const trace of TRACES) expect(page.includes(trace)).toBe(false);
}

test.describe('Profiles', () => {
  test('a production server is entered, tested, opened, restored into by its name, and known after a restart', async () => {
    test.skip(!hasKeyring, 'this session has no keyring');
    test.setTimeout(240_000);
    const person = await atTarget();
    const { window } = person;
    await expect(window.getByText('No profiles yet.')).toBeVisible();
    await person.button('Add a profile…').click();
    await entersServer(person, 'Head office');
    await person.willChoose(files);
    await person.dialogButton('Folder for document files: choose…').click();
    await expect(window.getByRole('dialog')).toContainText(files);
    await person.dialogButton('Test the connection').click();
    const results = window.getByTestId('test-results');
    await expect(results).toContainText('The server lets', { timeout: 60_000 });
    await expect(results.getByRole('listitem').last()).toBeInViewport();
    await person.seesNoBarrier('a tested server');
    await holdsNoPassword(window);
    await person.dialogButton('Save the profile').click();
    await expect(window.getByTestId('saved-profile')).toHaveText('Saved. The password is in the keychain.', {
      timeout: 60_000,
    });
    await expect(row(window, 'Head office')).toContainText('Production');
    await expect(row(window, 'Head office').getByTestId('profile-state')).toContainText(
      /^tested .*password kept$/,
    );
    await holdsNoPassword(window);

    await person.button('Open Head office').click();
    await person.button('Make an empty EDMS database here…').click();
    await expect(window.getByRole('dialog')).toContainText('Head office (postgresql://');
    await person.dialogButton('Make the EDMS database').click();
    await expect(window.getByTestId('connected')).toBeVisible({ timeout: 60_000 });
    await expect(window.getByTestId('storage')).toHaveText(files);

    await person.previews();
    await person.mainAction.click();
    await expect(window.getByTestId('preflight')).toBeVisible({ timeout: 60_000 });
    for (const typed of [null, '', 'head office']) {
      expect(await asksPastTheDialog(window, typed)).toEqual([
        'PRODUCTION_NOT_CONFIRMED',
        'PRODUCTION_NOT_CONFIRMED',
      ]);
    }
    expect(await database.query('select count(*)::int as n from documents')).toEqual([{ n: 0 }]);
    await expect(window.getByRole('dialog')).toContainText('Restore into Head office (postgresql://');
    const restore = person.dialogButton(/^Restore /);
    const name = window.getByLabel('Name of the production system');
    await expect(restore).toBeDisabled();
    await name.fill('Head offic');
    await expect(restore).toBeDisabled();
    await name.fill('Head office');
    await restore.click();
    await expect(window.getByTestId('report-verdict')).toBeVisible({ timeout: 120_000 });

    await person.button('Undo this restore…').click();
    await expect(window.getByRole('heading', { name: 'Undo a restore' })).toBeVisible({ timeout: 60_000 });
    await person.mainAction.click();
    await expect(person.dialogButton('Undo a restore')).toBeDisabled();
    await window.getByLabel('Name of the production system').fill('Head office');
    await person.dialogButton('Undo a restore').click();
    await expect(window.getByTestId('undo-verdict')).toBeVisible({ timeout: 60_000 });
    for (const place of [1, 2, 3, 7]) {
      await window.keyboard.press(`Control+${place}`);
      await expect(window.getByTestId('production')).toHaveText('Production');
      await expect(window.getByTestId('production-edge')).toBeVisible();
    }
    await holdsNoPassword(window);
    await quit();

    const again = await atTarget();
    await expect(row(again.window, 'Head office')).toContainText('password kept', { timeout: 60_000 });
    await again.button('Open Head office').click();
    await expect(again.window.getByTestId('connected')).toBeVisible({ timeout: 60_000 });
    await expect(again.window.getByTestId('production')).toBeVisible();

    // By its address it is the same production system.
    await again.givesServer(database.url);
    await expect(again.window.getByTestId('connected')).toBeVisible({ timeout: 60_000 });
    await expect(again.window.getByTestId('production')).toBeVisible();
    expect(await asksPastTheDialog(again.window, null)).toEqual([
      'PRODUCTION_NOT_CONFIRMED',
      'PRODUCTION_NOT_CONFIRMED',
    ]);

    await again.button('Remove Head office').click();
    await again.dialogButton('Remove the profile').click();
    await expect(again.window.getByText('No profiles yet.')).toBeVisible({ timeout: 60_000 });
    await holdsNoPassword(again.window);
  });

  test('without a keyring a password is kept for this run and no longer', async () => {
    const person = await atTarget({ env: NO_KEYRING });
    const { window } = person;
    await person.button('Add a profile…').click();
    await entersServer(person, 'Trial');
    await window.getByLabel('Environment').selectOption('test');
    await expect(window.getByRole('dialog')).toContainText(
      'The password is kept until the console is closed.',
    );
    await person.dialogButton('Save the profile').click();
    await expect(window.getByTestId('saved-profile')).toContainText('is kept until the console is closed');
    await person.button('Test Trial').click();
    await expect(window.getByTestId('test-results')).toContainText('The server lets', { timeout: 60_000 });
    await person.button('Open Trial').click();
    await expect(person.error.or(window.getByTestId('connected')).first()).toBeVisible({ timeout: 60_000 });
    await expect(window.getByTestId('production')).toHaveCount(0);
    await holdsNoPassword(window);
    await quit();

    const again = await atTarget({ env: NO_KEYRING });
    await expect(row(again.window, 'Trial')).toContainText('no password kept');
  });

  test('a connection is taken from a URL and from an environment file, and its password is never shown', async () => {
    const person = await atTarget({ env: NO_KEYRING });
    const { window } = person;
    const { hostname, port, pathname } = new URL(database.url);
    const dialog = window.getByRole('dialog');
    await person.button('Add a profile…').click();
    await dialog.getByLabel('Name of the profile').fill('From a URL');
    await dialog
      .getByLabel('Connection URL')
      .fill(`postgresql://${ROLE}:${encodeURIComponent(PASSWORD)}@${hostname}:${port}${pathname}`);
    await person.dialogButton('Use the URL').click();
    await expect(dialog.getByLabel('User')).toHaveValue(ROLE);
    await expect(dialog.getByLabel('Connection URL')).toHaveValue('');
    await expect(dialog).toContainText('A password came with the import.');
    await holdsNoPassword(window);
    await person.dialogButton('Save the profile').click();
    await person.button('Test From a URL').click();
    await expect(window.getByTestId('test-results')).toContainText('The server lets', { timeout: 60_000 });

    const file = path.join(files, '.env');
    await mkdir(path.join(files, 'storage'));
    const fields = [`DB_NAME=${pathname.slice(1)}`, `DB_USER=${ROLE}`, `DB_PASSWORD='${PASSWORD}'`];
    await writeFile(file, [...fields, `DB_PORT=${port}`, `STORAGE_ROOT=${files}/storage`].join('\n'));
    await person.willChoose(file);
    await person.button('Add a profile…').click();
    await person.dialogButton('Read a .env file…').click();
    await expect(dialog.getByLabel('Database', { exact: true })).toHaveValue(pathname.slice(1));
    await expect(dialog).toContainText('localhost was assumed');
    await expect(dialog).toContainText(path.join(files, 'storage'));
    await dialog.getByLabel('Name of the profile').fill('From a file');
    await person.dialogButton('Save the profile').click();
    await expect(row(window, 'From a file')).toContainText('password kept');

    await person.button('Edit From a file').click();
    await expect(dialog).toContainText('go on with the password that is kept');
    await dialog.getByLabel('Host').fill('other.example');
    await expect(dialog).toContainText('belongs to another host');
    await dialog.getByLabel('Host').fill('localhost');
    await dialog.getByLabel('Name of the profile').fill('From a url');
    await person.dialogButton('Save the profile').click();
    await expect(dialog.getByTestId('error')).toContainText('There is a profile of this name already');
    await person.dialogButton('Cancel').click();
    await holdsNoPassword(window);
  });
});

test('profiles have no barrier', async () => {
  test.setTimeout(120_000);
  const store = new ProfileStore(home);
  const common = { storageRoot: null, demandSignIn: false };
  const embedded = { kind: 'embedded', name: 'look' } as const;
  store.add({
    ...common,
    name: 'Head office',
    colour: 'amber',
    environment: 'production',
    connection: embedded,
  });
  store.add({ ...common, name: 'Trial', colour: 'pink', environment: 'test', connection: embedded });
  store.add({ ...common, name: 'Here', colour: 'teal', environment: 'embedded', connection: embedded });
  const person = await atTarget({ env: NO_KEYRING });
  const { window } = person;
  const look = (name: string) => seesNoBarrierInEachLook(person, name);
  await person.button('Test Trial').click();
  await expect(window.getByTestId('test-results')).toBeVisible({ timeout: 60_000 });
  await look('profiles');
  await person.button('Add a profile…').click();
  await look('profile-add');
  await window.keyboard.press('Escape');
  await person.button('Edit Trial').click();
  await person.dialogButton('Test the connection').click();
  await expect(window.getByRole('dialog').getByTestId('test-results')).toBeVisible({ timeout: 60_000 });
  await look('profile-edit');
  await person.dialogButton('Cancel').click();
  await person.button('Remove Trial').click();
  await look('profile-remove');
  await person.dialogButton('Back').click();

  await person.button('Open Head office').click();
  await expect(window.getByTestId('connected')).toBeVisible({ timeout: 60_000 });
  await look('production-connected');
  await person.previews();
  await person.mainAction.click();
  await expect(window.getByTestId('preflight')).toBeVisible({ timeout: 60_000 });
  await look('production-confirm');
  await window.getByLabel('Name of the production system').fill('Head office');
  await person.dialogButton(/^Restore /).click();
  await expect(window.getByTestId('report-verdict')).toBeVisible({ timeout: 120_000 });
  await person.button('Undo this restore…').click();
  await expect(window.getByRole('heading', { name: 'Undo a restore' })).toBeVisible({ timeout: 60_000 });
  await person.mainAction.click();
  await look('production-undo');
});
