import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

interface RememberFieldProps {
  readonly remember: boolean;
  readonly onChange: (remember: boolean) => void;
}

/** Where a passphrase is kept: in the keychain or, where there is none or it is not wanted, until the console ends. */
export function RememberField({ remember, onChange }: RememberFieldProps) {
  const words = useWords();
  const keyring = useWork((work) => work.keyring);
  if (keyring?.kind === 'session') {
    return (
      <Typography variant="caption" color="textSecondary">
        {words.repositories.noKeyring(keyring.because)}
      </Typography>
    );
  }
  return (
    <Box>
      <FormControlLabel
        label={words.repositories.remember}
        control={
          <Checkbox size="small" checked={remember} onChange={(event) => onChange(event.target.checked)} />
        }
      />
      <Typography variant="caption" color="textSecondary" component="p" sx={{ m: 0 }}>
        {words.repositories.rememberHint}
      </Typography>
    </Box>
  );
}
