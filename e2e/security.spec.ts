import path from 'node:path';
import { expect, test } from 'playwright/test';
import type { Bridge } from '../preload/contract/bridge.ts';
import { newDatabase } from './support/databases.ts';
import { type OpenConsole, openConsole } from './support/launch.ts';
import { samplePackage } from './support/packages.ts';
import { apart, Person } from './support/person.ts';

declare global {
  interface Window {
    readonly edms: Bridge;
  }
}

test.describe('The window is a closed room', () => {
  let console: OpenConsole;
  test.beforeAll(async () => {
    console = await openConsole();
  });
  test.afterAll(() => console.close());

  test('it has neither Node nor Electron, only its own bridge', async () => {
    const seen = await console.window.evaluate(() => ({
      require: 'require' in window,
      process: 'process' in window,
      buffer: 'Buffer' in window,
      electron: 'electron' in window || 'ipcRenderer' in window,
      bridge: Object.keys(window.edms).sort(),
    }));
    expect(seen).toEqual({
      require: false,
      process: false,
      buffer: false,
      electron: false,
      bridge: ['ask', 'on'],
    });
    const preferences = await console.app.evaluate(({ BrowserWindow, webContents }) =>
      webContents.getAllWebContents().map((contents) => ({
        url: contents.getURL(),
        own: BrowserWindow.fromWebContents(contents) !== null,
      })),
    );
    expect(preferences).toEqual([{ url: 'app://console/index.html', own: true }]);
  });

  test('its policy lets only its own scripts in', async () => {
    const refused = await console.window.evaluate(async () => {
      const violation = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
          once: true,
        });
      });
      const image = new Image();
      image.src = 'https://example.org/pixel.png';
      return violation;
    });
    expect(refused).toBe('img-src');
    const script = console.window.evaluate(() => {
      document.createElement('script').src = 'https://example.org/evil.js';
    });
    await expect(script).rejects.toThrow('TrustedScriptURL');
    const handler = console.window.evaluate(() => {
      document.createElement('button').setAttribute('onclick', 'document.title = "inline"');
    });
    await expect(handler).rejects.toThrow('TrustedScript');
  });

  test('the page is served with a strict policy, and nothing beside it is served', async () => {
    const answers = await console.app.evaluate(async ({ net }) => {
      const page = await net.fetch('app://console/index.html');
      const others = await Promise.all(
        [
          'app://console/../main/index.js',
          'app://console/%2e%2e/main/index.js',
          'app://other/index.html',
        ].map(async (url) => (await net.fetch(url)).status),
      );
      return { policy: page.headers.get('content-security-policy'), others };
    });
    expect(answers.policy).toContain("default-src 'none'");
    expect(answers.policy).toContain("script-src 'self'");
    expect(answers.policy).not.toContain('unsafe');
    expect(answers.others).toEqual([404, 404, 404]);
  });

  test('it cannot be led away, cannot open windows and gets no permission', async () => {
    const before = console.window.url();
    const opened = await console.window.evaluate(() => {
      location.href = 'https://example.org/';
      return window.open('https://example.org/') === null;
    });
    expect(opened).toBe(true);
    const permission = await console.window.evaluate(() => Notification.requestPermission());
    expect(permission).toBe('denied');
    const fetched = await console.window.evaluate(() =>
      fetch('https://example.org/').then(
        () => 'reached',
        () => 'refused',
      ),
    );
    expect(fetched).toBe('refused');
    expect(console.window.url()).toBe(before);
    expect(console.app.windows()).toHaveLength(1);
  });

  test('messages that do not fit the contract are refused', async () => {
    const answers = await console.window.evaluate(async () => {
      const ask = async (channel: string, request: unknown): Promise<{ ok: boolean; code: unknown }> => {
        const answer: unknown = await Reflect.apply(window.edms.ask, window.edms, [channel, request]);
        const ok = Reflect.get(Object(answer), 'ok') === true;
        return { ok, code: Reflect.get(Object(Reflect.get(Object(answer), 'error')), 'code') };
      };
      return Promise.all([
        ask('package:open', { job: 'job-1', id: '/etc/passwd' }),
        ask('package:open', { job: 'job-1', path: '/etc/passwd' }),
        ask('package:open', { job: 'job-1', id: 'package-0123456789abcdef' }),
        ask('plan:page', { job: 'job-1', query: { limit: 1_000_000 } }),
        ask('folder:open', { folder: '/etc' }),
        ask('shell:run', { command: 'id' }),
      ]);
    });
    expect(answers.map(({ ok }) => ok)).toEqual([false, false, false, false, false, false]);
    expect(answers[0]?.code).toBe('USAGE');
  });

  test('a page that is not ours is not answered', async () => {
    const preload = path.resolve(__dirname, '..', 'dist', 'preload', 'index.js');
    const answer = await console.app.evaluate(async ({ BrowserWindow }, script) => {
      const stranger = new BrowserWindow({ show: false, webPreferences: { preload: script, sandbox: true } });
      await stranger.loadURL('app://console/index.html');
      const said: unknown = await stranger.webContents.executeJavaScript(
        "window.edms.ask('app:start', null)",
      );
      stranger.destroy();
      return said;
    }, preload);
    expect(answer).toMatchObject({ ok: false, error: { code: 'USAGE' } });
  });
});

