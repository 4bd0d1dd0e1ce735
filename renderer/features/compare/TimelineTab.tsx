import AddIcon from '@mui/icons-material/AddCircleOutlined';
import EditIcon from '@mui/icons-material/ChangeCircleOutlined';
import GoneIcon from '@mui/icons-material/HighlightOffOutlined';
import SameIcon from '@mui/icons-material/RadioButtonUnchecked';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useId, useState } from 'react';
import type { SnapshotSummary, Timeline, TimelineEntry } from '../../../preload/contract/types.ts';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Section } from '../../components/Section.tsx';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { isWriting } from '../../state/work.ts';
import { useWords } from '../../words/useWords.ts';
import { takenText } from '../snapshots/taken.ts';
import { FieldTable } from './FieldTable.tsx';

/** A state is never told by its colour alone: it has a mark and words. */
const LOOKS: {
  readonly [state in TimelineEntry['state']]: { readonly Icon: typeof AddIcon; readonly color: string };
} = {
  appeared: { Icon: AddIcon, color: 'change.main' },
  changed: { Icon: EditIcon, color: 'change.dark' },
  unchanged: { Icon: SameIcon, color: 'text.secondary' },
  gone: { Icon: GoneIcon, color: 'error.main' },
  'not there': { Icon: SameIcon, color: 'text.disabled' },
};

/** One record through all snapshots: named by a person, or taken from a difference. */
export function TimelineTab() {
  const words = useWords();
  const timeline = useWork((work) => work.timeline);
  const error = useWork((work) => work.timelineError);
  const backError = useWork((work) => work.compareError);
  return (
    <Box sx={{ flex: 1, minHeight: 0, overflow: 'auto', display: 'grid', gap: 1.5, alignContent: 'start' }}>
      <RecordForm />
      {error && <ErrorCard error={error} />}
      {backError && <ErrorCard error={backError} />}
      {timeline ? (
        <Entries timeline={timeline} />
      ) : (
        !error && (
          <Typography variant="body2" color="textSecondary">
            {words.compare.timeline.lead}
          </Typography>
        )
      )}
    </Box>
  );
}

function RecordForm() {
  const words = useWords();
  const store = useWorkStore();
  const followed = useWork((work) => work.followed);
  const [wrong, setWrong] = useState(false);
  const { timeline } = words.compare;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWrong(!store.getState().followRecord());
  };
  return (
    <Box
      component="form"
      noValidate
      onSubmit={submit}
      sx={{ display: 'flex', gap: 1, alignItems: 'flex-start', pt: 1, maxWidth: 900 }}
    >
      <TextField
        fullWidth
        label={timeline.field}
        value={followed}
        error={wrong}
        helperText={wrong ? `${timeline.wrong} ${timeline.hint}` : timeline.hint}
        onChange={(event) => {
          setWrong(false);
          store.getState().typeFollowed(event.target.value);
        }}
        slotProps={{
          htmlInput: { autoComplete: 'off', spellCheck: false, maxLength: 600 },
          inputLabel: { shrink: true },
        }}
      />
      <Button type="submit" variant="contained" sx={{ height: 40, flexShrink: 0 }}>
        {timeline.start}
      </Button>
    </Box>
  );
}

function Entries({ timeline: { model, name, entries } }: { readonly timeline: Timeline }) {
  const words = useWords();
  const source = entries[0]?.source ?? '';
  const taken = entries.map(({ snapshot, createdAt }) => ({ id: snapshot, createdAt }));
  return (
    <Section title={`${model} · ${name}`} aside={words.compare.timeline.entries(entries.length)}>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {words.compare.timeline.source(source)}
      </Typography>
      <Box
        component="ol"
        data-testid="timeline"
        data-pane="timeline"
        sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}
      >
        {[...entries].reverse().map((entry) => (
          <Entry key={entry.snapshot} entry={entry} among={taken} />
        ))}
      </Box>
    </Section>
  );
}

interface EntryProps {
  readonly entry: TimelineEntry;
  readonly among: readonly Pick<SnapshotSummary, 'id' | 'createdAt'>[];
}

function Entry({ entry, among }: EntryProps) {
  const words = useWords();
  const store = useWorkStore();
  const writing = useWork(isWriting);
  const id = useId();
  const { snapshot, createdAt, state, fields, root } = entry;
  const { Icon, color } = LOOKS[state];
  const time = takenText({ id: snapshot, createdAt }, among, words);
  return (
    <Box
      component="li"
      sx={{ borderTop: 1, borderColor: 'divider', pt: 1, display: 'grid', gap: 0.5 }}
      data-testid="timeline-entry"
    >
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <Icon aria-hidden sx={{ fontSize: 18, color }} />
        <Typography variant="body2" sx={{ fontWeight: 600 }} id={id}>
          {time}
        </Typography>
        <Typography variant="body2" sx={{ flex: 1 }}>
          {words.compare.timeline.state[state]}
        </Typography>
        {root !== null && (
          <Button
            size="small"
            variant="outlined"
            color="inherit"
            disabled={writing}
            title={words.compare.bringBackHint}
            onClick={() => void store.getState().bringBack(snapshot, root, words.snapshots.chip(time))}
          >
            {words.compare.bringBack(time)}
          </Button>
        )}
      </Box>
      {fields.length > 0 && state === 'changed' && (
        <FieldTable label={time} fields={fields} before={words.compare.timeline.before} now={time} />
      )}
    </Box>
  );
}
