import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { type OpenConsole, openConsole } from './support/launch.ts';
import { samplePackage } from './support/packages.ts';
import { Person } from './support/person.ts';

const FIXTURE = JSON.stringify([
  { model: 'auth.group', fields: { name: 'Readers', permissions: [] } },
  { model: 'auth.group', fields: { name: 'Writers', permissions: [] } },
]);

/** Input that cannot be restored, or not whole: what the window says of it. */
const BROKEN: readonly {
  readonly what: string;
  readonly name: string;
  readonly content: () => Promise<Buffer> | Buffer;
  readonly code: string;
}[] = [
  { what: 'an empty file', name: 'empty.json', content: () => Buffer.alloc(0), code: 'EMPTY' },
  {
    what: 'only log lines',
    name: 'log.json',
    content: () => Buffer.from('INFO starting\nWARNING no records\n'),
    code: 'FIXTURE_NOT_JSON',
  },
  {
    what: 'a fixture whose end is missing',
    name: 'cut.json',
    content: () => Buffer.from(FIXTURE.slice(0, -40)),
    code: 'PACKAGE_TRUNCATED',
  },
  {
    what: 'half a tar.gz',
    name: 'half.tar.gz',
    content: async () => {
      const whole = await readFile(samplePackage);
      return whole.subarray(0, Math.floor(whole.length / 2));
    },
    code: 'PACKAGE_TRUNCATED',
  },
  {
    what: 'something that is no package at all',
    name: 'holiday.zip',
    content: () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    code: 'PACKAGE_UNKNOWN_FORMAT',
  },
];

test.describe('Broken input', () => {
  test.describe.configure({ mode: 'serial' });

  let console: OpenConsole;
  let person: Person;
  let folder: string;

  test.beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'edms-broken-'));
    console = await openConsole();
    person = new Person(console);
  });
  test.afterAll(async () => {
    await console.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const { what, name, content, code } of BROKEN) {
    test(`${what}: the window says what happened, what it means and what to do`, async () => {
      const file = path.join(folder, name);
      await writeFile(file, await content());
      await person.opens(file);
      await expect(person.error).toBeVisible();
      await expect(person.error).toContainText(code);
      const lines = await person.error.getByRole('paragraph').allTextContents();
      expect(lines.length, 'three lines: what happened, what it means, what to do').toBeGreaterThanOrEqual(3);
      for (const line of lines.slice(0, 3)) expect(line.length).toBeGreaterThan(10);
      await expect(person.button('Copy details')).toBeVisible();
    });
  }

  test('what cannot be restored leads back to the beginning, and the next package opens', async () => {
    const file = path.join(folder, 'nothing.json');
    await writeFile(file, '');
    await person.opens(file);
    await expect(person.error).toBeVisible();
    await expect(person.button('Target').first()).toBeDisabled();
    await person.button('Open another package').click();
    await expect(person.window.getByText('Recent packages')).toBeVisible();
    await person.opens(samplePackage);
    await expect(person.window.getByTestId('verdict')).toContainText('can be read');
  });

  test('what is readable beside the damage is restored when the person says so', async () => {
    const whole = await readFile(samplePackage);
    const file = path.join(folder, 'damaged.tar.gz');
    await writeFile(file, whole.subarray(0, Math.floor(whole.length / 2)));
    await person.opens(file);
    await expect(console.window.getByTestId('verdict')).toContainText('Part of this package is lost');
    await person.button('Go on with what is readable').click();
    await person.connectsToEmbedded('damaged');
    await person.previews();
    await person.restores(['package']);
    await expect(console.window.getByTestId('report-verdict')).toHaveText('Completed, with findings');
    await expect(console.window.getByText(/^Not restored/)).toBeVisible();
  });

  test('a folder that is no package is refused', async () => {
    const empty = path.join(folder, 'nothing-in-here');
    await mkdir(empty, { recursive: true });
    await person.willChoose(empty);
    await person.window.keyboard.press('Control+Shift+O');
    await expect(person.error).toBeVisible();
    await expect(person.error).toContainText(/PACKAGE_|FIXTURE_/);
  });

  test('an address that is none, and a server that does not answer', async () => {
    await person.opensForRestore(samplePackage);
    await person.window.getByRole('radio', { name: /PostgreSQL server/ }).check();
    await person.window.getByLabel('Address').fill('mysql://somewhere/else');
    await person.button('Connect').click();
    await expect(person.error).toContainText('TARGET_SYNTAX');
    await person.window.getByLabel('Address').fill('postgresql://nobody@127.0.0.1:9/edms');
    await person.button('Connect').click();
    await expect(person.error).toContainText('TARGET_UNREACHABLE');
  });
});
