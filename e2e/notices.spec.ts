import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { MailServer } from '../main/schedule/notify/testing-mail-server.ts';
import { openConsole } from './support/launch.ts';
import { looksAt } from './support/look.ts';
import { Person } from './support/person.ts';

const root = path.resolve(__dirname, '..');
const run = promisify(execFile);
const PASSWORD = `pl4nted-${randomBytes(6).toString('hex')}`;
/** A test session has a keyring of its own where the machine can give it one. */
const hasKeyring = process.platform === 'linux' && Boolean(process.env.DBUS_SESSION_BUS_ADDRESS);

test.describe('Who is told', () => {
  let folder: string;
  let server: MailServer;
  let secured: MailServer;
  test.beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-told-'));
    const key = path.join(folder, 'key.pem');
    const certificate = path.join(folder, 'cert.pem');
    const pair = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2'];
    const subject = ['-subj', '/CN=mail', '-addext', 'subjectAltName=IP:127.0.0.1'];
    await run('openssl', ['req', '-x509', ...pair, ...subject]);
    server = new MailServer();
    secured = new MailServer({ key: await readFile(key, 'utf8'), cert: await readFile(certificate, 'utf8') });
  });
  test.afterEach(async () => {
    await Promise.all([server.close(), secured.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  test('mail and a program are set up, tried out, and used by a run', async () => {
    test.setTimeout(600_000);
    const [port, securedPort] = [await server.listen(), await secured.listen()];
    const home = path.join(folder, 'home');
    const exports_ = path.join(folder, 'exports');
    await mkdir(exports_);
    await run(
      process.execPath,
      [path.join(root, 'dist', 'cli', 'index.js'), 'init', '--target', 'embedded:office', '--quiet'],
      { env: { ...process.env, EDMS_BACKUP_HOME: home } },
    );
    const said = path.join(folder, 'said');
    const program = path.join(folder, 'tell somebody');
    await writeFile(
      program,
      `#!/bin/sh\nprintf '%s\\n' "$1" "$EDMS_NOTICE_KIND" >> '${said}'\nexit "\${2:-0}"\n`,
    );
    await chmod(program, 0o700);

    const console = await openConsole({ home });
    const person = new Person(console);
    const { window } = person;
    const look = (name: string) => looksAt(person, name);
    await window.keyboard.press('Control+Shift+S');
    await expect(window.getByTestId('no-schedules')).toBeVisible();
    await window.keyboard.press('Control+Enter');
    await window.getByLabel('Name', { exact: true }).fill('Export');
    await window.getByLabel('Repeats').click();
    await window.getByRole('option', { name: 'only when somebody runs it' }).click();
    await window.getByLabel('Makes').click();
    await window.getByRole('option', { name: 'an export into a folder' }).click();
    await person.willChoose(exports_);
    await person.button('Choose a folder…').click();
    await expect(person.mainAction).toBeEnabled();

    // Mail: the server with its account, whose password goes its own way.
    await window.getByRole('checkbox', { name: 'Send mail' }).check();
    await expect(person.mainAction).toBeDisabled();
    await window.getByLabel('Mail server', { exact: true }).fill('127.0.0.1');
    await window.getByLabel('Port', { exact: true }).fill(String(securedPort));
    await window.getByLabel('User', { exact: true }).fill('ops');
    await window.getByLabel('Sender', { exact: true }).fill('edms@example.org');
    await window.getByLabel('Recipients', { exact: true }).fill('ops@example.org, night@example.org');
    const test_ = window.getByTestId('test-mail');
    await test_.getByRole('button', { name: 'Send a test message' }).click();
    await expect(test_.getByTestId('error')).toContainText('No password is known for ops', {
      timeout: 60_000,
    });
    await expect(test_.getByTestId('error')).toContainText('The test message was not sent.');
    await window.getByLabel('Password', { exact: true }).fill(PASSWORD);
    // What was typed is not forgotten by saving.
    await expect(person.mainAction).toBeDisabled();
    await expect(window.getByRole('contentinfo')).toContainText('Keep the password that was typed');
    await person.button('Keep the password').click();
    const kept = window.getByTestId('mail-password');
    await expect(kept).toContainText(hasKeyring ? 'is in the system’s keychain' : 'EDMS_SMTP_PASSWORD', {
      timeout: 60_000,
    });
    await expect(window.getByLabel('Password', { exact: true })).toHaveValue('');
    // Nobody has signed this server's certificate: it is told neither the password nor anything else.
    await test_.getByRole('button', { name: 'Send a test message' }).click();
    await expect(test_.getByTestId('error')).toContainText('is not trusted', { timeout: 60_000 });
    await test_.getByRole('button', { name: 'Show details' }).click();
    await expect(test_.getByTestId('error')).toContainText('self signed certificate');
    expect(secured.said).toEqual([]);
    await look('46-notices-password');
    // By the certificate of the authority that has signed it, it is told everything.
    await person.willChoose(path.join(folder, 'cert.pem'));
    await person.button('Certificate authority: choose…').click();
    await expect(window.getByRole('main')).toContainText(path.join(folder, 'cert.pem'));
    await test_.getByRole('button', { name: 'Send a test message' }).click();
    await expect(test_.getByRole('status')).toContainText('It said: 250 queued', { timeout: 60_000 });
    expect(secured.mails[0]).toContain('EDMS backup "Export": a test message');

    // A server on this machine, without encryption, gets no account.
    await window.getByLabel('Encryption', { exact: true }).click();
    await window.getByRole('option', { name: 'none' }).click();
    await expect(window.getByLabel('User', { exact: true })).toBeDisabled();
    await window.getByLabel('Port', { exact: true }).fill(String(port));
    await test_.getByRole('button', { name: 'Send a test message' }).click();
    await expect(test_.getByRole('status')).toContainText('It said: 250 queued', { timeout: 60_000 });
    expect(server.mails[0]).toContain('EDMS backup "Export": a test message');
    expect(server.said).toContain('RCPT TO:<night@example.org>');
    await window.getByRole('group', { name: 'Of what the mail tells' }).getByLabel('Every success').check();
    await test_.scrollIntoViewIfNeeded();
    await look('47-notices-mail');

    // A program, with its words as they are.
    await window.getByRole('checkbox', { name: 'Run a program' }).check();
    await person.willChoose(program);
    await person.button('Choose the program…').click();
    await expect(window.getByRole('main')).toContainText(program);
    const words = window.getByLabel('Its arguments, one on each line');
    await words.fill('$(id) "a b"\n3');
    const tested = window.getByTestId('test-command');
    await tested.getByRole('button', { name: 'Run it with a test message' }).click();
    await expect(tested.getByTestId('error')).toContainText('ended with 3', { timeout: 60_000 });
    await words.fill('$(id) "a b"');
    await tested.getByRole('button', { name: 'Run it with a test message' }).click();
    await expect(tested.getByRole('status')).toContainText('ended with 0', { timeout: 60_000 });
    expect(await readFile(said, 'utf8')).toBe('$(id) "a b"\ntest\n$(id) "a b"\ntest\n');
    await tested.scrollIntoViewIfNeeded();
    await look('48-notices-command');

    // The EDMS gets a row that says that it is a test.
    const notify = window.getByRole('checkbox', { name: 'Let the EDMS notify somebody' });
    await notify.check();
    await window.getByLabel('Addresses for the EDMS to notify').fill('ops@example.org');
    const queued = window.getByTestId('test-edms');
    await queued.getByRole('button', { name: 'Write a test message into the EDMS' }).click();
    await expect(queued.getByRole('status')).toContainText('embedded:office has the test message', {
      timeout: 60_000,
    });
    await queued.scrollIntoViewIfNeeded();
    await look('49-notices-edms');
    await notify.uncheck();
    const desktop = window.getByRole('checkbox', { name: 'Show a notification on this desktop' });
    await desktop.check();
    const shown = window.getByTestId('test-system');
    await shown.getByRole('button', { name: 'Show a test message' }).click();
    await expect(shown).toContainText(/The system was given the test message|shows no notifications/);
    await desktop.uncheck();
    await person.mainAction.click();
    await expect(window.getByTestId('schedules')).toContainText('Export');

    await person.button('Run now').click();
    await expect(window.getByTestId('schedule-runs')).toContainText('it succeeded', { timeout: 300_000 });
    await expect.poll(() => server.mails.length, { timeout: 120_000 }).toBe(2);
    expect(server.mails[1]).toContain('EDMS export "Export" succeeded');
    // The program tells of failures alone.
    expect(await readFile(said, 'utf8')).not.toContain('succeeded');

    // What was set is there again. The account's password is, too, and is not shown.
    await person.button('Change…').click();
    await expect(window.getByLabel('Recipients', { exact: true })).toHaveValue(
      'ops@example.org, night@example.org',
    );
    await expect(words).toHaveValue('$(id) "a b"');
    await window.getByLabel('Encryption', { exact: true }).click();
    await window.getByRole('option', { name: 'TLS', exact: true }).click();
    await window.getByLabel('Port', { exact: true }).fill(String(securedPort));
    await window.getByLabel('User', { exact: true }).fill('ops');
    await window.getByLabel('Sender', { exact: true }).focus();
    await expect(kept).toContainText(hasKeyring ? 'is in the system’s keychain' : 'EDMS_SMTP_PASSWORD', {
      timeout: 60_000,
    });
    await expect(window.getByLabel('Password', { exact: true })).toHaveValue('');
    expect(await window.content()).not.toContain(PASSWORD);
    await console.close();
  });
});
