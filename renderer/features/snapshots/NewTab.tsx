import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import type { SnapshotKind } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { Tick } from '../../components/Tick.tsx';
import { tagsOf } from '../../state/snapshots-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { CostSection } from './CostSection.tsx';
import { FilesSection, SourceSection } from './SourceSection.tsx';
import { TakenResult } from './TakenResult.tsx';

const KINDS: readonly SnapshotKind[] = ['incremental', 'differential', 'full'];

/** A new snapshot: of which EDMS, with which files, of which kind, and whether it is tested at once. */
export function NewTab() {
  const taken = useWork((work) => work.taken);
  return taken ? <TakenResult taken={taken} /> : <Form />;
}

function Form() {
  const words = useWords();
  const store = useWorkStore();
  const draft = useWork((work) => work.snapshotDraft);
  const signingKey = useWork((work) => work.signingKey);
  const hasTarget = useWork((work) => work.target !== null);
  const { make } = words.snapshots;
  const change = store.getState().draftSnapshot;
  const fits = tagsOf(draft) !== null;
  return (
    <Box sx={{ display: 'grid', gap: 2, maxWidth: 820 }}>
      <SourceSection none={make.targetNone} />
      {hasTarget && <FilesSection none={make.storageNone} />}
      <Kind />
      {hasTarget && <CostSection />}
      <TextField
        label={make.tags}
        helperText={fits ? make.tagsHint : make.tagsWrong}
        error={!fits}
        value={draft.tags}
        onChange={(event) => change({ tags: event.target.value })}
        slotProps={{ inputLabel: { shrink: true } }}
      />
      <Tick
        label={make.test}
        hint={make.testHint}
        checked={draft.test}
        onChange={(test) => change({ test })}
      />
      {signingKey !== null && (
        <Tick
          label={make.sign}
          hint={make.signHint(signingKey)}
          checked={draft.sign}
          onChange={(sign) => change({ sign })}
        />
      )}
    </Box>
  );
}

function Kind() {
  const words = useWords();
  const store = useWorkStore();
  const kind = useWork((work) => work.snapshotDraft.kind);
  const id = useId();
  const { make, kinds } = words.snapshots;
  return (
    <Section title={make.kind}>
      <RadioGroup
        aria-label={make.kind}
        value={kind}
        onChange={(_event, value) => {
          const chosen = KINDS.find((one) => one === value);
          if (chosen) store.getState().draftSnapshot({ kind: chosen });
        }}
      >
        {KINDS.map((one) => (
          <FormControlLabel
            key={one}
            value={one}
            control={
              <Radio
                size="small"
                sx={{ alignSelf: 'flex-start', mt: -0.5 }}
                slotProps={{ input: { 'aria-describedby': `${id}-${one}` } }}
              />
            }
            label={
              <Box component="span" sx={{ display: 'block', py: 0.25 }}>
                <Typography component="span" variant="body2" sx={{ fontWeight: 600 }}>
                  {kinds[one]}
                </Typography>
                <Typography
                  component="span"
                  variant="body2"
                  color="textSecondary"
                  id={`${id}-${one}`}
                  sx={{ display: 'block' }}
                >
                  {make.kindHint[one]}
                </Typography>
              </Box>
            }
            sx={{ m: 0, alignItems: 'flex-start' }}
          />
        ))}
      </RadioGroup>
      <Typography variant="caption" color="textSecondary">
        {make.kindNote}
      </Typography>
    </Section>
  );
}
