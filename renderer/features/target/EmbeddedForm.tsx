import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** The same rule as in the contract, which refuses every other name. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** One of the embedded targets that are there, or a new one by its name. */
export function EmbeddedForm() {
  const words = useWords();
  const store = useWorkStore();
  const name = useWork((work) => work.embeddedName);
  const names = useWork((work) => work.embeddedNames);
  const busy = useWork((work) => work.connecting !== null);
  const connected = useWork((work) => work.target !== null);
  const valid = NAME.test(name);
  const isNew = !names.includes(name);
  const label = `embedded:${name}`;
  return (
    <Box
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid && !busy) void store.getState().connect({ kind: 'embedded', name });
      }}
      sx={{ display: 'grid', gap: 1.5, justifyItems: 'start' }}
    >
      <Autocomplete
        freeSolo
        fullWidth
        disableClearable
        options={[...names]}
        inputValue={name}
        value={name}
        disabled={busy}
        onInputChange={(_event, value, reason) => {
          if (reason !== 'reset' || value !== '') {
            if (value !== store.getState().embeddedName) store.getState().nameEmbedded(value);
          }
        }}
        renderInput={(params) => (
          <TextField
            {...params}
            label={words.target.name}
            error={name !== '' && !valid}
            helperText={words.target.nameHint}
          />
        )}
      />
      <Button type="submit" variant={connected ? 'outlined' : 'contained'} disabled={!valid || busy}>
        {!valid
          ? words.target.connectEmpty
          : isNew
            ? words.target.connectNew(label)
            : words.target.connect(label)}
      </Button>
    </Box>
  );
}
