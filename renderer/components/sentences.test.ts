import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../preload/contract/words/words.ts';
import { restoreAction, stepLabel } from './sentences.ts';

const words = wordsOf('en');
type Plan = Parameters<typeof restoreAction>[0];

/** Of 743 records 12 were chosen, and of 5 files 1: all of them are in the target as they are. */
const THERE: Plan = {
  mode: 'selected',
  records: 743,
  notSelected: 731,
  outcomes: { create: 0, update: 0, unchanged: 12, skip: 731, conflict: 0, impossible: 0 },
  byModel: [],
  conflicts: [],
  files: {
    ...{ total: 5, bytes: 0, storageRoot: '/own', copy: 0, unchanged: 1, conflict: 0, missing: 0 },
    notSelected: 4,
  },
  beyond: [],
  missingUsers: [],
  adaptations: [],
  fills: [],
  problems: [],
};

describe('The main action of a preview', () => {
  it('counts what would be compared where nothing would be written, not what the mode leaves out', () => {
    expect(restoreAction(THERE, words)).toBe('Verify 12 records');
    const outcomes = { ...THERE.outcomes, unchanged: 743, skip: 0 };
    expect(restoreAction({ ...THERE, notSelected: 0, outcomes }, words)).toBe('Verify 743 records');
  });

  it('counts the files where there are no records', () => {
    const files = { ...THERE.files, notSelected: 0, unchanged: 5 };
    expect(restoreAction({ ...THERE, records: 0, notSelected: 0, files }, words)).toBe('Verify 5 files');
  });
});

describe('how a step of a test or a check came out', () => {
  it('is named with what it is about where the sentence behind it is in another language', () => {
    expect(stepLabel('Needs a look', 'privileges', wordsOf('en'))).toBe('Needs a look');
    expect(stepLabel('Bitte ansehen', 'privileges', wordsOf('de'))).toBe('Bitte ansehen (Rechte)');
  });
});
