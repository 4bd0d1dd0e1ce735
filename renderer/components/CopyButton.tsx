import CheckIcon from '@mui/icons-material/Check';
import CopyIcon from '@mui/icons-material/ContentCopyOutlined';
import Button from '@mui/material/Button';
import { useEffect, useState } from 'react';
import { useBridge } from '../state/useBridge.ts';
import { useWords } from '../words/useWords.ts';

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const words = useWords();
  const bridge = useBridge();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const back = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(back);
  }, [copied]);
  return (
    <Button
      size="small"
      color="inherit"
      startIcon={copied ? <CheckIcon /> : <CopyIcon />}
      onClick={() => {
        void bridge.ask('app:copy', { text }).then((answer) => setCopied(answer.ok));
      }}
    >
      <span aria-live="polite">{copied ? words.common.copied : label}</span>
    </Button>
  );
}
