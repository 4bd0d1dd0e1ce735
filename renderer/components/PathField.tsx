import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { useWords } from '../words/useWords.ts';

interface PathFieldProps {
  readonly label: string;
  /** What is chosen, or what stands for nothing. */
  readonly shown: string;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onClear: () => void;
  readonly children?: ReactNode;
}

/** A file or folder that is chosen in the system's dialog. */
export function PathField({ label, shown, chosen, onChoose, onClear, children }: PathFieldProps) {
  const words = useWords();
  const { dialog } = words.profiles;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
      <Typography variant="body2" sx={{ flex: '1 1 200px', minWidth: 0, overflowWrap: 'anywhere' }}>
        <Box component="span" sx={{ color: 'text.secondary' }}>
          {label}:
        </Box>{' '}
        {shown}
      </Typography>
      <Button
        size="small"
        variant="outlined"
        color="inherit"
        aria-label={dialog.chooseOf(label)}
        onClick={onChoose}
      >
        {dialog.choose}
      </Button>
      {children}
      {chosen && (
        <Button size="small" color="inherit" aria-label={dialog.clearOf(label)} onClick={onClear}>
          {dialog.clear}
        </Button>
      )}
    </Box>
  );
}
