import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { RetentionPreview } from '../../../preload/contract/types.ts';
import { Question } from '../../app/Question.tsx';
import { Tick } from '../../components/Tick.tsx';
import { shownRepository } from '../../state/repositories-slice.ts';
import { holdsRepository } from '../../state/snapshots-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { shortId } from './proofs.ts';
import { takenText } from './taken.ts';

type Previewed = RetentionPreview['snapshots'][number];

/** Asks before snapshots are forgotten by rules: each that goes, and what stays of what was tested. */
export function ConfirmThinning() {
  const words = useWords();
  const { retention, snapshots, common } = words;
  const store = useWorkStore();
  const name = useWork((work) => shownRepository(work)?.name ?? '');
  const held = useWork(holdsRepository);
  const packageName = useWork((work) => work.pkg?.name ?? '');
  const { preview, prune } = useWork((work) => work.thinning);
  if (!preview) return null;
  const { forget } = retention;
  const all = preview.snapshots.map(({ id, time }) => ({ id, createdAt: time }));
  const taken = ({ id, time }: Previewed): string => takenText({ id, createdAt: time }, all, words);
  const going = preview.snapshots.filter(({ kept }) => !kept);
  const sources = [...new Set(going.map(({ source }) => source))];
  return (
    <Question
      title={forget.title(going.length, name)}
      no={common.back}
      yes={forget.yes(going.length)}
      danger
      onYes={() => void store.getState().thinOut()}
    >
      <Typography variant="body1">{forget.lead(going.length)}</Typography>
      <Box
        component="ul"
        aria-label={forget.list}
        // What scrolls can be reached by keys.
        tabIndex={0}
        sx={{ my: 1.5, pl: 2.5, maxHeight: 220, overflow: 'auto' }}
      >
        {going.map((one) => (
          <Typography component="li" variant="body2" key={one.id}>
            {`${taken(one)} · ${one.source} · ${shortId(one.id)}`}
          </Typography>
        ))}
      </Box>
      {sources.map((source) => {
        const tested = preview.snapshots.find(
          (one) => one.source === source && one.why.some(({ kind }) => kind === 'proven'),
        );
        return (
          <Typography variant="body2" key={source} sx={{ mb: 0.5 }}>
            {tested ? forget.stays(source, taken(tested)) : forget.noneTested(source)}
          </Typography>
        );
      })}
      <Typography variant="body2" color="textSecondary" sx={{ mt: 1 }}>
        {forget.space(going.length)}
      </Typography>
      {prune && held && (
        <Typography variant="body2" sx={{ mt: 1 }}>
          {snapshots.upkeep.held(packageName)}
        </Typography>
      )}
      <Tick label={forget.prune} checked={prune} onChange={store.getState().pruneAfterThinning} />
    </Question>
  );
}
