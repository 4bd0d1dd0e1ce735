import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useEffect, useId, useState } from 'react';
import type { OfferedSchedule } from '../../../preload/contract/types.ts';
import { Section } from '../../components/Section.tsx';
import { isAdmitted } from '../../state/session-slice.ts';
import { useWork, useWorkStore } from '../../state/useWork.ts';
import { useWords } from '../../words/useWords.ts';

/** The open EDMS's own plans for backups, each of which can become a schedule. Nothing where it has none. */
export function OfferedSchedules() {
  const { schedules } = useWords();
  const store = useWorkStore();
  const target = useWork((work) => work.target);
  const admitted = useWork(isAdmitted);
  const offered = useWork((work) => work.offeredSchedules);
  const [open, setOpen] = useState(false);
  const id = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another target, or another account, has others
  useEffect(() => void store.getState().loadOffered(), [store, target, admitted]);
  if (!target || offered.length === 0) return null;
  return (
    <Section title={schedules.offered.title(target.summary.label)}>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {schedules.offered.lead}
      </Typography>
      <Button
        size="small"
        color="inherit"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        sx={{ ml: -0.75 }}
      >
        {open ? schedules.offered.hide : schedules.offered.show(offered.length)}
      </Button>
      {open && (
        <Box
          component="ul"
          id={id}
          sx={{ listStyle: 'none', m: 0, mt: 1, p: 0, display: 'grid', gap: 1 }}
          data-testid="offered-schedules"
        >
          {offered.map((one) => (
            <Offered key={one.name} offered={one} />
          ))}
        </Box>
      )}
    </Section>
  );
}

function Offered({ offered }: { readonly offered: OfferedSchedule }) {
  const { schedules } = useWords();
  const store = useWorkStore();
  const { name, type, enabled, when } = offered;
  const facts = [type, schedules.when(when), ...(enabled ? [] : [schedules.offered.switchedOff])];
  return (
    <Box component="li" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
      <Box sx={{ flex: '1 1 240px', minWidth: 0 }}>
        <Typography variant="body1" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
          {name}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {facts.join(' · ')}
        </Typography>
      </Box>
      <Button
        size="small"
        variant="outlined"
        color="inherit"
        aria-label={schedules.offered.takeOverOf(name)}
        onClick={() => void store.getState().draftOffered(offered)}
      >
        {schedules.offered.takeOver}
      </Button>
    </Box>
  );
}
