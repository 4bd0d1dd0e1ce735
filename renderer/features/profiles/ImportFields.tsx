import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type ClipboardEvent, type KeyboardEvent, useRef } from 'react';
import type { ImportedProfile, ImportSource } from '../../../preload/contract/bridge.ts';
import { useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

interface ImportFieldsProps {
  readonly notes: readonly string[];
  readonly onImport: (imported: ImportedProfile) => void;
}

/**
 * Fills the dialog in from a URL or from the EDMS's own environment file. A URL may hold a password: it goes to the main
 * process and out of the page at once, and never into React's state.
 */
export function ImportFields({ notes, onImport }: ImportFieldsProps) {
  const words = useWords();
  const store = useWorkStore();
  const { dialog } = words.profiles;
  const url = useRef<HTMLInputElement>(null);

  const take = async (source: ImportSource): Promise<void> => {
    const imported = await store.getState().importProfile(source);
    if (imported) onImport(imported);
  };
  const takeUrl = (text: string): void => {
    if (url.current) url.current.value = '';
    if (text.trim() !== '') void take({ kind: 'url', url: text.trim() });
  };
  const onPaste = (event: ClipboardEvent): void => {
    event.preventDefault();
    takeUrl(event.clipboardData.getData('text'));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    takeUrl(url.current?.value ?? '');
  };

  return (
    <Box component="fieldset" sx={{ m: 0, p: 0, border: 0, minWidth: 0, display: 'grid', gap: 1 }}>
      <Typography component="legend" variant="h3" sx={{ p: 0, mb: 1.5 }}>
        {dialog.import}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'flex-start' }}>
        <TextField
          label={dialog.url}
          helperText={dialog.urlHint}
          inputRef={url}
          onPaste={onPaste}
          onKeyDown={onKeyDown}
          sx={{ flex: '1 1 280px' }}
          slotProps={{
            htmlInput: { spellCheck: false, autoComplete: 'off' },
            inputLabel: { shrink: true },
          }}
        />
        <Button variant="outlined" color="inherit" onClick={() => takeUrl(url.current?.value ?? '')}>
          {dialog.useUrl}
        </Button>
        <Button variant="outlined" color="inherit" onClick={() => void take({ kind: 'dotenv' })}>
          {dialog.dotenv}
        </Button>
      </Box>
      {notes.map((note) => (
        <Typography key={note} variant="body2" role="status" sx={{ overflowWrap: 'anywhere' }}>
          {note}
        </Typography>
      ))}
    </Box>
  );
}
