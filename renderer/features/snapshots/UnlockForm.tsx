import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useRef, useState } from 'react';
import type { ShownRepository } from '../../../preload/contract/types.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { RememberField } from './RememberField.tsx';

/** Asks for what opens an encrypted repository. */
export function UnlockForm({ repository }: { readonly repository: ShownRepository }) {
  const words = useWords();
  const store = useWorkStore();
  const busy = useWork((work) => work.enteringRepository);
  const error = useWork((work) => work.snapshotsError);
  const [remember, setRemember] = useState(true);
  const field = useRef<HTMLInputElement>(null);
  const { locked } = words.repositories;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const secret = field.current?.value ?? '';
    // While one is tried, which takes seconds, another one stays in the field.
    if (secret === '' || busy) return;
    if (field.current) field.current.value = '';
    void store.getState().unlockRepository(secret, remember);
  };
  return (
    <Box
      component="form"
      onSubmit={submit}
      noValidate
      data-testid="unlock"
      sx={{ maxWidth: 560, display: 'grid', gap: 1.5 }}
    >
      <Typography variant="h2">{locked.title(repository.name)}</Typography>
      <Typography variant="body2">{locked.lead}</Typography>
      <TextField
        fullWidth
        type="password"
        label={locked.field}
        inputRef={field}
        slotProps={{ htmlInput: { autoComplete: 'off', spellCheck: false }, inputLabel: { shrink: true } }}
      />
      <RememberField remember={remember} onChange={setRemember} />
      {error && error.code !== 'ENCRYPTION_KEY_NEEDED' && !busy && <ErrorCard error={error} />}
      <Box>
        <Button type="submit" variant="contained" loading={busy}>
          {locked.open}
        </Button>
      </Box>
    </Box>
  );
}
