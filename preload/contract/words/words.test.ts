import { describe, expect, it } from 'vitest';
import type { Language } from '../bridge.ts';
import { wordsOf } from './words.ts';

const LANGUAGES: readonly Language[] = ['en', 'de'];
const english = wordsOf('en');
const german = wordsOf('de');

/** All that a catalogue says, with the functions left out. */
function sentences(part: unknown): string[] {
  if (typeof part === 'string') return [part];
  if (typeof part !== 'object' || part === null) return [];
  return Object.values(part).flatMap(sentences);
}

describe('The words of the window', () => {
  it('decline what a German number is a part of', () => {
    expect(german.preview.shown(1, 670)).toBe('1 von 670 Datensätzen');
    expect(german.preview.shown(670, 670)).toBe('670 Datensätze');
    expect(german.selection.counts(14, 674, 1)).toBe('14 von 674 Datensätzen, 1 Datei');
    expect(german.progress.amount.records(2, 670)).toBe('2 von 670 Datensätzen');
    expect(german.progress.amount.steps(85, 85)).toBe('85 von 85 Schritten');
    expect(german.progress.amount.steps(0, 1)).toBe('0 von 1 Schritt');
    expect(german.progress.amount.files(1, 4)).toBe('1 von 4 Dateien');
  });

  it('say how far something is with the separators of the language', () => {
    expect(english.progress.amount.records(12_400, 60_000)).toBe('12,400 of 60,000 records');
    expect(german.progress.amount.bytes(500_000, 12_400_000)).toBe('500 kB von 12,4 MB');
  });

  it('do not count a single snapshot as several', () => {
    expect(english.snapshots.growthHint(1)).toBe('One bar a snapshot, the oldest at the left.');
    expect(english.snapshots.growthHint(2)).toContain('the last 2');
    expect(german.snapshots.growthHint(1)).toBe('Ein Balken je Snapshot, der älteste links.');
    expect(german.snapshots.growthHint(2)).toContain('die letzten 2');
  });

  it('have one German word for a tag, and one for a snapshot that was tested', () => {
    const said = sentences(german);
    expect(said.filter((sentence) => /stichw(o|ö)rt/i.test(sentence))).toEqual([]);
    expect(said.filter((sentence) => /erprobt/i.test(sentence))).toEqual([]);
  });

  it.each(LANGUAGES)('name the folder in which the documents lie as the storage folder (%s)', (language) => {
    expect(wordsOf(language).target.storageHint).toContain('documents');
  });

  it.each(LANGUAGES)('name the button that makes an EDMS where there is none (%s)', (language) => {
    const { target } = wordsOf(language);
    expect(target.initAdvice).toContain(target.initAction);
  });

  it.each(LANGUAGES)('say what to do where a schedule has nothing to back up (%s)', (language) => {
    const { form } = wordsOf(language).schedules;
    expect(form.noSource).toContain(wordsOf(language).steps.target);
  });
});
