import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import type { Words } from '../../preload/contract/words/words.ts';
import type { Again } from '../state/again-slice.ts';
import { useWork, useWorkStore } from '../state/useWork.ts';
import { useWords } from '../words/useWords.ts';

/**
 * Says that the engine was lost and what is open again, what became of a restore that was interrupted, and which job
 * is being done again.
 */
export function Notice() {
  const words = useWords();
  const store = useWorkStore();
  const restarted = useWork((work) => work.restarted);
  const recovered = useWork((work) => work.recovered);
  const again = useWork((work) => (work.again?.isRead ? null : work.again));
  if (!restarted && !recovered && !again) return null;
  const next = !restarted
    ? ''
    : restarted.packageOpen
      ? restarted.targetOpen
        ? words.notice.restartedOpen
        : words.notice.restartedPackage
      : restarted.targetOpen
        ? words.notice.restartedTarget
        : words.notice.restartedNothing;
  return (
    <Box sx={{ gridArea: 'notice', px: 2, pt: 1 }}>
      <Alert
        severity={restarted || recovered || again?.isChanged ? 'warning' : 'info'}
        variant="outlined"
        closeText={words.common.close}
        onClose={() => store.getState().dismissNotice()}
        sx={{ color: 'text.primary' }}
      >
        {restarted && `${words.notice.restarted} ${next} `}
        {recovered && `${words.notice.recovered[recovered]} `}
        {again && againText(again, words)}
      </Alert>
    </Box>
  );
}

function againText({ job, isChanged }: Again, words: Words): string {
  const { again, kinds } = words.jobs;
  return [
    again.of(kinds[job.kind], words.formats.time(job.startedAt)),
    job.mode && again.mode(words.modes.names[job.mode]),
    job.mode === 'selected' && again.selection,
    isChanged && again.changed,
  ]
    .filter(Boolean)
    .join(' ');
}
