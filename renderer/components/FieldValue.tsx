import Box from '@mui/material/Box';
import { useWords } from '../words/useWords.ts';

const LONGEST = 600;

interface FieldValueProps {
  readonly text: string | null;
  /** True: it is never shown. */
  readonly secret: boolean;
}

/** What a field holds, as a person is shown it. */
export function FieldValue({ text, secret }: FieldValueProps) {
  const words = useWords();
  if (secret) return <Quiet>{words.preview.secret}</Quiet>;
  if (text === null || text === '') return <Quiet>{words.preview.noValue}</Quiet>;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Words in place of a value. */
export function Quiet({ children }: { readonly children: string }) {
  return (
    <Box component="span" sx={{ color: 'text.disabled', fontStyle: 'italic' }}>
      {children}
    </Box>
  );
}
