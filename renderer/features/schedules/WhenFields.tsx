import Autocomplete from '@mui/material/Autocomplete';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useEffect, useMemo, useState } from 'react';
import type { When } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import type { DraftedSchedule } from '../../state/schedules-slice.ts';
import { useBridge } from '../../state/useBridge.ts';
import { useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { Choice, NumberField } from './fields.tsx';
import { zonesWith, zoneTime } from './zone-time.ts';

const KINDS = ['hourly', 'daily', 'weekly', 'monthly', 'cron', 'on-demand'] as const;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
const LAST = 'last';

/** When runs are due, and what the next ones would be. */
export function WhenFields({ draft }: { readonly draft: DraftedSchedule }) {
  const words = useWords();
  const store = useWorkStore();
  const { form } = words.schedules;
  const { when, timeZone } = draft;
  const change = (value: When): void => store.getState().changeDraft({ when: value });
  const zones = useMemo(() => zonesWith(timeZone), [timeZone]);
  return (
    <Section title={form.when}>
      <Box sx={{ display: 'grid', gap: 2, pt: 1 }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'flex-start' }}>
          <Choice
            label={form.kind}
            value={when.kind}
            options={KINDS.map((kind) => [kind, form.kinds[kind]])}
            onChange={(kind) => change(whenOfKind(kind, when))}
          />
          {when.kind === 'weekly' && (
            <Weekdays days={when.days} onChange={(days) => change({ ...when, days })} label={form.days} />
          )}
          {when.kind === 'monthly' && (
            <Choice
              label={form.day}
              value={String(when.day)}
              options={[
                ...Array.from({ length: 31 }, (_, n) => [String(n + 1), String(n + 1)] as const),
                [LAST, form.lastDay] as const,
              ]}
              onChange={(day) => change({ ...when, day: day === LAST ? LAST : Number(day) })}
            />
          )}
          {when.kind === 'hourly' && (
            <NumberField
              label={form.minute}
              value={when.minute}
              max={59}
              onChange={(minute) =>
                change({ ...when, minute: Math.min(59, Math.max(0, Math.trunc(minute ?? 0))) })
              }
            />
          )}
          {'time' in when && (
            <TimeField label={form.time} value={when.time} onChange={(time) => change({ ...when, time })} />
          )}
          {when.kind === 'cron' && (
            <TextField
              label={form.cron}
              helperText={form.cronHint}
              value={when.expression}
              onChange={(event) => change({ ...when, expression: event.target.value })}
              slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false, maxLength: 200 } }}
            />
          )}
          <Autocomplete
            options={zones}
            value={timeZone}
            disableClearable
            onChange={(_event, zone) => store.getState().changeDraft({ timeZone: zone })}
            renderInput={(parameters) => <TextField {...parameters} label={form.zone} />}
            sx={{ width: 240 }}
          />
        </Box>
        {when.kind !== 'on-demand' && <NextRuns draft={draft} />}
      </Box>
    </Section>
  );
}

export function TimeField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <TextField
      type="time"
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value.slice(0, 5))}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
}

export function Weekdays({
  days,
  onChange,
  label,
}: {
  readonly days: readonly Weekday[];
  readonly onChange: (days: readonly Weekday[]) => void;
  readonly label: string;
}) {
  const { schedules } = useWords();
  return (
    <ToggleButtonGroup
      size="small"
      aria-label={label}
      value={[...days]}
      onChange={(_event, chosen: readonly Weekday[]) =>
        onChange(WEEKDAYS.filter((day) => chosen.includes(day)))
      }
    >
      {WEEKDAYS.map((day) => (
        <ToggleButton key={day} value={day} sx={{ px: 1.25, textTransform: 'none', color: 'text.primary' }}>
          {schedules.weekdays[day]}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

/** What the same rule would be of another kind: the time stays. */
function whenOfKind(kind: When['kind'], before: When): When {
  const time = 'time' in before ? before.time : '02:30';
  switch (kind) {
    case 'hourly':
      return { kind, minute: 0 };
    case 'daily':
      return { kind, time };
    case 'weekly':
      return { kind, days: ['mon', 'tue', 'wed', 'thu', 'fri'], time };
    case 'monthly':
      return { kind, day: 1, time };
    case 'cron':
      return { kind, expression: '30 2 * * 1-5' };
    case 'on-demand':
      return { kind };
  }
}

const PAUSE = 250;

function NextRuns({ draft }: { readonly draft: DraftedSchedule }) {
  const words = useWords();
  const bridge = useBridge();
  const { when, timeZone, blackouts } = draft;
  const [dues, setDues] = useState<readonly string[] | null>(null);
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(() => {
      void bridge.ask('schedules:next', { when, timeZone, blackouts }).then((answer) => {
        if (!isOver) setDues(answer.ok ? answer.value.dues : []);
      });
    }, PAUSE);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [bridge, when, timeZone, blackouts]);
  const { form } = words.schedules;
  return (
    <Box data-testid="next-runs">
      <Typography variant="h3">{form.next}</Typography>
      {dues?.length === 0 && <Typography variant="body2">{form.nextNone}</Typography>}
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        {dues?.map((due) => (
          <Typography component="li" variant="body2" key={due}>
            {zoneTime(due, timeZone, words.formats.language)}
          </Typography>
        ))}
      </Box>
    </Box>
  );
}
