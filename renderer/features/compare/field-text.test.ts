import { describe, expect, it } from 'vitest';
import { fromDifference, valueText } from './field-text.ts';

describe('what a field held', () => {
  it.each([
    [null, null],
    ['null', ''],
    ['"Draft"', 'Draft'],
    ['5', '5'],
    ['["author01"]', '["author01"]'],
  ])('%s is shown as %s', (json, text) => expect(valueText(json)).toBe(text));

  it('is shown whole while it is short', () => expect(fromDifference('one', 'two')).toEqual(['one', 'two']));

  it('is shown from where long texts part', () => {
    const same = 'a'.repeat(5000);
    const [before, now] = fromDifference(`${same}x`, `${same}y`);
    expect([before, now]).toEqual([`…${'a'.repeat(60)}x`, `…${'a'.repeat(60)}y`]);
  });
});
