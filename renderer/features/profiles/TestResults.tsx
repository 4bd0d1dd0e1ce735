import OkIcon from '@mui/icons-material/CheckCircleOutlined';
import StopIcon from '@mui/icons-material/ErrorOutlineOutlined';
import WarnIcon from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import type { ConnectionStep } from '../../../preload/contract/types.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { ENGINE, stepLabel } from '../../components/sentences.ts';
import { isEnded, type ProfileTest } from '../../state/profiles-slice.ts';
import { useWords } from '../../words/useWords.ts';
import { stepAdvice } from './step-advice.ts';

export const LEVEL_LOOKS = {
  ok: { Icon: OkIcon, color: 'success.main' },
  warn: { Icon: WarnIcon, color: 'warning.main' },
  stop: { Icon: StopIcon, color: 'error.main' },
} as const;

/** What a test of a connection found, step by step; while it runs, that it runs. */
export function TestResults({ test }: { readonly test: ProfileTest }) {
  const words = useWords();
  if (test.error) return <ErrorCard error={test.error} />;
  if (!isEnded(test)) {
    return (
      <Box>
        <Typography variant="body2" role="status">
          {words.profiles.dialog.testing}
        </Typography>
        <LinearProgress aria-label={words.profiles.dialog.testing} />
      </Box>
    );
  }
  return (
    <Box
      component="ul"
      aria-label={words.profiles.results(test.name)}
      data-testid="test-results"
      sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.75 }}
    >
      {test.result?.steps.map((step) => (
        <Step key={step.id} step={step} advice={stepAdvice(step, test.result, words)} />
      ))}
    </Box>
  );
}

function Step({ step, advice }: { readonly step: ConnectionStep; readonly advice: string }) {
  const words = useWords();
  const { Icon, color } = LEVEL_LOOKS[step.level];
  return (
    <Box component="li" sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}>
      <Icon aria-hidden sx={{ fontSize: 20, color }} />
      <Box sx={{ minWidth: 0 }}>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          <strong>{stepLabel(words.profiles.level[step.level], step.id, words)}:</strong>{' '}
          <span lang={ENGINE}>{step.message}</span>
        </Typography>
        {advice && (
          <Typography
            variant="body2"
            color="textSecondary"
            lang={advice === step.advice ? ENGINE : undefined}
            sx={{ overflowWrap: 'anywhere' }}
          >
            {advice}
          </Typography>
        )}
      </Box>
    </Box>
  );
}
