import { createContext, useContext } from 'react';
import { type Words, wordsOf } from '../../preload/contract/words/words.ts';

export const WordsContext = createContext<Words>(wordsOf('en'));

/** The catalogue of the person's language. */
export function useWords(): Words {
  return useContext(WordsContext);
}
