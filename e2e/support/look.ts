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
  await person.window.mouse.move(0, 0);
  await person.seesNoBarrier(`${name} (${scheme})`);
  await person.window.screenshot({ path: picture(`${name}-${scheme}`), animations: 'disabled' });
}

/** Light and dark: nothing is in the way of anybody, and a picture of each. */
export async function looksAt(person: Person, name: string): Promise<void> {
  await inEachLook(person, (scheme) => looksOnce(person, name, scheme));
}

/** Looks at the present screen dark, and then light, which stays. */
export async function inEachLook(
  { window }: Person,
  look: (scheme: 'light' | 'dark') => Promise<void>,
): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    // Who asks for less motion has the other colours at once: in the next frame.
    await window.emulateMedia({ reducedMotion: 'reduce', colorScheme });
    await window.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    await look(colorScheme);
  }
}
