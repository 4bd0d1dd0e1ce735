import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** The way from a snapshot to what differs from it. */
export function CompareWith({ snapshot }: { readonly snapshot: string }) {
  const words = useWords();
  const store = useWorkStore();
  const busy = useWork((work) => work.snapshotWork !== null);
  return (
    <Box sx={{ mt: 1.5 }}>
      <Button
        variant="outlined"
        color="inherit"
        size="small"
        disabled={busy}
        onClick={() => store.getState().beginComparing(snapshot)}
      >
        {words.compare.begin}
      </Button>
      <Typography variant="caption" color="textSecondary" component="p" sx={{ m: 0, mt: 0.5 }}>
        {words.compare.beginHint}
      </Typography>
    </Box>
  );
}
