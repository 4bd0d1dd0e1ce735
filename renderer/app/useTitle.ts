import { useEffect } from 'react';
import { useWork } from '../state/useWork.ts';
import { useWords } from '../words/useWords.ts';

/** The window's title says what is open and, while something runs, how far it is. */
export function useTitle(): void {
  const words = useWords();
  const name = useWork((work) => work.pkg?.name ?? null);
  const title = useWork((work) => {
    const { restoring } = work;
    if (!restoring) return name;
    const { progress } = restoring;
    const fraction = progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0;
    return `${words.restore.title(words.formats.percent(Math.floor(fraction * 100) / 100))} – ${name ?? ''}`;
  });
  useEffect(() => {
    document.title = title ? `${title} – ${words.app.name}` : words.app.name;
  }, [title, words]);
}
