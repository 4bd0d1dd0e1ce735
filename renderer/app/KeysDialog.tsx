import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { Fragment, useId } from 'react';
import { useWork, useWorkStore } from '../state/useWork.ts';
import { useWords } from '../words/useWords.ts';

/** All keys of the window. */
export function KeysDialog() {
  const words = useWords();
  const store = useWorkStore();
  const mac = useWork((work) => work.start?.mac ?? false);
  const titleId = useId();
  const modifier = mac ? '⌘' : 'Ctrl';
  const shift = mac ? '⇧' : 'Shift';
  const close = (): void => store.getState().show(null);
  const keys: readonly (readonly [readonly string[], string])[] = [
    [[modifier, 'O'], words.keys.open],
    [[modifier, shift, 'O'], words.keys.openFolder],
    [[modifier, 'L'], words.keys.target],
    [[modifier, 'F'], words.keys.find],
    [[modifier, '↵'], words.keys.primary],
    [['Esc'], words.keys.cancel],
    [[modifier, '1 – 9'], words.keys.steps],
    [[modifier, shift, 'S'], words.steps.schedules],
    [[modifier, 'E'], words.steps.export],
    [['F6', `${shift} F6`], words.keys.panes],
    [['↑ ↓', 'Home', 'End'], words.keys.rows],
    [['Space'], words.keys.details],
    [[modifier, shift, 'C'], words.keys.copy],
    [['?'], words.keys.help],
  ];
  return (
    <Dialog open onClose={close} aria-labelledby={titleId} maxWidth="xs" fullWidth>
      <DialogTitle id={titleId} sx={{ fontSize: '1.0625rem' }}>
        {words.keys.title}
      </DialogTitle>
      <DialogContent>
        <Box
          component="dl"
          sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 3, rowGap: 1, m: 0 }}
        >
          {keys.map(([combination, meaning]) => (
            <Fragment key={meaning}>
              <Box component="dt" sx={{ display: 'flex', gap: 0.5, alignItems: 'center' }}>
                {combination.map((key) => (
                  <Box
                    component="kbd"
                    key={key}
                    sx={{
                      border: 1,
                      borderColor: 'divider',
                      borderRadius: 0.75,
                      px: 0.75,
                      fontFamily: 'inherit',
                      fontSize: '0.75rem',
                      bgcolor: 'background.default',
                      whiteSpace: 'nowrap',
                    }}
                  >
                    {key}
                  </Box>
                ))}
              </Box>
              <Box component="dd" sx={{ m: 0, fontSize: '0.8125rem' }}>
                {meaning}
              </Box>
            </Fragment>
          ))}
        </Box>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button variant="outlined" color="inherit" onClick={close} autoFocus>
          {words.common.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
