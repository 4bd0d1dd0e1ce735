import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useId } from 'react';

/** Something that is so or not, where it needs one with a sentence of what that means. */
export function Tick({
  label,
  hint,
  checked,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  const id = useId();
  const described = hint === undefined ? {} : { slotProps: { input: { 'aria-describedby': id } } };
  const box = (
    <FormControlLabel
      label={label}
      control={
        <Checkbox
          size="small"
          checked={checked}
          onChange={(event) => onChange(event.target.checked)}
          {...described}
        />
      }
    />
  );
  if (hint === undefined) return box;
  return (
    <Box>
      {box}
      <Typography variant="caption" color="textSecondary" component="p" id={id} sx={{ m: 0, ml: 3.75 }}>
        {hint}
      </Typography>
    </Box>
  );
}
