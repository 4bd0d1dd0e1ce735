import Typography from '@mui/material/Typography';
import { Question } from '../../app/Question.tsx';
import { shownSchedule } from '../../state/schedules-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

export function RemoveSchedule() {
  const { schedules, common } = useWords();
  const store = useWorkStore();
  const name = useWork((work) => shownSchedule(work)?.name ?? null);
  if (name === null) return null;
  return (
    <Question
      title={schedules.removeTitle(name)}
      no={common.back}
      yes={schedules.removeYes}
      danger
      onYes={() => void store.getState().removeSchedule()}
    >
      <Typography variant="body1">{schedules.removeHint}</Typography>
    </Question>
  );
}
