import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { SentTest } from '../../../preload/contract/types.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import type { Tested } from '../../state/notices-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** Sends a message as a run would, and says what became of it. */
export function TestMessage({ channel, ready }: { readonly channel: Tested; readonly ready: boolean }) {
  const words = useWords();
  const store = useWorkStore();
  const tested = useWork((work) => work.tested);
  const typed = useWork((work) => work.passwordTyped);
  const { tell } = words.schedules.form;
  const own = tested?.channel === channel ? tested : null;
  const waits = channel === 'mail' && typed;
  return (
    <Box sx={{ display: 'grid', gap: 1 }} data-testid={`test-${channel}`}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        <Button
          variant="outlined"
          color="inherit"
          size="small"
          disabled={!ready || waits || tested?.sending === true}
          onClick={() => void store.getState().testNotice(channel)}
        >
          {own?.sending ? tell.testing : tell.test[channel]}
        </Button>
        {waits && (
          <Typography variant="caption" color="textSecondary">
            {words.schedules.form.incomplete.password}
          </Typography>
        )}
      </Box>
      {own?.sent && (
        <Typography variant="body2" role="status" sx={{ overflowWrap: 'anywhere' }}>
          {sentText(own.sent, words)}
        </Typography>
      )}
      {own?.error && <ErrorCard error={own.error} />}
    </Box>
  );
}

function sentText(sent: SentTest, { schedules }: Words): string {
  const { tell } = schedules.form;
  switch (sent.kind) {
    case 'command':
      return tell.commandSent(sent.milliseconds);
    case 'system':
      return tell.systemSent;
    case 'edms':
      return tell.edmsSent(sent.target, sent.row);
    case 'mail': {
      const taken = tell.mailSent(sent.answer);
      return sent.refused.length === 0 ? taken : `${taken} ${tell.mailRefused(sent.refused.join(', '))}`;
    }
  }
}
