import { expect, it } from 'vitest';
import { harmless } from './output.ts';

it('lets no name that comes from elsewhere steer the terminal', () => {
  expect(harmless('a\x1b[31mred\x07 \x9b2J\ttab\r\nnext line: ü 😀\u2028')).toBe(
    'a\ufffd[31mred\ufffd \ufffd2J\ufffdtab\ufffd\nnext line: ü 😀\u2028',
  );
  expect(harmless('safe\u202etxt.exe \u2066x\u2069')).toBe('safe\ufffdtxt.exe \ufffdx\ufffd');
});
