import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import type { Progress } from '../../preload/contract/types.ts';
import type { Words } from '../../preload/contract/words/words.ts';
import type { Task } from '../state/task.ts';
import { useWork } from '../state/useWork.ts';
import type { Work } from '../state/work.ts';
import { useWords } from '../words/useWords.ts';

/** `Reading records`, or `Waiting for others: gunicorn, process 4711, as edms`. */
export function phaseText({ phase, waitingFor = '' }: Progress, words: Words): string {
  const name = words.progress.phases[phase];
  return waitingFor === '' ? name : `${name}: ${waitingFor}`;
}

/** `12,400 of 60,000 records`. */
export function amountText(progress: Progress, words: Words): string {
  const { unit, done, total } = progress;
  const write = (value: number): string => {
    if (unit === 'bytes') return words.formats.bytes(value);
    if (unit === 'records') return words.counts.records(value);
    return unit === 'files' ? words.counts.files(value) : words.progress.steps(value);
  };
  if (total <= 0) return done > 0 ? write(done) : '';
  return words.progress.amount[unit](done, total);
}

/** `2,300/s · about 12 s left`. */
export function paceText(progress: Progress, words: Words): string {
  const { unit, rate, secondsLeft } = progress;
  const parts: string[] = [];
  if (rate > 0 && unit !== 'steps') {
    parts.push(
      words.progress.rate(unit === 'bytes' ? words.formats.bytes(rate) : words.formats.number(rate)),
    );
  }
  if (secondsLeft !== null && secondsLeft > 0)
    parts.push(words.progress.left(words.formats.duration(secondsLeft)));
  return parts.join(' · ');
}

/**
 * Work that is under way, in the middle of an otherwise empty screen; nothing where there is none. It looks for the task
 * itself, so that a report of progress has nothing but this rendered again.
 */
export function Working({
  of,
  title,
  hint,
}: {
  readonly of: (work: Work) => Task | null;
  readonly title: string;
  readonly hint: string;
}) {
  const words = useWords();
  const task = useWork(of);
  if (!task) return null;
  const { progress } = task;
  const fraction = progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
  return (
    <Box sx={{ height: '100%', display: 'grid', placeContent: 'center', justifyItems: 'center', px: 3 }}>
      <Box sx={{ width: 'min(520px, 70vw)', display: 'grid', gap: 1.5 }}>
        <Typography variant="h1" sx={{ overflowWrap: 'anywhere' }}>
          {title}
        </Typography>
        <LinearProgress
          aria-label={title}
          {...(fraction === null
            ? { variant: 'indeterminate' as const }
            : { variant: 'determinate' as const, value: fraction * 100 })}
          sx={{ height: 6, borderRadius: 3 }}
        />
        <Box sx={{ display: 'flex', justifyContent: 'space-between', minHeight: 22, gap: 2 }}>
          <Typography variant="body2" role="status">
            {task.cancelling ? words.common.cancelling : progress ? phaseText(progress, words) : ''}
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {progress
              ? [amountText(progress, words), paceText(progress, words)].filter(Boolean).join(' · ')
              : ''}
          </Typography>
        </Box>
        <Typography variant="body2" color="textSecondary">
          {hint}
        </Typography>
      </Box>
    </Box>
  );
}
