import CheckIcon from '@mui/icons-material/CheckCircleOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import LinearProgress from '@mui/material/LinearProgress';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Typography from '@mui/material/Typography';
import { useEffect, useId } from 'react';
import type { OpenedTarget } from '../../../preload/contract/bridge.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Page, Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ModeSection } from '../modes/ModeSection.tsx';
import { EmbeddedForm } from './EmbeddedForm.tsx';
import { ServerForm } from './ServerForm.tsx';
import { StorageSection } from './StorageSection.tsx';

/** Where the restore goes: an embedded database or a server, tested on the spot, and the folder for files. */
export function TargetScreen() {
  const words = useWords();
  const store = useWorkStore();
  const kind = useWork((work) => work.targetKind);
  const connecting = useWork((work) => work.connecting);
  const target = useWork((work) => work.target);
  const error = useWork((work) => work.targetError);
  const refused = useWork((work) => work.refusedTarget);
  const titleId = useId();
  useEffect(() => {
    void store.getState().refreshKnown();
  }, [store]);
  const canInit = error?.code === 'TARGET_NOT_EDMS' && refused?.kind === 'server';
  return (
    <Page width={820}>
      <Typography variant="h1" id={titleId}>
        {words.target.title}
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
      {connecting && <LinearProgress aria-label={words.progress.phases.connecting} />}
      {error && (
        <ErrorCard
          error={error}
          action={
            canInit ? (
              <Button variant="outlined" onClick={() => store.getState().show('confirm-init')}>
                {words.target.initAction}
              </Button>
            ) : undefined
          }
        />
      )}
      {canInit && (
        <Typography variant="body2" color="textSecondary">
          {words.target.initHint}
        </Typography>
      )}
      {target && <Connected target={target} />}
      {target && <StorageSection />}
      {target && <ModeSection />}
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

function Connected({ target }: { readonly target: OpenedTarget }) {
  const words = useWords();
  const { summary } = target;
  const { facts } = words.target;
  return (
    <Section
      title={words.target.connected}
      aside={<CheckIcon aria-hidden sx={{ color: 'success.main', fontSize: 20 }} />}
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
        {!summary.canDisableTriggers && (
          <Typography variant="body2" sx={{ mt: 1, color: 'warning.main' }}>
            {words.target.triggersFire}
          </Typography>
        )}
      </Box>
    </Section>
  );
}
