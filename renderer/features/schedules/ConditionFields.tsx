import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Section } from '../../components/Section.tsx';
import { Tick } from '../../components/Tick.tsx';
import type { DraftedSchedule } from '../../state/schedules-slice.ts';
import { useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { Choice, NumberField } from './fields.tsx';
import { TimeField, Weekdays } from './WhenFields.tsx';

/** What few need: folded away. */
export function ConditionFields({ draft }: { readonly draft: DraftedSchedule }) {
  const { schedules, common } = useWords();
  const store = useWorkStore();
  const [open, setOpen] = useState(false);
  const { form } = schedules;
  const change = store.getState().changeDraft;
  return (
    <Section
      title={form.conditions}
      aside={
        <Button
          size="small"
          color="inherit"
          aria-expanded={open}
          aria-label={`${form.conditions}: ${open ? common.hideDetails : common.showDetails}`}
          onClick={() => setOpen(!open)}
        >
          {open ? common.hideDetails : common.showDetails}
        </Button>
      }
    >
      {open && (
        <Box sx={{ display: 'grid', gap: 1.5, pt: 1 }}>
          <Choice
            label={form.missed}
            value={draft.missed}
            options={(['run-once', 'skip'] as const).map((one) => [one, form.missedOf[one]])}
            onChange={(missed) => change({ missed })}
          />
          <Tick
            label={form.waitForFolder}
            checked={draft.waitForFolder}
            onChange={(waitForFolder) => change({ waitForFolder })}
          />
          <Tick
            label={form.mainsPower}
            checked={draft.mainsPower}
            onChange={(mainsPower) => change({ mainsPower })}
          />
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5 }}>
            <NumberField
              label={form.attempts}
              value={draft.attempts}
              min={1}
              max={20}
              onChange={(attempts) => change({ attempts: attempts ?? Number.NaN })}
            />
            <NumberField
              label={form.timeLimit}
              hint={form.timeLimitHint}
              value={draft.timeLimitMinutes}
              min={1}
              max={10_080}
              width={200}
              onChange={(timeLimitMinutes) => change({ timeLimitMinutes })}
            />
          </Box>
          <Blackouts draft={draft} />
        </Box>
      )}
    </Section>
  );
}

function Blackouts({ draft: { blackouts } }: { readonly draft: DraftedSchedule }) {
  const { schedules } = useWords();
  const store = useWorkStore();
  const { form } = schedules;
  type Blackout = (typeof blackouts)[number];
  const change = (next: readonly Blackout[]): void => store.getState().changeDraft({ blackouts: next });
  const set = (index: number, part: Partial<Blackout>): void =>
    change(blackouts.map((one, n) => (n === index ? { ...one, ...part } : one)));
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Typography variant="h3">{form.blackouts}</Typography>
      {blackouts.map((one, index) => (
        <Box
          // biome-ignore lint/suspicious/noArrayIndexKey: two spans can be the same, and have no other name.
          key={index}
          sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}
        >
          <Weekdays
            days={one.days}
            label={form.blackoutDays}
            onChange={(days) => (days.length > 0 ? set(index, { days }) : undefined)}
          />
          <TimeField label={form.blackoutFrom} value={one.from} onChange={(from) => set(index, { from })} />
          <TimeField label={form.blackoutTo} value={one.to} onChange={(to) => set(index, { to })} />
          <Button
            size="small"
            color="inherit"
            onClick={() => change(blackouts.filter((_, n) => n !== index))}
          >
            {form.removeBlackout}
          </Button>
        </Box>
      ))}
      <Box>
        <Button
          size="small"
          variant="outlined"
          color="inherit"
          onClick={() =>
            change([...blackouts, { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' }])
          }
        >
          {form.addBlackout}
        </Button>
      </Box>
    </Box>
  );
}
