import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Page } from '../../components/Section.tsx';
import { Working } from '../../components/Working.tsx';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { Choosing } from '../selection/SelectionScreen.tsx';
import { ChosenFrom } from '../selection/useChooser.ts';

/** Which records of the open target are exported; they are read before anybody can choose. */
export function ExportSelectionScreen() {
  const { exports } = useWords();
  const reading = useWork((work) => work.readingRecords !== null);
  const error = useWork((work) => work.recordsError);
  if (reading) {
    const { readingRecords, readingHint } = exports;
    return <Working of={(work) => work.readingRecords} title={readingRecords} hint={readingHint} />;
  }
  if (error) {
    return (
      <Page>
        <ErrorCard error={error} />
      </Page>
    );
  }
  return (
    <ChosenFrom value="target">
      <Choosing said={exports.choosing} />
    </ChosenFrom>
  );
}
