import path from 'node:path';
import { test } from 'playwright/test';
import type { Person } from './person.ts';

const root = path.resolve(__dirname, '..', '..');

/** Where pictures of screens go: beside the test's results, or into the documentation where they are made for it. */
function picture(name: string): string {
  const folder = process.env.EDMS_SCREENSHOTS
    ? path.join(root, 'docs', 'screenshots')
    : test.info().outputPath('screenshots');
  return path.join(folder, `${name}.png`);
}

/** In one look, which the window has: nothing is in the way of anybody, and a picture. */
export async function looksOnce(person: Person, name: string, scheme: 'light' | 'dark'): Promise<void> {
  await person.seesNoBarrier(name);
  await person.window.mouse.move(0, 0);
  await person.window.screenshot({ path: picture(`${name}-${scheme}`), animations: 'disabled' });
}

/** Light and dark: nothing is in the way of anybody, and a picture of each. */
export async function looksAt(person: Person, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await person.window.emulateMedia({ reducedMotion: 'reduce', colorScheme });
    await person.window.mouse.move(0, 0);
    // Inherited colours arrive one level a frame.
    await person.window.waitForTimeout(500);
    await person.seesNoBarrier(`${name} (${colorScheme})`);
    await person.window.screenshot({ path: picture(`${name}-${colorScheme}`), animations: 'disabled' });
  }
}
