import { Working } from '../../components/Working.tsx';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ExportForm } from './ExportForm.tsx';
import { ExportResult } from './ExportResult.tsx';

/** The place for exports: what is to be written, while it is, and what came of it. */
export function ExportScreen() {
  const { exports } = useWords();
  const name = useWork((work) => work.exporting?.name);
  const made = useWork((work) => work.exportMade);
  if (name !== undefined) {
    const { working, workingHint } = exports;
    return <Working of={(work) => work.exporting?.task ?? null} title={working(name)} hint={workingHint} />;
  }
  return made ? <ExportResult made={made} /> : <ExportForm />;
}
