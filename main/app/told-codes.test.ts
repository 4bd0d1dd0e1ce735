import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GERMAN_CONSEQUENCES, GERMAN_FINDINGS } from '../../preload/contract/words/de/told.ts';

const main = path.resolve(import.meta.dirname, '..');

/** All that is written in the main process and its engine. */
const said = readdirSync(main, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(path.join(main, file), 'utf8'))
  .join('\n');

describe('what the German window says of the engine', () => {
  it.each([
    ['findings', GERMAN_FINDINGS],
    ['consequences', GERMAN_CONSEQUENCES],
  ])('is of %s that the engine has', (_what, table) => {
    expect(Object.keys(table).filter((text) => !said.includes(`'${text}'`))).toEqual([]);
  });
});
