import TextField from '@mui/material/TextField';
import type { RefObject } from 'react';

/** A passphrase that stays in the page: whoever needs it takes it out of `field`, and it is in no state. */
export function SecretField({
  label,
  field,
}: {
  readonly label: string;
  readonly field: RefObject<HTMLInputElement | null>;
}) {
  return (
    <TextField
      fullWidth
      type="password"
      label={label}
      inputRef={field}
      slotProps={{
        htmlInput: { autoComplete: 'off', spellCheck: false, maxLength: 4096 },
        inputLabel: { shrink: true },
      }}
    />
  );
}
