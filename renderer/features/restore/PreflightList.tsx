import OkIcon from '@mui/icons-material/CheckCircleOutlined';
import StopIcon from '@mui/icons-material/ErrorOutlineOutlined';
import WarnIcon from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import type { Preflight } from '../../../preload/contract/types.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { ENGINE, stepLabel } from '../../components/sentences.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import type { Work } from '../../state/work.ts';
import { useWords } from '../../words/useWords.ts';

/** True once nothing forbids the restore and every warning has been confirmed. */
export function isCleared({ preflight, accepted }: Work): boolean {
  return (
    preflight?.checks.every(
      ({ id, level }) => level === 'ok' || (level === 'warn' && accepted.includes(id)),
    ) ?? false
  );
}

/** What was looked at before the first write: what forbids it, what has to be confirmed, and how much is well. */
export function PreflightList() {
  const words = useWords();
  const preflight = useWork((work) => work.preflight);
  const error = useWork((work) => work.preflightError);
  if (error) return <ErrorCard error={error} />;
  if (!preflight) {
    return (
      <Box sx={{ mb: 2 }}>
        <Typography variant="body2" role="status">
          {words.preflight.running}
        </Typography>
        <LinearProgress aria-label={words.preflight.running} />
      </Box>
    );
  }
  const wrong = preflight.checks.filter(({ level }) => level !== 'ok');
  const well = preflight.checks.length - wrong.length;
  return (
    <Box sx={{ mb: 2, display: 'grid', gap: 1 }} data-testid="preflight">
      {wrong.map((check) => (
        <Check key={check.id} check={check} />
      ))}
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
        <OkIcon aria-hidden sx={{ fontSize: 20, color: 'success.main' }} />
        <Typography variant="body2" role="status">
          {wrong.length === 0 ? words.preflight.allWell(well) : words.preflight.well(well)}
        </Typography>
      </Box>
    </Box>
  );
}

function Check({ check }: { readonly check: Preflight['checks'][number] }) {
  const words = useWords();
  const store = useWorkStore();
  const confirmed = useWork((work) => work.accepted.includes(check.id));
  const stops = check.level === 'stop';
  const Icon = stops ? StopIcon : WarnIcon;
  return (
    <Box sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}>
      <Icon aria-hidden sx={{ fontSize: 20, color: stops ? 'error.main' : 'warning.main' }} />
      <Box sx={{ minWidth: 0 }}>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          <strong>{stepLabel(stops ? words.preflight.stop : words.preflight.warn, check.id, words)}:</strong>{' '}
          <span lang={ENGINE}>{check.message}</span>
        </Typography>
        <Typography variant="body2" color="textSecondary" lang={ENGINE} sx={{ overflowWrap: 'anywhere' }}>
          {check.advice}
        </Typography>
        {!stops && (
          <FormControlLabel
            label={words.preflight.confirm(check.id)}
            control={
              <Checkbox
                size="small"
                checked={confirmed}
                onChange={(event) => store.getState().accept(check.id, event.target.checked)}
              />
            }
          />
        )}
      </Box>
    </Box>
  );
}
