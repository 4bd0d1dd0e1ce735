import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useId, useRef } from 'react';
import { lockedError } from '../../state/package-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** Stands over the window while an encrypted package waits for what opens it. */
export function UnlockDialog() {
  const error = useWork(lockedError);
  return error === null ? null : <Unlock wrong={error.code === 'ENCRYPTION_KEY_WRONG'} />;
}

function Unlock({ wrong }: { readonly wrong: boolean }) {
  const { encryption: words } = useWords();
  const store = useWorkStore();
  const name = useWork(({ pkg }) => pkg?.name ?? '');
  const identity = useWork((work) => work.identity);
  const noIdentity = useWork((work) => work.noIdentity);
  const titleId = useId();
  // The field belongs to the page and not to React's state: it is read once, when it is handed over.
  const passphrase = useRef<HTMLInputElement>(null);
  const leave = (): void => store.getState().leaveLocked();

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const typed = passphrase.current?.value ?? '';
    if (passphrase.current) passphrase.current.value = '';
    if (typed === '' && identity === null) passphrase.current?.focus();
    else void store.getState().unlockPackage(typed === '' ? null : typed);
  };

  return (
    <Dialog open aria-labelledby={titleId} maxWidth="xs" fullWidth onClose={leave}>
      <form onSubmit={submit} noValidate>
        <DialogTitle id={titleId} sx={{ fontSize: '1.0625rem', wordBreak: 'break-word' }}>
          {words.title(name)}
        </DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2 }}>
          <Typography variant="body2" color="textSecondary">
            {words.lead}
          </Typography>
          {(wrong || noIdentity) && (
            <Alert
              severity="error"
              variant="outlined"
              role="alert"
              data-testid="wrong-key"
              sx={{ color: 'text.primary' }}
            >
              {noIdentity ? words.noIdentity : words.wrong}
            </Alert>
          )}
          <TextField
            fullWidth
            label={words.passphrase}
            inputRef={passphrase}
            type="password"
            autoFocus
            slotProps={{
              htmlInput: { autoComplete: 'off', spellCheck: false },
              inputLabel: { shrink: true },
            }}
          />
          <Button
            color="inherit"
            variant="outlined"
            onClick={() => void store.getState().chooseIdentity()}
            sx={{ justifySelf: 'start', overflowWrap: 'anywhere' }}
          >
            {identity === null ? words.choose : words.chosen(identity.name)}
          </Button>
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button color="inherit" variant="outlined" onClick={leave}>
            {words.leave}
          </Button>
          <Button type="submit" variant="contained">
            {words.open}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
