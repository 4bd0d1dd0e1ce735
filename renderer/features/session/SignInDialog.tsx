import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useId, useRef, useState } from 'react';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { nameOfTarget } from '../../state/production.ts';
import { waitsForSignIn } from '../../state/session-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** Stands over the window while the open target waits for somebody to sign in. */
export function SignInDialog() {
  const waits = useWork(waitsForSignIn);
  return waits ? <SignIn /> : null;
}

function SignIn() {
  const words = useWords();
  const store = useWorkStore();
  const { session } = words;
  const name = useWork(({ target }) => (target ? nameOfTarget(target) : ''));
  const first = useWork(({ target }) => target?.signIn === 'first-administrator');
  const busy = useWork((work) => work.signingIn);
  const error = useWork((work) => work.signInError);
  const ended = useWork((work) => work.sessionEnd);
  const titleId = useId();
  const [different, setDifferent] = useState(false);
  // The fields belong to the page and not to React's state: they are read once, when they are handed over.
  const username = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const repeat = useRef<HTMLInputElement>(null);
  const leave = (): void => store.getState().disconnect();

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    const typed = password.current?.value ?? '';
    if (first && typed !== repeat.current?.value) {
      setDifferent(true);
      return;
    }
    setDifferent(false);
    for (const field of [password, repeat]) if (field.current) field.current.value = '';
    password.current?.focus();
    void store.getState().signIn({ username: username.current?.value ?? '', password: typed });
  };

  return (
    <Dialog open aria-labelledby={titleId} maxWidth="xs" fullWidth onClose={leave}>
      <form onSubmit={submit} noValidate>
        <DialogTitle id={titleId} sx={{ fontSize: '1.0625rem', wordBreak: 'break-word' }}>
          {first ? session.firstTitle(name) : session.title(name)}
        </DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2 }}>
          {ended && (
            <Alert severity="info" variant="outlined" sx={{ color: 'text.primary' }}>
              {session.ended[ended]}
            </Alert>
          )}
          <Typography variant="body2" color="textSecondary">
            {first ? session.firstLead : session.lead}
          </Typography>
          <Field label={session.username} field={username} autoFocus autoComplete="off" />
          <Field label={session.password} field={password} type="password" />
          {first && <Field label={session.repeat} field={repeat} type="password" />}
          {different && (
            <Alert severity="error" variant="outlined" role="alert" sx={{ color: 'text.primary' }}>
              {session.notTheSame}
            </Alert>
          )}
          {error && !busy && !different && <ErrorCard error={error} />}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button color="inherit" variant="outlined" onClick={leave}>
            {session.leave}
          </Button>
          <Button type="submit" variant="contained" loading={busy} loadingPosition="start">
            {first ? session.create : session.signIn}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface FieldProps {
  readonly label: string;
  readonly field: React.RefObject<HTMLInputElement | null>;
  readonly type?: 'password';
  readonly autoFocus?: boolean;
  readonly autoComplete?: string;
}

function Field({ label, field, type, autoFocus = false, autoComplete = 'off' }: FieldProps) {
  return (
    <TextField
      fullWidth
      label={label}
      inputRef={field}
      autoFocus={autoFocus}
      {...(type ? { type } : {})}
      slotProps={{ htmlInput: { autoComplete, spellCheck: false }, inputLabel: { shrink: true } }}
    />
  );
}
