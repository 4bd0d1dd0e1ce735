import CheckIcon from '@mui/icons-material/CheckCircleOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import type { OpenedTarget } from '../../../preload/contract/bridge.ts';
import type { Words } from '../../../preload/contract/words/words.ts';
import { EnvironmentChip } from '../../components/EnvironmentChip.tsx';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ModeSection } from '../modes/ModeSection.tsx';
import { StorageSection } from './StorageSection.tsx';

/** What became of connecting: that it runs, why it failed, or what the target is and where its files go. */
export function Outcome() {
  const words = useWords();
  const store = useWorkStore();
  const connecting = useWork((work) => work.connecting !== null);
  const target = useWork((work) => work.target);
  const error = useWork((work) => work.targetError);
  const refused = useWork((work) => work.refusedTarget);
  const hasPackage = useWork((work) => work.inspection !== null);
  const canInit = error?.code === 'TARGET_NOT_EDMS' && refused !== null && refused.kind !== 'embedded';
  return (
    <>
      {connecting && <LinearProgress aria-label={words.progress.phases.connecting} />}
      {error && (
        <ErrorCard
          error={error}
          // On the command line a command does it; here the button does.
          {...(canInit ? { advice: words.target.initAdvice } : {})}
          action={
            canInit ? (
              <Button variant="outlined" onClick={() => store.getState().show('confirm-init')}>
                {words.target.initAction}
              </Button>
            ) : undefined
          }
        />
      )}
      {target && <Connected target={target} />}
      {target && <StorageSection />}
      {target && hasPackage && <ModeSection />}
    </>
  );
}

function Connected({ target }: { readonly target: OpenedTarget }) {
  const words = useWords();
  const summary = useWork((work) => work.targetNow) ?? target.summary;
  const { profile } = target;
  const { facts } = words.target;
  const caution = cautionOf(summary, words);
  return (
    <Section
      title={words.target.connected}
      aside={
        <>
          {profile && <EnvironmentChip profile={profile}>{profile.name}</EnvironmentChip>}
          <CheckIcon aria-hidden sx={{ color: 'success.main', fontSize: 20 }} />
        </>
      }
    >
      <Box data-testid="connected">
        <Facts
          facts={[
            [words.target.url, summary.label],
            [facts.version, summary.version],
            [facts.tables, words.formats.number(summary.tables)],
            [facts.users, words.formats.number(summary.users)],
            [facts.documents, words.formats.number(summary.documents)],
          ]}
        />
        {caution !== null && (
          <Typography variant="body2" sx={{ mt: 1, color: 'warning.main' }}>
            {caution}
          </Typography>
        )}
      </Box>
    </Section>
  );
}

/** What a person has to know of a target before anything is restored into it; null for nothing. */
function cautionOf(
  { canOnlyBeRead, canDisableTriggers }: OpenedTarget['summary'],
  words: Words,
): string | null {
  if (canOnlyBeRead) return words.target.canOnlyBeRead;
  return canDisableTriggers ? null : words.target.triggersFire;
}
