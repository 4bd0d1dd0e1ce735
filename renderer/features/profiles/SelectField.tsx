import TextField from '@mui/material/TextField';
import { useId } from 'react';

interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly T[];
  readonly words: { readonly [option in T]: string };
  readonly hint?: string | undefined;
  readonly onChange: (value: T) => void;
}

/** One of a few, in the system's own list. */
export function SelectField<T extends string>({
  label,
  value,
  options,
  words,
  hint,
  onChange,
}: SelectFieldProps<T>) {
  const id = useId();
  return (
    <TextField
      select
      fullWidth
      id={id}
      label={label}
      value={value}
      helperText={hint}
      onChange={(event) => onChange(options.find((option) => option === event.target.value) ?? value)}
      slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
    >
      {options.map((option) => (
        <option key={option} value={option}>
          {words[option]}
        </option>
      ))}
    </TextField>
  );
}
