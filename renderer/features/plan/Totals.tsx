import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Typography from '@mui/material/Typography';
import type { PlanSummary } from '../../../preload/contract/types.ts';
import { OUTCOME_LOOKS } from '../../components/OutcomeMark.tsx';
import { ShareBar } from '../../components/ShareBar.tsx';
import { OUTCOME_ORDER } from '../../components/sentences.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** The sum is the sentence; the bar shows it; each part of it is a filter. */
export function Totals({ plan }: { readonly plan: PlanSummary }) {
  const words = useWords();
  const store = useWorkStore();
  const chosen = useWork((work) => work.query.outcomes);
  const present = OUTCOME_ORDER.filter((outcome) => plan.outcomes[outcome] > 0);
  return (
    <Box sx={{ px: 2, pt: 1, pb: 1.5, display: 'grid', gap: 1 }} data-testid="totals">
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1, rowGap: 0.5 }}>
        <Typography variant="h1" sx={{ mr: 1, fontSize: '1.25rem' }}>
          {words.preview.total(plan.records)}
        </Typography>
        {present.map((outcome) => {
          const { Icon, color } = OUTCOME_LOOKS[outcome];
          const pressed = chosen.includes(outcome);
          return (
            <ButtonBase
              key={outcome}
              aria-pressed={pressed}
              onClick={() => store.getState().showOutcome(outcome)}
              sx={{
                gap: 0.75,
                px: 1,
                height: 28,
                borderRadius: 1,
                border: 1,
                borderColor: pressed ? 'primary.main' : 'divider',
                bgcolor: pressed ? 'primary.light' : 'background.paper',
                fontSize: '0.8125rem',
                '&:hover': { borderColor: 'text.disabled' },
              }}
            >
              <Icon aria-hidden sx={{ fontSize: 16, color }} />
              {words.preview.sentence[outcome](plan.outcomes[outcome])}
            </ButtonBase>
          );
        })}
      </Box>
      <ShareBar
        label={words.preview.distribution}
        shares={present.map((outcome) => ({
          key: outcome,
          label: words.preview.sentence[outcome](plan.outcomes[outcome]),
          count: plan.outcomes[outcome],
          color: OUTCOME_LOOKS[outcome].bar,
        }))}
      />
      <Typography variant="body2" color="textSecondary">
        <FileSentence plan={plan} />
      </Typography>
    </Box>
  );
}

function FileSentence({ plan }: { readonly plan: PlanSummary }) {
  const words = useWords();
  const { files } = plan;
  if (files.total === 0) return words.preview.files.none;
  if (files.storageRoot === null) return words.preview.files.noRoot(files.total);
  // The plan knows the size of all files together.
  const copied =
    files.copy === files.total
      ? words.preview.files.copy(files.copy, words.formats.bytes(files.bytes))
      : words.modes.filesCopied(files.copy);
  const parts = [
    files.copy > 0 ? `${copied} ${words.preview.files.into(files.storageRoot)}` : null,
    files.unchanged > 0 ? words.preview.files.unchanged(files.unchanged) : null,
    files.conflict > 0 ? words.preview.files.conflict(files.conflict) : null,
    files.notSelected > 0 ? words.modes.filesNotSelected(files.notSelected) : null,
    files.missing > 0 ? words.preview.files.missing(files.missing) : null,
  ].filter((part) => part !== null);
  return `${parts.join(', ')}.`;
}
