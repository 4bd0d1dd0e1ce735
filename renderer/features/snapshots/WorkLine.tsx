import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { amountText, paceText, phaseText } from '../../components/Working.tsx';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** Work with the repository that is under way: the rest of the place can be seen beside it. */
export function WorkLine() {
  const words = useWords();
  const work = useWork((state) => state.snapshotWork);
  if (!work) return null;
  const { progress, cancelling } = work.task;
  const title = words.snapshots.working[work.what];
  const fraction = progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
  return (
    <Box data-testid="snapshot-work" sx={{ display: 'grid', gap: 0.5 }}>
      <Typography variant="body1" sx={{ fontWeight: 600 }}>
        {title}
      </Typography>
      <LinearProgress
        aria-label={title}
        {...(fraction === null
          ? { variant: 'indeterminate' as const }
          : { variant: 'determinate' as const, value: fraction * 100 })}
        sx={{ height: 6, borderRadius: 3 }}
      />
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 2, flexWrap: 'wrap' }}>
        <Typography variant="body2" role="status">
          {cancelling
            ? words.common.cancelling
            : progress
              ? phaseText(progress, words)
              : words.snapshots.workHint}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {progress
            ? [amountText(progress, words), paceText(progress, words)].filter(Boolean).join(' · ')
            : ''}
        </Typography>
      </Box>
    </Box>
  );
}
