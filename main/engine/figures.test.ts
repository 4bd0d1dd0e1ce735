import { describe, expect, it } from 'vitest';
import { bytesText, counted, durationText, listText } from './figures.ts';

describe('a figure in a sentence', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [124_263, '124.3 kB'],
    [999_950, '1 MB'],
    [9_960_000, '10 MB'],
    [77_000_000_000, '77 GB'],
    [3e18, '3,000 PB'],
  ])('tells %i bytes as %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

  it.each([
    [-5, '0 seconds'],
    [1999, '1 second'],
    [119_000, '119 seconds'],
    [121_000, '2 minutes'],
    [7_300_000, '2 hours'],
    [172_900_000, '2 days'],
  ])('tells %i milliseconds as %s', (milliseconds, text) => expect(durationText(milliseconds)).toBe(text));

  it('knows one from many', () => {
    expect([counted(1, 'row'), counted(12_345, 'row'), counted(0, 'entry', 'entries')]).toEqual([
      '1 row',
      '12,345 rows',
      '0 entries',
    ]);
  });

  it('names the first of many', () => {
    expect(listText(['a', 'b', 'c'])).toBe('a, b, c');
    expect(listText(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
  });
});
