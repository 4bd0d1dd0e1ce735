import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { EnvironmentChip } from '../components/EnvironmentChip.tsx';
import { isNameTyped } from '../state/production.ts';
import { useWork, useWorkStore } from '../state/useWork.ts';
import { useWords } from '../words/useWords.ts';

/** Before a production system is written to, its name is typed: a hand that clicks through does not get past it. */
export function TypedName() {
  const words = useWords();
  const store = useWorkStore();
  const profile = useWork((work) => work.target?.profile ?? null);
  const typed = useWork((work) => work.typedName);
  const right = useWork(isNameTyped);
  if (profile?.environment !== 'production') return null;
  return (
    <Box sx={{ display: 'grid', gap: 1.5, mb: 2, justifyItems: 'start' }} data-testid="typed-name">
      <EnvironmentChip profile={profile}>{words.profiles.production(profile.name)}</EnvironmentChip>
      <Typography variant="body2">{words.profiles.typeName.hint(profile.name)}</Typography>
      <TextField
        fullWidth
        label={words.profiles.typeName.label}
        value={typed}
        error={typed !== '' && !right && !profile.name.startsWith(typed)}
        onChange={(event) => store.getState().typeName(event.target.value)}
        slotProps={{
          htmlInput: { autoComplete: 'off', spellCheck: false },
          inputLabel: { shrink: true },
        }}
      />
    </Box>
  );
}
