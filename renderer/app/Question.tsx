import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { type ReactNode, useId } from 'react';
import { useWorkStore } from '../state/useWork.ts';

interface QuestionProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly no: string;
  readonly yes: string;
  readonly danger?: boolean;
  /** False while the question cannot be said yes to. */
  readonly ready?: boolean;
  readonly onYes: () => void;
}

/** A dialog that asks; the safe answer has the focus. */
export function Question({ title, children, no, yes, danger = false, ready = true, onYes }: QuestionProps) {
  const store = useWorkStore();
  const titleId = useId();
  const close = (): void => store.getState().show(null);
  return (
    <Dialog open onClose={close} aria-labelledby={titleId} maxWidth="sm" fullWidth>
      <DialogTitle id={titleId} sx={{ fontSize: '1.0625rem', wordBreak: 'break-word' }}>
        {title}
      </DialogTitle>
      <DialogContent>{children}</DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button color="inherit" variant="outlined" onClick={close} autoFocus>
          {no}
        </Button>
        <Button variant="contained" color={danger ? 'error' : 'primary'} disabled={!ready} onClick={onYes}>
          {yes}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
