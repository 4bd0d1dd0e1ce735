import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useWork, useWorkStore } from '../state/useWork.ts';

/** Chooses the folder of the EDMS's files, goes back to the target's own one, or does without. */
export function StorageButtons({
  choose,
  own,
  forget,
}: {
  readonly choose: string;
  readonly own: string;
  readonly forget: string;
}) {
  const store = useWorkStore();
  const storage = useWork((work) => work.storage);
  const ofTarget = useWork((work) => work.target?.storage ?? null);
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      <Button
        size="small"
        variant="outlined"
        color="inherit"
        onClick={() => void store.getState().chooseStorage()}
      >
        {choose}
      </Button>
      {ofTarget && storage?.id !== ofTarget.id && (
        <Button size="small" color="inherit" onClick={() => store.getState().useStorage(ofTarget)}>
          {own}
        </Button>
      )}
      {storage && (
        <Button size="small" color="inherit" onClick={() => store.getState().useStorage(null)}>
          {forget}
        </Button>
      )}
    </Box>
  );
}
