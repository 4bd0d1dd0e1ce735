import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { type ClipboardEvent, type FormEvent, useId, useRef, useState } from 'react';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** A URL with a password in it: `//user:password@` or `password=`. */
const WITH_PASSWORD = /:\/\/[^/@\s]*:[^/]*@|[?&]password=./;

/**
 * A server's address and password. Both fields belong to the page and not to React's state: the password is
 * read once, handed over and cleared, and an address that carries one is split by the main process at once.
 */
export function ServerForm() {
  const words = useWords();
  const store = useWorkStore();
  const servers = useWork((work) => work.servers);
  const server = useWork((work) => work.server);
  const busy = useWork((work) => work.connecting !== null);
  const connected = useWork((work) => work.target !== null);
  const url = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [filled, setFilled] = useState(server !== null);
  const listId = useId();

  const show = (label: string): void => {
    if (url.current) url.current.value = label;
    setFilled(label !== '');
  };

  const split = async (text: string): Promise<void> => {
    const taken = await store.getState().takeAddress(text, null);
    show(taken ? taken.label : '');
  };

  const onPaste = (event: ClipboardEvent): void => {
    const text = event.clipboardData.getData('text');
    if (!WITH_PASSWORD.test(text)) return;
    event.preventDefault();
    void split(text.trim());
  };

  const onInput = (): void => {
    const text = url.current?.value ?? '';
    setFilled(text.trim() !== '');
    if (store.getState().target) store.getState().disconnect();
    if (!WITH_PASSWORD.test(text)) return;
    // It came in by typing or by a suggestion: out of the page with it.
    show('');
    void split(text.trim());
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const text = url.current?.value.trim() ?? '';
    if (busy) return;
    const secret = password.current?.value ?? '';
    if (password.current) password.current.value = '';
    if (!text) return;
    const taken = await store.getState().takeAddress(text, secret === '' ? null : secret);
    if (!taken) return;
    show(taken.label);
    await store.getState().connect({ kind: 'server', id: taken.id });
  };

  return (
    <Box
      component="form"
      onSubmit={(event) => void submit(event)}
      sx={{ display: 'grid', gap: 1.5, justifyItems: 'start' }}
    >
      <TextField
        fullWidth
        label={words.target.url}
        defaultValue={server?.label ?? ''}
        disabled={busy}
        helperText={words.target.urlHint}
        inputRef={url}
        onPaste={onPaste}
        onInput={onInput}
        slotProps={{
          htmlInput: {
            list: listId,
            spellCheck: false,
            autoComplete: 'off',
            placeholder: words.target.urlPlaceholder,
          },
          inputLabel: { shrink: true },
        }}
      />
      <datalist id={listId}>
        {servers.map(({ id, label }) => (
          <option key={id} value={label} />
        ))}
      </datalist>
      <TextField
        fullWidth
        type="password"
        label={words.target.password}
        disabled={busy}
        helperText={server?.hasPassword ? words.target.passwordKept : words.target.passwordHint}
        inputRef={password}
        slotProps={{ htmlInput: { autoComplete: 'off' }, inputLabel: { shrink: true } }}
      />
      <Button type="submit" variant={connected ? 'outlined' : 'contained'} disabled={!filled || busy}>
        {words.target.connectEmpty}
      </Button>
    </Box>
  );
}