test('the password of a server is nowhere in the window, be it typed or pasted', async () => {
  const database = await newDatabase();
  const console = await openConsole();
  const person = new Person(console);
  const { address, password } = apart(database.url);
  const logged: string[] = [];
  console.window.on('console', (message) => logged.push(message.text()));
  await person.opensForRestore(samplePackage);

  // Pasted as a whole: the address that stays has no password.
  await person.window.getByRole('radio', { name: /PostgreSQL server/ }).check();
  await person.window.getByLabel('Address').evaluate((field, url) => {
    const clipboard = new DataTransfer();
    clipboard.setData('text/plain', url);
    field.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }),
    );
  }, database.url);
  await expect(person.window.getByLabel('Address')).toHaveValue(address);
  await expect(person.window.getByText('A password is kept for this address.')).toBeVisible();
  await person.button('Connect').click();
  await expect(person.error).toContainText('TARGET_NOT_EDMS');

  // Typed into its own field.
  await person.window.getByLabel('Password').fill(password);
  await person.button('Connect').click();
  await expect(person.window.getByLabel('Password')).toHaveValue('');
  await expect(person.error).toContainText('TARGET_NOT_EDMS');
  // The advice is what can be done in the window: the button beside it, not a command.
  await expect(person.error).toContainText('“Make an empty EDMS database here…” makes one in it.');
  await expect(person.error).not.toContainText('`init`');
  await person.button('Make an empty EDMS database here…').click();
  await person.dialogButton('Make the EDMS database').click();
  await expect(person.window.getByTestId('connected')).toBeVisible();
  await person.previews();

  const page = await person.window.evaluate(everythingHeld);
  expect(page.length).toBeGreaterThan(1000);
  expect(page).toContain(address);
  expect(page.includes(password)).toBe(false);
  expect(logged.join('\n').includes(password)).toBe(false);
  await console.close();
  await database.drop();
});

/** Everything that React holds and the page shows, as one text: properties and state, all the way down. */
function everythingHeld(): string {
  const texts: string[] = [document.documentElement.outerHTML, document.title];
  for (const field of document.querySelectorAll('input')) texts.push(field.value);
  const seen = new Set<unknown>();
  const queue: unknown[] = [];
  const root = document.getElementById('root');
  if (root) for (const key of Object.keys(root)) queue.push(Reflect.get(root, key));
  while (queue.length > 0 && seen.size < 400_000) {
    const value = queue.pop();
    if (typeof value === 'string') texts.push(value);
    if (typeof value !== 'object' || value === null || value instanceof Node || value === window) continue;
    if (seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Map) queue.push(...value.keys(), ...value.values());
    else if (value instanceof Set) queue.push(...value);
    else
      for (const key of Reflect.ownKeys(value)) {
        const property = Object.getOwnPropertyDescriptor(value, key);
        if (property && 'value' in property) queue.push(property.value);
      }
  }
  return texts.join('\n');
}
