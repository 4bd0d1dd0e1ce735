import { useEffect } from 'react';
import { useWork } from '../state/useWork.ts';
import { useWords } from '../words/useWords.ts';

/**
 * The window's title says what is open and, while something runs, how far it is. A component of its own: with each percent
 * the whole window would be rendered again otherwise.
 */
export function WindowTitle(): null {
  const words = useWords();
  const name = useWork((work) => work.pkg?.name ?? null);
  const title = useWork((work) => {
    const { restoring, snapshotWork } = work;
    const task = restoring ?? snapshotWork?.task;
    if (!task) return name;
    const { progress } = task;
    const fraction = progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0;
    const percent = words.formats.percent(Math.floor(fraction * 100) / 100);
    if (!restoring) return `${percent} – ${words.snapshots.working[snapshotWork?.what ?? 'take']}`;
    return `${words.restore.title(percent)} – ${name ?? ''}`;
  });
  useEffect(() => {
    document.title = title ? `${title} – ${words.app.name}` : words.app.name;
  }, [title, words]);
  return null;
}
