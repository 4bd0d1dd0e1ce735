import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Typography from '@mui/material/Typography';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { MODES } from './modes.ts';
import { PolicySelect } from './PolicySelect.tsx';

/** What the restore is for: each mode with what it does, and the policies that were saved. */
export function ModeSection() {
  const words = useWords();
  const store = useWorkStore();
  const mode = useWork((work) => work.policy.mode);
  const error = useWork((work) => work.policyError);
  return (
    <Section title={words.modes.title}>
      <RadioGroup
        aria-label={words.modes.label}
        value={mode}
        onChange={(_event, value) => {
          const chosen = MODES.find((one) => one === value);
          if (chosen) store.getState().chooseMode(chosen);
        }}
        sx={{ display: 'grid', gap: 0.75, my: 0.5 }}
      >
        {MODES.map((one) => (
          <FormControlLabel
            key={one}
            value={one}
            control={<Radio size="small" sx={{ alignSelf: 'flex-start', mt: -0.75 }} />}
            label={
              <Box component="span" sx={{ display: 'block' }}>
                <Typography component="span" variant="body2" sx={{ fontWeight: 600 }}>
                  {words.modes.names[one]}
                </Typography>
                <Typography component="span" variant="body2" color="textSecondary" sx={{ display: 'block' }}>
                  {words.modes.does[one]}
                </Typography>
              </Box>
            }
            sx={{ m: 0, alignItems: 'flex-start' }}
          />
        ))}
      </RadioGroup>
      <PolicySelect />
      {error && <ErrorCard error={error} />}
    </Section>
  );
}
