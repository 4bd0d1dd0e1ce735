import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { type ReactNode, useId } from 'react';
import { removedRows, restoreAction, writesNothing } from '../components/sentences.ts';
import { isCleared, PreflightList } from '../features/restore/PreflightList.tsx';
import { useWork, useWorkStore } from '../state/useWork.ts';
import { useWords } from '../words/useWords.ts';
import { KeysDialog } from './KeysDialog.tsx';

/** The dialogs: they ask only about what cannot be taken back, and the safe answer has the focus. */
export function Confirmations() {
  const overlay = useWork((work) => work.overlay);
  switch (overlay) {
    case 'confirm-restore':
      return <ConfirmRestore />;
    case 'confirm-cancel':
      return <ConfirmCancel />;
    case 'confirm-init':
      return <ConfirmInit />;
    case 'keys':
      return <KeysDialog />;
    case null:
      return null;
  }
}

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

function Question({ title, children, no, yes, danger = false, ready = true, onYes }: QuestionProps) {
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

function ConfirmRestore() {
  const words = useWords();
  const store = useWorkStore();
  const plan = useWork((work) => work.plan);
  const label = useWork((work) => work.target?.summary.label ?? '');
  const ready = useWork(isCleared);
  if (!plan) return null;
  const { create, update, skip, impossible, conflict } = plan.outcomes;
  const { copy } = plan.files;
  const removed = removedRows(plan);
  const lines = [
    create > 0 ? words.confirm.create(create) : null,
    update > 0 ? words.confirm.update(update) : null,
    copy > 0 ? words.confirm.files(copy) : null,
    removed > 0 ? words.beyond.confirm(removed) : null,
    skip + impossible > 0 ? words.confirm.leftOut(skip + impossible) : null,
    conflict > 0 ? words.confirm.safe(conflict) : null,
    writesNothing(plan) ? words.confirm.nothing : null,
  ].filter((line) => line !== null);
  return (
    <Question
      title={words.confirm.title(label)}
      no={words.common.back}
      yes={restoreAction(plan, words)}
      danger={removed > 0}
      ready={ready}
      onYes={() => void store.getState().startRestore()}
    >
      <Box component="ul" sx={{ mt: 0, mb: 2, pl: 2.5 }}>
        {lines.map((line) => (
          <Typography component="li" variant="body1" key={line}>
            {line}
          </Typography>
        ))}
      </Box>
      <PreflightList />
      <Typography variant="body2" color="textSecondary">
        {words.confirm.promise}
      </Typography>
    </Question>
  );
}

function ConfirmCancel() {
  const words = useWords();
  const store = useWorkStore();
  return (
    <Question
      title={words.restore.cancelTitle}
      no={words.restore.cancelNo}
      yes={words.restore.cancelYes}
      danger
      onYes={() => store.getState().cancelRestore()}
    >
      <Typography variant="body1">{words.restore.cancelHint}</Typography>
    </Question>
  );
}

function ConfirmInit() {
  const words = useWords();
  const store = useWorkStore();
  const refused = useWork((work) => work.refusedTarget);
  const server = useWork((work) => work.server);
  if (!refused) return null;
  const label = refused.kind === 'embedded' ? `embedded:${refused.name}` : (server?.label ?? '');
  return (
    <Question
      title={words.target.initConfirm(label)}
      no={words.common.back}
      yes={words.target.initYes}
      onYes={() => void store.getState().initialise()}
    >
      <Typography variant="body1">{words.target.initConfirmHint}</Typography>
    </Question>
  );
}
