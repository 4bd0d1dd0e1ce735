import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import { useWork, useWorkStore } from '../state/useWork.ts';
import { useWords } from '../words/useWords.ts';

/** Says that the engine was lost and what is open again, and what became of a restore that was interrupted. */
export function Notice() {
  const words = useWords();
  const store = useWorkStore();
  const restarted = useWork((work) => work.restarted);
  const recovered = useWork((work) => work.recovered);
  if (!restarted && !recovered) return null;
  const next = !restarted
    ? ''
    : restarted.packageOpen
      ? restarted.targetOpen
        ? words.notice.restartedOpen
        : words.notice.restartedPackage
      : words.notice.restartedNothing;
  return (
    <Box sx={{ gridArea: 'notice', px: 2, pt: 1 }}>
      <Alert
        severity="warning"
        variant="outlined"
        closeText={words.common.close}
        onClose={() => store.getState().dismissNotice()}
        sx={{ color: 'text.primary' }}
      >
        {restarted && `${words.notice.restarted} ${next} `}
        {recovered && words.notice.recovered[recovered]}
      </Alert>
    </Box>
  );
}
