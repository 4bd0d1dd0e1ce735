import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import { useWork, useWorkStore } from '../state/useWork.ts';
import { useWords } from '../words/useWords.ts';

/** Says that the engine was lost and what is open again. */
export function Notice() {
  const words = useWords();
  const store = useWorkStore();
  const restarted = useWork((work) => work.restarted);
  if (!restarted) return null;
  const next = restarted.packageOpen
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
        {words.notice.restarted} {next}
      </Alert>
    </Box>
  );
}
