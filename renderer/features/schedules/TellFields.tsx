import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { Section } from '../../components/Section.tsx';
import { type DraftedSchedule, shownSchedule } from '../../state/schedules-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { ListField, NumberField } from './fields.tsx';

/** Who is told of a schedule's runs. */
export function TellFields({ draft }: { readonly draft: DraftedSchedule }) {
  const { schedules } = useWords();
  const store = useWorkStore();
  const isNew = useWork((work) => work.scheduleForm?.id === null);
  const others = useWork((work) => shownSchedule(work)?.otherChannels.join('; ') ?? '');
  const { form } = schedules;
  const { tell } = draft;
  const change = (part: Partial<DraftedSchedule['tell']>): void =>
    store.getState().changeDraft({ tell: { ...tell, ...part } });
  return (
    <Section title={form.tell}>
      <Box sx={{ display: 'grid', gap: 1.5 }}>
        <Typography variant="body2" color="textSecondary">
          {form.tellHint}
        </Typography>
        <Tick label={form.tellSystem} value={tell.system} onChange={(system) => change({ system })} />
        <ListField
          label={form.tellEdms}
          hint={form.tellEdmsHint}
          values={tell.edms}
          onChange={(edms) => change({ edms })}
        />
        {!isNew && others !== '' && <Typography variant="body2">{form.others(others)}</Typography>}
        <Tick
          label={form.tellSuccess}
          value={tell.everySuccess}
          onChange={(everySuccess) => change({ everySuccess })}
        />
        <NumberField
          label={form.overdueAfter}
          value={tell.overdueAfterHours}
          min={1}
          max={2160}
          width={200}
          onChange={(hours) => change({ overdueAfterHours: hours ?? Number.NaN })}
        />
      </Box>
    </Section>
  );
}

export function Tick({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}) {
  return (
    <FormControlLabel
      label={label}
      control={<Checkbox size="small" checked={value} onChange={(event) => onChange(event.target.checked)} />}
    />
  );
}
