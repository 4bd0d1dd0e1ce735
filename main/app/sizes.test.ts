import { describe, expect, it } from 'vitest';
import { formatsOf } from '../../preload/contract/words/formats.ts';
import { bytesText } from '../engine/figures.ts';

describe('a size', () => {
  it.each([0, 1, 999, 1000, 124_263, 372_800, 999_949, 999_950, 9_960_000, 77e9, 999.95e12, 3e18])(
    'of %d bytes is written the same in a sentence of the engine and in a figure of the window',
    (bytes) => expect(bytesText(bytes)).toBe(formatsOf('en').bytes(bytes)),
  );
});
