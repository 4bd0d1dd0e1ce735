import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { Section } from '../../components/Section.tsx';
import { Tick } from '../../components/Tick.tsx';
import { areAddresses } from '../../state/notices-slice.ts';
import { type DraftedSchedule, shownSchedule, USUAL_ABOUT } from '../../state/schedules-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';
import { AboutFields } from './AboutFields.tsx';
import { CommandFields } from './CommandFields.tsx';
import { ListField, NumberField } from './fields.tsx';
import { MailFields } from './MailFields.tsx';
import { TestMessage } from './TestMessage.tsx';

const NEW_MAIL = {
  server: { host: '', port: 465, security: 'tls', user: null },
  ...{ certificate: null, from: '', to: [], about: USUAL_ABOUT },
} as const;
const NEW_COMMAND = {
  ...{ program: '', programPath: '', words: [], timeLimitSeconds: 60, about: USUAL_ABOUT },
} as const;

/** Who is told of a schedule's runs, on which way, and of what. */
export function TellFields({ draft }: { readonly draft: DraftedSchedule }) {
  const { schedules } = useWords();
  const store = useWorkStore();
  const isNew = useWork((work) => work.scheduleForm?.id === null);
  const others = useWork((work) => shownSchedule(work)?.otherChannels.join('; ') ?? '');
  const { form } = schedules;
  const { system, edms, mail, command, overdueAfterHours } = draft.tell;
  const change = (part: Partial<DraftedSchedule['tell']>): void =>
    store.getState().changeDraft({ tell: { ...draft.tell, ...part } });
  return (
    <Section title={form.tell.title}>
      <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <Tick
          label={form.tell.system}
          checked={system !== null}
          onChange={(wanted) => change({ system: wanted ? { about: USUAL_ABOUT } : null })}
        />
        {system && (
          <Way>
            <AboutFields
              label={form.tell.ways.system}
              about={system.about}
              onChange={(about) => change({ system: { about } })}
            />
            <TestMessage channel="system" ready />
          </Way>
        )}
        <Tick
          label={form.tell.mail}
          checked={mail !== null}
          onChange={(wanted) => change({ mail: wanted ? NEW_MAIL : null })}
        />
        {mail && (
          <Way>
            <MailFields mail={mail} onChange={(to) => change({ mail: to })} />
          </Way>
        )}
        <Tick
          label={form.tell.command}
          checked={command !== null}
          onChange={(wanted) => change({ command: wanted ? NEW_COMMAND : null })}
        />
        {command && (
          <Way>
            <CommandFields command={command} onChange={(to) => change({ command: to })} />
          </Way>
        )}
        <Tick
          label={form.tell.edms}
          checked={edms !== null}
          onChange={(wanted) => change({ edms: wanted ? { to: [], about: USUAL_ABOUT } : null })}
        />
        {edms && (
          <Way>
            <ListField
              label={form.tell.edmsTo}
              hint={form.tell.edmsHint}
              values={edms.to}
              onChange={(to) => change({ edms: { ...edms, to } })}
            />
            <AboutFields
              label={form.tell.ways.edms}
              about={edms.about}
              onChange={(about) => change({ edms: { ...edms, about } })}
            />
            <Typography variant="body2" color="textSecondary">
              {form.tell.edmsTestHint}
            </Typography>
            <TestMessage channel="edms" ready={draft.target !== null && areAddresses(edms.to)} />
          </Way>
        )}
        {!isNew && others !== '' && <Typography variant="body2">{form.tell.others(others)}</Typography>}
        <Box sx={{ pt: 1 }}>
          <NumberField
            label={form.overdueAfter}
            value={overdueAfterHours}
            min={1}
            max={2160}
            width={200}
            onChange={(hours) => change({ overdueAfterHours: hours ?? Number.NaN })}
          />
        </Box>
      </Box>
    </Section>
  );
}

/** What belongs to one way stands a little to the right. */
function Way({ children }: { readonly children: ReactNode }) {
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)', pl: 3.5, pb: 1 }}>
      {children}
    </Box>
  );
}
