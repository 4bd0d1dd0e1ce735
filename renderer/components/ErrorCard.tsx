import ErrorIcon from '@mui/icons-material/ErrorOutlined';
import InfoIcon from '@mui/icons-material/InfoOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { type ReactNode, useState } from 'react';
import type { PlainError } from '../../preload/contract/types.ts';
import { MONO_FONT } from '../theme.ts';
import { useWords } from '../words/useWords.ts';
import { CopyButton } from './CopyButton.tsx';
import { ENGINE, errorText, placeText } from './sentences.ts';

interface ErrorCardProps {
  readonly error: PlainError;
  /** What to do about it, in words of the window; else as the engine says. */
  readonly advice?: string;
  /** What can be done about it here. */
  readonly action?: ReactNode;
}

/**
 * An error in three lines: what happened, what it means for the data, what to do; the rest one click away. The engine
 * speaks English: in another language of the window there is a line before its own, which names the particulars.
 */
export function ErrorCard({ error, advice, action }: ErrorCardProps) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const cancelled = error.code === 'CANCELLED';
  const Icon = cancelled ? InfoIcon : ErrorIcon;
  const place = placeText(error.where, words);
  const told = words.told.error(error.code);
  const consequence = words.told.consequence(error.consequence);
  return (
    <Box
      role="alert"
      data-testid="error"
      sx={{
        display: 'grid',
        gridTemplateColumns: 'auto minmax(0, 1fr)',
        columnGap: 1.5,
        p: 2,
        border: 1,
        borderColor: cancelled ? 'divider' : 'error.main',
        borderRadius: 1,
        bgcolor: cancelled ? 'background.paper' : 'error.light',
      }}
    >
      <Icon aria-hidden sx={{ color: cancelled ? 'text.secondary' : 'error.main', mt: '1px' }} />
      <Box sx={{ display: 'grid', gap: 0.5, minWidth: 0 }}>
        {told !== null && <Headline>{told}</Headline>}
        {told === null ? (
          <Headline lang={ENGINE}>{error.message}</Headline>
        ) : (
          <Line lang={ENGINE}>{error.message}</Line>
        )}
        <Line lang={consequence === error.consequence ? ENGINE : undefined}>{consequence}</Line>
        <Line lang={advice === undefined ? ENGINE : undefined}>{advice ?? error.advice}</Line>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, mt: 1 }}>
          {action}
          <Typography variant="caption" color="textSecondary" sx={{ fontFamily: MONO_FONT }}>
            {error.code}
          </Typography>
          {place && (
            <Typography variant="caption" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
              {place}
            </Typography>
          )}
          <Box sx={{ flex: 1 }} />
          {error.details && (
            <Button size="small" color="inherit" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? words.common.hideDetails : words.common.showDetails}
            </Button>
          )}
          <CopyButton text={errorText(error, words)} label={words.common.copyDetails} />
        </Box>
        {open && error.details && (
          <Typography
            component="pre"
            variant="caption"
            tabIndex={0}
            sx={{
              fontFamily: MONO_FONT,
              whiteSpace: 'pre-wrap',
              overflowWrap: 'anywhere',
              m: 0,
              maxHeight: 200,
              overflow: 'auto',
            }}
          >
            {error.details}
          </Typography>
        )}
      </Box>
    </Box>
  );
}

interface LineProps {
  readonly children: string;
  readonly lang?: string | undefined;
}

function Headline({ children, lang }: LineProps) {
  return (
    <Typography variant="body1" lang={lang} sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
      {children}
    </Typography>
  );
}

function Line({ children, lang }: LineProps) {
  return (
    <Typography variant="body2" lang={lang} sx={{ overflowWrap: 'anywhere' }}>
      {children}
    </Typography>
  );
}
