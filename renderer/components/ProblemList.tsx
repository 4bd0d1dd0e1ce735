import ErrorIcon from '@mui/icons-material/ErrorOutlined';
import InfoIcon from '@mui/icons-material/InfoOutlined';
import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import type { Problem, Severity } from '../../preload/contract/types.ts';
import { useWords } from '../words/useWords.ts';
import { ENGINE, placeText } from './sentences.ts';

const LOOKS: {
  readonly [severity in Severity]: { readonly Icon: typeof ErrorIcon; readonly color: string };
} = {
  error: { Icon: ErrorIcon, color: 'error.main' },
  warning: { Icon: WarningIcon, color: 'warning.main' },
  note: { Icon: InfoIcon, color: 'text.secondary' },
};

/** Findings, the gravest first; a few at once, the rest on demand. */
export function ProblemList({
  problems,
  few = 6,
}: {
  readonly problems: readonly Problem[];
  readonly few?: number;
}) {
  const words = useWords();
  const [all, setAll] = useState(false);
  const shown = all ? problems : problems.slice(0, few);
  return (
    <>
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
        {shown.map((problem, index) => (
          // Findings have no identity of their own and never move.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <ProblemLine key={index} problem={problem} />
        ))}
      </Box>
      {problems.length > few && (
        <Button size="small" sx={{ mt: 1 }} onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? words.common.showLess : words.common.showAll(problems.length)}
        </Button>
      )}
    </>
  );
}

function ProblemLine({ problem }: { readonly problem: Problem }) {
  const words = useWords();
  const { Icon, color } = LOOKS[problem.severity];
  const place = placeText(problem.where, words);
  const told = words.told.finding(problem.code);
  return (
    <Box component="li" sx={{ display: 'grid', gridTemplateColumns: '20px minmax(0, 1fr)', columnGap: 1 }}>
      <Icon sx={{ fontSize: 18, color, mt: '1px' }} titleAccess={words.severity[problem.severity]} />
      <Box sx={{ minWidth: 0 }}>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          {told !== null && <strong>{`${told}: `}</strong>}
          <span lang={ENGINE}>{problem.message}</span>
        </Typography>
        {(place || problem.advice) && (
          <Typography
            variant="caption"
            color="textSecondary"
            component="p"
            sx={{ m: 0, overflowWrap: 'anywhere' }}
          >
            {[problem.advice, place].filter(Boolean).join(' · ')}
          </Typography>
        )}
      </Box>
    </Box>
  );
}
