import { Working } from '../../components/Working.tsx';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ExportForm } from './ExportForm.tsx';
import { ExportResult } from './ExportResult.tsx';

/** The place for exports: what is to be written, while it is, and what came of it. */
export function ExportScreen() {
  const { exports } = useWords();
  const exporting = useWork((work) => work.exporting);
  const made = useWork((work) => work.exportMade);
  if (exporting) {
    const { task, name } = exporting;
    return <Working task={task} title={exports.working(name)} hint={exports.workingHint} />;
  }
  return made ? <ExportResult made={made} /> : <ExportForm />;
}
