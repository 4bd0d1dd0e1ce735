import path from 'node:path';
import { test } from 'playwright/test';
import type { Person } from './person.ts';

const root = path.resolve(__dirname, '..', '..');

/** Light and dark: nothing is in the way of anybody, and a picture of each where the documentation's are made. */
export async function looksAt(person: Person, name: string): Promise<void> {
  await person.window.mouse.move(0, 0);
  await seesNoBarrierInEachLook(person, name, async (scheme) => {
    if (process.env.EDMS_SCREENSHOTS)
      await takePicture(person, path.join(root, 'docs', 'screenshots', `${name}-${scheme}.png`));
  });
}

/**
 * Light and dark: nothing is in the way of anybody. In the dark axe is asked for what colours decide, in the light for
 * everything: names, roles and order are the same in both. Of what was in the way there is a picture.
 */
export async function seesNoBarrierInEachLook(
  person: Person,
  where: string,
  then: (scheme: 'light' | 'dark') => Promise<void> = async () => undefined,
): Promise<void> {
  await inEachLook(person, async (scheme) => {
    try {
      await person.seesNoBarrier(`${where} (${scheme})`, scheme === 'light' ? 'everything' : 'colours');
    } catch (error) {
      await takePicture(person, test.info().outputPath(`barrier-${scheme}.png`));
      throw error;
    }
    await then(scheme);
  });
}

function takePicture({ window }: Person, file: string): Promise<Buffer> {
  return window.screenshot({ path: file, animations: 'disabled' });
}

/** Looks at the present screen dark, and then light, which stays. */
async function inEachLook(
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
