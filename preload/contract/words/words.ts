import type { Language } from '../bridge.ts';
import { german } from './de.ts';
import { english } from './en.ts';

/** Everything that the window, its menu, its dialogs and its reports say. English is the measure. */
export type Words = typeof english;

/** The catalogue of a language. */
export function wordsOf(language: Language): Words {
  return language === 'de' ? german : english;
}
