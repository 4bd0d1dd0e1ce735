import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { expect, test } from 'playwright/test';
import { addAccount, PASSWORD } from './support/accounts.ts';
import { newDatabase, type TestDatabase } from './support/databases.ts';
import { type OpenConsole, openConsole } from './support/launch.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

let database: TestDatabase;
let files: string;
let console_: OpenConsole;

test.beforeEach(async () => {
  database = await newDatabase();
  files = await mkdtemp(path.join(os.tmpdir(), 'edms-files-'));
  console_ = await openConsole();
});

test.afterEach(async () => {
  await console_.close();
  await database.drop();
  await rm(files, { recursive: true, force: true });
});

/** An EDMS with an administrator, and with an author other than the package's. */
async function livesAlready(person: Person): Promise<void> {
  await person.opensForRestore(samplePackage);
  await person.makesServerTarget(database.url);
  await addAccount(database, 'admin', { superuser: true, firstName: 'Olga' });
  await addAccount(database, 'j.li', { firstName: 'Somebody else' });
}

async function addsProfile(person: Person): Promise<void> {
  const { window } = person;
  const { hostname, port, pathname, username, password } = new URL(database.url);
  await person.button('Add a profile…').click();
  const dialog = window.getByRole('dialog');
  await dialog.getByLabel('Name of the profile').fill('Trial');
  await dialog.getByLabel('Environment').selectOption('test');
  await dialog.getByLabel('Host').fill(hostname);
  await dialog.getByLabel('Port').fill(port || '5432');
  await dialog.getByLabel('Database', { exact: true }).fill(pathname.slice(1));
  await dialog.getByLabel('User').fill(decodeURIComponent(username));
  await dialog.getByLabel('Password').fill(decodeURIComponent(password));
  await dialog.getByLabel('Demand a sign-in with an account of the EDMS').check();
  await person.willChoose(files);
  await person.dialogButton('Folder for document files: choose…').click();
  await person.dialogButton('Save the profile').click();
  await expect(window.getByTestId('saved-profile')).toBeVisible({ timeout: 60_000 });
}

/** The console with a live EDMS just opened by a profile that demands a sign-in. */
async function opensGuarded(): Promise<Person> {
  const person = new Person(console_);
  await livesAlready(person);
  await addsProfile(person);
  await person.button('Open Trial').click();
  return person;
}

