import { useEffect } from 'react';
import type { Bridge } from '../../preload/contract/bridge.ts';
import { wordsOf } from '../../preload/contract/words/words.ts';
import { BridgeContext } from '../state/useBridge.ts';
import { useWork } from '../state/useWork.ts';
import { WordsContext } from '../words/useWords.ts';
import { Shell } from './Shell.tsx';

/** The window's content, once it is known in which language. */
export function App({ bridge }: { readonly bridge: Bridge }) {
  const start = useWork((work) => work.start);
  const words = wordsOf(start?.language ?? 'en');
  useEffect(() => {
    document.documentElement.lang = words.formats.language;
  }, [words]);
  if (!start) return null;
  return (
    <BridgeContext.Provider value={bridge}>
      <WordsContext.Provider value={words}>
        <Shell />
      </WordsContext.Provider>
    </BridgeContext.Provider>
  );
}
