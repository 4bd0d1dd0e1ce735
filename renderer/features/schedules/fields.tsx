import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { type ReactNode, useState } from 'react';

/** A choice out of a few words. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
  hint,
}: {
  readonly label: string;
  readonly value: T | '';
  readonly options: readonly (readonly [T, ReactNode])[];
  readonly onChange: (value: T) => void;
  readonly hint?: string | undefined;
}) {
  return (
    <TextField
      select
      label={label}
      value={value}
      helperText={hint}
      onChange={(event) => {
        const found = options.find(([one]) => one === event.target.value);
        if (found) onChange(found[0]);
      }}
      slotProps={{ inputLabel: { shrink: true } }}
      sx={{ minWidth: 180 }}
    >
      {options.map(([one, text]) => (
        <MenuItem key={one} value={one}>
          {text}
        </MenuItem>
      ))}
    </TextField>
  );
}

/** A number as it is typed; what is none is told as `NaN`. */
export function NumberField({
  label,
  value,
  onChange,
  min = 0,
  max,
  hint,
  width = 130,
}: {
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly min?: number;
  readonly max?: number;
  readonly hint?: string;
  readonly width?: number;
}) {
  return (
    <TextField
      type="number"
      label={label}
      value={value === null || Number.isNaN(value) ? '' : value}
      helperText={hint}
      onChange={(event) => onChange(event.target.value === '' ? null : Number(event.target.value))}
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { min, max } }}
      sx={{ width }}
    />
  );
}

/** Words that are separated by commas. What is typed stays as it is typed. */
export function ListField({
  label,
  values,
  onChange,
  hint,
}: {
  readonly label: string;
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
  readonly hint: string;
}) {
  const [text, setText] = useState(values.join(', '));
  return (
    <TextField
      label={label}
      value={text}
      helperText={hint}
      onChange={(event) => {
        setText(event.target.value);
        onChange(
          event.target.value
            .split(',')
            .map((word) => word.trim())
            .filter(Boolean),
        );
      }}
      slotProps={{ inputLabel: { shrink: true } }}
      fullWidth
    />
  );
}
