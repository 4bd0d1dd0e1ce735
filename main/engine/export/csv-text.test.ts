import { expect, it } from 'vitest';
import { csvValue } from './csv-text.ts';

it.each([
  ['1 day 02:03:04', '1 02:03:04'],
  ['00:00:01.5', '00:00:01.500000'],
  ['1 year 2 mons -3 days', '1 year 2 mons -3 days'],
  ['24:00:00', '24:00:00'],
  ['1 day -01:00:00', '1 day -01:00:00'],
])('the interval %s is the same again out of a CSV file', (text, written) => {
  expect(csvValue(text, 'interval')).toBe(written);
});