async function signsIn({ window }: Person, username: string, password: string): Promise<void> {
  const dialog = window.getByRole('dialog', { name: /^Sign in to Trial/ });
  await dialog.getByLabel('Name').fill(username);
  await dialog.getByLabel('Password').fill(password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
}

/** Somebody who works in the EDMS: has written, and not yet committed. */
async function writingSession(): Promise<pg.Client> {
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query('begin; lock table documents in row exclusive mode');
  await client.query(
    `insert into django_session (session_key, session_data, expire_date) values ('other', '', now())`,
  );
  return client;
}

test.describe('A live EDMS', () => {
  test('profile, sign-in, a warning, a merge with conflicts, into the background and back, report and undo', async () => {
    test.setTimeout(300_000);
    const person = await opensGuarded();
    const { window } = person;

    await expect(window.getByRole('dialog', { name: /^Sign in to Trial/ })).toBeVisible({ timeout: 60_000 });
    await signsIn(person, 'admin', 'wrong');
    await expect(person.error).toContainText('SIGN_IN_REFUSED', { timeout: 60_000 });
    await person.seesNoBarrier('sign-in');
    await signsIn(person, 'admin', PASSWORD);
    await expect(window.getByTestId('signed-in')).toHaveText('admin', { timeout: 60_000 });
    await expect(window.getByTestId('storage')).toHaveText(files);

    await person.previews();
    await expect(window.getByTestId('totals')).toContainText(/[1-9]\d* needs? your decision/);
    await person.seesNoBarrier('preview with conflicts');
    const other = await writingSession();
    await person.mainAction.click();
    const preflight = window.getByTestId('preflight');
    await expect(preflight).toBeVisible({ timeout: 60_000 });
    await expect(person.dialogButton(/^Restore /)).toBeDisabled();
    for (const box of await preflight.getByRole('checkbox').all()) await box.check();
    await person.dialogButton(/^Restore /).click();

    // It waits for the lock: time enough to close the window, and to let it finish in the background.
    await expect(window.getByRole('main')).toContainText('Waiting for others', { timeout: 60_000 });
    await expect.poll(sessionsThatWait, { timeout: 60_000 }).toBe(1);
    await console_.app.evaluate(({ dialog, BrowserWindow }) => {
      dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
      BrowserWindow.getAllWindows()[0]?.close();
    });
    await expect.poll(() => isShown()).toBe(false);
    await other.query('rollback');
    await other.end();
    await expect
      .poll(async () => (await database.query('select count(*)::int as n from documents'))[0]?.n, {
        timeout: 60_000,
      })
      .toBeGreaterThan(0);
    await console_.app.evaluate(({ app }) => app.emit('activate'));
    await expect.poll(() => isShown()).toBe(true);
    await expect(window.getByTestId('report-verdict')).toBeVisible({ timeout: 60_000 });
    await person.seesNoBarrier('report');

    expect(
      await database.query(
        'select username, success from login_audit where user_agent = $$EDMS Backup Console$$ order by id',
      ),
    ).toEqual([
      { username: 'admin', success: false },
      { username: 'admin', success: true },
    ]);
    expect(
      await database.query(
        `select u.username, a.action from audit_trail a join users u on u.id = a.user_id
          where a.metadata ->> 'writtenBy' = 'EDMS Backup Console'`,
      ),
    ).toEqual([{ username: 'admin', action: 'SYSTEM_RESTORE_COMPLETED' }]);

    await person.button('Undo this restore…').click();
    await expect(window.getByRole('heading', { name: 'Undo a restore' })).toBeVisible({ timeout: 60_000 });
    await person.mainAction.click();
    await expect(window.getByTestId('undo-verdict')).toHaveText('Undone and verified', { timeout: 60_000 });
    expect(await database.query('select username, first_name from users order by id')).toEqual([
      { username: 'admin', first_name: 'Olga' },
      { username: 'j.li', first_name: 'Somebody else' },
    ]);
    expect(await database.query('select count(*)::int as n from documents')).toEqual([{ n: 0 }]);
  });

  test('lets who is no administrator look, and no message writes without a token that may', async () => {
    test.setTimeout(180_000);
    const person = await opensGuarded();
    const { window } = person;
    await expect(window.getByRole('dialog', { name: /^Sign in to Trial/ })).toBeVisible({ timeout: 60_000 });
    expect(await codes(null)).toEqual(all('SIGN_IN_NEEDED'));
    expect(await codes('x.y.z')).toEqual(all('SIGN_IN_NEEDED'));

    await signsIn(person, 'j.li', PASSWORD);
    await expect(window.getByTestId('signed-in')).toHaveText('j.li', { timeout: 60_000 });
    await person.previews();
    await expect(person.mainAction).toBeDisabled();
    await expect(window.getByText('Your account may look at this target')).toBeVisible();

    const token = await tokenOf('j.li');
    const looking = await codes(token);
    for (const channel of WRITING) expect(looking[channel], channel).toBe('NOT_ALLOWED');
    for (const channel of LOOKING) expect(looking[channel], channel).not.toMatch(/^(SIGN_IN_|NOT_ALLOWED)/);
    const ended = await tokenOf('admin');
    await tokenOf('j.li');
    expect(await codes(ended)).toEqual(all('SIGN_IN_EXPIRED'));
    expect(await database.query('select count(*)::int as n from documents')).toEqual([{ n: 0 }]);

    // The window's own token is an old one now, too: it asks for another sign-in.
    await window.keyboard.press('Control+9');
    await expect(window.getByRole('dialog', { name: /^Sign in to Trial/ })).toBeVisible({ timeout: 60_000 });
    await expect(window.getByRole('dialog')).toContainText('Your sign-in has ended.');
    await signsIn(person, 'j.li', PASSWORD);
    await expect(window.getByTestId('signed-in')).toBeVisible({ timeout: 60_000 });

    await console_.app.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
    await expect(window.getByRole('dialog')).toContainText('Your sign-in ended when the machine slept.');
    await person.dialogButton('Leave this target').click();
    await expect(window.getByTestId('connected')).toHaveCount(0);
  });
});

const WRITING = ['restore:start', 'undo:start', 'recover:run', 'repair:start', 'health:record'] as const;
const FOUNDING = ['target:init', 'session:first-administrator'] as const;
const LOOKING = [
  'plan:create',
  'plan:page',
  'plan:record',
  'preflight:run',
  'undo:plan',
  'health:check',
  'repair:plan',
] as const;
const GUARDED = [...WRITING, ...FOUNDING, ...LOOKING];

const all = (code: string) => Object.fromEntries(GUARDED.map((channel) => [channel, code]));

/** The screen shows what will wait before anything does; the server knows who does. */
async function sessionsThatWait(): Promise<unknown> {
  const [row] = await database.query(
    `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
  );
  return row?.n;
}

function isShown(): Promise<boolean> {
  return console_.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false);
}

/**
 * What the main process answers on every channel that touches the target, to a message from the window's own page with
 * this token; the requests themselves fit nothing.
 */
async function codes(token: string | null): Promise<Readonly<Record<string, string>>> {
  const answers = await Promise.all(
    GUARDED.map(async (channel) => [channel, await send(channel, token, 'unfit')] as const),
  );
  return Object.fromEntries(answers.map(([channel, answer]) => [channel, String(answer.error?.code)]));
}

async function tokenOf(username: string): Promise<string> {
  const answer = await send('session:sign-in', null, { username, password: PASSWORD });
  expect(answer.token).toBeDefined();
  return answer.token ?? '';
}

interface Answer {
  readonly token?: string;
  readonly error?: { readonly code: string };
}

/** The page cannot choose its token, so the message is put where it would arrive. */
function send(channel: string, token: string | null, request: unknown): Promise<Answer> {
  return console_.app.evaluate(
    ({ ipcMain, BrowserWindow }, message) => {
      const sender = BrowserWindow.getAllWindows()[0]?.webContents;
      const handlers: Map<string, (event: unknown, sent: unknown) => Promise<Answer>> = Reflect.get(
        ipcMain,
        '_invokeHandlers',
      );
      const handle = handlers.get(message.channel);
      if (!sender || !handle) throw new Error(`nobody answers ${message.channel}`);
      return handle(
        { sender, senderFrame: sender.mainFrame },
        { token: message.token, request: message.request },
      );
    },
    { channel, token, request },
  );
}
