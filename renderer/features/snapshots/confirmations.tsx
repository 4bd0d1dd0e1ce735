import Typography from '@mui/material/Typography';
import { Question } from '../../app/Question.tsx';
import { shownRepository } from '../../state/repositories-slice.ts';
import { holdsRepository } from '../../state/snapshots-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { proofOf } from './proofs.ts';
import { pruneLines } from './prune-lines.ts';
import { takenText } from './taken.ts';
import { NO_SNAPSHOTS } from './useTaken.ts';

export function ForgetRepository() {
  const words = useWords();
  const store = useWorkStore();
  const name = useWork((work) => shownRepository(work)?.name ?? '');
  return (
    <Question
      title={words.repositories.forgetTitle(name)}
      no={words.common.back}
      yes={words.repositories.forgetYes}
      danger
      onYes={() => void store.getState().forgetRepository()}
    >
      <Typography variant="body1">{words.repositories.forgetHint}</Typography>
    </Question>
  );
}

export function ForgetSnapshot() {
  const words = useWords();
  const store = useWorkStore();
  const all = useWork((work) => work.snapshots?.snapshots ?? NO_SNAPSHOTS);
  const shown = useWork((work) => work.shownSnapshot);
  const snapshot = all.find(({ id }) => id === shown);
  if (!snapshot) return null;
  const { forget } = words.snapshots;
  return (
    <Question
      title={forget.title(takenText(snapshot, all, words))}
      no={words.common.back}
      yes={forget.yes}
      danger
      onYes={() => void store.getState().forgetSnapshot()}
    >
      <Typography variant="body1">
        {proofOf(snapshot) === 'none' ? `${forget.hint} ${forget.unproven}` : forget.hint}
      </Typography>
    </Question>
  );
}

export function ConfirmPrune() {
  const words = useWords();
  const store = useWorkStore();
  const name = useWork((work) => shownRepository(work)?.name ?? '');
  const prune = useWork((work) => work.upkeep.prune);
  const held = useWork(holdsRepository);
  if (!prune) return null;
  const { upkeep } = words.snapshots;
  return (
    <Question
      title={upkeep.pruneTitle(name)}
      no={words.common.back}
      yes={held ? upkeep.closeAndPrune : upkeep.pruneYes}
      onYes={() => void store.getState().pruneRepository(false)}
    >
      {pruneLines(prune, words).map((line) => (
        <Typography variant="body1" key={line} sx={{ mb: 1 }}>
          {line}
        </Typography>
      ))}
      <Typography variant="body2" color="textSecondary">
        {upkeep.pruneConfirm}
      </Typography>
    </Question>
  );
}

export function ConfirmRepositoryRepair() {
  const words = useWords();
  const store = useWorkStore();
  const held = useWork(holdsRepository);
  const name = useWork((work) => shownRepository(work)?.name ?? '');
  const { upkeep } = words.snapshots;
  return (
    <Question
      title={upkeep.repairTitle(name)}
      no={words.common.back}
      yes={held ? upkeep.closeAndRepair : upkeep.repairYes}
      onYes={() => void store.getState().repairRepository()}
    >
      <Typography variant="body1">{upkeep.repairConfirm}</Typography>
    </Question>
  );
}
