import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { ErrorCard } from '../../components/ErrorCard.tsx';
import { Page } from '../../components/Section.tsx';
import type { ScheduleForm as Form } from '../../state/schedules-slice.ts';
import { useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ConditionFields } from './ConditionFields.tsx';
import { KeepFields } from './KeepFields.tsx';
import { TellFields } from './TellFields.tsx';
import { WhenFields } from './WhenFields.tsx';
import { WorkFields } from './WorkFields.tsx';

/** A new schedule, or a changed one: when, what, what is kept, who is told; conditions folded away. */
export function ScheduleForm({ form }: { readonly form: Form }) {
  const { schedules } = useWords();
  const store = useWorkStore();
  const { draft, id, error } = form;
  const words = schedules.form;
  return (
    <Page width={900}>
      <Box
        component="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void store.getState().saveSchedule();
        }}
        sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}
        data-testid="schedule-form"
      >
        <Typography variant="h1">{id === null ? words.titleNew : words.titleEdit(draft.name)}</Typography>
        {error && <ErrorCard error={error} />}
        <TextField
          label={words.name}
          helperText={words.nameHint}
          value={draft.name}
          onChange={(event) => store.getState().changeDraft({ name: event.target.value })}
          slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 60 } }}
          sx={{ maxWidth: 420 }}
        />
        <WhenFields draft={draft} />
        <WorkFields draft={draft} />
        {draft.work.kind === 'snapshot' && <KeepFields work={draft.work} timeZone={draft.timeZone} />}
        <TellFields draft={draft} />
        <ConditionFields draft={draft} />
      </Box>
    </Page>
  );
}
