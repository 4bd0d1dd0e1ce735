import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Typography from '@mui/material/Typography';
import { type ReactNode, useId } from 'react';

export interface Option<T extends string> {
  readonly value: T;
  readonly name: string;
  readonly hint?: string;
  readonly disabled?: boolean;
  /** Stands below while it is chosen. */
  readonly more?: ReactNode;
}

/** One of a few, each with a sentence of what it is for. */
export function Options<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly Option<T>[];
  readonly onChange: (value: T) => void;
}) {
  const id = useId();
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onChange={(_event, chosen) => {
        const found = options.find((one) => one.value === chosen);
        if (found) onChange(found.value);
      }}
      sx={{ gap: 0.25 }}
    >
      {options.map((option) => (
        <Box key={option.value}>
          <FormControlLabel
            value={option.value}
            disabled={option.disabled ?? false}
            control={
              <Radio
                size="small"
                sx={{ alignSelf: 'flex-start', mt: -0.5 }}
                slotProps={{ input: option.hint ? { 'aria-describedby': `${id}-${option.value}` } : {} }}
              />
            }
            label={
              <Box component="span" sx={{ display: 'block', py: 0.25 }}>
                <Typography component="span" variant="body2" sx={{ fontWeight: 600 }}>
                  {option.name}
                </Typography>
                {option.hint && (
                  <Typography
                    component="span"
                    variant="body2"
                    color="textSecondary"
                    id={`${id}-${option.value}`}
                    sx={{ display: 'block' }}
                  >
                    {option.hint}
                  </Typography>
                )}
              </Box>
            }
            sx={{ m: 0, alignItems: 'flex-start' }}
          />
          {option.value === value && option.more && (
            <Box sx={{ pl: 4.25, pt: 1, pb: 1, display: 'grid', gap: 1 }}>{option.more}</Box>
          )}
        </Box>
      ))}
    </RadioGroup>
  );
}
