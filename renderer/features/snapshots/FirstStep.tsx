import SnapshotsIcon from '@mui/icons-material/PhotoLibraryOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useWork } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** Before there is a repository: what this is for, and the first step. */
export function FirstStep() {
  const words = useWords();
  const secretStays = useWork((work) => work.secretStays);
  const { title, lead, first, steps } = words.repositories;
  return (
    <Box sx={{ display: 'grid', gap: 2, maxWidth: 720 }} data-testid="first-step">
      {secretStays && (
        <Alert severity="warning" variant="outlined" sx={{ color: 'text.primary' }}>
          {words.repositories.secretStays}
        </Alert>
      )}
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
        <SnapshotsIcon aria-hidden sx={{ fontSize: 40, color: 'primary.main' }} />
        <Typography variant="h1">{title}</Typography>
      </Box>
      <Typography variant="body1">{lead}</Typography>
      <Box component="ol" sx={{ m: 0, pl: 3, display: 'grid', gap: 0.5 }}>
        {steps.map((step) => (
          <Typography component="li" variant="body1" key={step}>
            {step}
          </Typography>
        ))}
      </Box>
      <Typography variant="body2" color="textSecondary">
        {first}
      </Typography>
    </Box>
  );
}
