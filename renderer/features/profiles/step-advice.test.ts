import { describe, expect, it } from 'vitest';
import type { ConnectionStep } from '../../../preload/contract/types.ts';
import { wordsOf } from '../../../preload/contract/words/words.ts';
import { stepAdvice } from './step-advice.ts';

const step = (change: Partial<ConnectionStep>): ConnectionStep => ({
  ...{
    id: 'edms',
    level: 'warn',
    message: 'The database is empty.',
    advice: '`init` makes an empty EDMS in it.',
  },
  ...change,
});

describe('what to do about a step of a test', () => {
  it.each(['en', 'de'] as const)(
    'names the button that makes an EDMS in an empty database (%s)',
    (language) => {
      const words = wordsOf(language);
      const advice = stepAdvice(step({}), { edms: null }, words);
      expect(advice).toContain(words.target.initAction);
      expect(advice).not.toContain('`init`');
    },
  );

  it('is what the engine says of everything else', () => {
    const words = wordsOf('de');
    const edms = { release: 'unknown', tables: 3, users: 1, documents: 0 } as const;
    const advice = 'Check the name.';
    expect(stepAdvice(step({ advice }), { edms }, words)).toBe(advice);
    expect(stepAdvice(step({ advice, level: 'stop' }), { edms: null }, words)).toBe(advice);
    expect(stepAdvice(step({ advice, id: 'tls' }), { edms: null }, words)).toBe(advice);
  });
});
