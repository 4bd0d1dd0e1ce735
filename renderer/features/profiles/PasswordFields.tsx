import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { RefObject } from 'react';
import type { ShownProfile } from '../../../preload/contract/bridge.ts';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** What is said of the password beside its field, without the password. */
export interface PasswordChoice {
  /** Stands for the one that came with an import. */
  readonly imported: string | null;
  readonly forget: boolean;
  readonly remember: boolean;
}

interface PasswordFieldsProps {
  readonly profile: ShownProfile | null;
  /** Whether the password that is kept is one for the server in the fields. */
  readonly fits: boolean;
  readonly choice: PasswordChoice;
  readonly onChange: (change: Partial<PasswordChoice>) => void;
  readonly onInput: () => void;
  /** The field belongs to the page and not to React's state: it is read once, when it is handed over. */
  readonly field: RefObject<HTMLInputElement | null>;
}

export function PasswordFields({ profile, fits, choice, onChange, onInput, field }: PasswordFieldsProps) {
  const words = useWords();
  const { dialog } = words.profiles;
  const keyring = useWork((work) => work.profiles?.keyring ?? null);
  const kept = profile !== null && profile.hasSecret !== false;
  const hint =
    choice.imported !== null
      ? dialog.passwordImported
      : !kept || profile.connection.kind === 'embedded'
        ? dialog.passwordEmpty
        : fits
          ? dialog.passwordKept
          : dialog.passwordOther;
  return (
    <Box sx={{ display: 'grid' }}>
      <TextField
        fullWidth
        type="password"
        label={dialog.password}
        helperText={hint}
        inputRef={field}
        onInput={onInput}
        slotProps={{ htmlInput: { autoComplete: 'off' }, inputLabel: { shrink: true } }}
      />
      {profile?.hasSecret === true && fits && choice.imported === null && (
        <FormControlLabel
          label={dialog.forget}
          control={
            <Checkbox
              size="small"
              checked={choice.forget}
              onChange={(event) => onChange({ forget: event.target.checked })}
            />
          }
        />
      )}
      {keyring?.kind === 'session' ? (
        <Typography variant="caption" color="textSecondary" sx={{ mt: 0.5 }}>
          {dialog.noKeyring(keyring.because)}
        </Typography>
      ) : (
        <>
          <FormControlLabel
            label={dialog.remember}
            control={
              <Checkbox
                size="small"
                checked={choice.remember}
                onChange={(event) => onChange({ remember: event.target.checked })}
              />
            }
          />
          <Typography variant="caption" color="textSecondary">
            {dialog.rememberHint}
          </Typography>
        </>
      )}
    </Box>
  );
}
