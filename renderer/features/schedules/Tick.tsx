import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';

export function Tick({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}) {
  return (
    <FormControlLabel
      label={label}
      control={<Checkbox size="small" checked={value} onChange={(event) => onChange(event.target.checked)} />}
    />
  );
}
