import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useRef, useState } from 'react';
import type { ChosenFolder } from '../../../preload/contract/types.ts';
import { SecretField } from '../../components/SecretField.tsx';
import { Section } from '../../components/Section.tsx';
import { Tick } from '../../components/Tick.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { RememberField } from './RememberField.tsx';

const SHORTEST = 8;

/** Makes a repository in the chosen folder, or opens the one that is there. */
export function FolderForm({ folder }: { readonly folder: ChosenFolder }) {
  const words = useWords();
  const store = useWorkStore();
  const busy = useWork((work) => work.enteringRepository);
  const [name, setName] = useState(folder.name);
  const [encrypt, setEncrypt] = useState(true);
  const [remember, setRemember] = useState(true);
  const [wrong, setWrong] = useState<string | null>(null);
  // Read once, when they are handed over: they belong to the page and not to React's state.
  const passphrase = useRef<HTMLInputElement>(null);
  const repeat = useRef<HTMLInputElement>(null);
  const isNew = !folder.isRepository;
  const { repositories } = words;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '') return;
    if (!isNew) {
      void store.getState().addRepository(name);
      return;
    }
    const typed = encrypt ? (passphrase.current?.value ?? '') : null;
    const problem =
      typed === null
        ? null
        : typed.length < SHORTEST
          ? repositories.tooShort
          : typed !== repeat.current?.value
            ? repositories.notTheSame
            : null;
    setWrong(problem);
    if (problem === null) void store.getState().createRepository(name, typed, remember);
  };

  return (
    <Box component="form" onSubmit={submit} noValidate sx={{ maxWidth: 720, display: 'grid', gap: 2 }}>
      <Typography variant="h1">{isNew ? repositories.new : repositories.open}</Typography>
      <Section title={repositories.folder}>
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          {folder.path}
        </Typography>
        {!isNew && (
          <Typography variant="caption" color="textSecondary">
            {folder.isEncrypted ? repositories.encrypted : repositories.plain}
          </Typography>
        )}
      </Section>
      <TextField
        label={repositories.name}
        helperText={repositories.nameHint}
        value={name}
        onChange={(event) => setName(event.target.value)}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 200 } }}
      />
      {isNew && (
        <>
          <Tick
            label={repositories.encrypt}
            hint={repositories.encryptHint}
            checked={encrypt}
            onChange={setEncrypt}
          />
          {encrypt && (
            <>
              <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' } }}>
                <SecretField label={repositories.passphrase} field={passphrase} />
                <SecretField label={repositories.repeat} field={repeat} />
              </Box>
              {wrong && (
                <Alert severity="error" variant="outlined" role="alert" sx={{ color: 'text.primary' }}>
                  {wrong}
                </Alert>
              )}
              <RememberField remember={remember} onChange={setRemember} />
            </>
          )}
        </>
      )}
      <Box>
        <Button type="submit" variant="contained" disabled={name.trim() === ''} loading={busy}>
          {isNew ? repositories.create : repositories.open}
        </Button>
      </Box>
    </Box>
  );
}
