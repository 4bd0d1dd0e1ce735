import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useShallow } from 'zustand/react/shallow';
import { useWork, useWorkStore } from '../state/useWork.ts';
import { useWords } from '../words/useWords.ts';
import { actionsOf } from './actions.ts';

/** The bottom: at the right the one primary action, named by its effect. */
export function ActionBar() {
  const words = useWords();
  const store = useWorkStore();
  const { primary, secondary, hint } = useWork(
    useShallow((work) => {
      const actions = actionsOf(work, words);
      return {
        primary: actions.primary?.label ?? null,
        secondary: actions.secondary?.label ?? null,
        hint: actions.hint,
      };
    }),
  );
  const enabled = useWork((work) => actionsOf(work, words).primary?.enabled ?? false);
  if (primary === null && secondary === null && !hint) return null;
  return (
    <Box
      component="footer"
      data-pane="actions"
      sx={{
        gridArea: 'actions',
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        justifyContent: 'flex-end',
        columnGap: 1.5,
        rowGap: 1,
        px: 2,
        py: 1.25,
        borderTop: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
      }}
    >
      {hint && (
        // It says why the action is not to be had: where there is no room beside the buttons, it stands above them.
        <Typography variant="body2" color="textSecondary" sx={{ flex: '1 1 260px', minWidth: 0 }}>
          {hint}
        </Typography>
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'flex-end', gap: 1.5, minWidth: 0 }}>
        {secondary !== null && (
          <Button
            variant="outlined"
            color="inherit"
            onClick={() => actionsOf(store.getState(), words).secondary?.run()}
          >
            {secondary}
          </Button>
        )}
        {primary !== null && (
          <Button
            variant="contained"
            disabled={!enabled}
            data-testid="primary"
            onClick={() => actionsOf(store.getState(), words).primary?.run()}
          >
            {primary}
          </Button>
        )}
      </Box>
    </Box>
  );
}
