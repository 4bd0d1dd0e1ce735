import CheckIcon from '@mui/icons-material/CheckCircleOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect, useState } from 'react';
import type { TargetChoice } from '../../../preload/contract/bridge.ts';
import { EnvironmentChip } from '../../components/EnvironmentChip.tsx';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Section } from '../../components/Section.tsx';
import { StorageButtons } from '../../components/StorageButtons.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { canGoTo } from '../../state/work.ts';
import { useWords } from '../../words/useWords.ts';

/** The EDMS that is read: the one in hand, or a choice of those that are known. `none` asks for one. */
export function SourceSection({ none }: { readonly none: string }) {
  const words = useWords();
  const store = useWorkStore();
  const target = useWork((work) => work.target);
  const connecting = useWork((work) => work.connecting !== null);
  const error = useWork((work) => work.targetError);
  const [choosing, setChoosing] = useState(false);
  const { make } = words.snapshots;
  useEffect(() => {
    void store.getState().loadProfiles();
    void store.getState().refreshKnown();
  }, [store]);
  return (
    <Section
      title={make.target}
      aside={
        target && (
          <>
            {target.profile && (
              <EnvironmentChip profile={target.profile}>{target.profile.name}</EnvironmentChip>
            )}
            <CheckIcon aria-hidden sx={{ color: 'success.main', fontSize: 20 }} />
          </>
        )
      }
    >
      {connecting && <LinearProgress aria-label={words.progress.phases.connecting} sx={{ mb: 1 }} />}
      {error && <ErrorCard error={error} />}
      {target && (
        <Box data-testid="source">
          <Facts
            facts={[
              [words.target.url, target.summary.label],
              [words.target.facts.version, target.summary.version],
            ]}
          />
          {!choosing && (
            <Button size="small" color="inherit" sx={{ mt: 1, ml: -0.75 }} onClick={() => setChoosing(true)}>
              {make.change}
            </Button>
          )}
        </Box>
      )}
      {!target && !connecting && (
        <Typography variant="body2" sx={{ my: 1 }}>
          {none}
        </Typography>
      )}
      {(choosing || !target) && <Choices onChosen={() => setChoosing(false)} />}
    </Section>
  );
}

/** Profiles and embedded databases at once; servers by their address are entered in the place for targets. */
function Choices({ onChosen }: { readonly onChosen: () => void }) {
  const words = useWords();
  const store = useWorkStore();
  const profiles = useWork((work) => work.profiles?.profiles) ?? [];
  const embedded = useWork((work) => work.embeddedNames);
  const canLeave = useWork((work) => canGoTo(work, 'target'));
  const { make } = words.snapshots;
  const open = (choice: TargetChoice): void => {
    onChosen();
    void store.getState().connect(choice);
  };
  return (
    <Box sx={{ display: 'grid', gap: 1.5, mt: 1 }}>
      {profiles.length > 0 && (
        <Group title={make.profiles}>
          {profiles.map(({ id, name }) => (
            <Choice key={id} name={name} onChoose={() => open({ kind: 'profile', id })} />
          ))}
        </Group>
      )}
      {embedded.length > 0 && (
        <Group title={make.embedded}>
          {embedded.map((name) => (
            <Choice key={name} name={`embedded:${name}`} onChoose={() => open({ kind: 'embedded', name })} />
          ))}
        </Group>
      )}
      <Box>
        <Button
          size="small"
          variant="outlined"
          color="inherit"
          disabled={!canLeave}
          onClick={() => store.getState().goTo('target')}
        >
          {make.elsewhere}
        </Button>
      </Box>
    </Box>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Box>
      <Typography variant="h3" sx={{ mb: 0.5 }}>
        {title}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>{children}</Box>
    </Box>
  );
}

function Choice({ name, onChoose }: { readonly name: string; readonly onChoose: () => void }) {
  const words = useWords();
  const busy = useWork((work) => work.connecting !== null);
  return (
    <Button size="small" variant="outlined" disabled={busy} onClick={onChoose}>
      {words.snapshots.make.targetOf(name)}
    </Button>
  );
}

/** The folder of the EDMS's files, or `none`: that there will be no files. */
export function FilesSection({ none }: { readonly none: string }) {
  const words = useWords();
  const storage = useWork((work) => work.storage);
  const { make } = words.snapshots;
  return (
    <Section title={make.storage}>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere', mb: 1 }} data-testid="snapshot-storage">
        {storage ? storage.path : none}
      </Typography>
      <StorageButtons choose={make.storageChoose} own={make.storageOwn} forget={make.storageForget} />
    </Section>
  );
}
