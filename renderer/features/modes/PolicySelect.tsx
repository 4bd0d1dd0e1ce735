import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import NativeSelect from '@mui/material/NativeSelect';
import Typography from '@mui/material/Typography';
import { useEffect } from 'react';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** Takes a policy that was saved, or goes back to the one that everything begins with. */
export function PolicySelect() {
  const words = useWords();
  const store = useWorkStore();
  const { policies, damaged } = useWork((work) => work.savedPolicies);
  const name = useWork((work) => work.policyName);
  useEffect(() => void store.getState().refreshPolicies(), [store]);
  return (
    <>
      {policies.length > 0 && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
          <Typography variant="body2" sx={{ fontWeight: 600 }} aria-hidden>
            {words.policies.saved}
          </Typography>
          <NativeSelect
            value={name ?? ''}
            onChange={(event) =>
              store.getState().usePolicy(event.target.value === '' ? null : event.target.value)
            }
            inputProps={{ 'aria-label': words.policies.saved }}
            sx={{ fontSize: '0.8125rem', minWidth: 170 }}
          >
            <option value="">{words.policies.noneChosen}</option>
            {policies.map((saved) => (
              <option key={saved.name} value={saved.name}>
                {saved.name} ({words.modes.names[saved.policy.mode]})
              </option>
            ))}
          </NativeSelect>
          {name !== null && (
            <Button size="small" color="inherit" onClick={() => void store.getState().removePolicy(name)}>
              {words.policies.remove}
            </Button>
          )}
        </Box>
      )}
      {damaged.length > 0 && (
        <Typography variant="body2" sx={{ color: 'warning.main', overflowWrap: 'anywhere' }}>
          {words.policies.damaged(damaged.join(', '))}
        </Typography>
      )}
    </>
  );
}
