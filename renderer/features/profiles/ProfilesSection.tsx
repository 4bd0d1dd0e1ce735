import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useEffect } from 'react';
import type { ShownProfile } from '../../../preload/contract/bridge.ts';
import { EnvironmentChip } from '../../components/EnvironmentChip.tsx';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { LEVEL_LOOKS, TestResults } from './TestResults.tsx';

/** The systems that the console knows by name: to be opened, tested, changed and removed. */
export function ProfilesSection() {
  const words = useWords();
  const store = useWorkStore();
  const list = useWork((work) => work.profiles);
  const error = useWork((work) => work.profilesError);
  const saved = useWork((work) => work.savedProfile);
  useEffect(() => {
    void store.getState().loadProfiles();
    return () => store.getState().forgetTest();
  }, [store]);
  return (
    <Section
      title={words.profiles.title}
      aside={
        <Button
          size="small"
          variant="outlined"
          color="inherit"
          onClick={() => store.getState().editProfile(null)}
        >
          {words.profiles.add}
        </Button>
      }
    >
      <Box sx={{ display: 'grid', gap: 1 }}>
        {error && <ErrorCard error={error} />}
        {list?.notices.map((notice) => (
          <Notice key={notice}>{notice}</Notice>
        ))}
        {saved && (
          <Typography variant="body2" role="status" data-testid="saved-profile">
            {[words.profiles.saved[saved.password], saved.because].filter(Boolean).join(' ')}
          </Typography>
        )}
        {list?.profiles.length === 0 && (
          <Typography variant="body2" color="textSecondary">
            {words.profiles.empty}
          </Typography>
        )}
        {list && list.profiles.length > 0 && (
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
            {list.profiles.map((profile) => (
              <ProfileRow key={profile.id} profile={profile} />
            ))}
          </Box>
        )}
      </Box>
    </Section>
  );
}

function Notice({ children }: { readonly children: string }) {
  return (
    <Alert severity="warning" variant="outlined" sx={{ color: 'text.primary', overflowWrap: 'anywhere' }}>
      {children}
    </Alert>
  );
}

function ProfileRow({ profile }: { readonly profile: ShownProfile }) {
  const words = useWords();
  const store = useWorkStore();
  const busy = useWork((work) => work.connecting !== null);
  const test = useWork((work) => (work.profileTest?.id === profile.id ? work.profileTest : null));
  const { id, name, colour } = profile;
  return (
    <Box
      component="li"
      data-testid="profile"
      sx={{
        display: 'grid',
        gap: 1,
        px: 1.5,
        py: 1,
        border: 1,
        borderColor: 'divider',
        borderLeft: 6,
        borderLeftColor: `profile.${colour}`,
        borderRadius: 1,
      }}
    >
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <Box sx={{ flex: '1 1 260px', minWidth: 0 }}>
          <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', minWidth: 0 }}>
            <Typography variant="body1" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
              {name}
            </Typography>
            <EnvironmentChip profile={profile} />
          </Box>
          <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
            {profile.label}
          </Typography>
          <State profile={profile} />
        </Box>
        <Button
          size="small"
          variant="outlined"
          disabled={busy}
          aria-label={words.profiles.open(name)}
          onClick={() => void store.getState().connect({ kind: 'profile', id })}
        >
          {words.profiles.opening}
        </Button>
        <Button
          size="small"
          color="inherit"
          aria-label={words.profiles.testOf(name)}
          onClick={() => void store.getState().testProfile(profile)}
        >
          {words.profiles.test}
        </Button>
        <Button
          size="small"
          color="inherit"
          disabled={busy}
          aria-label={words.profiles.editOf(name)}
          onClick={() => store.getState().editProfile(profile)}
        >
          {words.profiles.edit}
        </Button>
        <Button
          size="small"
          color="inherit"
          disabled={busy}
          aria-label={words.profiles.removeOf(name)}
          onClick={() => store.getState().askToRemoveProfile(profile)}
        >
          {words.profiles.remove}
        </Button>
      </Box>
      {test && <TestResults test={test} />}
    </Box>
  );
}

/** Whether it was tested, whether a password is kept, and whether it demands a sign-in. */
function State({ profile }: { readonly profile: ShownProfile }) {
  const words = useWords();
  const { tested, hasSecret, connection, demandSignIn } = profile;
  const look = tested && LEVEL_LOOKS[tested.level];
  const secret = words.profiles.secret[hasSecret === null ? 'unknown' : hasSecret ? 'yes' : 'no'];
  const parts = [
    tested ? words.profiles.tested[tested.level](words.formats.time(tested.at)) : words.profiles.notTested,
    connection.kind === 'server' ? secret : null,
    demandSignIn ? words.profiles.signIn : null,
  ];
  return (
    <Box sx={{ display: 'flex', gap: 0.5, alignItems: 'center' }}>
      {look && <look.Icon aria-hidden sx={{ fontSize: 16, color: look.color }} />}
      <Typography variant="caption" color="textSecondary" data-testid="profile-state">
        {parts.filter(Boolean).join(' · ')}
      </Typography>
    </Box>
  );
}
