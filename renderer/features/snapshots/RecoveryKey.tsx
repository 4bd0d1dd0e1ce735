import KeyIcon from '@mui/icons-material/VpnKeyOutlined';
import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import type { CreatedRepository } from '../../../preload/contract/types.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Page } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { MONO_FONT } from '../../theme.ts';
import { useWords } from '../../words/useWords.ts';

/** The recovery key of a new repository, shown until the person says that it is written down, and never again. */
export function RecoveryKey({ created }: { readonly created: CreatedRepository }) {
  const words = useWords();
  const store = useWorkStore();
  const written = useWork((work) => work.keyWritten);
  const { key, kept } = words.repositories;
  const { recoveryKey, repository } = created;
  return (
    <Page width={820}>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
        <KeyIcon aria-hidden sx={{ fontSize: 32, color: 'warning.main' }} />
        <Typography variant="h1">{key.title}</Typography>
      </Box>
      <Typography variant="body1">{key.lead(repository.name)}</Typography>
      <Box
        sx={{ p: 2, border: 1, borderColor: 'divider', borderRadius: 1, bgcolor: 'background.paper' }}
        data-testid="recovery-key"
      >
        <Typography
          component="p"
          tabIndex={0}
          sx={{ m: 0, mb: 1, fontFamily: MONO_FONT, overflowWrap: 'anywhere', userSelect: 'all' }}
        >
          {recoveryKey}
        </Typography>
        {recoveryKey !== null && <CopyButton text={recoveryKey} label={key.copy} />}
      </Box>
      <Typography variant="body2">{key.hint}</Typography>
      <FormControlLabel
        label={key.written}
        control={
          <Checkbox
            size="small"
            checked={written}
            onChange={(event) => store.getState().markKeyWritten(event.target.checked)}
          />
        }
      />
      <Typography variant="body2" color="textSecondary">
        {[kept[created.kept.password], created.kept.because].filter(Boolean).join(' ')}
      </Typography>
    </Page>
  );
}
