import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Typography from '@mui/material/Typography';
import { useEffect, useId } from 'react';
import { Page } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ProfilesSection } from '../profiles/ProfilesSection.tsx';
import { EmbeddedForm } from './EmbeddedForm.tsx';
import { Outcome } from './Outcome.tsx';
import { ServerForm } from './ServerForm.tsx';

/** Where the restore goes: a profile, an embedded database or a server, and the folder for files. */
export function TargetScreen() {
  const words = useWords();
  const store = useWorkStore();
  const kind = useWork((work) => work.targetKind);
  const byProfile = useWork((work) => work.connectedBy === 'profile');
  const hasPackage = useWork((work) => work.inspection !== null);
  const titleId = useId();
  useEffect(() => {
    void store.getState().refreshKnown();
    void store.getState().lookAtTarget();
  }, [store]);
  return (
    <Page width={820}>
      <Typography variant="h1">{hasPackage ? words.target.title : words.target.titleAlone}</Typography>
      <ProfilesSection />
      {byProfile && <Outcome />}
      <Typography variant="h2" id={titleId}>
        {words.profiles.without}
      </Typography>
      <RadioGroup
        aria-labelledby={titleId}
        value={kind}
        onChange={(_event, value) => store.getState().chooseKind(value === 'server' ? 'server' : 'embedded')}
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' },
          gap: 1.5,
        }}
      >
        <KindCard value="embedded" title={words.target.embedded} hint={words.target.embeddedHint} />
        <KindCard value="server" title={words.target.server} hint={words.target.serverHint} />
      </RadioGroup>
      {kind === 'embedded' ? <EmbeddedForm /> : <ServerForm />}
      {!byProfile && <Outcome />}
    </Page>
  );
}

interface KindCardProps {
  readonly value: 'embedded' | 'server';
  readonly title: string;
  readonly hint: string;
}

function KindCard({ value, title, hint }: KindCardProps) {
  const chosen = useWork((work) => work.targetKind === value);
  return (
    <FormControlLabel
      value={value}
      control={<Radio size="small" sx={{ alignSelf: 'flex-start', mt: -0.5 }} />}
      label={
        <Box component="span" sx={{ display: 'block' }}>
          <Typography component="span" variant="body1" sx={{ display: 'block', fontWeight: 600 }}>
            {title}
          </Typography>
          <Typography component="span" variant="body2" color="textSecondary" sx={{ display: 'block' }}>
            {hint}
          </Typography>
        </Box>
      }
      sx={{
        m: 0,
        px: 1.5,
        py: 1.5,
        alignItems: 'flex-start',
        border: 1,
        borderColor: chosen ? 'primary.main' : 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
      }}
    />
  );
}
